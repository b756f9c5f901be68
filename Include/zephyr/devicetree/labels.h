/*
 * The `label` property as a name, and of what a node refers to: how programs up to Zephyr 3.2 find
 * devices, with device_get_binding.
 */
#ifndef ZEPHYR_DEVICETREE_LABELS_H
#define ZEPHYR_DEVICETREE_LABELS_H

#define DT_LABEL(node) DT_PROP(node, label)
#define DT_BUS_LABEL(node) DT_LABEL(DT_BUS(node))
#define DT_GPIO_LABEL_BY_IDX(node, pins, index) DT_LABEL(DT_GPIO_CTLR_BY_IDX(node, pins, index))
#define DT_GPIO_LABEL(node, pins) DT_GPIO_LABEL_BY_IDX(node, pins, 0)
#define DT_SPI_DEV_CS_GPIOS_LABEL(device) DT_LABEL(DT_SPI_DEV_CS_GPIOS_CTLR(device))

/* Of a driver's own node number `inst`. */
#define DT_INST_LABEL(inst) DT_LABEL(DT_DRV_INST(inst))
#define DT_INST_BUS_LABEL(inst) DT_BUS_LABEL(DT_DRV_INST(inst))
#define DT_INST_GPIO_LABEL_BY_IDX(inst, pins, index)                                               \
	DT_GPIO_LABEL_BY_IDX(DT_DRV_INST(inst), pins, index)
#define DT_INST_GPIO_LABEL(inst, pins) DT_GPIO_LABEL(DT_DRV_INST(inst), pins)
#define DT_INST_SPI_DEV_CS_GPIOS_LABEL(inst) DT_SPI_DEV_CS_GPIOS_LABEL(DT_DRV_INST(inst))

#endif
