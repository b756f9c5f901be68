/* Dependency ordinals: each node's is greater than those of the nodes it needs. */
#ifndef ZEPHYR_DEVICETREE_ORDINALS_H
#define ZEPHYR_DEVICETREE_ORDINALS_H

#define DT_DEP_ORD(node) DT_CAT(node, _ORD)
/* With leading zeros, so that the order as text is the order as numbers. */
#define DT_DEP_ORD_STR_SORTABLE(node) DT_CAT(node, _ORD_STR_SORTABLE)
/* The ordinals of what the node needs directly, or is needed by: each with a comma behind it. */
#define DT_REQUIRES_DEP_ORDS(node) DT_CAT(node, _REQUIRES_ORDS)
#define DT_SUPPORTS_DEP_ORDS(node) DT_CAT(node, _SUPPORTS_ORDS)

/* Of a driver's own node number `inst`. */
#define DT_INST_DEP_ORD(inst) DT_DEP_ORD(DT_DRV_INST(inst))
#define DT_INST_REQUIRES_DEP_ORDS(inst) DT_REQUIRES_DEP_ORDS(DT_DRV_INST(inst))
#define DT_INST_SUPPORTS_DEP_ORDS(inst) DT_SUPPORTS_DEP_ORDS(DT_DRV_INST(inst))

#endif
