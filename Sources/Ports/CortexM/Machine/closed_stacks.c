/*
 * Stacks that are closed to threads with privileges, by the MPU (Include/bulkhead/closed_stacks.h). Sources: Armv7-M
 * Architecture Reference Manual (DDI 0403E), B3.5 and B3.2.15; Armv8-M Architecture Reference Manual (DDI 0553).
 */
#if defined(__arm__)
#include <bulkhead/closed_stacks.h>
#include <bulkhead/user_mode.h>
#include <cortex_m.h>
#include <port/self.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SCB_CFSR (*(volatile uint32_t *)0xe000ed28)
#define SCB_HFSR (*(volatile uint32_t *)0xe000ed2c)
#define SCB_MMFAR (*(volatile uint32_t *)0xe000ed34)
#define MPU_CTRL (*(volatile uint32_t *)0xe000ed94)
#define MPU_RNR (*(volatile uint32_t *)0xe000ed98)
#define MPU_RBAR (*(volatile uint32_t *)0xe000ed9c)
#define MPU_RASR (*(volatile uint32_t *)0xe000eda0)
#define MPU_RLAR MPU_RASR

/* MMFSR.DACCVIOL and MMARVALID: an access to data, at a known address. */
#define DATA_VIOLATION 0x82u
#define HFSR_FORCED (1u << 30)

static uint32_t start_of_stacks(void)
{
	return (uint32_t)__bulkhead_stacks_start;
}

static uint32_t end_of_stacks(void)
{
	return (uint32_t)__bulkhead_stacks_end;
}

static bool is_in_stacks(uint32_t address)
{
	return address - start_of_stacks() < end_of_stacks() - start_of_stacks();
}

#if __ARM_ARCH >= 8
/*
 * No region of PMSAv8 takes anything from privileged code, and none may lie in another. So what is closed is in no
 * region, and what is there without an MPU does not count (MPU_CTRL.PRIVDEFENA is 0): all else, as the default memory
 * map has it, are regions. The last one stays that of the application's code, which is in nobody's way.
 */
#define CLOSED 1u
#define NEVER_EXECUTE 1u
#define NORMAL (0u << 1 | 1u)	/* MPU_RLAR: AttrIndx and EN; see PMSAv8.mair0 */
#define DEVICE (2u << 1 | 1u)
#define OWN (BULKHEAD_USER_REGIONS - 1)

/* MPU_RBAR and MPU_RLAR, in their order. */
struct region {
	uint32_t rbar, rlar;
};

/* Up to `end`, which is 0 behind the last byte of all; none if that is where it starts. */
BULKHEAD_INLINE struct region cover(uint32_t start, uint32_t end, uint32_t execute_never, uint32_t attributes)
{
	return (struct region){(start & ~31u) | execute_never, start == end ? 0 : ((end - 1) & ~31u) | attributes};
}

/* All but the stacks, then the running thread's own. */
static struct region regions[BULKHEAD_USER_REGIONS];

static void begin(void)
{
	regions[0] = cover(0, (uint32_t)bulkhead_user_rom_start(), 0, NORMAL);
	regions[1] = cover((uint32_t)bulkhead_user_rom_end(), start_of_stacks(), 0, NORMAL);
	regions[2] = cover(end_of_stacks(), 0x40000000, 0, NORMAL);
	regions[3] = cover(0x40000000, 0x60000000, NEVER_EXECUTE, DEVICE);
	regions[4] = cover(0x60000000, 0xa0000000, 0, NORMAL);
	regions[5] = cover(0xa0000000, 0, NEVER_EXECUTE, DEVICE);
}

static void open(void)
{
	if (MPU_CTRL == CLOSED) {
		MPU_CTRL = 0;
	}
}

static void close(const struct k_thread *thread)
{
	uint32_t stack = (uint32_t)thread->stack;
	const struct region *one = regions;

	regions[OWN] = cover(stack, is_in_stacks(stack) ? stack + thread->stack_size : stack, NEVER_EXECUTE, NORMAL);
	MPU_CTRL = 0;
	/* Four at a time: the registers behind MPU_RLAR are those of the next three regions. */
	for (uint32_t first = 0; first < BULKHEAD_USER_REGIONS; first += 4) {
		volatile uint32_t *to = &MPU_RBAR;

		MPU_RNR = first;
		for (uint32_t number = first; number < BULKHEAD_USER_REGIONS && number < first + 4; number++, one++) {
			*to++ = one->rbar;
			*to++ = one->rlar;
		}
	}
	MPU_CTRL = CLOSED;
}
#else
/*
 * Where regions of PMSAv7 overlap, the one with the higher number counts. Both lie above those of stack and partitions
 * of the thread that ran before.
 */
#define ALL 6u
#define OWN 7u
#define VALID (1u << 4)
/* MPU_RASR: never executed; normal memory, written back; whom the region admits. */
#define MEMORY (1u << 28 | 0xbu << 16 | 1u)
#define NOBODY (MEMORY | 0u << 24)
#define PRIVILEGED (MEMORY | 1u << 24)

/* The two registers of a region, in their order. */
struct region {
	uint32_t rbar, rasr;
};

/* The eighths of a power of two, of 256 bytes or more, from one that has the first byte to one that has the last. */
BULKHEAD_INLINE struct region cover(uint32_t number, uint32_t first, uint32_t last, uint32_t attributes)
{
	uint32_t size = 32 - (uint32_t)__builtin_clz((first ^ last) | 0x80);
	uint32_t start = first >> size << size;
	uint32_t lowest = (first - start) >> (size - 3), highest = (last - start) >> (size - 3);
	uint32_t left_out = ~((2u << highest) - (1u << lowest)) & 0xff;

	return (struct region){start | VALID | number, attributes | left_out << 8 | (size - 1) << 1};
}

BULKHEAD_INLINE void set(struct region region)
{
	MPU_RBAR = region.rbar;
	MPU_RASR = region.rasr;
}

/* Over all stacks. */
static struct region closed;

static void begin(void)
{
	closed = cover(ALL, start_of_stacks(), end_of_stacks() - 1, NOBODY);
}

/* The region is another's while a thread without privileges runs. */
static void open(void)
{
	uint32_t number = MPU_RNR;

	MPU_RNR = ALL;
	if ((MPU_RASR & (7u << 24 | 1u)) == (NOBODY & (7u << 24 | 1u))) {
		MPU_RASR = 0;
	}
	/* Whoever was interrupted may be about to write a region. */
	MPU_RNR = number;
}

static void close(const struct k_thread *thread)
{
	uint32_t stack = (uint32_t)thread->stack;

	/* The thread may be the running one, and stand on it. */
	if (is_in_stacks(stack)) {
		set(cover(OWN, stack, stack + thread->stack_size - 1, PRIVILEGED));
	} else {
		MPU_RNR = OWN;
		MPU_RASR = 0;
	}
	set(closed);
}
#endif

static bool is_closing;

void port_close_stacks(struct k_thread *thread)
{
	uint32_t key = port_mask();

	if (is_closing) {
		close(thread);
		if (__builtin_expect(bulkhead_stacks_opener != NULL, 0)) {
			if (bulkhead_stacks_opener == thread) {
				open();
			} else {
				bulkhead_stacks_opener = NULL;
			}
		}
		__asm__ volatile("dsb\n\tisb" ::: "memory");
	}
	port_unmask(key);
}

void port_begin_closing(void)
{
	begin();
	is_closing = true;
	port_close_stacks(bulkhead_kernel);
}

void port_open_stacks(void)
{
	uint32_t key = port_mask();

	open();
	port_unmask(key);
}

void port_close_soon(void)
{
	port_request_switch();
}

static bool is_masked(void)
{
	uint32_t mask;

	__asm__ volatile("mrs %0, primask" : "=r"(mask));
	return mask != 0;
}

bool port_opens_by_itself(void)
{
	return is_masked() || port_in_interrupt();
}

/*
 * Of a fault, with the EXC_RETURN of its handler: whether the access is done again, since the kernel may touch any
 * stack in its sections, and handlers may; interrupts are masked in the one, and a switch waits for the end of both.
 * Otherwise the fault is a thread's, and the report says what it finds on other stacks, too.
 */
bool port_open_for_kernel(uint32_t exc_return);
bool port_open_for_kernel(uint32_t exc_return)
{
	bool is_from_thread = (exc_return & 8) != 0;

	if (SCB_CFSR == DATA_VIOLATION && is_in_stacks(SCB_MMFAR) && (is_masked() || !is_from_thread)) {
		SCB_CFSR = DATA_VIOLATION;	/* written ones clear */
		SCB_HFSR = HFSR_FORCED;
		open();
		port_request_switch();
		return true;
	}
	bulkhead_stacks_opener = NULL;
	open();
	return false;
}
#endif
