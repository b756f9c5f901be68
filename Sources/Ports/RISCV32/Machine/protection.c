/* The PMP, and threads in user mode. Source: RISC-V Privileged Architecture 1.12, 3.7 and 3.1.11. */
#if defined(__riscv) && !defined(BULKHEAD_CHERI)
#include <bulkhead/user_mode.h>
#include <port/self.h>
#include <riscv32.h>

/* What mscratch is while a thread runs with privileges. */
uintptr_t port_interrupt_stack_end __attribute__((visibility("hidden")));

/*
 * Entries 0 and 1 are for everybody, from one address to another. The rest say nothing until a thread without
 * privileges runs. None is locked, so that machine mode reaches everything.
 */
void port_start_protection(uint32_t base, uint32_t top, uint32_t configuration)
{
	port_interrupt_stack_end =
		(uintptr_t)bulkhead_image.interrupt_stack + bulkhead_image.interrupt_stack_size;
	__asm__ volatile("csrw pmpcfg1, zero\n\tcsrw pmpcfg2, zero\n\tcsrw pmpcfg3, zero");
	__asm__ volatile("csrw pmpaddr0, %0\n\tcsrw pmpaddr1, %1" ::"r"(base), "r"(top));
	__asm__ volatile("csrw pmpcfg0, %0" ::"r"(configuration));
	/* No counter is user mode's to read: it asks the kernel for the time. */
	__asm__ volatile("csrw mcounteren, zero");
}

/* Where a thread begins in user mode; at the top of its stack is what it knows of itself. */
static uint32_t *prepare_frame(struct k_thread *thread, struct bulkhead_user *user, struct bulkhead_self *self)
{
	uint32_t *frame = (uint32_t *)(void *)(user->stack_end - PORT_FRAME_SIZE);

	*self = (struct bulkhead_self){.thread = thread, .errno_value = thread->errno_value};
	__builtin_memset(frame, 0, PORT_FRAME_SIZE);
	frame[4] = (uint32_t)thread->entry;        /* a0 */
	frame[5] = (uint32_t)thread->parameters[0];
	frame[6] = (uint32_t)thread->parameters[1];
	frame[7] = (uint32_t)thread->parameters[2];
	frame[16] = (uint32_t)bulkhead_user_main;  /* mepc */
	frame[30] = (uint32_t)self & ~15u;         /* sp */
	frame[31] = (uint32_t)self;                /* tp, as long as the thread lives */
	return frame;
}

void port_prepare_user_thread(struct k_thread *thread, char *stack_end)
{
	thread->sp = prepare_frame(thread, thread->user, (struct bulkhead_self *)(void *)stack_end - 1);
}

void port_prepare_user_words(struct k_thread *thread, struct bulkhead_user *user)
{
	(void)thread, (void)user;
}

void bulkhead_clear_stack_and_leave(struct bulkhead_user *user, uint32_t *frame, char *stack, void *self)
	__attribute__((noreturn));

void port_enter_user_mode(struct k_thread *thread, struct bulkhead_user *user, char *stack_end)
{
	struct bulkhead_self *self = (struct bulkhead_self *)(void *)stack_end - 1;

	bulkhead_clear_stack_and_leave(user, prepare_frame(thread, user, self), thread->stack, self);
}
#endif
