/* Compartments come up and go down as entries of the one graph. */
#include <bulkhead/init.h>
#include <zephyr/kernel.h>

int base_use(int value);
int upper_use(int value);
int faulty_use(void);
int endless_use(void);
int dependent_use(void);
int wire_write(int place, int character);

static int late(void)
{
	return 0;
}

/* Goes down last: by then the compartments have. */
static int after_them(void)
{
	printk("calls behind the end: %d %d\n", upper_use(1), base_use(1));
	return 0;
}
SYS_INIT_NAMED_SHUTDOWN(first, late, after_them, PRE_KERNEL_1, 0);

int main(void)
{
	k_msleep(1);
	printk("upper gives %d\n", upper_use(5));
	printk("faulty %d, endless %d, dependent %d\n", faulty_use(), endless_use(), dependent_use());
	k_msleep(1);	/* the device has sent all */
	printk("wire %d\n", wire_write(0, '>'));
	printk("wire %d\n", wire_write(0x1000, '>'));
	z_sys_shutdown_enable();
	return 0;
}
