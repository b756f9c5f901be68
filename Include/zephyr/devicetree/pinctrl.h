/* Pin configurations of a node (`pinctrl-0`, …, `pinctrl-names`). */
#ifndef ZEPHYR_DEVICETREE_PINCTRL_H
#define ZEPHYR_DEVICETREE_PINCTRL_H

/* Configuration number `index` of state `state`, or of the first state, or of a named one. */
#define DT_PINCTRL_BY_IDX(node, state, index) DT_PHANDLE_BY_IDX(node, DT_CAT(pinctrl_, state), index)
#define DT_PINCTRL_0(node, index) DT_PINCTRL_BY_IDX(node, 0, index)
#define DT_PINCTRL_BY_NAME(node, name, index)                                                      \
	DT_PINCTRL_BY_IDX(node, DT_PINCTRL_NAME_TO_IDX(node, name), index)
#define DT_PINCTRL_NAME_TO_IDX(node, name) DT_CAT4(node, _PINCTRL_NAME_, name, _IDX)
#define DT_PINCTRL_IDX_TO_NAME_TOKEN(node, state)                                                  \
	DT_STRING_TOKEN_BY_IDX(node, pinctrl_names, state)
#define DT_PINCTRL_IDX_TO_NAME_UPPER_TOKEN(node, state)                                            \
	DT_STRING_UPPER_TOKEN_BY_IDX(node, pinctrl_names, state)
#define DT_NUM_PINCTRLS_BY_IDX(node, state) DT_PROP_LEN(node, DT_CAT(pinctrl_, state))
#define DT_NUM_PINCTRLS_BY_NAME(node, name)                                                        \
	DT_NUM_PINCTRLS_BY_IDX(node, DT_PINCTRL_NAME_TO_IDX(node, name))
#define DT_NUM_PINCTRL_STATES(node) DT_CAT(node, _PINCTRL_NUM)
#define DT_PINCTRL_HAS_IDX(node, state) DT_NODE_HAS_PROP(node, DT_CAT(pinctrl_, state))
#define DT_PINCTRL_HAS_NAME(node, name)                                                            \
	IS_ENABLED(DT_CAT4(node, _PINCTRL_NAME_, name, _EXISTS))

/* Of a driver's own node number `inst`. */
#define DT_INST_PINCTRL_BY_IDX(inst, state, index)                                                 \
	DT_PINCTRL_BY_IDX(DT_DRV_INST(inst), state, index)
#define DT_INST_PINCTRL_0(inst, index) DT_PINCTRL_0(DT_DRV_INST(inst), index)
#define DT_INST_PINCTRL_BY_NAME(inst, name, index)                                                 \
	DT_PINCTRL_BY_NAME(DT_DRV_INST(inst), name, index)
#define DT_INST_PINCTRL_NAME_TO_IDX(inst, name) DT_PINCTRL_NAME_TO_IDX(DT_DRV_INST(inst), name)
#define DT_INST_PINCTRL_IDX_TO_NAME_TOKEN(inst, state)                                             \
	DT_PINCTRL_IDX_TO_NAME_TOKEN(DT_DRV_INST(inst), state)
#define DT_INST_PINCTRL_IDX_TO_NAME_UPPER_TOKEN(inst, state)                                       \
	DT_PINCTRL_IDX_TO_NAME_UPPER_TOKEN(DT_DRV_INST(inst), state)
#define DT_INST_NUM_PINCTRLS_BY_IDX(inst, state) DT_NUM_PINCTRLS_BY_IDX(DT_DRV_INST(inst), state)
#define DT_INST_NUM_PINCTRLS_BY_NAME(inst, name) DT_NUM_PINCTRLS_BY_NAME(DT_DRV_INST(inst), name)
#define DT_INST_NUM_PINCTRL_STATES(inst) DT_NUM_PINCTRL_STATES(DT_DRV_INST(inst))
#define DT_INST_PINCTRL_HAS_IDX(inst, state) DT_PINCTRL_HAS_IDX(DT_DRV_INST(inst), state)
#define DT_INST_PINCTRL_HAS_NAME(inst, name) DT_PINCTRL_HAS_NAME(DT_DRV_INST(inst), name)

#endif
