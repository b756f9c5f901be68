/* From reset to the kernel's boot: memory as C expects it, then the interrupt stack. */
#if defined(__riscv)
#include <bulkhead/application.h>
#include <bulkhead/image.h>
#include <riscv32.h>

extern uint32_t __bss_start[], __bss_end[], __data_start[], __data_end[], __data_load[];

void bulkhead_start(void);
void bulkhead_enter_boot(void *stack_end) __attribute__((noreturn));

/* Before the CLINT's driver is up a request to switch goes here, and means nothing yet. */
static volatile uint32_t no_software_interrupt;
struct port_devices port_devices = {.software_interrupt = &no_software_interrupt};


void bulkhead_start(void)
{
	const uint32_t *load = __data_load;

	for (uint32_t *word = __data_start; word < __data_end;) {
		*word++ = *load++;
	}
	for (uint32_t *word = __bss_start; word < __bss_end;) {
		*word++ = 0;
	}
	bulkhead_enter_boot((char *)bulkhead_image.interrupt_stack +
			    bulkhead_image.interrupt_stack_size);
}

int bulkhead_call_main(void)
{
	return main == NULL ? 0 : bulkhead_status_of_main(main());
}
#endif
