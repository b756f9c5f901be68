/*
 * Names of the 2.x API that later ones dropped: the `label` property of a node, and of what a node
 * refers to, as device_get_binding takes it; the strings of enumerations as tokens.
 */
#ifndef ZEPHYR_DEVICETREE_LABELS_H
#define ZEPHYR_DEVICETREE_LABELS_H

#define DT_LABEL(node) DT_PROP(node, label)
#define DT_BUS_LABEL(node) DT_LABEL(DT_BUS(node))
#define DT_GPIO_LABEL_BY_IDX(node, pins, index) DT_LABEL(DT_GPIO_CTLR_BY_IDX(node, pins, index))
#define DT_GPIO_LABEL(node, pins) DT_GPIO_LABEL_BY_IDX(node, pins, 0)
#define DT_SPI_DEV_CS_GPIOS_LABEL(device) DT_LABEL(DT_SPI_DEV_CS_GPIOS_CTLR(device))
#define DT_CLOCKS_LABEL_BY_IDX(node, index) DT_LABEL(DT_CLOCKS_CTLR_BY_IDX(node, index))
#define DT_CLOCKS_LABEL_BY_NAME(node, name) DT_LABEL(DT_CLOCKS_CTLR_BY_NAME(node, name))
#define DT_CLOCKS_LABEL(node) DT_CLOCKS_LABEL_BY_IDX(node, 0)
#define DT_PWMS_LABEL_BY_IDX(node, index) DT_LABEL(DT_PWMS_CTLR_BY_IDX(node, index))
#define DT_PWMS_LABEL_BY_NAME(node, name) DT_LABEL(DT_PWMS_CTLR_BY_NAME(node, name))
#define DT_PWMS_LABEL(node) DT_PWMS_LABEL_BY_IDX(node, 0)
#define DT_IO_CHANNELS_LABEL_BY_IDX(node, index) DT_LABEL(DT_IO_CHANNELS_CTLR_BY_IDX(node, index))
#define DT_IO_CHANNELS_LABEL_BY_NAME(node, name) DT_LABEL(DT_IO_CHANNELS_CTLR_BY_NAME(node, name))
#define DT_IO_CHANNELS_LABEL(node) DT_IO_CHANNELS_LABEL_BY_IDX(node, 0)
#define DT_DMAS_LABEL_BY_IDX(node, index) DT_LABEL(DT_DMAS_CTLR_BY_IDX(node, index))
#define DT_DMAS_LABEL_BY_NAME(node, name) DT_LABEL(DT_DMAS_CTLR_BY_NAME(node, name))
#define DT_ENUM_TOKEN(node, property) DT_STRING_TOKEN(node, property)
#define DT_ENUM_UPPER_TOKEN(node, property) DT_STRING_UPPER_TOKEN(node, property)

/* Of a driver's own node number `inst`. */
#define DT_INST_LABEL(inst) DT_LABEL(DT_DRV_INST(inst))
#define DT_INST_BUS_LABEL(inst) DT_BUS_LABEL(DT_DRV_INST(inst))
#define DT_INST_GPIO_LABEL_BY_IDX(inst, pins, index)                                               \
	DT_GPIO_LABEL_BY_IDX(DT_DRV_INST(inst), pins, index)
#define DT_INST_GPIO_LABEL(inst, pins) DT_GPIO_LABEL(DT_DRV_INST(inst), pins)
#define DT_INST_SPI_DEV_CS_GPIOS_LABEL(inst) DT_SPI_DEV_CS_GPIOS_LABEL(DT_DRV_INST(inst))
#define DT_INST_CLOCKS_LABEL_BY_IDX(inst, index) DT_CLOCKS_LABEL_BY_IDX(DT_DRV_INST(inst), index)
#define DT_INST_CLOCKS_LABEL_BY_NAME(inst, name) DT_CLOCKS_LABEL_BY_NAME(DT_DRV_INST(inst), name)
#define DT_INST_CLOCKS_LABEL(inst) DT_CLOCKS_LABEL(DT_DRV_INST(inst))
#define DT_INST_PWMS_LABEL_BY_IDX(inst, index) DT_PWMS_LABEL_BY_IDX(DT_DRV_INST(inst), index)
#define DT_INST_PWMS_LABEL_BY_NAME(inst, name) DT_PWMS_LABEL_BY_NAME(DT_DRV_INST(inst), name)
#define DT_INST_PWMS_LABEL(inst) DT_PWMS_LABEL(DT_DRV_INST(inst))
#define DT_INST_IO_CHANNELS_LABEL_BY_IDX(inst, index)                                              \
	DT_IO_CHANNELS_LABEL_BY_IDX(DT_DRV_INST(inst), index)
#define DT_INST_IO_CHANNELS_LABEL_BY_NAME(inst, name)                                              \
	DT_IO_CHANNELS_LABEL_BY_NAME(DT_DRV_INST(inst), name)
#define DT_INST_IO_CHANNELS_LABEL(inst) DT_IO_CHANNELS_LABEL(DT_DRV_INST(inst))
#define DT_INST_DMAS_LABEL_BY_IDX(inst, index) DT_DMAS_LABEL_BY_IDX(DT_DRV_INST(inst), index)
#define DT_INST_DMAS_LABEL_BY_NAME(inst, name) DT_DMAS_LABEL_BY_NAME(DT_DRV_INST(inst), name)
#define DT_INST_ENUM_TOKEN(inst, property) DT_ENUM_TOKEN(DT_DRV_INST(inst), property)
#define DT_INST_ENUM_UPPER_TOKEN(inst, property) DT_ENUM_UPPER_TOKEN(DT_DRV_INST(inst), property)

#endif
