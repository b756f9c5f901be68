/* The kernel's costs in instructions; `./bulkhead bench` runs it and reads its rows. */
#include "bracket.h"
#include <bulkhead/console.h>
#include <zephyr/kernel.h>

volatile uint32_t bracket_start;

void report(const char *operation, const struct shots *shots, uint32_t exceptions)
{
	printk("ROW %s %u %u %u 0\n", operation, shots->minimum, shots->maximum, exceptions);
}

int main(void)
{
	counter_setup();
	exceptions_setup();
	run_single_operations();
	run_loops();
	run_boot();
	bulkhead_exit(0);
}
