/* The PWM outputs that a node uses (`pwms`, `pwm-names`); a period is in nanoseconds. */
#ifndef ZEPHYR_DEVICETREE_PWMS_H
#define ZEPHYR_DEVICETREE_PWMS_H

#define DT_PWMS_HAS_IDX(node, index) DT_PROP_HAS_IDX(node, pwms, index)
#define DT_PWMS_HAS_NAME(node, name) DT_PROP_HAS_NAME(node, pwms, name)
#define DT_PWMS_CTLR_BY_IDX(node, index) DT_PHANDLE_BY_IDX(node, pwms, index)
#define DT_PWMS_CTLR_BY_NAME(node, name) DT_PHANDLE_BY_NAME(node, pwms, name)
#define DT_PWMS_CTLR(node) DT_PWMS_CTLR_BY_IDX(node, 0)
#define DT_PWMS_CELL_BY_IDX(node, index, cell) DT_PHA_BY_IDX(node, pwms, index, cell)
#define DT_PWMS_CELL_BY_NAME(node, name, cell) DT_PHA_BY_NAME(node, pwms, name, cell)
#define DT_PWMS_CELL(node, cell) DT_PWMS_CELL_BY_IDX(node, 0, cell)
#define DT_PWMS_CHANNEL_BY_IDX(node, index) DT_PHA_BY_IDX(node, pwms, index, channel)
#define DT_PWMS_CHANNEL_BY_NAME(node, name) DT_PHA_BY_NAME(node, pwms, name, channel)
#define DT_PWMS_CHANNEL(node) DT_PWMS_CHANNEL_BY_IDX(node, 0)
#define DT_PWMS_PERIOD_BY_IDX(node, index) DT_PHA_BY_IDX(node, pwms, index, period)
#define DT_PWMS_PERIOD_BY_NAME(node, name) DT_PHA_BY_NAME(node, pwms, name, period)
#define DT_PWMS_PERIOD(node) DT_PWMS_PERIOD_BY_IDX(node, 0)
#define DT_PWMS_FLAGS_BY_IDX(node, index) DT_PHA_BY_IDX_OR(node, pwms, index, flags, 0)
#define DT_PWMS_FLAGS_BY_NAME(node, name) DT_PHA_BY_NAME_OR(node, pwms, name, flags, 0)
#define DT_PWMS_FLAGS(node) DT_PWMS_FLAGS_BY_IDX(node, 0)

/* Of a driver's own node number `inst`. */
#define DT_INST_PWMS_HAS_IDX(inst, index) DT_PWMS_HAS_IDX(DT_DRV_INST(inst), index)
#define DT_INST_PWMS_HAS_NAME(inst, name) DT_PWMS_HAS_NAME(DT_DRV_INST(inst), name)
#define DT_INST_PWMS_CTLR_BY_IDX(inst, index) DT_PWMS_CTLR_BY_IDX(DT_DRV_INST(inst), index)
#define DT_INST_PWMS_CTLR_BY_NAME(inst, name) DT_PWMS_CTLR_BY_NAME(DT_DRV_INST(inst), name)
#define DT_INST_PWMS_CTLR(inst) DT_PWMS_CTLR(DT_DRV_INST(inst))
#define DT_INST_PWMS_CELL_BY_IDX(inst, index, cell)                                                \
	DT_PWMS_CELL_BY_IDX(DT_DRV_INST(inst), index, cell)
#define DT_INST_PWMS_CELL_BY_NAME(inst, name, cell)                                                \
	DT_PWMS_CELL_BY_NAME(DT_DRV_INST(inst), name, cell)
#define DT_INST_PWMS_CELL(inst, cell) DT_PWMS_CELL(DT_DRV_INST(inst), cell)
#define DT_INST_PWMS_CHANNEL_BY_IDX(inst, index) DT_PWMS_CHANNEL_BY_IDX(DT_DRV_INST(inst), index)
#define DT_INST_PWMS_CHANNEL_BY_NAME(inst, name) DT_PWMS_CHANNEL_BY_NAME(DT_DRV_INST(inst), name)
#define DT_INST_PWMS_CHANNEL(inst) DT_PWMS_CHANNEL(DT_DRV_INST(inst))
#define DT_INST_PWMS_PERIOD_BY_IDX(inst, index) DT_PWMS_PERIOD_BY_IDX(DT_DRV_INST(inst), index)
#define DT_INST_PWMS_PERIOD_BY_NAME(inst, name) DT_PWMS_PERIOD_BY_NAME(DT_DRV_INST(inst), name)
#define DT_INST_PWMS_PERIOD(inst) DT_PWMS_PERIOD(DT_DRV_INST(inst))
#define DT_INST_PWMS_FLAGS_BY_IDX(inst, index) DT_PWMS_FLAGS_BY_IDX(DT_DRV_INST(inst), index)
#define DT_INST_PWMS_FLAGS_BY_NAME(inst, name) DT_PWMS_FLAGS_BY_NAME(DT_DRV_INST(inst), name)
#define DT_INST_PWMS_FLAGS(inst) DT_PWMS_FLAGS(DT_DRV_INST(inst))

#endif
