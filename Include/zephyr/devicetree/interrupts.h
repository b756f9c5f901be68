/*
 * Interrupts of nodes. A cell is `irq`, the line that IRQ_CONNECT takes, `priority`, or `flags`; a
 * controller without priorities has the kernel's default one.
 */
#ifndef ZEPHYR_DEVICETREE_INTERRUPTS_H
#define ZEPHYR_DEVICETREE_INTERRUPTS_H

#define DT_NUM_IRQS(node) DT_CAT(node, _IRQ_NUM)
/* 1: lines of all controllers are numbered in one space. */
#define DT_IRQ_LEVEL(node) DT_CAT(node, _IRQ_LEVEL)
#define DT_IRQ_HAS_IDX(node, index) IS_ENABLED(DT_CAT4(node, _IRQ_IDX_, index, _EXISTS))
#define DT_IRQ_HAS_NAME(node, name) IS_ENABLED(DT_CAT4(node, _IRQ_NAME_, name, _EXISTS))
#define DT_IRQ_HAS_CELL_AT_IDX(node, index, cell)                                                  \
	IS_ENABLED(DT_CAT6(node, _IRQ_IDX_, index, _VAL_, cell, _EXISTS))
#define DT_IRQ_HAS_CELL(node, cell) DT_IRQ_HAS_CELL_AT_IDX(node, 0, cell)

#define DT_IRQ_BY_IDX(node, index, cell) DT_CAT5(node, _IRQ_IDX_, index, _VAL_, cell)
#define DT_IRQ_BY_NAME(node, name, cell) DT_CAT5(node, _IRQ_NAME_, name, _VAL_, cell)
#define DT_IRQ(node, cell) DT_IRQ_BY_IDX(node, 0, cell)
#define DT_IRQN_BY_IDX(node, index) DT_IRQ_BY_IDX(node, index, irq)
#define DT_IRQN(node) DT_IRQN_BY_IDX(node, 0)

/* The controller that an interrupt goes to. */
#define DT_IRQ_INTC_BY_IDX(node, index) DT_CAT4(node, _IRQ_IDX_, index, _CONTROLLER)
#define DT_IRQ_INTC_BY_NAME(node, name) DT_CAT4(node, _IRQ_NAME_, name, _CONTROLLER)
#define DT_IRQ_INTC(node) DT_IRQ_INTC_BY_IDX(node, 0)

#endif
