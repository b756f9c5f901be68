/* The DMA channels of a node (`dmas`, `dma-names`). */
#ifndef ZEPHYR_DEVICETREE_DMA_H
#define ZEPHYR_DEVICETREE_DMA_H

#define DT_DMAS_HAS_IDX(node, index) DT_PROP_HAS_IDX(node, dmas, index)
#define DT_DMAS_HAS_NAME(node, name) DT_PROP_HAS_NAME(node, dmas, name)
#define DT_NUM_DMAS(node) DT_PROP_LEN(node, dmas)
#define DT_DMAS_CTLR_BY_IDX(node, index) DT_PHANDLE_BY_IDX(node, dmas, index)
#define DT_DMAS_CTLR_BY_NAME(node, name) DT_PHANDLE_BY_NAME(node, dmas, name)
#define DT_DMAS_CTLR(node) DT_DMAS_CTLR_BY_IDX(node, 0)
#define DT_DMAS_CELL_BY_IDX(node, index, cell) DT_PHA_BY_IDX(node, dmas, index, cell)
#define DT_DMAS_CELL_BY_NAME(node, name, cell) DT_PHA_BY_NAME(node, dmas, name, cell)

/* Of a driver's own node number `inst`. */
#define DT_INST_DMAS_HAS_IDX(inst, index) DT_DMAS_HAS_IDX(DT_DRV_INST(inst), index)
#define DT_INST_DMAS_HAS_NAME(inst, name) DT_DMAS_HAS_NAME(DT_DRV_INST(inst), name)
#define DT_INST_NUM_DMAS(inst) DT_NUM_DMAS(DT_DRV_INST(inst))
#define DT_INST_DMAS_CTLR_BY_IDX(inst, index) DT_DMAS_CTLR_BY_IDX(DT_DRV_INST(inst), index)
#define DT_INST_DMAS_CTLR_BY_NAME(inst, name) DT_DMAS_CTLR_BY_NAME(DT_DRV_INST(inst), name)
#define DT_INST_DMAS_CTLR(inst) DT_DMAS_CTLR(DT_DRV_INST(inst))
#define DT_INST_DMAS_CELL_BY_IDX(inst, index, cell)                                                \
	DT_DMAS_CELL_BY_IDX(DT_DRV_INST(inst), index, cell)
#define DT_INST_DMAS_CELL_BY_NAME(inst, name, cell)                                                \
	DT_DMAS_CELL_BY_NAME(DT_DRV_INST(inst), name, cell)

#endif
