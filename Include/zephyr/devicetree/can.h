/* CAN controllers. */
#ifndef ZEPHYR_DEVICETREE_CAN_H
#define ZEPHYR_DEVICETREE_CAN_H

/*
 * Bits per second: the most and the least that the controller and its transceiver do, which is a node
 * of its own (`phys`) or a child.
 */
#define DT_CAN_TRANSCEIVER_MAX_BITRATE(node, most)                                                 \
	COND_CODE_1(DT_NODE_HAS_PROP(node, phys),                                                  \
		    (MIN(DT_PROP(DT_PHANDLE(node, phys), max_bitrate), most)),                     \
		    (MIN(DT_PROP_OR(DT_CHILD(node, can_transceiver), max_bitrate, most), most)))
#define DT_CAN_TRANSCEIVER_MIN_BITRATE(node, least)                                                \
	COND_CODE_1(DT_NODE_HAS_PROP(node, phys),                                                  \
		    (MAX(DT_PROP_OR(DT_PHANDLE(node, phys), min_bitrate, least), least)),          \
		    (MAX(DT_PROP_OR(DT_CHILD(node, can_transceiver), min_bitrate, least), least)))

/* Of a driver's own node number `inst`. */
#define DT_INST_CAN_TRANSCEIVER_MAX_BITRATE(inst, most)                                            \
	DT_CAN_TRANSCEIVER_MAX_BITRATE(DT_DRV_INST(inst), most)
#define DT_INST_CAN_TRANSCEIVER_MIN_BITRATE(inst, least)                                           \
	DT_CAN_TRANSCEIVER_MIN_BITRATE(DT_DRV_INST(inst), least)

#endif
