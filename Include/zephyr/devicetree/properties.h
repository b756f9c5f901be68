/*
 * Properties of nodes.
 *
 * DT_PROP gives: of a boolean 0 or 1, of one number the number, of a string its literal, of arrays
 * and of several strings an initializer in braces, of one reference the other node's identifier.
 * Names are tokens in lower case: current_speed.
 */
#ifndef ZEPHYR_DEVICETREE_PROPERTIES_H
#define ZEPHYR_DEVICETREE_PROPERTIES_H

#define DT_PROP(node, property) DT_CAT3(node, _P_, property)
#define DT_NODE_HAS_PROP(node, property) IS_ENABLED(DT_CAT4(node, _P_, property, _EXISTS))
#define DT_PROP_OR(node, property, otherwise)                                                      \
	COND_CODE_1(DT_NODE_HAS_PROP(node, property), (DT_PROP(node, property)), (otherwise))

/* Entries. One number or string has one entry, of references each is one. */
#define DT_PROP_LEN(node, property) DT_CAT4(node, _P_, property, _LEN)
#define DT_PROP_LEN_OR(node, property, otherwise)                                                  \
	COND_CODE_1(DT_NODE_HAS_PROP(node, property), (DT_PROP_LEN(node, property)), (otherwise))
#define DT_PROP_HAS_IDX(node, property, index)                                                     \
	IS_ENABLED(DT_CAT6(node, _P_, property, _IDX_, index, _EXISTS))
#define DT_PROP_BY_IDX(node, property, index) DT_CAT5(node, _P_, property, _IDX_, index)
#define DT_PROP_BY_IDX_OR(node, property, index, otherwise)                                        \
	COND_CODE_1(DT_PROP_HAS_IDX(node, property, index), (DT_PROP_BY_IDX(node, property, index)), (otherwise))
#define DT_PROP_LAST(node, property)                                                               \
	DT_PROP_BY_IDX(node, property, UTIL_DEC(DT_PROP_LEN(node, property)))
/* Whether the references have an entry of this name (dma-names, clock-names, …). */
#define DT_PROP_HAS_NAME(node, property, name)                                                     \
	IS_ENABLED(DT_CAT6(node, _P_, property, _NAME_, name, _EXISTS))

/* Enumerations: the place of the value among those that the driver's binding allows. */
#define DT_ENUM_IDX_BY_IDX(node, property, index)                                                  \
	DT_CAT6(node, _P_, property, _IDX_, index, _ENUM_IDX)
#define DT_ENUM_IDX(node, property) DT_ENUM_IDX_BY_IDX(node, property, 0)
#define DT_ENUM_IDX_BY_IDX_OR(node, property, index, otherwise)                                    \
	COND_CODE_1(DT_PROP_HAS_IDX(node, property, index), (DT_ENUM_IDX_BY_IDX(node, property, index)), (otherwise))
#define DT_ENUM_IDX_OR(node, property, otherwise)                                                  \
	COND_CODE_1(DT_NODE_HAS_PROP(node, property), (DT_ENUM_IDX(node, property)), (otherwise))
#define DT_ENUM_HAS_VALUE_BY_IDX(node, property, index, value)                                     \
	IS_ENABLED(DT_CAT8(node, _P_, property, _IDX_, index, _ENUM_VAL_, value, _EXISTS))
#define DT_ENUM_HAS_VALUE(node, property, value)                                                   \
	DT_ENUM_HAS_VALUE_BY_IDX(node, property, 0, value)

/* Strings as code: as they are, as one token, as one token in upper case. */
#define DT_STRING_UNQUOTED_BY_IDX(node, property, index)                                           \
	DT_CAT6(node, _P_, property, _IDX_, index, _STRING_UNQUOTED)
#define DT_STRING_UNQUOTED(node, property) DT_STRING_UNQUOTED_BY_IDX(node, property, 0)
#define DT_STRING_UNQUOTED_OR(node, property, otherwise)                                           \
	COND_CODE_1(DT_NODE_HAS_PROP(node, property), (DT_STRING_UNQUOTED(node, property)), (otherwise))
#define DT_STRING_TOKEN_BY_IDX(node, property, index)                                              \
	DT_CAT6(node, _P_, property, _IDX_, index, _STRING_TOKEN)
#define DT_STRING_TOKEN(node, property) DT_STRING_TOKEN_BY_IDX(node, property, 0)
#define DT_STRING_TOKEN_OR(node, property, otherwise)                                              \
	COND_CODE_1(DT_NODE_HAS_PROP(node, property), (DT_STRING_TOKEN(node, property)), (otherwise))
#define DT_STRING_UPPER_TOKEN_BY_IDX(node, property, index)                                        \
	DT_CAT6(node, _P_, property, _IDX_, index, _STRING_UPPER_TOKEN)
#define DT_STRING_UPPER_TOKEN(node, property) DT_STRING_UPPER_TOKEN_BY_IDX(node, property, 0)
#define DT_STRING_UPPER_TOKEN_OR(node, property, otherwise)                                        \
	COND_CODE_1(DT_NODE_HAS_PROP(node, property), (DT_STRING_UPPER_TOKEN(node, property)), (otherwise))

/* References: the node that entry `index`, the first, or the named one is about. */
#define DT_PHANDLE_BY_IDX(node, property, index) DT_CAT6(node, _P_, property, _IDX_, index, _PH)
#define DT_PHANDLE(node, property) DT_PHANDLE_BY_IDX(node, property, 0)
#define DT_PHANDLE_BY_NAME(node, property, name) DT_CAT6(node, _P_, property, _NAME_, name, _PH)
#define DT_PROP_BY_PHANDLE_IDX(node, references, index, property)                                  \
	DT_PROP(DT_PHANDLE_BY_IDX(node, references, index), property)
#define DT_PROP_BY_PHANDLE_IDX_OR(node, references, index, property, otherwise)                    \
	DT_PROP_OR(DT_PHANDLE_BY_IDX(node, references, index), property, otherwise)
#define DT_PROP_BY_PHANDLE(node, reference, property)                                              \
	DT_PROP_BY_PHANDLE_IDX(node, reference, 0, property)

/* The cells behind a reference: <&gpio0 3 1> has pin and flags. */
#define DT_PHA_BY_IDX(node, property, index, cell)                                                 \
	DT_CAT7(node, _P_, property, _IDX_, index, _VAL_, cell)
#define DT_PHA(node, property, cell) DT_PHA_BY_IDX(node, property, 0, cell)
#define DT_PHA_BY_NAME(node, property, name, cell)                                                 \
	DT_CAT7(node, _P_, property, _NAME_, name, _VAL_, cell)
#define DT_PHA_HAS_CELL_AT_IDX(node, property, index, cell)                                        \
	IS_ENABLED(DT_CAT8(node, _P_, property, _IDX_, index, _VAL_, cell, _EXISTS))
#define DT_PHA_HAS_CELL(node, property, cell) DT_PHA_HAS_CELL_AT_IDX(node, property, 0, cell)
#define DT_PHA_HAS_CELL_AT_NAME(node, property, name, cell)                                        \
	IS_ENABLED(DT_CAT8(node, _P_, property, _NAME_, name, _VAL_, cell, _EXISTS))
#define DT_PHA_NUM_CELLS_BY_IDX(node, property, index)                                             \
	DT_CAT6(node, _P_, property, _IDX_, index, _NUM_CELLS)
#define DT_PHA_NUM_CELLS(node, property) DT_PHA_NUM_CELLS_BY_IDX(node, property, 0)
#define DT_PHA_ELEM_IDX_BY_NAME(node, property, name)                                              \
	DT_CAT6(node, _P_, property, _NAME_, name, _IDX)
#define DT_PHA_BY_IDX_OR(node, property, index, cell, otherwise)                                   \
	COND_CODE_1(DT_PHA_HAS_CELL_AT_IDX(node, property, index, cell), (DT_PHA_BY_IDX(node, property, index, cell)), (otherwise))
#define DT_PHA_OR(node, property, cell, otherwise)                                                 \
	DT_PHA_BY_IDX_OR(node, property, 0, cell, otherwise)
#define DT_PHA_BY_NAME_OR(node, property, name, cell, otherwise)                                   \
	COND_CODE_1(DT_PHA_HAS_CELL_AT_NAME(node, property, name, cell), (DT_PHA_BY_NAME(node, property, name, cell)), (otherwise))

#endif
