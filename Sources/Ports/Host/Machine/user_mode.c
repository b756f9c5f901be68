/*
 * Threads without privileges in a process: pages are what protects. While the kernel or a thread with privileges
 * runs, all memory is as the process was loaded; before a thread without privileges goes on, everything of the
 * image is closed but its code and constants, and what the thread reaches is opened (gate.h).
 */
#if defined(__linux__)
#define _GNU_SOURCE
#include <elf.h>
#include <port/self.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <unistd.h>
#include "gate.h"
#include "host.h"

/* gate.c */
void port_take_fault(int number, siginfo_t *info, void *context);
void port_take_period(int number, siginfo_t *info, void *context);

BULKHEAD_HIDDEN extern const struct bulkhead_system_call __bulkhead_handler_calls[];

/* No call of the table: what a signal asks for. */
const struct bulkhead_system_call port_call_of_tick;

/* What is closed to threads without privileges, and what it is otherwise. */
static struct {
	struct gate_change piece[GATE_OPENING_MAX];
	size_t count;
} image;

static void refuse(const char *reason)
{
	port_console_flush();
	(void)!write(STDERR_FILENO, "bulkhead: ", 10);
	(void)!write(STDERR_FILENO, reason, strlen(reason));
	(void)!write(STDERR_FILENO, "\n", 1);
	port_exit(1);
}

static void add_piece(uintptr_t start, uintptr_t end, uintptr_t access)
{
	if (start == end) {
		return;
	}
	/* In the table one slot is the gate's page, and one the end. */
	if (image.count + 2 == GATE_OPENING_MAX) {
		refuse("the image has too many segments to be protected");
	}
	image.piece[image.count++] = (struct gate_change){start, end - start, access};
}

/* Leaves a range out of what is closed. */
static void cut(uintptr_t start, uintptr_t end)
{
	size_t count = image.count;

	for (size_t i = 0; i < count; i++) {
		struct gate_change *piece = &image.piece[i];
		uintptr_t piece_end = piece->start + piece->size;

		if (start >= piece_end || end <= piece->start) {
			continue;
		}
		uintptr_t behind = end < piece_end ? end : piece_end;
		uintptr_t access = piece->access;

		piece->size = start > piece->start ? start - piece->start : 0;
		if (piece->size == 0) {
			*piece = (struct gate_change){behind, piece_end - behind, access};
		} else {
			add_piece(behind, piece_end, access);
		}
	}
}

static uintptr_t page_of(uintptr_t address)
{
	return address & ~(uintptr_t)(GATE_PAGE - 1);
}

/* The segments of the program, in whole pages; the image is linked to its addresses. */
static void find_pieces(void)
{
	const Elf64_Phdr *segment = (const void *)getauxval(AT_PHDR);
	const Elf64_Phdr *end = segment + getauxval(AT_PHNUM);

	image.count = 0;
	for (const Elf64_Phdr *one = segment; one < end; one++) {
		if (one->p_type == PT_LOAD) {
			uintptr_t access = (one->p_flags & PF_R ? PROT_READ : 0) |
					   (one->p_flags & PF_W ? PROT_WRITE : 0) |
					   (one->p_flags & PF_X ? PROT_EXEC : 0);

			add_piece(page_of(one->p_vaddr), page_of(one->p_vaddr + one->p_memsz + GATE_PAGE - 1),
				  access);
		}
	}
	/* By the tables of the dynamic linker such a thread finds the functions of the C library. */
	for (const Elf64_Phdr *one = segment; one < end; one++) {
		if (one->p_type == PT_GNU_RELRO) {
			cut(page_of(one->p_vaddr), page_of(one->p_vaddr + one->p_memsz + GATE_PAGE - 1));
		}
	}
	cut(bulkhead_user_rom_start(), bulkhead_user_rom_end());
	cut((uintptr_t)&port_gate, (uintptr_t)(&port_gate + 1));
}

static int compare_pieces(const void *one, const void *other)
{
	uintptr_t start = ((const struct gate_change *)one)->start;
	uintptr_t other_start = ((const struct gate_change *)other)->start;

	return (start > other_start) - (start < other_start);
}

void port_start_protection(uint32_t base, uint32_t attributes, uint32_t others)
{
	struct sigaction period = {.sa_sigaction = port_take_period, .sa_flags = PORT_PERIOD_FLAGS};
	struct gate_change *open = port_gate.opening;

	(void)base;
	(void)attributes;
	(void)others;
	if (getpagesize() > GATE_PAGE) {
		refuse("threads without privileges need a Linux with pages of 4 KiB");
	}
	if (!port_redirect_faults(port_take_fault, port_gate.signal_stack, sizeof(port_gate.signal_stack))) {
		refuse("threads without privileges do not go with AddressSanitizer");
	}
	find_pieces();
	/* First of all, so that it can be written that the rest is open. */
	*open++ = (struct gate_change){(uintptr_t)&port_gate, GATE_PAGE, PROT_READ | PROT_WRITE};
	qsort(image.piece, image.count, sizeof(image.piece[0]), compare_pieces);
	for (size_t i = 0; i < image.count; i++) {
		if (image.piece[i].size != 0) {
			*open++ = image.piece[i];
		}
	}
	sigemptyset(&period.sa_mask);
	sigaction(PORT_PERIOD_SIGNAL, &period, NULL);
}

/* What the running thread reaches is closed and opened when it goes on. */
void port_load_regions(const uint32_t *words)
{
	(void)words;
}

void port_prepare_user_words(struct k_thread *thread, struct bulkhead_user *user)
{
	(void)thread;
	(void)user;
}

static struct bulkhead_user *user_of(const struct k_thread *thread)
{
	return (struct bulkhead_user *)thread->user;
}

/* Writes down what changes when a thread goes on; adjacent pieces are closed together. */
static void close_all_but(const struct bulkhead_user *user)
{
	struct gate_change *close = port_gate.closing;

	for (const struct gate_change *piece = port_gate.opening + 1; piece->size != 0; piece++) {
		if (close > port_gate.closing && close[-1].start + close[-1].size == piece->start) {
			close[-1].size += piece->size;
		} else {
			*close++ = (struct gate_change){piece->start, piece->size, PROT_NONE};
		}
	}
	for (size_t entry = 0; entry < BULKHEAD_USER_REGIONS; entry++) {
		uint32_t first = user->words[2 * entry], size = user->words[2 * entry + 1];

		if (size != 0) {
			uintptr_t access = (first & 1 ? PROT_READ : 0) | (first & 2 ? PROT_WRITE : 0) |
					   (first & 4 ? PROT_EXEC : 0);

			*close++ = (struct gate_change){page_of(first), size, access};
		}
	}
	/* Last, for the table is read from there. */
	*close++ = (struct gate_change){(uintptr_t)&port_gate, GATE_PAGE, PROT_READ};
	*close = (struct gate_change){0};
}
_Static_assert(GATE_OPENING_MAX + BULKHEAD_USER_REGIONS + 1 <= GATE_CLOSING_MAX, "gate.h");

/* Where and how the running thread goes on without privileges. */
static void prepare_to_leave(const struct k_thread *thread, uintptr_t sp, uintptr_t pc)
{
	struct bulkhead_user *user = user_of(thread);

	user->mode = BULKHEAD_USER_UNPRIVILEGED;
	port_gate.next = thread->saved.self;
	port_gate.call_stack = user->stack_end;
	port_gate.sp = sp;
	port_gate.pc = pc;
	memset(port_gate.registers, 0, sizeof(port_gate.registers));
	close_all_but(user);
}

typedef uintptr_t (*function_of_six)(uintptr_t, uintptr_t, uintptr_t, uintptr_t, uintptr_t, uintptr_t);

/* A call that is served where it is asked for, without waiting; it may have a switch follow. */
static bool is_handler_call(const struct bulkhead_system_call *call)
{
	uintptr_t offset = (uintptr_t)call - (uintptr_t)__bulkhead_handler_calls;

	return offset < (uintptr_t)__bulkhead_calls_start - (uintptr_t)__bulkhead_handler_calls &&
	       offset % sizeof(*call) == 0 && call->function != NULL;
}

static uintptr_t serve(const struct bulkhead_system_call *call, uintptr_t *arguments)
{
	if (is_handler_call(call)) {
		uint32_t key = port_mask();

		((void (*)(uintptr_t *))(void *)call->function)(arguments);
		port_unmask(key);
		return arguments[0];
	}
	/* Does not return if the thread may not call that. */
	function_of_six function = (function_of_six)(void *)bulkhead_admit_call(call, arguments);
	uintptr_t result = function(arguments[0], arguments[1], arguments[2], arguments[3], arguments[4],
				    arguments[5]);

	return call->claims >> 24 & 3 ? result : 0;
}

void port_serve_call(const struct gate_frame *frame)
{
	/* A copy: what lies in the thread's memory may change while it waits. */
	struct gate_frame asked = *frame;
	const struct k_thread *thread = k_sched_current_thread_query();
	struct bulkhead_user *user = user_of(thread);
	uint32_t entries = port_processor.entries;
	uintptr_t result = 0;

	port_guard_again();
	user->mode = 0;
	user->sp = (void *)(uintptr_t)frame;
	if (asked.call == &port_call_of_tick) {
		/* This is none of its entries. Nor is looked at its frames, which say what they like. */
		port_processor.entries = entries;
		port_look_for_spinning(asked.arguments[0], false);
	} else {
		/* So that a thread that only calls does not stop time. */
		port_pass_time();
		result = serve(asked.call, asked.arguments);
	}
	prepare_to_leave(thread, (uintptr_t)frame + sizeof(*frame), asked.pc);
	port_gate.registers[GATE_RESULT] = result;
}

#if defined(__x86_64__)
/* A function begins with its return address on the stack, which is a multiple of 16 before that is there. */
#define RETURN_ADDRESS sizeof(uintptr_t)
#else
#define RETURN_ADDRESS 0
#endif

/* The first steps of a thread without privileges, on its stack for system calls. */
static void begin(struct k_thread *thread)
{
	prepare_to_leave(thread, (uintptr_t)thread->saved.self - RETURN_ADDRESS, (uintptr_t)bulkhead_user_main);
	port_gate.registers[1] = (uintptr_t)thread->entry;
	for (size_t i = 0; i < 3; i++) {
		port_gate.registers[2 + i] = (uintptr_t)thread->parameters[i];
	}
	port_begin_without_privileges();
}

static char *call_stack_of(const struct k_thread *thread)
{
	return user_of(thread)->stack_end - bulkhead_call_stack_size;
}

/* All of its stack is its own, and what lies below is closed anyway: it needs no guard. */
static void give_guard_back(struct k_thread *thread)
{
	size_t guard = thread->saved.guard;

	port_release_stack(thread);
	thread->stack -= guard;
	thread->stack_size += guard;
}

/* At the top of its stack: what it knows of itself; below that the return address, of which there is none. */
static void prepare_self(struct k_thread *thread, char *stack_end)
{
	struct bulkhead_self *self = (struct bulkhead_self *)(void *)stack_end - 1;

	*self = (struct bulkhead_self){.thread = thread};
	((uintptr_t *)(void *)self)[-1] = 0;
	thread->saved.self = self;
}

void port_prepare_user_thread(struct k_thread *thread, char *stack_end)
{
	give_guard_back(thread);
	prepare_self(thread, stack_end);
	thread->saved.limit = call_stack_of(thread);
	thread->saved.begin = begin;
	thread->sp = port_first_frame(user_of(thread)->stack_end, thread);
}

/* On the stack for system calls: the other is empty. */
static void clear_and_begin(struct k_thread *thread)
{
	memset(thread->stack, BULKHEAD_STACK_PAINT, thread->stack_size);
	prepare_self(thread, thread->stack + thread->stack_size);
	/* What has become due meanwhile. */
	port_unlock(0);
	begin(thread);
}

void port_enter_user_mode(struct k_thread *thread, struct bulkhead_user *user, char *stack_end)
{
	(void)stack_end;
	port_free_lines();
	thread->saved.limit = call_stack_of(thread);
	thread->saved.begin = begin;
	port_continue_on_stack(user->stack_end, clear_and_begin, thread);
}
#endif
