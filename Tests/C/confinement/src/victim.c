/* What the attacker is after, and a thread that is more urgent than anybody in a call. */
#include "confinement.h"

#include <zephyr/kernel.h>

static volatile unsigned int secret = SECRET;
static volatile int turns;
K_SEM_DEFINE(turn, 0, 1);
DEFINE_LOOK(victim_look)

/* It leaves its own DDC in every register that it may change before it waits. */
void watcher_main(void *p1, void *p2, void *p3)
{
	for (;;) {
		k_sem_take(&turn, K_FOREVER);
		turns++;
		__asm__ volatile(".irp one, a0, a1, a2, a3, a4, a5, a6, a7, t0, t1, t2, t3, t4, t5, t6, s1, s2, s3, "
				 "s4, s5, s6, s7, s8, s9, s10, s11\n\t"
				 ".insn r 0x5b, 0, 0x01, \\one, zero, x1\n\t"
				 ".endr" ::: "a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7", "t0", "t1", "t2",
				 "t3", "t4", "t5", "t6", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9",
				 "s10", "s11");
	}
}

int victim_ask(int what)
{
	switch (what) {
	case VICTIM_SECRET_ADDRESS: return (int)(uintptr_t)&secret;
	case VICTIM_SECRET: return (int)secret;
	case VICTIM_GO: return (int)(uintptr_t)&turn;
	default: return turns;
	}
}
