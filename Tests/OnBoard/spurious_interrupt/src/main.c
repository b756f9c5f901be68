/* An interrupt on a line that nobody has connected: it is nobody's, so the run ends. */
#include <zephyr/irq.h>
#include <zephyr/kernel.h>

#if defined(CONFIG_HOST)

#define LINE 29
void port_interrupt_raise(uint32_t line);

static void raise_line(void)
{
	port_interrupt_raise(LINE);
}

#elif defined(CONFIG_CPU_CORTEX_M)

#define LINE 29

static void raise_line(void)
{
	*(volatile uint32_t *)0xe000e200 = 1u << LINE;
}

#else

/* An alarm of the Goldfish clock in the past. */
#define LINE 11

static void raise_line(void)
{
	*(volatile uint32_t *)0x101010 = 1;
	*(volatile uint32_t *)0x10100c = 0;
	*(volatile uint32_t *)0x101008 = 1;
}

#endif

void k_sys_fatal_error_handler(unsigned int reason, const struct arch_esf *esf)
{
	ARG_UNUSED(esf);
	printk("handler: reason %u\n", reason);
}

int main(void)
{
	irq_enable(LINE);
	raise_line();
	k_msleep(10);
	printk("not reached\n");
	return 0;
}
