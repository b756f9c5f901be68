/* The ADC inputs that a node uses (`io-channels`, `io-channel-names`). */
#ifndef ZEPHYR_DEVICETREE_IO_CHANNELS_H
#define ZEPHYR_DEVICETREE_IO_CHANNELS_H

#define DT_IO_CHANNELS_CTLR_BY_IDX(node, index) DT_PHANDLE_BY_IDX(node, io_channels, index)
#define DT_IO_CHANNELS_CTLR_BY_NAME(node, name) DT_PHANDLE_BY_NAME(node, io_channels, name)
#define DT_IO_CHANNELS_CTLR(node) DT_IO_CHANNELS_CTLR_BY_IDX(node, 0)
#define DT_IO_CHANNELS_INPUT_BY_IDX(node, index) DT_PHA_BY_IDX(node, io_channels, index, input)
#define DT_IO_CHANNELS_INPUT_BY_NAME(node, name) DT_PHA_BY_NAME(node, io_channels, name, input)
#define DT_IO_CHANNELS_INPUT(node) DT_IO_CHANNELS_INPUT_BY_IDX(node, 0)

/* Of a driver's own node number `inst`. */
#define DT_INST_IO_CHANNELS_CTLR_BY_IDX(inst, index)                                               \
	DT_IO_CHANNELS_CTLR_BY_IDX(DT_DRV_INST(inst), index)
#define DT_INST_IO_CHANNELS_CTLR_BY_NAME(inst, name)                                               \
	DT_IO_CHANNELS_CTLR_BY_NAME(DT_DRV_INST(inst), name)
#define DT_INST_IO_CHANNELS_CTLR(inst) DT_IO_CHANNELS_CTLR(DT_DRV_INST(inst))
#define DT_INST_IO_CHANNELS_INPUT_BY_IDX(inst, index)                                              \
	DT_IO_CHANNELS_INPUT_BY_IDX(DT_DRV_INST(inst), index)
#define DT_INST_IO_CHANNELS_INPUT_BY_NAME(inst, name)                                              \
	DT_IO_CHANNELS_INPUT_BY_NAME(DT_DRV_INST(inst), name)
#define DT_INST_IO_CHANNELS_INPUT(inst) DT_IO_CHANNELS_INPUT(DT_DRV_INST(inst))

#endif
