/* k_oops ends the run where no handler says otherwise; the report names the caller. */
#include <zephyr/kernel.h>

static __noinline void give_up(void)
{
	k_oops();
	printk("not reached\n");
}

int main(void)
{
	give_up();
	return 0;
}
