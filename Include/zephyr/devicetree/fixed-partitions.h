/* Partitions of a flash memory (children of a `fixed-partitions` node), by their label property. */
#ifndef ZEPHYR_DEVICETREE_FIXED_PARTITIONS_H
#define ZEPHYR_DEVICETREE_FIXED_PARTITIONS_H

#define DT_NODE_BY_FIXED_PARTITION_LABEL(label) DT_CAT(DT_NODE_BY_FIXED_PARTITION_LABEL_, label)
#define DT_HAS_FIXED_PARTITION_LABEL(label)                                                        \
	IS_ENABLED(DT_CAT3(DT_NODE_BY_FIXED_PARTITION_LABEL_, label, _EXISTS))
#define DT_FIXED_PARTITION_EXISTS(node) DT_NODE_HAS_COMPAT(DT_PARENT(node), fixed_partitions)
/* Its number among all partitions of the image. */
#define DT_FIXED_PARTITION_ID(node) DT_CAT(node, _PARTITION_ID)
/* The flash memory's node: what the node of partitions is in. */
#define DT_MEM_FROM_FIXED_PARTITION(node) DT_GPARENT(node)
#define DT_MTD_FROM_FIXED_PARTITION(node) DT_PARENT(DT_MEM_FROM_FIXED_PARTITION(node))
/* Where it stands in the processor's memory. */
#define DT_FIXED_PARTITION_ADDR(node)                                                              \
	(DT_REG_ADDR(DT_MEM_FROM_FIXED_PARTITION(node)) + DT_REG_ADDR(node))

#endif
