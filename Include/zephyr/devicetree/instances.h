/*
 * A driver's own nodes: those with the compatible string that DT_DRV_COMPAT names, by number. Nodes
 * of status okay have the first numbers. DT_INST_X(inst, …) is DT_X(DT_DRV_INST(inst), …).
 */
#ifndef ZEPHYR_DEVICETREE_INSTANCES_H
#define ZEPHYR_DEVICETREE_INSTANCES_H

#define DT_DRV_INST(inst) DT_INST(inst, DT_DRV_COMPAT)

/* The loop over the driver's nodes of status okay: fn(inst). */
#define DT_INST_FOREACH_STATUS_OKAY(fn)                                                            \
	COND_CODE_1(DT_HAS_COMPAT_STATUS_OKAY(DT_DRV_COMPAT),                                      \
		    (UTIL_CAT(DT_FOREACH_OKAY_INST_, DT_DRV_COMPAT)(fn, ())), ())
#define DT_INST_FOREACH_STATUS_OKAY_VARGS(fn, ...)                                                 \
	COND_CODE_1(DT_HAS_COMPAT_STATUS_OKAY(DT_DRV_COMPAT),                                      \
		    (UTIL_CAT(DT_FOREACH_OKAY_INST_, DT_DRV_COMPAT)(fn, (), __VA_ARGS__)), ())

/* Whether any, or every, node of status okay is on a bus, has a property, has it as a true boolean. */
#define DT_HAS_COMPAT_ON_BUS_STATUS_OKAY(compat, bus)                                              \
	IS_ENABLED(DT_CAT4(DT_COMPAT_, compat, _BUS_, bus))
#define DT_ANY_INST_ON_BUS_STATUS_OKAY(bus) DT_HAS_COMPAT_ON_BUS_STATUS_OKAY(DT_DRV_COMPAT, bus)
#define DT_ANY_COMPAT_HAS_PROP_STATUS_OKAY(compat, property)                                       \
	HAS_ARGS(DT_FOREACH_STATUS_OKAY_VARGS(compat, BULKHEAD_DT_IF_PROP, property))
#define DT_ANY_INST_HAS_PROP_STATUS_OKAY(property)                                                 \
	DT_ANY_COMPAT_HAS_PROP_STATUS_OKAY(DT_DRV_COMPAT, property)
#define DT_ANY_INST_HAS_BOOL_STATUS_OKAY(property)                                                 \
	HAS_ARGS(DT_FOREACH_STATUS_OKAY_VARGS(DT_DRV_COMPAT, BULKHEAD_DT_IF_TRUE, property))
#define DT_ALL_INST_HAS_PROP_STATUS_OKAY(property)                                                 \
	IS_EMPTY(DT_FOREACH_STATUS_OKAY_VARGS(DT_DRV_COMPAT, BULKHEAD_DT_UNLESS_PROP, property))
#define DT_ALL_INST_HAS_BOOL_STATUS_OKAY(property)                                                 \
	IS_EMPTY(DT_FOREACH_STATUS_OKAY_VARGS(DT_DRV_COMPAT, BULKHEAD_DT_UNLESS_TRUE, property))
#define BULKHEAD_DT_IF_PROP(node, property) IF_ENABLED(DT_NODE_HAS_PROP(node, property), (~))
#define BULKHEAD_DT_IF_TRUE(node, property) IF_ENABLED(DT_PROP_OR(node, property, 0), (~))
#define BULKHEAD_DT_UNLESS_PROP(node, property) IF_DISABLED(DT_NODE_HAS_PROP(node, property), (~))
#define BULKHEAD_DT_UNLESS_TRUE(node, property) IF_DISABLED(DT_PROP_OR(node, property, 0), (~))

/* The node and its relatives. */
#define DT_INST_PARENT(inst) DT_PARENT(DT_DRV_INST(inst))
#define DT_INST_GPARENT(inst) DT_GPARENT(DT_DRV_INST(inst))
#define DT_INST_CHILD(inst, child) DT_CHILD(DT_DRV_INST(inst), child)
#define DT_INST_CHILD_NUM(inst) DT_CHILD_NUM(DT_DRV_INST(inst))
#define DT_INST_CHILD_NUM_STATUS_OKAY(inst) DT_CHILD_NUM_STATUS_OKAY(DT_DRV_INST(inst))
#define DT_INST_NUM_NODELABELS(inst) DT_NUM_NODELABELS(DT_DRV_INST(inst))
#define DT_INST_NODELABEL_STRING_ARRAY(inst) DT_NODELABEL_STRING_ARRAY(DT_DRV_INST(inst))
#define DT_INST_BUS(inst) DT_BUS(DT_DRV_INST(inst))
#define DT_INST_ON_BUS(inst, bus) DT_ON_BUS(DT_DRV_INST(inst), bus)
#define DT_INST_FOREACH_CHILD(inst, fn) DT_FOREACH_CHILD(DT_DRV_INST(inst), fn)
#define DT_INST_FOREACH_CHILD_SEP(inst, fn, separator)                                             \
	DT_FOREACH_CHILD_SEP(DT_DRV_INST(inst), fn, separator)
#define DT_INST_FOREACH_CHILD_VARGS(inst, fn, ...)                                                 \
	DT_FOREACH_CHILD_VARGS(DT_DRV_INST(inst), fn, __VA_ARGS__)
#define DT_INST_FOREACH_CHILD_SEP_VARGS(inst, fn, separator, ...)                                  \
	DT_FOREACH_CHILD_SEP_VARGS(DT_DRV_INST(inst), fn, separator, __VA_ARGS__)
#define DT_INST_FOREACH_CHILD_STATUS_OKAY(inst, fn)                                                \
	DT_FOREACH_CHILD_STATUS_OKAY(DT_DRV_INST(inst), fn)
#define DT_INST_FOREACH_CHILD_STATUS_OKAY_SEP(inst, fn, separator)                                 \
	DT_FOREACH_CHILD_STATUS_OKAY_SEP(DT_DRV_INST(inst), fn, separator)
#define DT_INST_FOREACH_CHILD_STATUS_OKAY_VARGS(inst, fn, ...)                                     \
	DT_FOREACH_CHILD_STATUS_OKAY_VARGS(DT_DRV_INST(inst), fn, __VA_ARGS__)
#define DT_INST_FOREACH_CHILD_STATUS_OKAY_SEP_VARGS(inst, fn, separator, ...)                      \
	DT_FOREACH_CHILD_STATUS_OKAY_SEP_VARGS(DT_DRV_INST(inst), fn, separator, __VA_ARGS__)
#define DT_INST_FOREACH_PROP_ELEM(inst, property, fn)                                              \
	DT_FOREACH_PROP_ELEM(DT_DRV_INST(inst), property, fn)
#define DT_INST_FOREACH_PROP_ELEM_SEP(inst, property, fn, separator)                               \
	DT_FOREACH_PROP_ELEM_SEP(DT_DRV_INST(inst), property, fn, separator)
#define DT_INST_FOREACH_PROP_ELEM_VARGS(inst, property, fn, ...)                                   \
	DT_FOREACH_PROP_ELEM_VARGS(DT_DRV_INST(inst), property, fn, __VA_ARGS__)
#define DT_INST_FOREACH_PROP_ELEM_SEP_VARGS(inst, property, fn, separator, ...)                    \
	DT_FOREACH_PROP_ELEM_SEP_VARGS(DT_DRV_INST(inst), property, fn, separator, __VA_ARGS__)
#define DT_INST_FOREACH_ANCESTOR(inst, fn) DT_FOREACH_ANCESTOR(DT_DRV_INST(inst), fn)
#define DT_INST_FOREACH_NODELABEL(inst, fn) DT_FOREACH_NODELABEL(DT_DRV_INST(inst), fn)
#define DT_INST_FOREACH_NODELABEL_VARGS(inst, fn, ...)                                             \
	DT_FOREACH_NODELABEL_VARGS(DT_DRV_INST(inst), fn, __VA_ARGS__)

/* Properties. */
#define DT_INST_NODE_HAS_PROP(inst, property) DT_NODE_HAS_PROP(DT_DRV_INST(inst), property)
#define DT_INST_NODE_HAS_COMPAT(inst, compat) DT_NODE_HAS_COMPAT(DT_DRV_INST(inst), compat)
#define DT_INST_PROP(inst, property) DT_PROP(DT_DRV_INST(inst), property)
#define DT_INST_PROP_OR(inst, property, otherwise)                                                 \
	DT_PROP_OR(DT_DRV_INST(inst), property, otherwise)
#define DT_INST_PROP_LEN(inst, property) DT_PROP_LEN(DT_DRV_INST(inst), property)
#define DT_INST_PROP_LEN_OR(inst, property, otherwise)                                             \
	DT_PROP_LEN_OR(DT_DRV_INST(inst), property, otherwise)
#define DT_INST_PROP_HAS_IDX(inst, property, index)                                                \
	DT_PROP_HAS_IDX(DT_DRV_INST(inst), property, index)
#define DT_INST_PROP_HAS_NAME(inst, property, name)                                                \
	DT_PROP_HAS_NAME(DT_DRV_INST(inst), property, name)
#define DT_INST_PROP_BY_IDX(inst, property, index)                                                 \
	DT_PROP_BY_IDX(DT_DRV_INST(inst), property, index)
#define DT_INST_PROP_BY_IDX_OR(inst, property, index, otherwise)                                   \
	DT_PROP_BY_IDX_OR(DT_DRV_INST(inst), property, index, otherwise)
#define DT_INST_PROP_LAST(inst, property) DT_PROP_LAST(DT_DRV_INST(inst), property)
#define DT_INST_ENUM_IDX_BY_IDX(inst, property, index)                                             \
	DT_ENUM_IDX_BY_IDX(DT_DRV_INST(inst), property, index)
#define DT_INST_ENUM_IDX(inst, property) DT_ENUM_IDX(DT_DRV_INST(inst), property)
#define DT_INST_ENUM_IDX_BY_IDX_OR(inst, property, index, otherwise)                               \
	DT_ENUM_IDX_BY_IDX_OR(DT_DRV_INST(inst), property, index, otherwise)
#define DT_INST_ENUM_IDX_OR(inst, property, otherwise)                                             \
	DT_ENUM_IDX_OR(DT_DRV_INST(inst), property, otherwise)
#define DT_INST_ENUM_HAS_VALUE_BY_IDX(inst, property, index, value)                                \
	DT_ENUM_HAS_VALUE_BY_IDX(DT_DRV_INST(inst), property, index, value)
#define DT_INST_ENUM_HAS_VALUE(inst, property, value)                                              \
	DT_ENUM_HAS_VALUE(DT_DRV_INST(inst), property, value)
#define DT_INST_STRING_UNQUOTED(inst, property) DT_STRING_UNQUOTED(DT_DRV_INST(inst), property)
#define DT_INST_STRING_UNQUOTED_OR(inst, property, otherwise)                                      \
	DT_STRING_UNQUOTED_OR(DT_DRV_INST(inst), property, otherwise)
#define DT_INST_STRING_UNQUOTED_BY_IDX(inst, property, index)                                      \
	DT_STRING_UNQUOTED_BY_IDX(DT_DRV_INST(inst), property, index)
#define DT_INST_STRING_TOKEN(inst, property) DT_STRING_TOKEN(DT_DRV_INST(inst), property)
#define DT_INST_STRING_TOKEN_OR(inst, property, otherwise)                                         \
	DT_STRING_TOKEN_OR(DT_DRV_INST(inst), property, otherwise)
#define DT_INST_STRING_TOKEN_BY_IDX(inst, property, index)                                         \
	DT_STRING_TOKEN_BY_IDX(DT_DRV_INST(inst), property, index)
#define DT_INST_STRING_UPPER_TOKEN(inst, property)                                                 \
	DT_STRING_UPPER_TOKEN(DT_DRV_INST(inst), property)
#define DT_INST_STRING_UPPER_TOKEN_OR(inst, property, otherwise)                                   \
	DT_STRING_UPPER_TOKEN_OR(DT_DRV_INST(inst), property, otherwise)
#define DT_INST_STRING_UPPER_TOKEN_BY_IDX(inst, property, index)                                   \
	DT_STRING_UPPER_TOKEN_BY_IDX(DT_DRV_INST(inst), property, index)

/* References. */
#define DT_INST_PHANDLE(inst, property) DT_PHANDLE(DT_DRV_INST(inst), property)
#define DT_INST_PHANDLE_BY_IDX(inst, property, index)                                              \
	DT_PHANDLE_BY_IDX(DT_DRV_INST(inst), property, index)
#define DT_INST_PHANDLE_BY_NAME(inst, property, name)                                              \
	DT_PHANDLE_BY_NAME(DT_DRV_INST(inst), property, name)
#define DT_INST_PROP_BY_PHANDLE(inst, reference, property)                                         \
	DT_PROP_BY_PHANDLE(DT_DRV_INST(inst), reference, property)
#define DT_INST_PROP_BY_PHANDLE_IDX(inst, references, index, property)                             \
	DT_PROP_BY_PHANDLE_IDX(DT_DRV_INST(inst), references, index, property)
#define DT_INST_PROP_BY_PHANDLE_IDX_OR(inst, references, index, property, otherwise)               \
	DT_PROP_BY_PHANDLE_IDX_OR(DT_DRV_INST(inst), references, index, property, otherwise)
#define DT_INST_PHA(inst, property, cell) DT_PHA(DT_DRV_INST(inst), property, cell)
#define DT_INST_PHA_OR(inst, property, cell, otherwise)                                            \
	DT_PHA_OR(DT_DRV_INST(inst), property, cell, otherwise)
#define DT_INST_PHA_BY_IDX(inst, property, index, cell)                                            \
	DT_PHA_BY_IDX(DT_DRV_INST(inst), property, index, cell)
#define DT_INST_PHA_BY_IDX_OR(inst, property, index, cell, otherwise)                              \
	DT_PHA_BY_IDX_OR(DT_DRV_INST(inst), property, index, cell, otherwise)
#define DT_INST_PHA_BY_NAME(inst, property, name, cell)                                            \
	DT_PHA_BY_NAME(DT_DRV_INST(inst), property, name, cell)
#define DT_INST_PHA_BY_NAME_OR(inst, property, name, cell, otherwise)                              \
	DT_PHA_BY_NAME_OR(DT_DRV_INST(inst), property, name, cell, otherwise)
#define DT_INST_PHA_HAS_CELL(inst, property, cell)                                                 \
	DT_PHA_HAS_CELL(DT_DRV_INST(inst), property, cell)
#define DT_INST_PHA_HAS_CELL_AT_IDX(inst, property, index, cell)                                   \
	DT_PHA_HAS_CELL_AT_IDX(DT_DRV_INST(inst), property, index, cell)
#define DT_INST_PHA_HAS_CELL_AT_NAME(inst, property, name, cell)                                   \
	DT_PHA_HAS_CELL_AT_NAME(DT_DRV_INST(inst), property, name, cell)
#define DT_INST_PHA_NUM_CELLS(inst, property) DT_PHA_NUM_CELLS(DT_DRV_INST(inst), property)
#define DT_INST_PHA_NUM_CELLS_BY_IDX(inst, property, index)                                        \
	DT_PHA_NUM_CELLS_BY_IDX(DT_DRV_INST(inst), property, index)
#define DT_INST_PHA_ELEM_IDX_BY_NAME(inst, property, name)                                         \
	DT_PHA_ELEM_IDX_BY_NAME(DT_DRV_INST(inst), property, name)

/* Registers and interrupts. */
#define DT_INST_NUM_REGS(inst) DT_NUM_REGS(DT_DRV_INST(inst))
#define DT_INST_REG_HAS_IDX(inst, index) DT_REG_HAS_IDX(DT_DRV_INST(inst), index)
#define DT_INST_REG_HAS_NAME(inst, name) DT_REG_HAS_NAME(DT_DRV_INST(inst), name)
#define DT_INST_REG_ADDR(inst) DT_REG_ADDR(DT_DRV_INST(inst))
#define DT_INST_REG_ADDR_RAW(inst) DT_REG_ADDR_RAW(DT_DRV_INST(inst))
#define DT_INST_REG_ADDR_BY_IDX(inst, index) DT_REG_ADDR_BY_IDX(DT_DRV_INST(inst), index)
#define DT_INST_REG_ADDR_BY_IDX_RAW(inst, index) DT_REG_ADDR_BY_IDX_RAW(DT_DRV_INST(inst), index)
#define DT_INST_REG_ADDR_BY_NAME(inst, name) DT_REG_ADDR_BY_NAME(DT_DRV_INST(inst), name)
#define DT_INST_REG_ADDR_BY_NAME_OR(inst, name, otherwise)                                         \
	DT_REG_ADDR_BY_NAME_OR(DT_DRV_INST(inst), name, otherwise)
#define DT_INST_REG_SIZE(inst) DT_REG_SIZE(DT_DRV_INST(inst))
#define DT_INST_REG_SIZE_RAW(inst) DT_REG_SIZE_RAW(DT_DRV_INST(inst))
#define DT_INST_REG_SIZE_BY_IDX(inst, index) DT_REG_SIZE_BY_IDX(DT_DRV_INST(inst), index)
#define DT_INST_REG_SIZE_BY_IDX_RAW(inst, index) DT_REG_SIZE_BY_IDX_RAW(DT_DRV_INST(inst), index)
#define DT_INST_REG_SIZE_BY_NAME(inst, name) DT_REG_SIZE_BY_NAME(DT_DRV_INST(inst), name)
#define DT_INST_REG_SIZE_BY_NAME_OR(inst, name, otherwise)                                         \
	DT_REG_SIZE_BY_NAME_OR(DT_DRV_INST(inst), name, otherwise)
#define DT_INST_REG_ADDR_U64(inst) DT_REG_ADDR_U64(DT_DRV_INST(inst))
#define DT_INST_REG_ADDR_BY_NAME_U64(inst, name) DT_REG_ADDR_BY_NAME_U64(DT_DRV_INST(inst), name)
#define DT_INST_NUM_RANGES(inst) DT_NUM_RANGES(DT_DRV_INST(inst))
#define DT_INST_FOREACH_RANGE(inst, fn) DT_FOREACH_RANGE(DT_DRV_INST(inst), fn)
#define DT_INST_NUM_IRQS(inst) DT_NUM_IRQS(DT_DRV_INST(inst))
#define DT_INST_IRQ_LEVEL(inst) DT_IRQ_LEVEL(DT_DRV_INST(inst))
#define DT_INST_IRQ_HAS_IDX(inst, index) DT_IRQ_HAS_IDX(DT_DRV_INST(inst), index)
#define DT_INST_IRQ_HAS_NAME(inst, name) DT_IRQ_HAS_NAME(DT_DRV_INST(inst), name)
#define DT_INST_IRQ_HAS_CELL(inst, cell) DT_IRQ_HAS_CELL(DT_DRV_INST(inst), cell)
#define DT_INST_IRQ_HAS_CELL_AT_IDX(inst, index, cell)                                             \
	DT_IRQ_HAS_CELL_AT_IDX(DT_DRV_INST(inst), index, cell)
#define DT_INST_IRQ(inst, cell) DT_IRQ(DT_DRV_INST(inst), cell)
#define DT_INST_IRQ_BY_IDX(inst, index, cell) DT_IRQ_BY_IDX(DT_DRV_INST(inst), index, cell)
#define DT_INST_IRQ_BY_NAME(inst, name, cell) DT_IRQ_BY_NAME(DT_DRV_INST(inst), name, cell)
#define DT_INST_IRQN(inst) DT_IRQN(DT_DRV_INST(inst))
#define DT_INST_IRQN_BY_IDX(inst, index) DT_IRQN_BY_IDX(DT_DRV_INST(inst), index)
#define DT_INST_IRQ_INTC(inst) DT_IRQ_INTC(DT_DRV_INST(inst))
#define DT_INST_IRQ_INTC_BY_IDX(inst, index) DT_IRQ_INTC_BY_IDX(DT_DRV_INST(inst), index)
#define DT_INST_IRQ_INTC_BY_NAME(inst, name) DT_IRQ_INTC_BY_NAME(DT_DRV_INST(inst), name)

#endif
