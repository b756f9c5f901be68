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

int main(void)
{
	bulkhead_hand_over();
	printk("the image was refused\n");
	return 0;
}
