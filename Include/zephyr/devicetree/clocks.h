/* The clocks that feed a node (`clocks`, `clock-names`). */
#ifndef ZEPHYR_DEVICETREE_CLOCKS_H
#define ZEPHYR_DEVICETREE_CLOCKS_H

#define DT_CLOCKS_HAS_IDX(node, index) DT_PROP_HAS_IDX(node, clocks, index)
#define DT_CLOCKS_HAS_NAME(node, name) DT_PROP_HAS_NAME(node, clocks, name)
#define DT_NUM_CLOCKS(node) DT_PROP_LEN(node, clocks)
#define DT_CLOCKS_CTLR_BY_IDX(node, index) DT_PHANDLE_BY_IDX(node, clocks, index)
#define DT_CLOCKS_CTLR_BY_NAME(node, name) DT_PHANDLE_BY_NAME(node, clocks, name)
#define DT_CLOCKS_CTLR(node) DT_CLOCKS_CTLR_BY_IDX(node, 0)
#define DT_CLOCKS_CELL_BY_IDX(node, index, cell) DT_PHA_BY_IDX(node, clocks, index, cell)
#define DT_CLOCKS_CELL_BY_NAME(node, name, cell) DT_PHA_BY_NAME(node, clocks, name, cell)
#define DT_CLOCKS_CELL(node, cell) DT_CLOCKS_CELL_BY_IDX(node, 0, cell)

/* Of a driver's own node number `inst`. */
#define DT_INST_CLOCKS_HAS_IDX(inst, index) DT_CLOCKS_HAS_IDX(DT_DRV_INST(inst), index)
#define DT_INST_CLOCKS_HAS_NAME(inst, name) DT_CLOCKS_HAS_NAME(DT_DRV_INST(inst), name)
#define DT_INST_NUM_CLOCKS(inst) DT_NUM_CLOCKS(DT_DRV_INST(inst))
#define DT_INST_CLOCKS_CTLR_BY_IDX(inst, index) DT_CLOCKS_CTLR_BY_IDX(DT_DRV_INST(inst), index)
#define DT_INST_CLOCKS_CTLR_BY_NAME(inst, name) DT_CLOCKS_CTLR_BY_NAME(DT_DRV_INST(inst), name)
#define DT_INST_CLOCKS_CTLR(inst) DT_CLOCKS_CTLR(DT_DRV_INST(inst))
#define DT_INST_CLOCKS_CELL_BY_IDX(inst, index, cell)                                              \
	DT_CLOCKS_CELL_BY_IDX(DT_DRV_INST(inst), index, cell)
#define DT_INST_CLOCKS_CELL_BY_NAME(inst, name, cell)                                              \
	DT_CLOCKS_CELL_BY_NAME(DT_DRV_INST(inst), name, cell)
#define DT_INST_CLOCKS_CELL(inst, cell) DT_CLOCKS_CELL(DT_DRV_INST(inst), cell)

#endif
