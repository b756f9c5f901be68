/* A driver that leaves its interrupt line enabled is caught, and its interrupt does not come. */
#include <zephyr/irq.h>
#include <zephyr/kernel.h>

int main(void)
{
	printk("%s is %sready\n", DEVICE_DT_NAME(DT_NODELABEL(careless)),
	       device_is_ready(DEVICE_DT_GET(DT_NODELABEL(careless))) ? "" : "not ");
	bulkhead_shutdown(BULKHEAD_SHUTDOWN_REQUESTED);
}
