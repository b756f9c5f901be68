/* The reset lines of a node (`resets`, `reset-names`). */
#ifndef ZEPHYR_DEVICETREE_RESET_H
#define ZEPHYR_DEVICETREE_RESET_H

#define DT_RESET_CTLR_BY_IDX(node, index) DT_PHANDLE_BY_IDX(node, resets, index)
#define DT_RESET_CTLR_BY_NAME(node, name) DT_PHANDLE_BY_NAME(node, resets, name)
#define DT_RESET_CTLR(node) DT_RESET_CTLR_BY_IDX(node, 0)
#define DT_RESET_CELL_BY_IDX(node, index, cell) DT_PHA_BY_IDX(node, resets, index, cell)
#define DT_RESET_CELL_BY_NAME(node, name, cell) DT_PHA_BY_NAME(node, resets, name, cell)
#define DT_RESET_CELL(node, cell) DT_RESET_CELL_BY_IDX(node, 0, cell)
#define DT_RESET_ID_BY_IDX(node, index) DT_PHA_BY_IDX(node, resets, index, id)
#define DT_RESET_ID(node) DT_RESET_ID_BY_IDX(node, 0)
#define DT_NUM_RESETS(node) DT_PROP_LEN(node, resets)

/* Of a driver's own node number `inst`. */
#define DT_INST_RESET_CTLR_BY_IDX(inst, index) DT_RESET_CTLR_BY_IDX(DT_DRV_INST(inst), index)
#define DT_INST_RESET_CTLR_BY_NAME(inst, name) DT_RESET_CTLR_BY_NAME(DT_DRV_INST(inst), name)
#define DT_INST_RESET_CTLR(inst) DT_RESET_CTLR(DT_DRV_INST(inst))
#define DT_INST_RESET_CELL_BY_IDX(inst, index, cell)                                               \
	DT_RESET_CELL_BY_IDX(DT_DRV_INST(inst), index, cell)
#define DT_INST_RESET_CELL_BY_NAME(inst, name, cell)                                               \
	DT_RESET_CELL_BY_NAME(DT_DRV_INST(inst), name, cell)
#define DT_INST_RESET_CELL(inst, cell) DT_RESET_CELL(DT_DRV_INST(inst), cell)
#define DT_INST_RESET_ID_BY_IDX(inst, index) DT_RESET_ID_BY_IDX(DT_DRV_INST(inst), index)
#define DT_INST_RESET_ID(inst) DT_RESET_ID(DT_DRV_INST(inst))
#define DT_INST_NUM_RESETS(inst) DT_NUM_RESETS(DT_DRV_INST(inst))

#endif
