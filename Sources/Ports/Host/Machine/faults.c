/*
 * From a signal to a fault as a board has it: the registers, the report, and the end of the thread.
 * A stack's overflow is a fault in its guard, or, if a frame stepped over that, noticed at a fault
 * or a switch by where the stack pointer is; who steps over it and comes back is not noticed.
 */
#if defined(__linux__)
#define _GNU_SOURCE
#include <bulkhead/application.h>
#include <signal.h>
#include <stddef.h>
#include <ucontext.h>
#include <zephyr/fatal.h>
#include "host.h"

static const int signals[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT};
#define SIGNALS (sizeof(signals) / sizeof(signals[0]))

/* What somebody wanted called instead: cmocka, to whom a fault is the end of a test. */
static sighandler_t others[SIGNALS];
static bool catches_faults;
static sigset_t usual_mask;

#if defined(__x86_64__)

static const char *const names[] = {"rax", "rbx", "rcx", "rdx", "rsi", "rdi", "rbp", "rsp", "r8 ",
				    "r9 ", "r10", "r11", "r12", "r13", "r14", "r15", "rip"};
static const int places[] = {REG_RAX, REG_RBX, REG_RCX, REG_RDX, REG_RSI, REG_RDI,
			     REG_RBP, REG_RSP, REG_R8,  REG_R9,  REG_R10, REG_R11,
			     REG_R12, REG_R13, REG_R14, REG_R15, REG_RIP};
#define REGISTERS (sizeof(places) / sizeof(places[0]))

static uintptr_t register_value(const ucontext_t *context, size_t index)
{
	return (uintptr_t)context->uc_mcontext.gregs[places[index]];
}

static uintptr_t stack_pointer(const ucontext_t *context)
{
	return (uintptr_t)context->uc_mcontext.gregs[REG_RSP];
}

static const char *kind_of_access(const ucontext_t *context)
{
	return context->uc_mcontext.gregs[REG_ERR] & 2 ? "forbidden write" : "forbidden read";
}

static uintptr_t program_counter(const ucontext_t *context)
{
	return (uintptr_t)context->uc_mcontext.gregs[REG_RIP];
}

/* As if `function` had been called with the stack empty. */
static void go_on_with(ucontext_t *context, void (*function)(void), uintptr_t stack_end)
{
	context->uc_mcontext.gregs[REG_RSP] = (greg_t)((stack_end & ~(uintptr_t)15) - 8);
	context->uc_mcontext.gregs[REG_RBP] = 0;
	context->uc_mcontext.gregs[REG_RIP] = (greg_t)(uintptr_t)function;
}

#elif defined(__aarch64__)

static const char *const names[] = {"x0 ", "x1 ", "x2 ", "x3 ", "x4 ", "x5 ", "x6 ", "x7 ", "x8 ",
				    "x9 ", "x10", "x11", "x12", "x13", "x14", "x15", "x16", "x17",
				    "x18", "x19", "x20", "x21", "x22", "x23", "x24", "x25", "x26",
				    "x27", "x28", "x29", "x30", "sp ", "pc "};
#define REGISTERS (sizeof(names) / sizeof(names[0]))

static uintptr_t register_value(const ucontext_t *context, size_t index)
{
	return index < 31    ? (uintptr_t)context->uc_mcontext.regs[index]
	       : index == 31 ? (uintptr_t)context->uc_mcontext.sp
			     : (uintptr_t)context->uc_mcontext.pc;
}

static uintptr_t stack_pointer(const ucontext_t *context)
{
	return (uintptr_t)context->uc_mcontext.sp;
}

/* The syndrome register lies in a record of its own behind the others; WnR of a data abort is bit 6. */
static const char *kind_of_access(const ucontext_t *context)
{
	const struct _aarch64_ctx *record = (const void *)context->uc_mcontext.__reserved;

	for (; record->magic != 0 && record->size != 0;
	     record = (const void *)((const char *)record + record->size)) {
		if (record->magic == ESR_MAGIC) {
			uint64_t syndrome = ((const struct esr_context *)record)->esr;

			return syndrome & 1u << 6 ? "forbidden write" : "forbidden read";
		}
	}
	return "forbidden access";
}

static uintptr_t program_counter(const ucontext_t *context)
{
	return (uintptr_t)context->uc_mcontext.pc;
}

static void go_on_with(ucontext_t *context, void (*function)(void), uintptr_t stack_end)
{
	context->uc_mcontext.sp = stack_end & ~(uintptr_t)15;
	context->uc_mcontext.regs[29] = 0;
	context->uc_mcontext.regs[30] = 0;
	context->uc_mcontext.pc = (uintptr_t)function;
}

#endif

static const char *cause_of_violation(const siginfo_t *info, const ucontext_t *context)
{
	/* An address that no processor has memory at comes without its number. */
	if (info->si_code == SI_KERNEL) {
		return "access to no valid address";
	}
	if ((uintptr_t)info->si_addr == program_counter(context)) {
		return "execution of memory that is no code";
	}
	return kind_of_access(context);
}

static const char *cause_of(const siginfo_t *info, const ucontext_t *context)
{
	switch (info->si_signo) {
	case SIGSEGV:
		return cause_of_violation(info, context);
	case SIGBUS:
		return "bus error";
	case SIGILL:
		return "illegal instruction";
	case SIGFPE:
		return info->si_code == FPE_INTDIV ? "division by zero" : "arithmetic error";
	case SIGABRT:
		return "abort";
	default:
		return "breakpoint";
	}
}

static size_t index_of(int number)
{
	size_t index = 0;

	while (index < SIGNALS && signals[index] != number) {
		index++;
	}
	return index;
}

void port_report_signal(int number, siginfo_t *info, void *data, bool was_unprivileged)
{
	ucontext_t *context = data;
	sighandler_t other = others[index_of(number)];

	if (port_stack_closing != NULL && !was_unprivileged && number == SIGSEGV &&
	    port_stack_closing->open_for_kernel((uintptr_t)info->si_addr, stack_pointer(context))) {
		return;
	}
	/* Whoever has a handler for fatal errors gets them as on a board. */
	if (k_sys_fatal_error_handler == NULL && other != SIG_DFL && other != SIG_IGN) {
		other(number);
		return;
	}
	const struct k_thread *thread = k_sched_current_thread_query();
	char *limit = was_unprivileged ? thread->stack : thread->saved.limit;
	bool has_address = number == SIGSEGV || number == SIGBUS;
	uintptr_t address = has_address ? (uintptr_t)info->si_addr : 0;
	bool has_overflowed = port_stack_is_broken ||
			      (uintptr_t)limit - stack_pointer(context) < thread->stack_size ||
			      (uintptr_t)limit - address - 1 < thread->saved.guard;
	uintptr_t registers[REGISTERS];

	for (size_t i = 0; i < REGISTERS; i++) {
		registers[i] = register_value(context, i);
	}
	struct bulkhead_fault fault = {
		.cause = has_overflowed ? "stack overflow" : cause_of(info, context),
		.address = address,
		.has_address = has_address && info->si_code != SI_KERNEL,
		.is_from_interrupt = port_in_interrupt(),
		.register_count = REGISTERS,
		.register_names = names,
		.registers = registers,
		.sp = stack_pointer(context),
		.reason = has_overflowed ? K_ERR_STACK_CHK_FAIL : K_ERR_CPU_EXCEPTION,
	};

	port_stack_is_broken = false;
	port_mask_for_good();
	port_processor.nesting++;
	bulkhead_report_fault(&fault);
	port_processor.nesting--;
	port_free_lines();
	/*
	 * The thread has ended; the stack of its privileged code serves once more, to leave the signal and then
	 * itself. Not at its top: that may have the first frame of one that begins again.
	 */
	bool is_own = thread->saved.limit == thread->stack;

	go_on_with(context, port_leave_thread,
		   (uintptr_t)thread->saved.limit + (is_own ? thread->stack_size : K_THREAD_STACK_RESERVED) / 2);
}

static void report(int number, siginfo_t *info, void *context)
{
	port_report_signal(number, info, context, false);
}

static void catch_with(void (*handler)(int, siginfo_t *, void *), char *stack, size_t size)
{
	stack_t alternative = {.ss_sp = stack, .ss_size = size};
	struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER};

	sigaltstack(&alternative, NULL);
	/* A fault while one is reported comes here, too; the kernel ends the run then. */
	sigemptyset(&action.sa_mask);
	sigaddset(&action.sa_mask, SIGVTALRM);
	for (size_t i = 0; i < SIGNALS; i++) {
		sigaction(signals[i], &action, NULL);
	}
}

void port_catch_faults(void)
{
	static _Alignas(16) char stack[64 * 1024];

	sigprocmask(SIG_SETMASK, NULL, &usual_mask);
	/* AddressSanitizer says more about a forbidden access than its registers do. */
	if (__asan_init) {
		return;
	}
	catches_faults = true;
	catch_with(report, stack, sizeof(stack));
}

bool port_redirect_faults(void (*handler)(int, siginfo_t *, void *), char *stack, size_t size)
{
	if (catches_faults) {
		catch_with(handler, stack, size);
	}
	return catches_faults;
}

void port_leave_signal(void)
{
	sigprocmask(SIG_SETMASK, &usual_mask, NULL);
}

/* The C library's `signal`, but for the signals of faults, which stay here. */
sighandler_t port_signal(int number, sighandler_t handler)
{
	size_t index = index_of(number);
	struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART};
	struct sigaction before;

	if (catches_faults && index < SIGNALS) {
		sighandler_t other = others[index];

		others[index] = handler;
		return other;
	}
	return sigaction(number, &action, &before) == 0 ? before.sa_handler : SIG_ERR;
}
#endif
