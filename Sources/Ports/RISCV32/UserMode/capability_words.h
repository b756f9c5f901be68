/*
 * Instructions on capabilities that lie in memory, for bulkhead/capability.h: each loads what it needs and stores what
 * comes of it, so no capability is in a register between two of them. Of code with privileges a switch keeps numbers only,
 * so there interrupts are masked for each.
 */
#ifndef CAPABILITY_WORDS_H
#define CAPABILITY_WORDS_H

#include <bulkhead/capability.h>
#include <stdbool.h>
#include <stdint.h>

/* Permissions (ISAv9 3.6.1). */
#define PERMIT_GLOBAL (1u << 0)
#define PERMIT_LOAD (1u << 2)
#define PERMIT_STORE (1u << 3)
#define PERMIT_LOAD_CAPABILITY (1u << 4)
#define PERMIT_STORE_CAPABILITY (1u << 5)
#define PERMIT_SEAL (1u << 7)
#define PERMIT_UNSEAL (1u << 9)
#define ALL_PERMISSIONS 0xfffu

#if defined(BULKHEAD_WITH_PRIVILEGES)
#define MASK "csrrci %[was], mstatus, 8\n\t"
#define UNMASK "\n\tandi %[was], %[was], 8\n\tcsrs mstatus, %[was]"
#else
#define MASK "li %[was], 0\n\t"
#define UNMASK
#endif
#define WAS [was] "=&r"(was)

#define DDC(register) ".insn r 0x5b, 0, 0x01, " #register ", zero, x1\n\t" /* CSpecialR */
#define CLC(register, from) ".insn i 0x03, 3, " #register ", 0(" from ")\n\t"
#define CSC(register, to) ".insn s 0x23, 3, " #register ", 0(" to ")\n\t"
#define CSETADDR(to, from, address) ".insn r 0x5b, 0, 0x10, " #to ", " #from ", " address "\n\t"
#define CGET(number, to, from) ".insn r 0x5b, 0, 0x7f, " to ", " #from ", x" #number "\n\t"

/* Stores t0 at `to`: if `by` is not 0, by the capability there, whose bounds have it, else as anything. Lost: t1. */
#define STORE_RESULT                                                                               \
	"beqz %[by], 1f\n\t" CLC(t1, "%[by]") CSETADDR(t1, t1, "%[to]")                            \
	".insn r 0x5b, 0, 0x7c, x11, t1, t0\n\t"                                                   \
	"j 2f\n"                                                                                   \
	"1:\t" CSC(t0, "%[to]") "2:\t"

struct capability_words {
	uint32_t is_tagged, permissions, type, base, size;
};

/* What is in a variable; all of it may be anything if there is no tag. */
static inline struct capability_words look(const bulkhead_capability_t *from)
{
	struct capability_words words;
	uint32_t was;

	__asm__ volatile(MASK CLC(t0, "%[from]") CGET(4, "%[tag]", t0) CGET(0, "%[permissions]", t0)
			 CGET(1, "%[type]", t0) CGET(2, "%[base]", t0) CGET(3, "%[size]", t0)
			 "li t0, 0" UNMASK
			 : WAS, [tag] "=&r"(words.is_tagged), [permissions] "=&r"(words.permissions),
			   [type] "=&r"(words.type), [base] "=&r"(words.base), [size] "=&r"(words.size)
			 : [from] "r"(from)
			 : "t0", "memory");
	return words;
}

/* Of the default data capability. */
static inline struct capability_words look_at_default(void)
{
	struct capability_words words;
	uint32_t was;

	__asm__ volatile(MASK DDC(t0) CGET(4, "%[tag]", t0) CGET(0, "%[permissions]", t0)
			 CGET(1, "%[type]", t0) CGET(2, "%[base]", t0) CGET(3, "%[size]", t0)
			 "li t0, 0" UNMASK
			 : WAS, [tag] "=&r"(words.is_tagged), [permissions] "=&r"(words.permissions),
			   [type] "=&r"(words.type), [base] "=&r"(words.base), [size] "=&r"(words.size)
			 :
			 : "t0");
	return words;
}

/* The same of what lies at an address, by the capability that has it. */
static inline struct capability_words look_through(const bulkhead_capability_t *from, uint32_t address)
{
	struct capability_words words;
	uint32_t was;

	__asm__ volatile(MASK CLC(t0, "%[from]") CSETADDR(t0, t0, "%[address]")
			 ".insn r 0x5b, 0, 0x7d, t0, t0, x11\n\t"
			 CGET(4, "%[tag]", t0) CGET(0, "%[permissions]", t0)
			 CGET(1, "%[type]", t0) CGET(2, "%[base]", t0) CGET(3, "%[size]", t0)
			 "li t0, 0" UNMASK
			 : WAS, [tag] "=&r"(words.is_tagged), [permissions] "=&r"(words.permissions),
			   [type] "=&r"(words.type), [base] "=&r"(words.base), [size] "=&r"(words.size)
			 : [from] "r"(from), [address] "r"(address)
			 : "t0", "memory");
	return words;
}

/* Bounds and permissions of their own (CSetAddr, CSetBoundsExact, CAndPerm); of the default one if `from` is NULL. */
static inline void put_part(bulkhead_capability_t *to, const void *by, const bulkhead_capability_t *from, uint32_t base,
			    uint32_t size, uint32_t permissions)
{
	uint32_t was;

	__asm__ volatile(MASK DDC(t0) "beqz %[from], 3f\n\t" CLC(t0, "%[from]")
			 "3:\t" CSETADDR(t0, t0, "%[base]")
			 ".insn r 0x5b, 0, 0x09, t0, t0, %[size]\n\t"
			 ".insn r 0x5b, 0, 0x0d, t0, t0, %[permissions]\n\t"
			 STORE_RESULT "li t0, 0\n\tli t1, 0" UNMASK
			 : WAS
			 : [to] "r"(to), [by] "r"(by), [from] "r"(from), [base] "r"(base), [size] "r"(size),
			   [permissions] "r"(permissions)
			 : "t0", "t1", "memory");
}

static inline void put_copy(bulkhead_capability_t *to, const void *by, const bulkhead_capability_t *from)
{
	uint32_t was;

	__asm__ volatile(MASK CLC(t0, "%[from]") STORE_RESULT "li t0, 0\n\tli t1, 0" UNMASK
			 : WAS
			 : [to] "r"(to), [by] "r"(by), [from] "r"(from)
			 : "t0", "t1", "memory");
}

/* CSeal and CUnseal, whose key points to the type. */
static inline void put_sealed(bulkhead_capability_t *to, const void *by, const bulkhead_capability_t *from,
			      const bulkhead_capability_t *key)
{
	uint32_t was;

	__asm__ volatile(MASK CLC(t0, "%[from]") CLC(t1, "%[key]")
			 ".insn r 0x5b, 0, 0x0b, t0, t0, t1\n\t" STORE_RESULT "li t0, 0\n\tli t1, 0" UNMASK
			 : WAS
			 : [to] "r"(to), [by] "r"(by), [from] "r"(from), [key] "r"(key)
			 : "t0", "t1", "memory");
}

static inline void put_unsealed(bulkhead_capability_t *to, const void *by, const bulkhead_capability_t *from,
				const bulkhead_capability_t *key)
{
	uint32_t was;

	__asm__ volatile(MASK CLC(t0, "%[from]") CLC(t1, "%[key]")
			 ".insn r 0x5b, 0, 0x0c, t0, t0, t1\n\t" STORE_RESULT "li t0, 0\n\tli t1, 0" UNMASK
			 : WAS
			 : [to] "r"(to), [by] "r"(by), [from] "r"(from), [key] "r"(key)
			 : "t0", "t1", "memory");
}

static inline void put_loaded(bulkhead_capability_t *to, const void *by, const bulkhead_capability_t *from,
			      uint32_t address)
{
	uint32_t was;

	__asm__ volatile(MASK CLC(t0, "%[from]") CSETADDR(t0, t0, "%[address]")
			 ".insn r 0x5b, 0, 0x7d, t0, t0, x11\n\t" STORE_RESULT "li t0, 0\n\tli t1, 0" UNMASK
			 : WAS
			 : [to] "r"(to), [by] "r"(by), [from] "r"(from), [address] "r"(address)
			 : "t0", "t1", "memory");
}

static inline void put_into(const bulkhead_capability_t *into, uint32_t address, const bulkhead_capability_t *stored)
{
	uint32_t was;

	__asm__ volatile(MASK CLC(t0, "%[stored]") CLC(t1, "%[into]") CSETADDR(t1, t1, "%[address]")
			 ".insn r 0x5b, 0, 0x7c, x11, t1, t0\n\t"
			 "li t0, 0\n\tli t1, 0" UNMASK
			 : WAS
			 : [into] "r"(into), [stored] "r"(stored), [address] "r"(address)
			 : "t0", "t1", "memory");
}

/* Moves whole words, or bytes, one after the other: LW or LBU through the capability and SW or SB as anything. */
#define MOVE(name, loop, step)                                                                     \
	static inline void name(const bulkhead_capability_t *by, uint32_t address, uintptr_t bytes, uint32_t size) \
	{                                                                                          \
		uint32_t was, end = bytes + size;                                                  \
                                                                                                   \
		__asm__ volatile(MASK CLC(t1, "%[by]") CSETADDR(t1, t1, "%[address]")              \
				 "1:\t" loop ".insn i 0x5b, 1, t1, t1, " #step "\n\t"                \
				 "addi %[bytes], %[bytes], " #step "\n\t"                           \
				 "bne %[bytes], %[end], 1b\n\t"                                     \
				 "li t1, 0" UNMASK                                                  \
				 : WAS, [bytes] "+&r"(bytes)                                        \
				 : [by] "r"(by), [address] "r"(address), [end] "r"(end)             \
				 : "t0", "t1", "memory");                                           \
	}
MOVE(load_words, ".insn r 0x5b, 0, 0x7d, t0, t1, x10\n\tsw t0, 0(%[bytes])\n\t", 4)
MOVE(load_bytes, ".insn r 0x5b, 0, 0x7d, t0, t1, x12\n\tsb t0, 0(%[bytes])\n\t", 1)
MOVE(store_words, "lw t0, 0(%[bytes])\n\t.insn r 0x5b, 0, 0x7c, x10, t1, t0\n\t", 4)
MOVE(store_bytes, "lbu t0, 0(%[bytes])\n\t.insn r 0x5b, 0, 0x7c, x8, t1, t0\n\t", 1)

/* CRAM. */
static inline uint32_t representable_mask(uint32_t size)
{
	uint32_t mask;

	__asm__(".insn r 0x5b, 0, 0x7f, %0, %1, x9" : "=r"(mask) : "r"(size));
	return mask;
}

#endif
