/* What confines the threads of compartments: capabilities that are made once, and what the long way through a gate writes. */
#if defined(__riscv) && defined(BULKHEAD_CHERI)
#include <bulkhead/compartment.h>
#include <bulkhead/confinement.h>
#include <bulkhead/error_numbers.h>
#include <port/self.h>
#include <riscv32.h>
#include <stdint.h>

/* As capability_macros.h says them. */
#define CONFINED_FRAME 272
#define FRAME_MEPCC 40
#define FRAME_DDC 256
#define CALL_FRAME 64
#define CALL_RA 36
#define CALL_TP 44
#define CALL_DDC 48

/* Permissions (ISAv9 3.6.1). What memory lets be stored is never local, so no thread leaves its DDC there. */
#define PERMIT_GLOBAL (1u << 0)
#define PERMIT_EXECUTE (1u << 1)
#define PERMIT_LOAD (1u << 2)
#define PERMIT_STORE (1u << 3)
#define PERMIT_LOAD_CAPABILITY (1u << 4)
#define PERMIT_STORE_CAPABILITY (1u << 5)
#define PERMIT_STORE_LOCAL (1u << 6)
#define PERMIT_SEAL (1u << 7)
#define PERMIT_INVOKE (1u << 8)
#define PERMIT_UNSEAL (1u << 9)
#define PERMIT_SYSTEM_REGISTERS (1u << 10)

/* What mscratch is while a thread runs with privileges. */
uintptr_t port_interrupt_stack_end __attribute__((visibility("hidden")));

void bulkhead_switcher_call(void);
void bulkhead_switcher_gate(void);
void bulkhead_switcher_return(void);
void bulkhead_switcher_yield(void);

/*
 * While a capability is in a register of the kernel's, interrupts are masked: of code with privileges a switch keeps
 * numbers only. `was` gets what mstatus was.
 */
#define MASK "csrrci %[was], mstatus, 8\n\t"
#define UNMASK "\n\tandi %[was], %[was], 8\n\tcsrs mstatus, %[was]"

/*
 * Puts into a slot what the kernel's own DDC allows of some bytes; false if no capability has just these. It is
 * not global.
 */
static bool derive(uint64_t *slot, uint32_t base, uint32_t size, uint32_t permissions)
{
	uint32_t tag, was;

	__asm__ volatile(MASK
			 ".insn r 0x5b, 0, 0x01, t0, zero, x1\n\t"       /* CSpecialR t0, DDC */
			 ".insn r 0x5b, 0, 0x10, t0, t0, %[base]\n\t"    /* CSetAddr */
			 ".insn r 0x5b, 0, 0x09, t0, t0, %[size]\n\t"    /* CSetBoundsExact */
			 ".insn r 0x5b, 0, 0x0d, t0, t0, %[permissions]\n\t" /* CAndPerm */
			 ".insn s 0x23, 3, t0, 0(%[slot])\n\t"           /* CSC */
			 ".insn r 0x5b, 0, 0x7f, %[tag], t0, x4"         /* CGetTag */
			 UNMASK
			 : [tag] "=&r"(tag), [was] "=&r"(was)
			 : [slot] "r"(slot), [base] "r"(base), [size] "r"(size), [permissions] "r"(permissions)
			 : "t0", "memory");
	return tag != 0;
}

/* Seals what is in a slot with a type (CSeal), at an address of its own. */
static void seal(uint64_t *slot, uint32_t address, uint32_t type)
{
	uint32_t was;

	__asm__ volatile(MASK
			 ".insn i 0x03, 3, t0, 0(%[slot])\n\t"           /* CLC */
			 ".insn r 0x5b, 0, 0x10, t0, t0, %[address]\n\t" /* CSetAddr */
			 ".insn r 0x5b, 0, 0x01, t1, zero, x1\n\t"       /* CSpecialR t1, DDC */
			 ".insn r 0x5b, 0, 0x10, t1, t1, %[type]\n\t"    /* CSetAddr */
			 ".insn r 0x5b, 0, 0x0b, t0, t0, t1\n\t"         /* CSeal */
			 ".insn s 0x23, 3, t0, 0(%[slot])"               /* CSC */
			 UNMASK
			 : [was] "=&r"(was)
			 : [slot] "r"(slot), [address] "r"(address), [type] "r"(type)
			 : "t0", "t1", "memory");
}

/* Copies a capability with its tag, at an address of its own. */
static void copy_at(void *to, const uint64_t *from, uint32_t address)
{
	uint32_t was;

	__asm__ volatile(MASK
			 ".insn i 0x03, 3, t0, 0(%[from])\n\t"
			 ".insn r 0x5b, 0, 0x10, t0, t0, %[address]\n\t"
			 ".insn s 0x23, 3, t0, 0(%[to])"
			 UNMASK
			 : [was] "=&r"(was)
			 : [to] "r"(to), [from] "r"(from), [address] "r"(address)
			 : "t0", "memory");
}

static void copy(void *to, const void *from)
{
	uint32_t was;

	__asm__ volatile(MASK
			 ".insn i 0x03, 3, t0, 0(%[from])\n\t"
			 ".insn s 0x23, 3, t0, 0(%[to])"
			 UNMASK
			 : [was] "=&r"(was)
			 : [to] "r"(to), [from] "r"(from)
			 : "t0", "memory");
}

static uint64_t *pcc_of(struct bulkhead_user *user) { return (uint64_t *)(void *)user->words; }
static uint64_t *ddc_of(struct bulkhead_user *user) { return pcc_of(user) + 1; }

#define MEMORY (PERMIT_LOAD | PERMIT_STORE | PERMIT_LOAD_CAPABILITY | PERMIT_STORE_CAPABILITY)

bool port_confine(uint32_t *words, const struct bulkhead_block *block, uintptr_t stack)
{
	uint64_t *slots = (uint64_t *)(void *)words;
	struct bulkhead_reach_in_block reach = bulkhead_reach_in_block(block, stack);

	return derive(slots, block->code, block->code_size, PERMIT_EXECUTE) &&
	       derive(slots + 1, reach.start, reach.size, MEMORY);
}

/* A compartment's imports: how it enters the switcher, and what it may ask for there. */
static bool bind_imports(const struct bulkhead_block *block)
{
	static void (*const switchers[])(void) = {
		[BULKHEAD_IMPORT_CALL] = bulkhead_switcher_call,
		[BULKHEAD_IMPORT_GATE] = bulkhead_switcher_gate,
		[BULKHEAD_IMPORT_RETURN] = bulkhead_switcher_return,
		[BULKHEAD_IMPORT_YIELD] = bulkhead_switcher_yield,
	};

	for (uint32_t kind = 0; kind < BULKHEAD_IMPORT_KINDS; kind++) {
		uint64_t *slot = block->imports + kind;

		/* All authority over system registers, and to execute anything: only sealed can it be handed out. */
		__asm__ volatile(".insn r 0x5b, 0, 0x01, t0, zero, x0\n\t" /* CSpecialR t0, PCC */
				 ".insn r 0x5b, 0, 0x0d, t0, t0, %1\n\t"
				 ".insn s 0x23, 3, t0, 0(%0)" /* boot: nothing interrupts yet */
				 :
				 : "r"(slot), "r"(PERMIT_EXECUTE | PERMIT_SYSTEM_REGISTERS | PERMIT_INVOKE)
				 : "t0", "memory");
		seal(slot, (uint32_t)switchers[kind], kind);
	}
	uint64_t *slot = block->imports + BULKHEAD_IMPORT_KINDS;

	for (const struct bulkhead_import *import = block->wanted; import->kind != BULKHEAD_IMPORT_END;
	     import++, slot++) {
		bool is_device = import->kind == BULKHEAD_IMPORT_DEVICE;

		if (import->kind == BULKHEAD_IMPORT_MEMORY) {
			if (!derive(slot, block->shared, block->shared_size, PERMIT_GLOBAL | MEMORY)) {
				return false;
			}
			continue;
		}
		if (!derive(slot, (uint32_t)import->record, import->size,
			    PERMIT_LOAD | (is_device ? PERMIT_STORE : PERMIT_INVOKE))) {
			return false;
		}
		if (!is_device) {
			seal(slot, (uint32_t)import->record, import->kind);
		}
	}
	return true;
}

/* Nothing is loaded: what confines a thread is in its registers. */
void port_load_regions(const uint32_t *words) { (void)words; }

void port_start_protection(uint32_t base, uint32_t top, uint32_t configuration)
{
	(void)base, (void)top, (void)configuration;
	port_interrupt_stack_end =
		(uintptr_t)bulkhead_image.interrupt_stack + bulkhead_image.interrupt_stack_size;
	for (const struct bulkhead_block *block = bulkhead_blocks; block->code_size != 0; block++) {
		if (!bind_imports(block)) {
			bulkhead_refuse_confinement();
		}
	}
}

/* Where a thread begins, confined; at the top of its stack is what it knows of itself. */
void port_prepare_user_thread(struct k_thread *thread, char *stack_end)
{
	struct bulkhead_user *user = thread->user;
	struct bulkhead_self *self = (struct bulkhead_self *)(void *)stack_end - 1;
	uint64_t *frame = (uint64_t *)(void *)(user->stack_end - CONFINED_FRAME);
	const struct bulkhead_block *block = bulkhead_block_of((uintptr_t)self);

	*self = (struct bulkhead_self){.thread = thread, .errno_value = thread->errno_value};
	port_lend_stack(self, (const char *)user->reach[0].start, user->reach[0].size);
	__builtin_memset(frame, 0, CONFINED_FRAME);
	frame[2] = (uint32_t)self & ~15u;           /* sp */
	frame[4] = (uint32_t)self;                  /* tp */
	frame[10] = (uint32_t)thread->entry;        /* a0 */
	frame[11] = (uint32_t)thread->parameters[0];
	frame[12] = (uint32_t)thread->parameters[1];
	frame[13] = (uint32_t)thread->parameters[2];
	copy_at((char *)frame + FRAME_MEPCC, pcc_of(user), (uint32_t)block->user_main);
	copy((char *)frame + FRAME_DDC, ddc_of(user));
	thread->sp = frame;
}

void port_prepare_user_words(struct k_thread *thread, struct bulkhead_user *user)
{
	(void)thread, (void)user;
}

/* A thread cannot give up what all of the image's code runs with: its stack is in no compartment. */
void port_enter_user_mode(struct k_thread *thread, struct bulkhead_user *user, char *stack_end)
{
	(void)thread, (void)user, (void)stack_end;
	bulkhead_refuse_confinement();
}

void port_lend_stack(struct bulkhead_self *self, const char *stack, size_t size)
{
	const struct bulkhead_block *block = bulkhead_block_of((uintptr_t)self);
	uint64_t *slot = (uint64_t *)(void *)&self->stack_capability;

	/* A stack that is less than its object may have no exact bounds; then this has none. */
	if (!block->has_capabilities || !derive(slot, (uint32_t)stack, size, MEMORY | PERMIT_STORE_LOCAL)) {
		*slot = 0;
	}
}

bool port_make_key(uintptr_t to, uint32_t number)
{
	/* Sail's cap_max_otype; the first are the kinds of imports. */
	enum { LAST_TYPE = 11 };

	return BULKHEAD_IMPORT_KINDS + number <= LAST_TYPE &&
	       derive((uint64_t *)to, BULKHEAD_IMPORT_KINDS + number, 1, PERMIT_GLOBAL | PERMIT_SEAL | PERMIT_UNSEAL);
}

int port_pass_capability(bulkhead_capability_t *to, const bulkhead_capability_t *from, uint32_t how, bool is_back)
{
	uint32_t tag, is_sealed, permissions, was;

	__asm__ volatile(MASK
			 ".insn i 0x03, 3, t0, 0(%[from])\n\t"
			 ".insn r 0x5b, 0, 0x7f, %[tag], t0, x4\n\t"          /* CGetTag */
			 ".insn r 0x5b, 0, 0x7f, %[permissions], t0, x0\n\t"  /* CGetPerm */
			 ".insn r 0x5b, 0, 0x7f, %[sealed], t0, x5\n\t"       /* CGetSealed */
			 ".insn s 0x23, 3, t0, 0(%[to])"
			 UNMASK
			 : [tag] "=&r"(tag), [permissions] "=&r"(permissions), [sealed] "=&r"(is_sealed),
			   [was] "=&r"(was)
			 : [to] "r"(to), [from] "r"(from)
			 : "t0", "memory");
	bool has_keep = (permissions & PERMIT_GLOBAL) != 0, loses_keep = (how & BULKHEAD_PASS_WITHOUT_KEEP) != 0;
	int result = tag == 0 ? 0
		     : is_back && !has_keep ? -BULKHEAD_EPERM
		     : loses_keep && has_keep && is_sealed ? -BULKHEAD_ENOTSUP
							    : 0;

	if (tag == 0 || result != 0) {
		*to = (bulkhead_capability_t){{0}};
	} else if (loses_keep && has_keep) {
		/* CAndPerm: a seal would lose the tag. */
		__asm__ volatile(MASK
				 ".insn i 0x03, 3, t0, 0(%[to])\n\t"
				 ".insn r 0x5b, 0, 0x0d, t0, t0, %[permissions]\n\t"
				 ".insn s 0x23, 3, t0, 0(%[to])"
				 UNMASK
				 : [was] "=&r"(was)
				 : [to] "r"(to), [permissions] "r"(permissions & ~PERMIT_GLOBAL)
				 : "t0", "memory");
	}
	return result;
}

void port_prepare_entry(struct bulkhead_activation *activation, const uintptr_t *arguments, uintptr_t top)
{
	uintptr_t own = (uintptr_t)activation->stack + activation->short_size;
	uint32_t *entry = (uint32_t *)(((top < own ? top : own) & ~(uintptr_t)15) - 32);

	activation->copies = top < (uintptr_t)activation->top ? (char *)top : NULL;

	for (int i = 0; i < BULKHEAD_GATE_ARGUMENTS; i++) {
		entry[i] = arguments[i];
	}
	entry[4] = (uint32_t)activation->gate->function;
	activation->entry = entry;
}

void port_leave_gate(struct bulkhead_activation *activation)
{
	char *frame = (char *)activation->user.stack_end - CALL_FRAME;

	*(uintptr_t *)(void *)(frame + CALL_RA) = activation->caller_ra;
	*(uintptr_t *)(void *)(frame + CALL_TP) = activation->caller_self;
	copy(frame + CALL_DDC, &activation->caller_ddc);
}
#endif
