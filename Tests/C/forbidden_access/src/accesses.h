/*
 * The ways in which a probe touches memory: a thread's first function each, whose parameters are the address and
 * the value to be written. Nothing but the access itself touches memory.
 */
enum way { READ, WRITE, READ_WORD, WRITE_WORD, EXECUTE, WAYS };

#define ACCESS(name, instructions)                                                                 \
	__attribute__((naked)) static void name(void *address, void *value, void *unused)          \
	{                                                                                          \
		__asm__ volatile(instructions);                                                    \
	}

#if defined(__arm__)
ACCESS(reads, "ldrb r1, [r0]\n\tbx lr")
ACCESS(writes, "strb r1, [r0]\n\tbx lr")
ACCESS(reads_word, "ldr r1, [r0]\n\tbx lr")
ACCESS(writes_word, "str r1, [r0]\n\tbx lr")
ACCESS(executes, "orr r0, #1\n\tbx r0")
#define RETURN_INSTRUCTION 0x4770
#else
ACCESS(reads, "lb a1, 0(a0)\n\tret")
ACCESS(writes, "sb a1, 0(a0)\n\tret")
ACCESS(reads_word, "lw a1, 0(a0)\n\tret")
ACCESS(writes_word, "sw a1, 0(a0)\n\tret")
ACCESS(executes, "jr a0")
#define RETURN_INSTRUCTION 0x8082
#endif

static const k_thread_entry_t accesses[WAYS] = {reads, writes, reads_word, writes_word, executes};
static const char *const names_of_ways[WAYS] = {"read", "write", "read of a word", "write of a word", "execution"};

static unsigned int size_of(enum way way)
{
	return way == READ || way == WRITE ? 1 : way == EXECUTE ? 2 : 4;
}

/* What the processor says of one that is refused; by the bus if it is about the processor's own registers. */
static const char *cause_of(enum way way, uintptr_t address)
{
#if defined(__arm__)
	return way == EXECUTE                               ? "instruction access violation"
	       : bulkhead_is_register_of_processor(address) ? "precise data bus error"
							    : "data access violation";
#else
	(void)address;
	return way == EXECUTE                   ? "instruction access fault"
	       : way == READ || way == READ_WORD ? "load access fault"
						 : "store access fault";
#endif
}

/* Whether the emulator looks at all bytes of an access, and not at the first alone. */
static bool is_checked_whole(enum way way, uintptr_t address)
{
#if defined(__arm__)
	/* QEMU 7.2 asks the MPU about the first byte that is in a page of 1 KiB. */
	return way == READ || way == WRITE || way == EXECUTE || (address & 1023) + size_of(way) > 1024;
#else
	(void)way, (void)address;
	return true;
#endif
}
