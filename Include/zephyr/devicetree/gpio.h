/* Pins that a node uses; `pins` is the property: led_gpios. Flags are 0 where there are none. */
#ifndef ZEPHYR_DEVICETREE_GPIO_H
#define ZEPHYR_DEVICETREE_GPIO_H

#define DT_GPIO_CTLR_BY_IDX(node, pins, index) DT_PHANDLE_BY_IDX(node, pins, index)
#define DT_GPIO_CTLR(node, pins) DT_GPIO_CTLR_BY_IDX(node, pins, 0)
#define DT_GPIO_PIN_BY_IDX(node, pins, index) DT_PHA_BY_IDX(node, pins, index, pin)
#define DT_GPIO_PIN(node, pins) DT_GPIO_PIN_BY_IDX(node, pins, 0)
#define DT_GPIO_FLAGS_BY_IDX(node, pins, index) DT_PHA_BY_IDX_OR(node, pins, index, flags, 0)
#define DT_GPIO_FLAGS(node, pins) DT_GPIO_FLAGS_BY_IDX(node, pins, 0)

/* Pins that their controller sets at boot: a child of it with `gpio-hog`, and its `gpios`. */
#define DT_NUM_GPIO_HOGS(node)                                                                     \
	COND_CODE_1(IS_ENABLED(DT_CAT(node, _GPIO_HOGS_EXISTS)), (DT_CAT(node, _GPIO_HOGS_NUM)), (0))
#define DT_GPIO_HOG_PIN_BY_IDX(node, index) DT_CAT4(node, _GPIO_HOGS_IDX_, index, _VAL_pin)
#define DT_GPIO_HOG_FLAGS_BY_IDX(node, index)                                                      \
	COND_CODE_1(IS_ENABLED(DT_CAT4(node, _GPIO_HOGS_IDX_, index, _VAL_flags_EXISTS)),          \
		    (DT_CAT4(node, _GPIO_HOGS_IDX_, index, _VAL_flags)), (0))

/* Of a driver's own node number `inst`. */
#define DT_INST_GPIO_CTLR_BY_IDX(inst, pins, index)                                                \
	DT_GPIO_CTLR_BY_IDX(DT_DRV_INST(inst), pins, index)
#define DT_INST_GPIO_CTLR(inst, pins) DT_GPIO_CTLR(DT_DRV_INST(inst), pins)
#define DT_INST_GPIO_PIN_BY_IDX(inst, pins, index)                                                 \
	DT_GPIO_PIN_BY_IDX(DT_DRV_INST(inst), pins, index)
#define DT_INST_GPIO_PIN(inst, pins) DT_GPIO_PIN(DT_DRV_INST(inst), pins)
#define DT_INST_GPIO_FLAGS_BY_IDX(inst, pins, index)                                               \
	DT_GPIO_FLAGS_BY_IDX(DT_DRV_INST(inst), pins, index)
#define DT_INST_GPIO_FLAGS(inst, pins) DT_GPIO_FLAGS(DT_DRV_INST(inst), pins)

#endif
