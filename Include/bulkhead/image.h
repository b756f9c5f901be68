/*
 * The contract between the build and the kernel: what the build writes for each image.
 *
 * The kernel is compiled once per processor; everything that belongs to one application on one
 * board reaches it through the constants declared here, which `./bulkhead` generates from the
 * devicetree, the drivers' bindings and Kconfig. Nothing here is for applications.
 */
#ifndef BULKHEAD_IMAGE_H
#define BULKHEAD_IMAGE_H

#include <bulkhead/attributes.h>
#include <bulkhead/init.h>
#include <bulkhead/init_table.h>
#include <port/switch.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <zephyr/device.h>
#include <zephyr/init.h>
#include <zephyr/kernel/mailbox.h>
#include <zephyr/kernel/thread.h>

/* One interrupt of a device: the controller's line number and its priority (0 is most urgent). */
struct bulkhead_interrupt_line {
	uint16_t line;
	uint8_t priority;
};

/* What a driver is told about one of its devices; from the node's properties. */
struct bulkhead_device_config {
	uintptr_t base;            /* first `reg`, address; 0 if the node has none */
	uintptr_t size;            /* first `reg`, bytes */
	uint32_t clock_frequency;  /* Hz, of the first `clocks` phandle or of `clock-frequency`; 0 if none */
	uint16_t interrupt_count;
	uint16_t property_count;
	const struct bulkhead_interrupt_line *BULKHEAD_NULLABLE interrupts;
	const uint32_t *BULKHEAD_NULLABLE properties; /* in the order of the binding's `properties` */
};

/* A handler in the interrupt table: called in interrupt context with its argument. */
struct bulkhead_interrupt_entry {
	void (*BULKHEAD_NONNULL handler)(const void *BULKHEAD_NULLABLE argument);
	const void *BULKHEAD_NULLABLE argument;
};

/* IRQ_CONNECT leaves one of these in the section bulkhead_irqs; the boot enters it in the table. */
struct bulkhead_interrupt_record {
	uint16_t line;
	uint8_t priority;
	uint8_t flags;
	void (*BULKHEAD_NONNULL handler)(const void *BULKHEAD_NULLABLE argument);
	const void *BULKHEAD_NULLABLE argument;
	/* How the boot enters it: named here, so that only images with records have the code. */
	void (*BULKHEAD_NONNULL connect)(const struct bulkhead_interrupt_record *BULKHEAD_NONNULL record);
};
BULKHEAD_HIDDEN void
bulkhead_connect_record(const struct bulkhead_interrupt_record *BULKHEAD_NONNULL record);

/*
 * The device whose counter is the kernel's clock. All in ticks but for the cycle counter. The kernel calls
 * these also once it is down: then the first does nothing, and the others give what they last gave.
 */
struct bulkhead_clock_api {
	/* Makes an interrupt come `ticks` ticks after the last announced one; at once if that is past. */
	void (*BULKHEAD_NONNULL set_timeout)(const struct device *BULKHEAD_NONNULL device, uint32_t ticks);
	/* Whole ticks that passed since the last announced one. */
	uint32_t (*BULKHEAD_NONNULL elapsed)(const struct device *BULKHEAD_NONNULL device);
	/* The free-running cycle counter. */
	uint64_t (*BULKHEAD_NONNULL cycles)(const struct device *BULKHEAD_NONNULL device);
	/* Its low half, quickly, in a thread with interrupts on; NULL: there is no quicker way. */
	uint32_t (*BULKHEAD_NULLABLE low_cycles)(void);
};

/* The device that takes the console's characters. */
struct bulkhead_console_api {
	/* Queues or sends one byte; waits while the device's buffer is full. Any context. */
	void (*BULKHEAD_NONNULL write)(const struct device *BULKHEAD_NONNULL device, uint8_t byte);
	/* Returns when every byte has left; works with interrupts off. */
	void (*BULKHEAD_NONNULL flush)(const struct device *BULKHEAD_NONNULL device);
	/* Takes one received byte; -1 when there is none. */
	int (*BULKHEAD_NONNULL read)(const struct device *BULKHEAD_NONNULL device);
};

/* The device that can end the image's run (power off, semihosting exit). */
struct bulkhead_exit_api {
	/* Does not return where the machine can be stopped. */
	void (*BULKHEAD_NONNULL exit)(const struct device *BULKHEAD_NULLABLE device, int status);
};

/* What a device's hardware reads once it is down: from its binding's `idle`. */
struct bulkhead_idle_register {
	const struct device *BULKHEAD_NULLABLE device;
	const char *BULKHEAD_NULLABLE name;
	uintptr_t address;
	uint32_t mask;    /* the bits that count */
	uint32_t value;   /* what they read */
	uint32_t write;   /* what is written to it if they do not */
	bool is_written;  /* whether anything is */
	bool is_byte;
};
BULKHEAD_HIDDEN extern const struct bulkhead_idle_register bulkhead_idle_registers[];
BULKHEAD_HIDDEN extern const uint32_t bulkhead_idle_register_count;

BULKHEAD_INLINE const struct bulkhead_idle_register *BULKHEAD_NONNULL bulkhead_idle_register_at(size_t index)
{
	return &bulkhead_idle_registers[index];
}

/* What the shutdown of an entry may have left behind. */
enum bulkhead_leak {
	BULKHEAD_LEAK_ENABLED,  /* a line, told by its number; all but lines by their address */
	BULKHEAD_LEAK_PENDING,
	BULKHEAD_LEAK_CALLBACK,
	BULKHEAD_LEAK_WORK,
	BULKHEAD_LEAK_THREAD,
	BULKHEAD_LEAK_TIMER,
	BULKHEAD_LEAK_MEMORY,
};

/*
 * What an image says of itself; without a console it has none of this, and the kernel's texts and
 * printing are not linked.
 */
struct bulkhead_reports {
	void (*BULKHEAD_NONNULL fault)(const struct bulkhead_fault *BULKHEAD_NONNULL fault);
	/* Another thread that the error is about. */
	void (*BULKHEAD_NONNULL thread)(struct k_thread *BULKHEAD_NONNULL thread);
	/* An init entry that did not come up, or did not go down, by its place in the table. */
	void (*BULKHEAD_NONNULL init_failure)(int place);
	/* Something that the shutdown of an entry has left behind. */
	void (*BULKHEAD_NONNULL leak)(int place, enum bulkhead_leak kind, uintptr_t what);
	/* A register that reads otherwise than when its device is down; NULL if nothing goes down. */
	void (*BULKHEAD_NULLABLE running)(int place,
					  const struct bulkhead_idle_register *BULKHEAD_NONNULL idle,
					  uint32_t found);
	void (*BULKHEAD_NULLABLE banner)(void);
	const char *BULKHEAD_NONNULL board;
	/* Whose memory a fault's address is; NULL without CONFIG_USERSPACE. */
	void (*BULKHEAD_NULLABLE owner)(uintptr_t address);
	/* In which compartment the running thread is, which it has called: whether it is; NULL without compartments. */
	bool (*BULKHEAD_NULLABLE call)(uintptr_t sp);
	/* The compartment whose callers have a stack there; NULL without compartments. */
	const char *BULKHEAD_NULLABLE (*BULKHEAD_NULLABLE caller_stack)(uintptr_t address);
};
BULKHEAD_HIDDEN void bulkhead_print_thread(struct k_thread *BULKHEAD_NONNULL thread);
BULKHEAD_HIDDEN void bulkhead_print_init_failure(int place);
BULKHEAD_HIDDEN void bulkhead_print_leak(int place, enum bulkhead_leak kind, uintptr_t what);
BULKHEAD_HIDDEN void bulkhead_print_running(int place,
					    const struct bulkhead_idle_register *BULKHEAD_NONNULL idle,
					    uint32_t found);
BULKHEAD_HIDDEN void bulkhead_print_banner(void);
BULKHEAD_HIDDEN void bulkhead_start_console(void);
/* Takes a thread out of every queue for good; interrupts are masked. An image may put something behind it (--wrap). */
BULKHEAD_HIDDEN void bulkhead_end_thread(struct k_thread *BULKHEAD_NONNULL thread);
BULKHEAD_HIDDEN void bulkhead_start_slicing(void);
BULKHEAD_HIDDEN void bulkhead_name_threads(void);

/*
 * What a fatal error leads to: its report and the application's say. An image that can do neither
 * ends at once and has none of the code.
 */
struct bulkhead_fatal_paths {
	/* The port's, of what its fault entry saved; NULL if the port reports faults by itself. */
	void (*BULKHEAD_NULLABLE port_fault)(const void *BULKHEAD_NONNULL frame);
	/* A broken rule of the kernel's, by its number, and the thread it is about. */
	void (*BULKHEAD_NONNULL breach)(uint32_t cause, struct k_thread *BULKHEAD_NONNULL thread);
};
BULKHEAD_HIDDEN void port_handle_fault(const void *BULKHEAD_NONNULL frame);
BULKHEAD_HIDDEN void bulkhead_report_breach(uint32_t cause, struct k_thread *BULKHEAD_NONNULL thread);

/* Kconfig choices and board facts the kernel reads at run time. */
struct bulkhead_image {
	uint32_t ticks_per_second;      /* CONFIG_SYS_CLOCK_TICKS_PER_SEC */
	uint32_t cycles_per_second;     /* the clock device's frequency */
	uint32_t cycles_per_tick;       /* the quotient of the two; at least 1 */
	uint32_t timeslice_ticks;       /* 0: no time slicing */
	int8_t timeslice_priority;      /* threads more urgent than this are not sliced */
	int8_t main_priority;
	uint8_t interrupt_priority_bits; /* of the interrupt controller */
	uint16_t interrupt_lines;
	uint16_t flags;                 /* BULKHEAD_IMAGE_* */
	uint16_t thread_name_size;      /* CONFIG_THREAD_MAX_NAME_LEN, or 0 without CONFIG_THREAD_NAME */
	uintptr_t main_stack_size;      /* the address of bulkhead_stack_of_main_size */
	uint32_t idle_stack_size;
	uint32_t interrupt_stack_size;
	uint32_t heap_size;             /* k_malloc's heap; 0: none */
	struct k_thread *BULKHEAD_NONNULL main_thread;
	struct k_thread *BULKHEAD_NONNULL idle_thread;
	void *BULKHEAD_NONNULL main_stack;  /* K_KERNEL_STACK_DEFINE'd, the sizes above are usable bytes */
	void *BULKHEAD_NONNULL idle_stack;
	void *BULKHEAD_NONNULL interrupt_stack;
	void *BULKHEAD_NULLABLE heap;
	const struct bulkhead_reports *BULKHEAD_NULLABLE reports;
	const struct bulkhead_fatal_paths *BULKHEAD_NULLABLE fatal_paths;
	void (*BULKHEAD_NULLABLE start_slicing)(void);  /* NULL without CONFIG_TIMESLICING */
	void (*BULKHEAD_NULLABLE name_threads)(void);   /* NULL without CONFIG_THREAD_NAME */
	const struct device *BULKHEAD_NULLABLE clock;
	const struct device *BULKHEAD_NULLABLE console;
	const struct device *BULKHEAD_NULLABLE exit;
};

#define BULKHEAD_IMAGE_PAINT_STACKS 1u    /* fill stacks with 0xaa, to know their high-water mark */
#define BULKHEAD_IMAGE_EXIT_WHEN_DONE 2u  /* end the run when main has returned and nothing can happen */
#define BULKHEAD_IMAGE_FPU 32u           /* the application uses the floating-point unit */
#define BULKHEAD_IMAGE_EXIT_AFTER_MAIN 8u /* end the run when main returns, with its status: tests */
#define BULKHEAD_IMAGE_MAIN_IS_VOID 16u   /* main returns no status: the 2.x API's */

BULKHEAD_HIDDEN extern const struct bulkhead_image bulkhead_image;

/* For each line the init entry that enabled it, its place + 1, or 0; and what else is known of it. */
BULKHEAD_HIDDEN extern uint32_t bulkhead_line_owners[];
#define BULKHEAD_LINE_OWNER 0xffffu         /* the bits of the owner */
#define BULKHEAD_LINE_HANDLER (1u << 31)    /* the owner connected its handler, too */
#define BULKHEAD_LINE_KNOWN (1u << 30)      /* enabled by the API, or found when somebody was at work */
#define BULKHEAD_LINE_STRAY (1u << 29)      /* found enabled, and nobody is known for it */

/* In RAM, `interrupt_lines` long; the build fills in the handlers that bindings name. */
BULKHEAD_HIDDEN extern struct bulkhead_interrupt_entry bulkhead_interrupts[];
/* The port's handler of lines that nobody has: a fatal error. */
void bulkhead_spurious(const void *BULKHEAD_NULLABLE argument);

/* All devices of the image, for device_get_binding. */
BULKHEAD_HIDDEN extern const struct device *BULKHEAD_NONNULL const bulkhead_devices[];
BULKHEAD_HIDDEN extern const uint32_t bulkhead_device_count;

/* The messages that k_mbox_async_put may have on their way: CONFIG_NUM_MBOX_ASYNC_MSGS. */
BULKHEAD_HIDDEN extern struct bulkhead_mailed_letter bulkhead_mailed_letters[];
BULKHEAD_HIDDEN extern const uint32_t bulkhead_mailed_letter_count;

/*
 * Starts a part of the kernel before the application's level of the boot. The build writes an entry
 * for each part that is linked in only if the application uses it.
 */
#if UINTPTR_MAX > 0xffffffff
#define BULKHEAD_ASSEMBLER_POINTER ".quad"
#else
#define BULKHEAD_ASSEMBLER_POINTER ".long"
#endif
struct bulkhead_starter {
	void (*BULKHEAD_NONNULL run)(void);
};

/* For Swift, to which a device's api is an untyped pointer. */
BULKHEAD_INLINE const struct device *BULKHEAD_NONNULL bulkhead_image_clock(void)
{
	return (const struct device *BULKHEAD_NONNULL)bulkhead_image.clock;
}

BULKHEAD_INLINE const struct bulkhead_clock_api *BULKHEAD_NONNULL
bulkhead_clock_api(const struct device *BULKHEAD_NONNULL device)
{
	return (const struct bulkhead_clock_api *BULKHEAD_NONNULL)device->api;
}

BULKHEAD_INLINE const struct bulkhead_device_config *BULKHEAD_NONNULL
bulkhead_config_of(const struct device *BULKHEAD_NONNULL device)
{
	return (const struct bulkhead_device_config *BULKHEAD_NONNULL)device->config;
}

BULKHEAD_INLINE const struct bulkhead_console_api *BULKHEAD_NONNULL
bulkhead_console_api(const struct device *BULKHEAD_NONNULL device)
{
	return (const struct bulkhead_console_api *BULKHEAD_NONNULL)device->api;
}

BULKHEAD_INLINE const struct bulkhead_exit_api *BULKHEAD_NONNULL
bulkhead_exit_api(const struct device *BULKHEAD_NONNULL device)
{
	return (const struct bulkhead_exit_api *BULKHEAD_NONNULL)device->api;
}

/* All that `afterMain` and `considerSlicing` in the kernel call, if they call something. */
BULKHEAD_HIDDEN void bulkhead_shut_down_after_main(int status);
BULKHEAD_HIDDEN void bulkhead_begin_ticking(void *BULKHEAD_NONNULL kernel);

/* For Swift, whose own conversion is a call where the compiler optimises for size. */
BULKHEAD_INLINE uint64_t bulkhead_widened(uint32_t number)
{
	return number;
}

/* A handler's argument, where the binding says that it is the device. */
BULKHEAD_INLINE const struct device *BULKHEAD_NONNULL
bulkhead_device_argument(const void *BULKHEAD_NULLABLE argument)
{
	return (const struct device *BULKHEAD_NONNULL)argument;
}

BULKHEAD_INLINE struct bulkhead_mailed_letter *BULKHEAD_NONNULL bulkhead_mailed_letter_slot(uint32_t index)
{
	return &bulkhead_mailed_letters[index];
}

BULKHEAD_INLINE struct bulkhead_interrupt_entry *BULKHEAD_NONNULL bulkhead_interrupt_slot(uint32_t line)
{
	return &bulkhead_interrupts[line];
}

BULKHEAD_INLINE uint32_t *BULKHEAD_NONNULL bulkhead_line_owner(uint32_t line)
{
	return &bulkhead_line_owners[line];
}

/* The line interrupts nobody: its handler is what it was before anybody connected one. */
BULKHEAD_INLINE void bulkhead_disconnect_line(uint32_t line)
{
	bulkhead_interrupts[line] = (struct bulkhead_interrupt_entry){
		bulkhead_spurious, (const void *)(uintptr_t)line};
}

/* What main returned, if it returns anything. */
BULKHEAD_INLINE int bulkhead_status_of_main(int status)
{
	return bulkhead_image.flags & BULKHEAD_IMAGE_MAIN_IS_VOID ? 0 : status;
}

/* Statically defined kernel objects, and their values before anybody used them. */
BULKHEAD_HIDDEN extern char __start_bulkhead_objects[] __attribute__((weak));
BULKHEAD_HIDDEN extern char __stop_bulkhead_objects[] __attribute__((weak));
BULKHEAD_HIDDEN extern char __load_bulkhead_objects[] __attribute__((weak));

BULKHEAD_INLINE void bulkhead_restore_objects(void)
{
	size_t size = (size_t)(__stop_bulkhead_objects - __start_bulkhead_objects);

	__builtin_memcpy(__start_bulkhead_objects, __load_bulkhead_objects, size);
}

BULKHEAD_LIST(struct bulkhead_interrupt_record, interrupt_records, bulkhead_irqs)
BULKHEAD_LIST(struct bulkhead_static_thread, static_threads, bulkhead_threads)
BULKHEAD_LIST(struct bulkhead_starter, starters, bulkhead_starters)
BULKHEAD_LIST(struct device, defined_devices, bulkhead_devices_defined)

BULKHEAD_INLINE const struct device *BULKHEAD_NULLABLE bulkhead_device_at(size_t index)
{
	return bulkhead_devices[index];
}

#endif
