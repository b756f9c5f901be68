/* Interrupts by line number. */
#ifndef ZEPHYR_IRQ_H
#define ZEPHYR_IRQ_H

#include <bulkhead/attributes.h>
#include <bulkhead/image.h>
#include <stdint.h>

/*
 * Connects a handler to a line for the whole run; all arguments are constants. Priority 0 is the
 * most urgent. The line is still to be enabled. A line that the controller does not have, and two
 * owners of one line, stop the build.
 */
#define IRQ_CONNECT(irq_line, irq_priority, isr, isr_argument, irq_flags)                          \
	do {                                                                                       \
		static const struct bulkhead_interrupt_record BULKHEAD_IRQ_NAME(__LINE__)          \
			BULKHEAD_LIST_ENTRY(bulkhead_irqs) = {                                     \
				.line = (irq_line),                                                \
				.priority = (irq_priority),                                        \
				.flags = (irq_flags),                                              \
				.handler = (void (*)(const void *))(isr),                          \
				.argument = (const void *)(isr_argument),                          \
				.connect = bulkhead_connect_record,                                \
		};                                                                                 \
	} while (0)
#define BULKHEAD_IRQ_NAME(line) BULKHEAD_IRQ_NAME_EXPANDED(line)
#define BULKHEAD_IRQ_NAME_EXPANDED(line) bulkhead_irq_record_##line

/* The same at run time; returns the line, -EINVAL if the controller has no such line. Thread or boot. */
int irq_connect_dynamic(unsigned int irq, unsigned int priority,
			void (*BULKHEAD_NONNULL routine)(const void *BULKHEAD_NULLABLE parameter),
			const void *BULKHEAD_NULLABLE parameter, uint32_t flags);

void irq_enable(unsigned int irq);
void irq_disable(unsigned int irq);
int irq_is_enabled(unsigned int irq);

/*
 * Locks the interrupt lines, and with them the switch, and says how it was; pairs with irq_unlock and nests.
 * A thread that waits lets go of them until it runs again. Any context. The clock still comes through: it
 * counts time, and ends an init entry at its deadline.
 */
unsigned int irq_lock(void);
/* A switch and timeouts that became due meanwhile happen here. */
void irq_unlock(unsigned int key);

static inline unsigned int arch_irq_lock(void)
{
	return irq_lock();
}

static inline void arch_irq_unlock(unsigned int key)
{
	irq_unlock(key);
}

/* Whether the lines were unlocked before the lock that gave this key. */
bool arch_irq_unlocked(unsigned int key);

#endif
