/* Compartments that nothing keeps apart come up and go down as others do, and not while somebody is inside. */
#include <bulkhead/init.h>
#include <zephyr/kernel.h>

int base_use(int value);
int upper_hold(int milliseconds);
int endless_use(void);
int dependent_use(void);

static int early(void)
{
	return 0;
}

/* Goes down last: by then the compartments have. */
static int after_them(void)
{
	printk("calls behind the end: %d %d\n", upper_hold(1), base_use(1));
	return 0;
}
SYS_INIT_NAMED_SHUTDOWN(first, early, after_them, PRE_KERNEL_1, 0);

static void guest(void *p1, void *p2, void *p3)
{
	printk("base gives the guest %d\n", upper_hold(20));
}
K_THREAD_STACK_DEFINE(guest_stack, 1024);
static struct k_thread guest_thread;

/* Its thread ends when it goes down, and so outlives the compartments. */
static int invite(void)
{
	k_thread_create(&guest_thread, guest_stack, K_THREAD_STACK_SIZEOF(guest_stack), guest, NULL, NULL, NULL, 5, 0,
			K_FOREVER);
	return 0;
}
SYS_INIT(invite, POST_KERNEL, 0);

int main(void)
{
	k_msleep(1);
	printk("endless %d, dependent %d\n", endless_use(), dependent_use());
	k_thread_start(&guest_thread);
	k_msleep(1);
	z_sys_shutdown_enable();
	return 0;
}
