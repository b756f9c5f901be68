/*
 * What a context switch costs on the host, in nanoseconds, beside plain swapcontext in the same
 * run. Each figure is the best of several rounds: what else the machine does only adds.
 */
#include <stdio.h>
#include <time.h>
#include <ucontext.h>
#include <zephyr/kernel.h>

enum { ROUNDS = 9, STEPS = 200000, STACK_SIZE = 65536 };

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

/* Two threads of one priority hand the processor to and fro. */

static K_THREAD_STACK_DEFINE(stack, STACK_SIZE);
static struct k_thread partner;

static void yield_for_ever(void *first, void *unused, void *also_unused)
{
	ARG_UNUSED(first);
	ARG_UNUSED(unused);
	ARG_UNUSED(also_unused);
	for (;;) {
		k_yield();
	}
}

static double measure_switch(void)
{
	double best = 1e9;

	k_thread_create(&partner, stack, K_THREAD_STACK_SIZEOF(stack), yield_for_ever, NULL, NULL,
			NULL, k_thread_priority_get(k_current_get()), 0, K_NO_WAIT);
	for (int round = 0; round < ROUNDS; round++) {
		double start = now();

		for (int step = 0; step < STEPS; step++) {
			k_yield();
		}
		best = MIN(best, (now() - start) / (2.0 * STEPS));
	}
	k_thread_abort(&partner);
	return best;
}

static double measure_semaphore(void)
{
	static K_SEM_DEFINE(semaphore, 1, 1);
	double best = 1e9;

	for (int round = 0; round < ROUNDS; round++) {
		double start = now();

		for (int step = 0; step < STEPS; step++) {
			k_sem_take(&semaphore, K_NO_WAIT);
			k_sem_give(&semaphore);
		}
		best = MIN(best, (now() - start) / STEPS);
	}
	return best;
}

/* The C library's contexts, which also save the signal mask with a system call. */

static ucontext_t here, there;
static char other_stack[STACK_SIZE];

static void swap_for_ever(void)
{
	for (;;) {
		swapcontext(&there, &here);
	}
}

static double measure_swapcontext(void)
{
	double best = 1e9;

	getcontext(&there);
	there.uc_stack.ss_sp = other_stack;
	there.uc_stack.ss_size = sizeof(other_stack);
	there.uc_link = NULL;
	makecontext(&there, swap_for_ever, 0);
	for (int round = 0; round < ROUNDS; round++) {
		double start = now();

		for (int step = 0; step < STEPS; step++) {
			swapcontext(&here, &there);
		}
		best = MIN(best, (now() - start) / (2.0 * STEPS));
	}
	return best;
}

int main(void)
{
	double plain = measure_swapcontext();
	double ours = measure_switch();

	printf("yield to another thread       %6.1f ns\n", ours);
	printf("semaphore take + give         %6.1f ns\n", measure_semaphore());
	printf("plain swapcontext             %6.1f ns\n", plain);
	printf("a switch is %.2f of a swapcontext\n", ours / plain);
	return 0;
}
