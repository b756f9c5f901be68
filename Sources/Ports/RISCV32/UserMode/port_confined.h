/*
 * What each compartment has of its own where capabilities confine it: how its code invokes the switcher. For what
 * the build generates.
 */
#ifndef BULKHEAD_PORT_CONFINED_H
#define BULKHEAD_PORT_CONFINED_H

#include <bulkhead/confinement.h>
#include <bulkhead/user_mode.h>

/* In t6 what is asked for, and the switcher's code, both sealed: CLC t1, then CLC t6, then CInvoke. */
#define PORT_INVOKE(kind, index)                                                                   \
	"lla t0, bulkhead_imports\n\t"                                                             \
	".insn i 0x03, 3, t1, 8 * (" #kind ")(t0)\n\t"                                             \
	".insn i 0x03, 3, t6, 8 * (" #index ")(t0)\n\t"                                            \
	".insn r 0x5b, 0, 0x7e, x1, t1, t6\n\t"

/* A function of a name that headers may declare, without a word of C. */
#define PORT_CONFINED_FUNCTION(name, instructions)                                                 \
	__asm__(".section .text.call." #name ", \"ax\"\n"                                          \
		".global " #name "\n"                                                              \
		".type " #name ", @function\n" #name ":\n\t" instructions ".size " #name           \
		", . - " #name "\n.text\n");

/* A name for the place of what is asked for. */
#define PORT_NAMED_IMPORT(name, index)                                                             \
	__asm__(".global bulkhead_import_" #name "\n\t"                                            \
		".set bulkhead_import_" #name ", bulkhead_imports + 8 * (" #index ")\n");

/* All of a function of the kernel's, as its compartment has it: the call goes on at ra. */
#define PORT_CONFINED_CALL(name, index) PORT_CONFINED_FUNCTION(name, PORT_INVOKE(0, index))

#define PORT_CONFINED_YIELD(name, index) PORT_CONFINED_FUNCTION(name, PORT_INVOKE(3, index))

#define PORT_EACH_SAVED(what)                                                                      \
	#what " s0, 0(sp)\n\t" #what " s1, 4(sp)\n\t" #what " s2, 8(sp)\n\t" #what " s3, 12(sp)\n\t"    \
	#what " s4, 16(sp)\n\t" #what " s5, 20(sp)\n\t" #what " s6, 24(sp)\n\t" #what " s7, 28(sp)\n\t" \
	#what " s8, 32(sp)\n\t" #what " s9, 36(sp)\n\t" #what " s10, 40(sp)\n\t" #what " s11, 44(sp)\n\t" \
	#what " ra, 60(sp)\n\t"

/* All of a function of another compartment's. The callee changes any register, so all are saved that a function preserves. */
#define PORT_CONFINED_GATE(name, index)                                                            \
	PORT_CONFINED_FUNCTION(name, "addi sp, sp, -64\n\t" PORT_EACH_SAVED(sw) "lla ra, 2f\n\t"     \
			       PORT_INVOKE(1, index) "2:\t" PORT_EACH_SAVED(lw)                   \
			       "addi sp, sp, 64\n\t"                                               \
			       "ret\n\t")

/* Where the function of a call returns to. What is asked for is nothing in particular, of the right type. */
#define PORT_CONFINED_RETURN(name, index) PORT_CONFINED_FUNCTION(name, PORT_INVOKE(2, index))

/*
 * An access by the capability of a device (CSetAddr, then a load or a store through it). `load` and `store` are
 * the operations' numbers: 8 to 10 for bytes to words with their sign, 12 and 13 without.
 */
#define PORT_DEVICE_LOAD(type, load, index)                                                        \
	static inline type port_load_##index##_##type(uintptr_t address)                           \
	{                                                                                          \
		uint32_t value;                                                                    \
                                                                                                   \
		__asm__ volatile("lla t0, bulkhead_imports\n\t"                                    \
				 ".insn i 0x03, 3, t0, 8 * (" #index ")(t0)\n\t"                   \
				 ".insn r 0x5b, 0, 0x10, t0, t0, %1\n\t"                           \
				 ".insn r 0x5b, 0, 0x7d, %0, t0, x" #load                          \
				 : "=r"(value)                                                     \
				 : "r"(address)                                                    \
				 : "t0", "memory");                                                \
		return (type)value;                                                                \
	}
#define PORT_DEVICE_STORE(type, store, index)                                                      \
	static inline void port_store_##index##_##type(uintptr_t address, type value)              \
	{                                                                                          \
		__asm__ volatile("lla t0, bulkhead_imports\n\t"                                    \
				 ".insn i 0x03, 3, t0, 8 * (" #index ")(t0)\n\t"                   \
				 ".insn r 0x5b, 0, 0x10, t0, t0, %0\n\t"                           \
				 ".insn r 0x5b, 0, 0x7c, x" #store ", t0, %1"                      \
				 :                                                                 \
				 : "r"(address), "r"((uint32_t)value)                              \
				 : "t0", "memory");                                                \
	}
/* All accesses to the device whose capability is one of the imports. */
#define PORT_DEVICE(index)                                                                         \
	PORT_DEVICE_LOAD(uint8_t, 12, index)                                                       \
	PORT_DEVICE_LOAD(uint16_t, 13, index)                                                      \
	PORT_DEVICE_LOAD(uint32_t, 10, index)                                                      \
	PORT_DEVICE_STORE(uint8_t, 8, index)                                                       \
	PORT_DEVICE_STORE(uint16_t, 9, index)                                                      \
	PORT_DEVICE_STORE(uint32_t, 10, index)

#endif
