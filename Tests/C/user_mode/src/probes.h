/*
 * What a thread without privileges may try, which depends on the processor: its registers, its instructions,
 * and the instruction that asks the kernel. Part of main.c.
 */
static uint64_t kernel_words[16];

#if defined(__arm__)

static bool says_no_privileges(void)
{
	uint32_t control;

	__asm__ volatile("mrs %0, control" : "=r"(control));
	return control & 1;
}

static void devices_of_the_processor_are_out_of_reach(void)
{
	uint32_t mpu = *(volatile uint32_t *)0xe000ed94;

	/* The interrupt controller, and the MPU itself. */
	if (strcmp(CONFIG_BOARD, "qemu_lm3s6965evb") != 0) {
		assert_int_not_equal(run_with(reads, (void *)0xe000e100, NULL, NULL), -1);
		assert_int_not_equal(run_with(writes, (void *)0xe000ed94, NULL, NULL), -1);
	} else {
		/* QEMU's model of this board ignores bus errors: what is refused has no effect. */
		assert_int_equal(run_with(writes, (void *)0xe000ed94, NULL, NULL), -1);
	}
	assert_int_equal(*(volatile uint32_t *)0xe000ed94, mpu);
}

static void asks_for(void *call, void *p2, void *p3)
{
	__asm__ volatile("mov r12, %0\n\tsvc 2" ::"r"(call) : "r0", "r1", "r2", "r3", "r12", "lr", "memory");
}

static void calls_with_another_stack(void *sp, void *p2, void *p3)
{
	__asm__ volatile("mov sp, %0\n\tsvc 2\n\tb ." ::"r"(sp));
}

static void the_stack_pointer_is_a_claim(void **state)
{
	(void)state;
	assert_int_equal(run_with(calls_with_another_stack, &kernel_words[12], NULL, NULL),
			 K_ERR_STACK_CHK_FAIL);
	assert_int_equal(run_with(calls_with_another_stack, (char *)stacks[0] + 64, NULL, NULL),
			 K_ERR_STACK_CHK_FAIL);
	for (int i = 0; i < 16; i++) {
		assert_true(kernel_words[i] == 0);
	}
}

extern const struct bulkhead_system_call call_of_k_yield;

/*
 * The processor cannot store its registers, so the thread has ended when the system call is served; what it
 * asks for then lies in words that the thread wrote before.
 */
static void yields_after_its_end(void *low, void *p2, void *p3)
{
	for (int i = 0; i < 8; i++) {
		((const void *volatile *)low)[i] = &call_of_k_yield;
	}
	__asm__ volatile("mov sp, %0\n\tmov r12, %1\n\tsvc 2\n\tb ." ::"r"((char *)low + 16), "r"(&call_of_k_yield));
}

static void who_has_ended_does_not_yield(void **state)
{
	(void)state;
	for (int i = 0; i < 4; i++) {
		assert_int_equal(run_with(yields_after_its_end, stack, NULL, NULL), K_ERR_STACK_CHK_FAIL);
	}
}

static void takes_privileges(void *p1, void *p2, void *p3)
{
	__asm__ volatile("msr control, %0\n\tisb" ::"r"(2));
	*(volatile int *)p1 = 8;
}
static void masks_interrupts(void *p1, void *p2, void *p3)
{
	__asm__ volatile("cpsid i\n\tcpsid f\n\tmsr basepri, %0" ::"r"(16));
	k_sleep(K_MSEC(3));
}
void bulkhead_leave_call(void);
static void leaves_a_call_that_it_did_not_make(void *p1, void *p2, void *p3)
{
	__asm__ volatile("mov r2, %0\n\tmov r3, #0\n\tbl bulkhead_leave_call" ::"r"(p1)
			 : "r2", "r3", "r12", "lr", "memory");
}

static void instructions_give_no_privileges(void **state)
{
	(void)state;
	assert_int_not_equal(run_with(takes_privileges, &kernel_number, NULL, NULL), -1);
	assert_int_equal(run(masks_interrupts), -1);
	assert_int_not_equal(run_with(leaves_a_call_that_it_did_not_make, &kernel_number, NULL, NULL), -1);
	assert_int_equal(kernel_number, 7);
}

#if defined(CONFIG_ARMV8_M)
static volatile uint32_t limit_seen;

static void looks_at_the_limit(struct k_timer *unused)
{
	uint32_t limit;

	__asm__ volatile("mrs %0, psplim" : "=r"(limit));
	limit_seen = limit;
}
K_TIMER_DEFINE(looker, looks_at_the_limit, NULL);

static void computes(void *rounds, void *p2, void *p3)
{
	for (volatile uintptr_t i = 0; i < (uintptr_t)rounds; i++) {
	}
}
static void calls_and_computes(void *rounds, void *p2, void *p3)
{
	k_busy_wait(1000);
	k_sleep(K_MSEC(1));
	computes(rounds, p2, p3);
}
static void waits_in_a_call(void *p1, void *p2, void *p3)
{
	k_busy_wait(20000);
}

/* Of the thread's own stack, and of that for its system calls. */
static void the_stack_limit_is_that_of_the_stack(void **state)
{
	(void)state;
	k_timer_start(&looker, K_MSEC(5), K_NO_WAIT);
	assert_int_equal(run_with(computes, (void *)1000000, NULL, NULL), -1);
	assert_int_equal(limit_seen, (uintptr_t)stack);
	k_timer_start(&looker, K_MSEC(5), K_NO_WAIT);
	assert_int_equal(run(waits_in_a_call), -1);
	assert_int_equal(limit_seen, (uintptr_t)thread.user->stack_end - bulkhead_call_stack_size);
	k_timer_start(&looker, K_MSEC(5), K_NO_WAIT);
	assert_int_equal(run_with(calls_and_computes, (void *)1000000, NULL, NULL), -1);
	assert_int_equal(limit_seen, (uintptr_t)stack);
}
#endif

#if defined(CONFIG_ARMV8_M)
#define TESTS_OF_THE_PROCESSOR                                                                     \
	cmocka_unit_test(who_has_ended_does_not_yield),                                            \
		cmocka_unit_test(the_stack_limit_is_that_of_the_stack),
#else
#define TESTS_OF_THE_PROCESSOR cmocka_unit_test(who_has_ended_does_not_yield),
#endif

#elif defined(CONFIG_HOST)

#include <unistd.h>

static bool says_no_privileges(void)
{
	return k_is_user_context();
}

/* What the kernel keeps in the port, in the machine's code and in generated tables. */
extern const char port_serve_call[];
static void devices_of_the_processor_are_out_of_reach(void)
{
	assert_int_not_equal(run_with(reads, bulkhead_users, NULL, NULL), -1);
	assert_int_not_equal(run_with(calls, (void *)port_serve_call, NULL, NULL), -1);
	assert_int_not_equal(run_with(reads, (void *)bulkhead_devices, NULL, NULL), -1);
	assert_int_not_equal(run_with(reads, thread.user->stack_end - 1, NULL, NULL), -1);
}

extern const char port_gate[], port_ask[];

#if defined(__x86_64__)
static void asks_for(void *call, void *p2, void *p3)
{
	__asm__ volatile("movq %0, %%rax\n\tcallq port_ask" ::"r"(call)
			 : "rax", "rdi", "rsi", "rdx", "rcx", "r8", "r9", "r10", "r11", "memory");
}
static void calls_with_another_stack(void *sp, void *p2, void *p3)
{
	__asm__ volatile("movq %0, %%rsp\n\tcallq k_yield\n1:\tjmp 1b" ::"r"(sp));
}
static void masks_what_it_can(void *p1, void *p2, void *p3)
{
	/* Direction and alignment: the kernel's code runs with its own. */
	__asm__ volatile("pushfq\n\torq $0x40400, (%rsp)\n\tpopfq\n\tcallq k_yield\n\t"
			 "movq $3, %rdi\n\tcallq k_busy_wait\n\tcld");
}
#else
static void asks_for(void *call, void *p2, void *p3)
{
	__asm__ volatile("mov x16, %0\n\tbl port_ask" ::"r"(call)
			 : "x0", "x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11", "x12", "x13",
			   "x14", "x15", "x16", "x17", "x30", "memory");
}
static void calls_with_another_stack(void *sp, void *p2, void *p3)
{
	__asm__ volatile("mov sp, %0\n\tbl k_yield\n1:\tb 1b" ::"r"(sp));
}
static void masks_what_it_can(void *p1, void *p2, void *p3)
{
	k_yield();
}
#endif

static void the_stack_pointer_is_a_claim(void **state)
{
	(void)state;
	assert_int_not_equal(run_with(calls_with_another_stack, &kernel_words[12], NULL, NULL), -1);
	assert_int_not_equal(run_with(calls_with_another_stack, (char *)stacks[0] + 64, NULL, NULL), -1);
	assert_int_not_equal(run_with(calls_with_another_stack, thread.user->stack_end, NULL, NULL), -1);
	for (int i = 0; i < 16; i++) {
		assert_true(kernel_words[i] == 0);
	}
}

/* What decides which way a call goes can be read, and only read. */
static void instructions_give_no_privileges(void **state)
{
	(void)state;
	assert_int_equal(run_with(reads, (void *)port_gate, NULL, NULL), -1);
	assert_int_not_equal(run_with(writes, (void *)port_gate, NULL, NULL), -1);
	assert_int_equal(run(masks_what_it_can), -1);
}

#if defined(__x86_64__)
#define SAVED "rbx, rbp, r12, r13, r14, r15"
#define LOST "rdi, rsi, rdx, rcx, r8, r9, r10, r11"

/* Whether registers are what they were, after forced ticks in which another thread ran, and what a call leaves. */
static __attribute__((naked)) bool registers_stay(void)
{
	__asm__ volatile(".irp r, " SAVED "\n\t"
			 "pushq %\\r\n\t"
			 ".endr\n\t"
			 "movq $0x5a5a5a01, %rax\n\t"
			 ".irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15\n\t"
			 "movq %rax, %xmm\\n\n\t"
			 ".endr\n\t"
			 ".irp r, " SAVED ", " LOST "\n\t"
			 "movq %rax, %\\r\n\t"
			 ".endr\n\t"
			 "movq $100000000, %rax\n"
			 "1:\tdecq %rax\n\t"
			 "jnz 1b\n\t"
			 "movq $0x5a5a5a01, %rax\n\t"
			 ".irp r, " SAVED ", " LOST "\n\t"
			 "cmpq %rax, %\\r\n\t"
			 "jne 2f\n\t"
			 ".endr\n\t"
			 ".irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15\n\t"
			 "movq %xmm\\n, %r11\n\t"
			 "cmpq %rax, %r11\n\t"
			 "jne 2f\n\t"
			 ".endr\n\t"
			 "callq k_yield\n\t"
			 /* It has no result, so all that it need not keep is 0. */
			 ".irp r, " LOST "\n\t"
			 "orq %\\r, %rax\n\t"
			 ".endr\n\t"
			 ".irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15\n\t"
			 "movq %xmm\\n, %r11\n\t"
			 "orq %r11, %rax\n\t"
			 ".endr\n\t"
			 "jnz 2f\n\t"
			 "movq $0x5a5a5a01, %rax\n\t"
			 ".irp r, " SAVED "\n\t"
			 "cmpq %rax, %\\r\n\t"
			 "jne 2f\n\t"
			 ".endr\n\t"
			 "movl $1, %eax\n\t"
			 "jmp 3f\n"
			 "2:\txorl %eax, %eax\n"
			 "3:\n\t"
			 ".irp r, r15, r14, r13, r12, rbp, rbx\n\t"
			 "popq %\\r\n\t"
			 ".endr\n\t"
			 "retq");
}

static void keeps_registers(void *p1, void *p2, void *p3)
{
	check(registers_stay());
}
static struct k_thread sleeper;
static void sleeps_often(void *p1, void *p2, void *p3)
{
	volatile double value = 1.5;

	for (int i = 0; i < 10; i++) {
		k_sleep(K_MSEC(1));
		value *= 2;
	}
	k_sem_give(&sem);
}

static void an_interrupted_thread_finds_its_registers_and_nothing_of_the_kernels(void **state)
{
	(void)state;
	k_sem_reset(&sem);
	k_thread_create(&sleeper, stacks[1], K_THREAD_STACK_SIZEOF(stacks[1]), sleeps_often, NULL, NULL, NULL, 0,
			K_USER, K_FOREVER);
	k_object_access_grant(&sem, &sleeper);
	k_thread_start(&sleeper);
	assert_int_equal(run(keeps_registers), -1);
	assert_int_equal(k_thread_join(&sleeper, K_SECONDS(1)), 0);
	assert_int_equal(k_sem_count_get(&sem), 1);
}
#define TESTS_OF_THE_PROCESSOR                                                                     \
	cmocka_unit_test(an_interrupted_thread_finds_its_registers_and_nothing_of_the_kernels),
#else
#define TESTS_OF_THE_PROCESSOR
#endif

#else /* RISC-V */

static bool says_no_privileges(void)
{
	uintptr_t tp;

	__asm__ volatile("mv %0, tp" : "=r"(tp));
	return tp != 0;
}

static void reads_word(void *p1, void *p2, void *p3)
{
	*(volatile uint32_t *)p1;
}
static void devices_of_the_processor_are_out_of_reach(void)
{
	/* A word of which the half is its own. */
	assert_int_not_equal(run_with(reads_word, (char *)stack + sizeof(stack) - 2, NULL, NULL), -1);
	/* The CLINT's software interrupt, and the PLIC's enabled lines. */
	assert_int_not_equal(run_with(writes, (void *)0x02000000, NULL, NULL), -1);
	assert_int_not_equal(run_with(reads, (void *)0x0c002000, NULL, NULL), -1);
}

static void asks_for(void *call, void *p2, void *p3)
{
	__asm__ volatile("mv t0, %0\n\tecall" ::"r"(call) : "t0", "ra", "memory");
}

/* Calls, and is interrupted many times, with the registers on which the kernel's own code rests elsewhere. */
static __attribute__((naked)) void spins_with_another_stack(void *sp, void *p2, void *p3)
{
	__asm__ volatile("mv s0, sp\n\t"
			 "mv s1, ra\n\t"
			 "mv sp, a0\n\t"
			 "mv gp, a0\n\t"
			 "li s2, 600000\n"
			 "1:\taddi s2, s2, -1\n\t"
			 "mv tp, zero\n\t"
			 "bnez s2, 1b\n\t"
			 "li tp, 5\n\t"
			 "call k_yield\n\t"
			 "li tp, -1\n\t"
			 "la a0, sem\n\t"
			 "call k_sem_give\n\t"
			 "mv sp, s0\n\t"
			 "mv ra, s1\n\t"
			 "ret");
}
static void counts_in_the_kernel(struct k_timer *own)
{
	kernel_words[0]++;
}
static K_TIMER_DEFINE(interrupts, counts_in_the_kernel, NULL);
static struct k_thread sleeper;
static void sleeps_often(void *p1, void *p2, void *p3)
{
	for (int i = 0; i < 10; i++) {
		k_sleep(K_USEC(500));
	}
}

static void the_stack_pointer_is_a_claim(void **state)
{
	void *const places[] = {&kernel_words[12], (char *)stacks[0] + 64, NULL, (void *)0x80000000,
				(char *)bulkhead_image.interrupt_stack + bulkhead_image.interrupt_stack_size};

	(void)state;
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		k_sem_reset(&sem);
		kernel_words[0] = 0;
		memset(stacks[0], 0x55, sizeof(stacks[0]));
		k_thread_create(&sleeper, stacks[1], K_THREAD_STACK_SIZEOF(stacks[1]), sleeps_often, NULL,
				NULL, NULL, 0, K_USER, K_NO_WAIT);
		k_timer_start(&interrupts, K_MSEC(1), K_MSEC(1));
		assert_int_equal(run_with(spins_with_another_stack, places[i], NULL, NULL), -1);
		k_timer_stop(&interrupts);
		k_thread_join(&sleeper, K_FOREVER);
		assert_int_equal(k_sem_count_get(&sem), 1);
		assert_true(kernel_words[0] > 3);
		for (int word = 1; word < 16; word++) {
			assert_true(kernel_words[word] == 0);
		}
		for (size_t byte = 0; byte < sizeof(stacks[0]); byte++) {
			assert_int_equal(((char *)stacks[0])[byte], 0x55);
		}
	}
}

/* A fault there is the thread's, also with a handler's stack pointer. */
static __attribute__((naked)) void faults_with_another_stack(void *sp, void *p2, void *p3)
{
	__asm__ volatile("mv sp, a0\n\tlw a0, 0(zero)\n\tret");
}

#define TRIES(name, instruction)                                                                   \
	static void name(void *p1, void *p2, void *p3)                                             \
	{                                                                                          \
		__asm__ volatile(instruction ::"r"(-1) : "memory");                                \
	}
TRIES(reads_mstatus, "csrr t0, mstatus")
TRIES(masks_interrupts, "csrci mstatus, 8")
TRIES(takes_privileges, "csrs mstatus, %0")
TRIES(masks_a_line, "csrw mie, zero")
TRIES(reaches_all, "csrw pmpaddr2, %0")
TRIES(configures_all, "csrw pmpcfg0, %0")
TRIES(redirects_traps, "csrw mtvec, zero")
TRIES(redirects_its_frame, "csrw mscratch, %0")
TRIES(returns_from_a_trap, "la t0, 1f\n\tmret\n1:")
TRIES(reads_a_counter, "rdcycle t0")
TRIES(reads_the_time, "rdtime t0")
/* The way of code with privileges: the function itself is out of its reach. */
TRIES(says_that_it_has_privileges, "mv tp, zero\n\tla a0, sem\n\tcall k_sem_give")

static void instructions_give_no_privileges(void **state)
{
	const k_thread_entry_t tries[] = {
		reads_mstatus, masks_interrupts, takes_privileges, masks_a_line, reaches_all, configures_all,
		redirects_traps, redirects_its_frame, returns_from_a_trap, reads_a_counter, reads_the_time,
		says_that_it_has_privileges,
	};
	char *handlers =
		(char *)bulkhead_image.interrupt_stack + bulkhead_image.interrupt_stack_size;

	(void)state;
	k_sem_reset(&sem);
	for (size_t i = 0; i < sizeof(tries) / sizeof(tries[0]); i++) {
		assert_int_equal(run(tries[i]), K_ERR_CPU_EXCEPTION);
	}
	assert_int_equal(k_sem_count_get(&sem), 0);
	assert_int_not_equal(run_with(faults_with_another_stack, handlers, NULL, NULL), -1);
	assert_int_not_equal(run_with(faults_with_another_stack, NULL, NULL, NULL), -1);
}

/* What a call of `function` leaves in registers that it need not keep, or-ed together: with `mask` of the result. */
static __attribute__((naked)) uintptr_t left_by(void (*function)(void), uintptr_t mask)
{
	__asm__ volatile("addi sp, sp, -16\n\t"
			 "sw ra, 0(sp)\n\t"
			 "sw a1, 4(sp)\n\t"
			 "mv t0, a0\n\t"
			 "la a0, sem\n\t"
			 "jalr t0\n\t"
			 "or a1, a1, a2\n\tor a1, a1, a3\n\tor a1, a1, a4\n\tor a1, a1, a5\n\t"
			 "or a1, a1, a6\n\tor a1, a1, a7\n\tor a1, a1, t0\n\tor a1, a1, t1\n\t"
			 "or a1, a1, t2\n\tor a1, a1, t3\n\tor a1, a1, t4\n\tor a1, a1, t5\n\t"
			 "or a1, a1, t6\n\t"
			 "lw a2, 4(sp)\n\t"
			 "lw ra, 0(sp)\n\t"
			 "and a0, a0, a2\n\t"
			 "or a0, a0, a1\n\t"
			 "addi sp, sp, 16\n\t"
			 "ret");
}

static void looks_at_registers(void *p1, void *p2, void *p3)
{
	check(left_by((void (*)(void))k_yield, UINTPTR_MAX) == 0);
	check(left_by((void (*)(void))k_sem_give, UINTPTR_MAX) == 0);
	check(left_by((void (*)(void))k_sem_count_get, 0) == 0);
	check(left_by((void (*)(void))k_uptime_get, 0) == 0);
}

static void nothing_of_the_kernel_is_left_in_registers(void **state)
{
	(void)state;
	assert_int_equal(run(looks_at_registers), -1);
}

#define ALL_BUT_T0_AND_T1                                                                          \
	"1, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, "  \
	"29, 30, 31"
#define SAVED_REGISTERS "1, 8, 9, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27"

/* Whether all registers are what they were, after many interrupts, and those of a function after k_yield. */
static __attribute__((naked)) bool registers_stay(void)
{
	__asm__ volatile("addi sp, sp, -128\n\t"
			 ".irp n, " SAVED_REGISTERS "\n\t"
			 "sw x\\n, 4 * \\n(sp)\n\t"
			 ".endr\n\t"
			 ".irp n, " ALL_BUT_T0_AND_T1 "\n\t"
			 "li x\\n, 0x5a5a5000 + \\n\n\t"
			 ".endr\n\t"
			 "li t1, 600000\n"
			 "1:\taddi t1, t1, -1\n\t"
			 "bnez t1, 1b\n\t"
			 ".irp n, " ALL_BUT_T0_AND_T1 "\n\t"
			 "li t0, 0x5a5a5000 + \\n\n\t"
			 "bne x\\n, t0, 2f\n\t"
			 ".endr\n\t"
			 "call k_yield\n\t"
			 "li ra, 0x5a5a5001\n\t"
			 ".irp n, " SAVED_REGISTERS "\n\t"
			 "li t0, 0x5a5a5000 + \\n\n\t"
			 "bne x\\n, t0, 2f\n\t"
			 ".endr\n\t"
			 "li a0, 1\n\t"
			 "j 3f\n"
			 "2:\tli a0, 0\n"
			 "3:\n\t"
			 ".irp n, " SAVED_REGISTERS "\n\t"
			 "lw x\\n, 4 * \\n(sp)\n\t"
			 ".endr\n\t"
			 "addi sp, sp, 128\n\t"
			 "ret");
}
static void keeps_registers(void *p1, void *p2, void *p3)
{
	check(registers_stay());
}

static void an_interrupted_thread_finds_its_registers(void **state)
{
	(void)state;
	k_thread_create(&sleeper, stacks[1], K_THREAD_STACK_SIZEOF(stacks[1]), sleeps_often, NULL, NULL, NULL, 0,
			K_USER, K_NO_WAIT);
	k_timer_start(&interrupts, K_USEC(700), K_USEC(700));
	assert_int_equal(run(keeps_registers), -1);
	k_timer_stop(&interrupts);
	k_thread_join(&sleeper, K_FOREVER);
}

#define TESTS_OF_THE_PROCESSOR                                                                     \
	cmocka_unit_test(nothing_of_the_kernel_is_left_in_registers),                              \
		cmocka_unit_test(an_interrupted_thread_finds_its_registers),
#endif
