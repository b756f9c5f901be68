/* What does not go down may still write to memory, so there is no hand-over beside it. */
#include <bulkhead/handoff.h>
#include <zephyr/init.h>
#include <zephyr/kernel.h>

static int engine_up(void)
{
	return 0;
}

static int engine_down(void)
{
	return -EBUSY;
}
SYS_INIT_NAMED_SHUTDOWN(engine, engine_up, engine_down, POST_KERNEL, 0);

/* What is down already, and no part of the console, stays down. */
static int motor_up(void)
{
	static bool was_up;

	while (was_up) {
	}
	was_up = true;
	return 0;
}

static int motor_down(void)
{
	return 0;
}
SYS_INIT_SHUTDOWN(motor_up, motor_down, EARLY, 0);

int main(void)
{
	bulkhead_hand_over();
	printk("the image was refused\n");
	return 0;
}
