/* What the compartments of this test export; system.yml says the same, and the compiler compares. */
#ifndef CONFINEMENT_H
#define CONFINEMENT_H

#include <stddef.h>
#include <stdint.h>

int attacker_try(int what, int argument, int more);
int attacker_look(int what);
int attacker_call(int kind, int length, int what);
int attacker_fill(int length, int scratch);
int attacker_device(int how, int address);
int attacker_ask(int what);
int victim_ask(int what);
int victim_look(int what);
int server_mix(int a, int b, int c, int d);
int server_fail(int how);
int server_sum(const unsigned char *bytes, size_t length);
int server_leave(int how);
int server_leave_beside(unsigned char *bytes, size_t length);
int server_count(void);
int server_look(int what);
int crowd_down(int depth, int end);
int mirror_down(int depth, int end);

/* What a compartment says of the capabilities that its code has. */
enum look { LOOK_DDC_BASE, LOOK_DDC_LENGTH, LOOK_DDC_PERMISSIONS, LOOK_DDC_TAG, LOOK_PCC_BASE, LOOK_PCC_LENGTH,
	    LOOK_PCC_PERMISSIONS, LOOK_PCC_TAG };

enum victim_question { VICTIM_SECRET_ADDRESS, VICTIM_SECRET, VICTIM_GO, VICTIM_TURNS };
enum attacker_question { ATTACKER_GO, ATTACKER_SLED, ATTACKER_GATE, ATTACKER_CALL, ATTACKER_RETURN, ATTACKER_COUNT,
			 ATTACKER_EMPTY, ATTACKER_STALE, ATTACKER_STALE_AFTER_FAULT, ATTACKER_COST,
			 ATTACKER_YIELD };
enum attacker_sequence { SEQUENCE_GATE, SEQUENCE_CALL, SEQUENCE_BUFFER, SEQUENCE_FAULT, SEQUENCE_THREAD,
			  SEQUENCE_YIELD };
enum attacker_access { ACCESS_READ8, ACCESS_READ16, ACCESS_READ32, ACCESS_WRITE8, ACCESS_WRITE32 };

/* How a function ends that has left something on its stack. */
enum server_leave { LEAVE, LEAVE_AND_FAULT, LEAVE_AND_WAIT };

#define SECRET 0x5ec4e7f1
#define LEFT 0x1ef71ef7
#define SLED 14000

/* The instructions of CHERI-RISC-V ISAv9 that are tried, as text. */
#define CHERI3(f7, cd, cs1, rs2) ".insn r 0x5b, 0, " #f7 ", " #cd ", " #cs1 ", " #rs2 "\n\t"
#define CHERI2(op, rd, cs1) ".insn r 0x5b, 0, 0x7f, " #rd ", " #cs1 ", " #op "\n\t"
#define CSPECIALRW(cd, scr, cs1) CHERI3(0x01, cd, cs1, scr)
#define CINCOFFSETIMM(cd, cs1, offset) ".insn i 0x5b, 1, " #cd ", " #cs1 ", " #offset "\n\t"
#define GET_PCC(cd) CSPECIALRW(cd, x0, zero)
#define GET_DDC(cd) CSPECIALRW(cd, x1, zero)
#define SET_DDC(cs1) CSPECIALRW(zero, x1, cs1)
#define CSETBOUNDS(cd, cs1, rs2) CHERI3(0x08, cd, cs1, rs2)
#define CSEAL(cd, cs1, cs2) CHERI3(0x0b, cd, cs1, cs2)
#define CCSEAL(cd, cs1, cs2) CHERI3(0x1f, cd, cs1, cs2)
#define CUNSEAL(cd, cs1, cs2) CHERI3(0x0c, cd, cs1, cs2)
#define CANDPERM(cd, cs1, rs2) CHERI3(0x0d, cd, cs1, rs2)
#define CSETADDR(cd, cs1, rs2) CHERI3(0x10, cd, cs1, rs2)
#define CINCOFFSET(cd, cs1, rs2) CHERI3(0x11, cd, cs1, rs2)
#define CFROMPTR(cd, cs1, rs2) CHERI3(0x13, cd, cs1, rs2)
#define CSETHIGH(cd, cs1, rs2) CHERI3(0x16, cd, cs1, rs2)
#define CBUILDCAP(cd, cs1, cs2) CHERI3(0x1d, cd, cs1, cs2)
#define CCOPYTYPE(cd, cs1, cs2) CHERI3(0x1e, cd, cs1, cs2)
#define CSEQX(rd, cs1, cs2) CHERI3(0x21, rd, cs1, cs2)
#define CINVOKE(cs1, cs2) CHERI3(0x7e, x1, cs1, cs2)
#define CGETPERM(rd, cs1) CHERI2(x0, rd, cs1)
#define CGETTYPE(rd, cs1) CHERI2(x1, rd, cs1)
#define CGETBASE(rd, cs1) CHERI2(x2, rd, cs1)
#define CGETLEN(rd, cs1) CHERI2(x3, rd, cs1)
#define CGETTAG(rd, cs1) CHERI2(x4, rd, cs1)
#define CGETADDR(rd, cs1) CHERI2(x15, rd, cs1)
#define CGETHIGH(rd, cs1) CHERI2(x23, rd, cs1)
#define CJALR(cd, cs1) CHERI2(x12, cd, cs1)
#define CLC(cd, offset, rs1) ".insn i 0x03, 3, " #cd ", " #offset "(" #rs1 ")\n\t"
#define CSC(cs2, offset, rs1) ".insn s 0x23, 3, " #cs2 ", " #offset "(" #rs1 ")\n\t"
#define LW_CAP(rd, cs1) CHERI3(0x7d, rd, cs1, x10)

/* A function of a compartment's own that says what its code has. */
#define DEFINE_LOOK(name)                                                                          \
	int name(int what)                                                                         \
	{                                                                                          \
		uint32_t words[8];                                                                 \
                                                                                                   \
		__asm__ volatile(GET_DDC(t0) CGETBASE(%0, t0) CGETLEN(%1, t0) CGETPERM(%2, t0)     \
				 CGETTAG(%3, t0) GET_PCC(t0) CGETBASE(%4, t0) CGETLEN(%5, t0)      \
				 CGETPERM(%6, t0) CGETTAG(%7, t0)                                  \
				 : "=&r"(words[0]), "=&r"(words[1]), "=&r"(words[2]), "=&r"(words[3]), \
				   "=&r"(words[4]), "=&r"(words[5]), "=&r"(words[6]), "=&r"(words[7]) \
				 :                                                                 \
				 : "t0");                                                          \
		return (int)words[what & 7];                                                       \
	}

#endif
