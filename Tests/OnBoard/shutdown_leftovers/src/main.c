/* What a shutdown function forgets is reported and taken back; a correct one is not reported. */
#include <zephyr/drivers/gpio.h>
#include <zephyr/init.h>
#include <zephyr/irq.h>
#include <zephyr/kernel.h>

#define LINE 25

/* Calls into the careless entry. */
static int calls, calls_when_down;

static struct gpio_driver_data port_data;
static int kept;
static int manage(const struct device *port, struct gpio_callback *callback, bool set)
{
	kept += set ? 1 : -1;
	return 0;
}
static const struct gpio_driver_api port_api = {.manage_callback = manage};
static int port_up(const struct device *port)
{
	return 0;
}
DEVICE_DEFINE(port, "port", port_up, NULL, &port_data, NULL, POST_KERNEL, 0, &port_api);

/* All that an entry may have; the second and later entries have another of each. */
struct things {
	struct k_timer timer;
	struct k_work work;
	struct k_work_delayable later;
	struct k_thread thread;
	struct gpio_callback callback;
	void *memory;
	int line;
};
static struct things careless_things = {.line = LINE}, careful_things = {.line = LINE + 1};
static struct things quiet_things = {.line = LINE + 2};
K_THREAD_STACK_ARRAY_DEFINE(stacks, 3, 1024);

static void on_timer(struct k_timer *timer)
{
	calls += timer == &careless_things.timer;
}

static void do_work(struct k_work *work)
{
	struct k_work_delayable *later = k_work_delayable_from_work(work);

	calls += later == &careless_things.later;
	k_work_schedule(later, K_MSEC(5));
}

/* It is at work when its entry goes down. */
static void sleep_long(struct k_work *work)
{
	k_sleep(K_SECONDS(3600));
}

static void on_pin(const struct device *port, struct gpio_callback *cb, gpio_port_pins_t pins)
{
}

static void on_line(const void *unused)
{
}

static void turn(void *things, void *second, void *third)
{
	while (true) {
		calls += things == &careless_things;
		k_msleep(5);
	}
}

static int start(struct things *things, k_thread_stack_t *stack)
{
	k_timer_init(&things->timer, on_timer, NULL);
	k_timer_start(&things->timer, K_MSEC(5), K_MSEC(5));
	k_work_init_delayable(&things->later, do_work);
	k_work_schedule(&things->later, K_MSEC(5));
	gpio_init_callback(&things->callback, on_pin, 1);
	gpio_add_callback(DEVICE_GET(port), &things->callback);
	irq_connect_dynamic(things->line, 1, on_line, NULL, 0);
	irq_enable(things->line);
	k_thread_create(&things->thread, stack, K_THREAD_STACK_SIZEOF(stacks[0]), turn, things, NULL,
			NULL, 1, 0, K_NO_WAIT);
	things->memory = k_malloc(100);
	return things->memory == NULL ? -ENOMEM : 0;
}

static int look(void)
{
	return 0;
}
static int look_again(void)
{
	void *memory = k_malloc(900);

	k_msleep(100);
	printk("calls of what is down: %d, callbacks: %d\n", calls - calls_when_down, kept);
	printk("900 bytes of 1024: %s\n", memory == NULL ? "not there" : "there");
	k_free(memory);
	return 0;
}
SYS_INIT_NAMED_SHUTDOWN(looks, look, look_again, APPLICATION, 0);

static int start_careful(void)
{
	return start(&careful_things, stacks[0]);
}
static int stop_careful(void)
{
	struct k_work_sync sync;

	k_timer_stop(&careful_things.timer);
	k_work_cancel_delayable_sync(&careful_things.later, &sync);
	gpio_remove_callback(DEVICE_GET(port), &careful_things.callback);
	irq_disable(careful_things.line);
	k_thread_abort(&careful_things.thread);
	k_free(careful_things.memory);
	printk("careful is done\n");
	return 0;
}
SYS_INIT_NAMED_SHUTDOWN(careful, start_careful, stop_careful, APPLICATION, 1);

static int start_careless(void)
{
	k_work_init(&careless_things.work, sleep_long);
	return start(&careless_things, stacks[1]);
}
static int stop_careless(void)
{
	/* Until now the application's end has stopped nothing of it. */
	int before = calls;

	k_msleep(50);
	k_work_submit(&careless_things.work);
	printk("careless was %s\n", calls - before > 10 ? "alive" : "not alive");
	calls_when_down = calls;
	return 0;
}
SYS_INIT_NAMED_SHUTDOWN(careless, start_careless, stop_careless, APPLICATION, 2);

/* It promised nothing. */
static int start_quiet(void)
{
	return start(&quiet_things, stacks[2]);
}
SYS_INIT_NAMED(quiet, start_quiet, APPLICATION, 3);

int main(void)
{
	k_msleep(50);
	bulkhead_shutdown(BULKHEAD_SHUTDOWN_REQUESTED);
}
