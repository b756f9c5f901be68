/* Nothing of an entry that was ended goes on, and its memory is free; one that returned keeps all. */
#include <string.h>

#include <zephyr/drivers/gpio.h>
#include <zephyr/init.h>
#include <zephyr/irq.h>
#include <zephyr/kernel.h>

#define LINE 25

enum { TIMER, OTHER_TIMER, THREAD, THREADS_TIMER, WORK, LATER, POLLED, QUEUES_WORK, KINDS };
static int calls[KINDS];

/* A port whose driver knows nothing of entries. */
static struct gpio_callback *kept;
static struct gpio_driver_data port_data;
static int manage(const struct device *port, struct gpio_callback *callback, bool set)
{
	kept = set ? callback : NULL;
	return 0;
}
static const struct gpio_driver_api port_api = {.manage_callback = manage};
static int port_up(const struct device *port)
{
	return 0;
}
DEVICE_DEFINE(port, "port", port_up, NULL, &port_data, NULL, POST_KERNEL, 0, &port_api);

#define HANDLER(name, type, kind)                                                                  \
	static void name(type *object)                                                             \
	{                                                                                          \
		calls[kind]++;                                                                     \
	}
HANDLER(on_timer, struct k_timer, TIMER)
HANDLER(on_other_timer, struct k_timer, OTHER_TIMER)
HANDLER(on_threads_timer, struct k_timer, THREADS_TIMER)
HANDLER(do_work, struct k_work, WORK)
HANDLER(do_later, struct k_work, LATER)
HANDLER(do_polled, struct k_work, POLLED)
HANDLER(do_queues_work, struct k_work, QUEUES_WORK)

K_TIMER_DEFINE(timer, on_timer, NULL);
K_TIMER_DEFINE(other_timer, on_other_timer, NULL);
K_TIMER_DEFINE(threads_timer, on_threads_timer, NULL);
K_TIMER_DEFINE(kept_timer, NULL, NULL);
K_TIMER_DEFINE(faulty_timer, NULL, NULL);
K_MUTEX_DEFINE(locked_by_work);
K_SEM_DEFINE(event, 0, 1);
K_QUEUE_DEFINE(queue);
K_THREAD_STACK_DEFINE(stack, 1024);
K_THREAD_STACK_DEFINE(queue_stack, 1024);
static struct k_thread thread;
static struct k_work_q work_queue;
static struct k_work_poll polled;
static struct k_poll_event events[1];
static struct gpio_callback callback;

static void on_pin(const struct device *port, struct gpio_callback *cb, gpio_port_pins_t pins)
{
	printk("not reached\n");
}

static void on_line(const void *unused)
{
	printk("not reached\n");
}

/* It holds up the system's queue. */
static void lock_and_sleep(struct k_work *work)
{
	k_mutex_lock(&locked_by_work, K_FOREVER);
	k_sleep(K_FOREVER);
}
K_WORK_DEFINE(stuck, lock_and_sleep);
K_WORK_DEFINE(behind, do_work);
K_WORK_DEFINE(in_own_queue, do_queues_work);
K_WORK_DELAYABLE_DEFINE(later, do_later);

static void turn(void *first, void *second, void *third)
{
	k_timer_start(&threads_timer, K_MSEC(5), K_MSEC(5));
	while (true) {
		calls[THREAD]++;
		k_msleep(5);
	}
}

static int take_everything(void)
{
	k_timer_start(&timer, K_MSEC(5), K_MSEC(5));
	k_timer_start(&other_timer, K_MSEC(100), K_NO_WAIT);
	gpio_init_callback(&callback, on_pin, 1);
	gpio_add_callback(DEVICE_GET(port), &callback);
	irq_connect_dynamic(LINE, 1, on_line, NULL, 0);
	irq_enable(LINE);
	k_thread_create(&thread, stack, K_THREAD_STACK_SIZEOF(stack), turn, NULL, NULL, NULL, 1, 0,
			K_NO_WAIT);
	k_poll_event_init(&events[0], K_POLL_TYPE_SEM_AVAILABLE, K_POLL_MODE_NOTIFY_ONLY, &event);
	k_work_poll_init(&polled, do_polled);
	k_work_poll_submit(&polled, events, 1, K_FOREVER);
	k_work_submit(&stuck);
	k_work_submit(&behind);
	k_work_schedule(&later, K_MSEC(100));
	k_work_queue_start(&work_queue, queue_stack, K_THREAD_STACK_SIZEOF(queue_stack), 2, NULL);
	printk("%s\n", k_malloc(300) && k_calloc(1, 100) && k_aligned_alloc(64, 100)
			       ? "it has memory" : "no memory");
	k_sleep(K_FOREVER);
	return 0;
}
SYS_INIT_NAMED(greedy, take_everything, POST_KERNEL, 1);

/* Its work runs at its deadline, and not it itself. */
static void spin(struct k_work *work)
{
	for (volatile uint32_t turns = 0; true;) {
		turns++;
	}
}
K_WORK_DEFINE(spinning, spin);

static int submit_spinning(void)
{
	k_work_submit(&spinning);
	return 0;
}
SYS_INIT_NAMED(spins, submit_spinning, POST_KERNEL, 2);

static int fail_with_timer(void)
{
	k_timer_start(&kept_timer, K_MSEC(10), K_MSEC(10));
	return -EIO;
}
SYS_INIT_NAMED(fails, fail_with_timer, POST_KERNEL, 3);

static __noinline int fault_with_timer(void)
{
	k_timer_start(&faulty_timer, K_MSEC(10), K_MSEC(10));
	__builtin_trap();
}
SYS_INIT_NAMED(faults, fault_with_timer, POST_KERNEL, 4);

static void go_on(struct k_work *work)
{
	printk("the system's queue goes on\n");
}
K_WORK_DEFINE(own, go_on);

int main(void)
{
	static int item;
	int before[KINDS];

	printk("before its end: timer %s, thread %s, its timer %s\n",
	       calls[TIMER] ? "called" : "not called", calls[THREAD] ? "ran" : "did not run",
	       calls[THREADS_TIMER] ? "called" : "not called");
	memcpy(before, calls, sizeof(before));
	k_sem_give(&event);
	printk("its queue takes work: %d\n", k_work_submit_to_queue(&work_queue, &in_own_queue));
	k_msleep(300);
	for (int kind = 0; kind < KINDS; kind++) {
		if (calls[kind] != before[kind]) {
			printk("%d calls more of kind %d\n", calls[kind] - before[kind], kind);
		}
	}
	printk("its timers: %u %u %u\n", k_timer_remaining_get(&timer),
	       k_timer_remaining_get(&other_timer), k_timer_remaining_get(&threads_timer));
	printk("its work: %d %d %d %d\n", k_work_busy_get(&stuck), k_work_busy_get(&behind),
	       k_work_delayable_busy_get(&later), k_work_busy_get(&polled.work));
	printk("its thread: %d\n", k_thread_join(&thread, K_NO_WAIT));
	printk("its callback: %s\n", kept == NULL ? "removed" : "kept");
	printk("its line: %d, that of the slow device: %d\n", irq_is_enabled(LINE),
	       irq_is_enabled(DT_IRQN(DT_NODELABEL(slow))));
	k_work_submit(&own);
	printk("the mutex of its work: %d\n", k_mutex_lock(&locked_by_work, K_NO_WAIT));
	printk("900 bytes of 1024: %s\n", k_malloc(900) == NULL ? "not there" : "there");
	printk("who failed keeps its timer: %s, who faulted: %s\n",
	       k_timer_status_get(&kept_timer) ? "yes" : "no",
	       k_timer_status_get(&faulty_timer) ? "yes" : "no");
	printk("main has its heap: %d\n", k_queue_alloc_append(&queue, &item));
	bulkhead_shutdown(BULKHEAD_SHUTDOWN_REQUESTED);
}
