/*
 * Whose memory is where, and what the probing thread may do with it: the one list from which all probes are
 * made. A line: name, first byte, bytes, what it may do, what reports say of it, and the name there.
 */
enum { MAY_READ = 1, MAY_WRITE = 2, MAY_EXECUTE = 4 };

struct memory {
	const char *name;
	uintptr_t first, last;
	unsigned int may;
	const char *what;
	const char *owner_name;
	const struct k_thread *owner;
};

extern const char __bulkhead_ram_end[];

#define CALL_STACK(thread) ((uintptr_t)(thread)->user->stack_end - bulkhead_call_stack_size)
#define CONSOLE DT_CHOSEN(zephyr_console)
#define KERNEL "the kernel's memory"
#define REGISTERS "the processor's own registers"
#define NOTHING "what the image does not have"

/* Compilers believe that nothing is there. */
static bool is_address_0_code(void)
{
	volatile uintptr_t start = bulkhead_image_start();

	return start == 0;
}

#define MEMORIES(MEMORY, STACK, PARTITION)                                                                \
	STACK("its own stack", stack, sizeof(stack), MAY_READ | MAY_WRITE, "its own stack", NULL)         \
	STACK("another thread's stack", other_stack, sizeof(other_stack), 0, "the stack of", &other)     \
	STACK("main's stack", bulkhead_image.main_stack, bulkhead_image.main_stack_size, 0,              \
	      "the stack of", bulkhead_image.main_thread)                                                 \
	STACK("the idle thread's stack", bulkhead_image.idle_stack, bulkhead_image.idle_stack_size, 0,   \
	      "the stack of", bulkhead_image.idle_thread)                                                 \
	PARTITION(mine, MAY_READ | MAY_WRITE)                                                             \
	PARTITION(lent, MAY_READ)                                                                         \
	PARTITION(others, 0)                                                                              \
	MEMORY("a dormant stack", dormant_stack, sizeof(dormant_stack), 0, KERNEL)                        \
	MEMORY("its stack for system calls", CALL_STACK(&thread), bulkhead_call_stack_size, 0, KERNEL)    \
	MEMORY("another's stack for system calls", CALL_STACK(&other), bulkhead_call_stack_size, 0, KERNEL) \
	MEMORY("the handlers' stack", bulkhead_image.interrupt_stack,                                     \
	       bulkhead_image.interrupt_stack_size, 0, KERNEL)                                            \
	MEMORY("the kernel's variables", __data_start, __bss_end - __data_start, 0, KERNEL)               \
	MEMORY("the end of RAM", __bulkhead_ram_end - 16, 16, 0, KERNEL)                                  \
	MEMORY("the application's code", bulkhead_user_rom_start(),                                       \
	       bulkhead_user_rom_end() - bulkhead_user_rom_start(), MAY_READ | MAY_EXECUTE,               \
	       "the application's code and constants")                                                    \
	MEMORY("the kernel's code", bulkhead_image_start(),                                               \
	       bulkhead_user_rom_start() - bulkhead_image_start(), 0, "the kernel's code and constants")  \
	MEMORY("what variables begin with", bulkhead_user_rom_end(),                                      \
	       bulkhead_image_end() - bulkhead_user_rom_end(), 0, "the kernel's code and constants")      \
	MEMORY("NULL", 0, 4, 0, is_address_0_code() ? "the kernel's code and constants" : NOTHING)        \
	MEMORY("no memory", 0x90000000, 4096, 0, NOTHING)                                                 \
	DEVICES(MEMORY)

#if defined(__arm__)
/* MPU_TYPE to MPU_RASR: Armv7-M ARM B3.5.4, Armv8-M ARM D1.2. */
#define DEVICES(MEMORY) MEMORY("the MPU's registers", 0xe000ed90, 20, 0, REGISTERS)
#else
#define DEVICES(MEMORY)
#endif
