/* Shutdown functions that take too long or fault are ended, and the walk back goes on. */
#include <zephyr/init.h>
#include <zephyr/kernel.h>

static int up(void)
{
	return 0;
}

#define DOWN(name)                                                                                 \
	static int name##_down(void)                                                               \
	{                                                                                          \
		printk(#name " goes down\n");                                                      \
		return 0;                                                                          \
	}
DOWN(first)
DOWN(last)
SYS_INIT_NAMED_SHUTDOWN(first, up, first_down, POST_KERNEL, 0);

K_SEM_DEFINE(never, 0, 1);

static int block(void)
{
	return k_sem_take(&never, K_FOREVER);
}
SYS_INIT_NAMED_SHUTDOWN(blocks, up, block, POST_KERNEL, 1);
SYS_INIT_DEADLINE(blocks, 20);

static int spin(void)
{
	for (volatile uint32_t turns = 0; true;) {
		turns++;
	}
}
SYS_INIT_NAMED_SHUTDOWN(spins, up, spin, POST_KERNEL, 2);

static __noinline int run_illegal(void)
{
	__builtin_trap();
}
SYS_INIT_NAMED_SHUTDOWN(faults, up, run_illegal, POST_KERNEL, 3);
SYS_INIT_NAMED_SHUTDOWN(last, up, last_down, POST_KERNEL, 4);

int main(void)
{
	bulkhead_shutdown(BULKHEAD_SHUTDOWN_REQUESTED);
}
