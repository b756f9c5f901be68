/* Node identifiers, and what a node is: names, status, compatible strings, relatives. */
#ifndef ZEPHYR_DEVICETREE_NODES_H
#define ZEPHYR_DEVICETREE_NODES_H

/* Identifiers. DT_PATH takes the names below the root, up to 12 of them. */
#define DT_INVALID_NODE _
#define DT_ROOT DT_N
#define DT_PATH(...) BULKHEAD_DT_PATH(NUM_VA_ARGS(__VA_ARGS__), __VA_ARGS__)
#define DT_NODELABEL(label) DT_CAT(DT_N_NODELABEL_, label)
#define DT_ALIAS(alias) DT_CAT(DT_N_ALIAS_, alias)
#define DT_CHOSEN(property) DT_CAT(DT_CHOSEN_, property)
#define DT_HAS_CHOSEN(property) IS_ENABLED(DT_CAT3(DT_CHOSEN_, property, _EXISTS))
/* Node number `index` among those with a compatible string; nodes with status okay come first. */
#define DT_INST(index, compat) DT_CAT4(DT_N_INST_, index, _, compat)
#define DT_COMPAT_GET_ANY_STATUS_OKAY(compat)                                                      \
	COND_CODE_1(DT_HAS_COMPAT_STATUS_OKAY(compat), (DT_INST(0, compat)), (DT_INVALID_NODE))

#define BULKHEAD_DT_PATH(count, ...)                                                               \
	UTIL_CAT(DT_N, DT_CAT(BULKHEAD_DT_TAIL_, count)(__VA_ARGS__))
#define BULKHEAD_DT_TAIL_1(a) _S_##a
#define BULKHEAD_DT_TAIL_2(a, ...) UTIL_CAT(_S_##a, BULKHEAD_DT_TAIL_1(__VA_ARGS__))
#define BULKHEAD_DT_TAIL_3(a, ...) UTIL_CAT(_S_##a, BULKHEAD_DT_TAIL_2(__VA_ARGS__))
#define BULKHEAD_DT_TAIL_4(a, ...) UTIL_CAT(_S_##a, BULKHEAD_DT_TAIL_3(__VA_ARGS__))
#define BULKHEAD_DT_TAIL_5(a, ...) UTIL_CAT(_S_##a, BULKHEAD_DT_TAIL_4(__VA_ARGS__))
#define BULKHEAD_DT_TAIL_6(a, ...) UTIL_CAT(_S_##a, BULKHEAD_DT_TAIL_5(__VA_ARGS__))
#define BULKHEAD_DT_TAIL_7(a, ...) UTIL_CAT(_S_##a, BULKHEAD_DT_TAIL_6(__VA_ARGS__))
#define BULKHEAD_DT_TAIL_8(a, ...) UTIL_CAT(_S_##a, BULKHEAD_DT_TAIL_7(__VA_ARGS__))
#define BULKHEAD_DT_TAIL_9(a, ...) UTIL_CAT(_S_##a, BULKHEAD_DT_TAIL_8(__VA_ARGS__))
#define BULKHEAD_DT_TAIL_10(a, ...) UTIL_CAT(_S_##a, BULKHEAD_DT_TAIL_9(__VA_ARGS__))
#define BULKHEAD_DT_TAIL_11(a, ...) UTIL_CAT(_S_##a, BULKHEAD_DT_TAIL_10(__VA_ARGS__))
#define BULKHEAD_DT_TAIL_12(a, ...) UTIL_CAT(_S_##a, BULKHEAD_DT_TAIL_11(__VA_ARGS__))

/* Relatives. A child's name is written as in DT_PATH; a unit address as a decimal number. */
#define DT_PARENT(node) DT_CAT(node, _PARENT)
#define DT_GPARENT(node) DT_PARENT(DT_PARENT(node))
#define DT_CHILD(node, child) DT_CAT3(node, _S_, child)
#define DT_CHILD_BY_UNIT_ADDR_INT(node, address) DT_CAT3(node, _CHILD_UNIT_ADDR_INT_, address)
#define DT_CHILD_NUM(node) DT_CAT(node, _CHILD_NUM)
#define DT_CHILD_NUM_STATUS_OKAY(node) DT_CAT(node, _CHILD_NUM_STATUS_OKAY)
/* The node's place among its parent's children. */
#define DT_NODE_CHILD_IDX(node) DT_CAT(node, _CHILD_IDX)
#define DT_SAME_NODE(one, other) (DT_DEP_ORD(one) == DT_DEP_ORD(other))

/* Names. The full name has the unit address: "serial@40004000". */
#define DT_NODE_PATH(node) DT_CAT(node, _PATH)
#define DT_NODE_FULL_NAME(node) DT_CAT(node, _FULL_NAME)
#define DT_NODE_FULL_NAME_UNQUOTED(node) DT_CAT(node, _FULL_NAME_UNQUOTED)
#define DT_NODE_FULL_NAME_TOKEN(node) DT_CAT(node, _FULL_NAME_TOKEN)
#define DT_NODE_FULL_NAME_UPPER_TOKEN(node) DT_CAT(node, _FULL_NAME_UPPER_TOKEN)
#define DT_NODE_UNIT_ADDR_INT(node) DT_CAT(node, _UNIT_ADDR_INT)
#define DT_NUM_NODELABELS(node) DT_CAT(node, _NODELABEL_NUM)
/* The labels as the inside of an array of strings. */
#define DT_NODELABEL_STRING_ARRAY(node)                                                            \
	{                                                                                          \
		DT_FOREACH_NODELABEL(node, BULKHEAD_DT_LABEL)                                      \
	}
#define BULKHEAD_DT_LABEL(label) STRINGIFY(label),

/* Status: the node's own, whatever its parents' is. `status` is a token: okay, disabled. */
#define DT_NODE_EXISTS(node) IS_ENABLED(DT_CAT(node, _EXISTS))
#define DT_NODE_HAS_STATUS(node, status) IS_ENABLED(DT_CAT3(node, _STATUS_, status))
#define DT_NODE_HAS_STATUS_OKAY(node) DT_NODE_HAS_STATUS(node, okay)

/* Compatible strings; `compat` is one as a token: arm_cmsdk_uart. */
#define DT_NODE_HAS_COMPAT(node, compat) IS_ENABLED(DT_CAT3(node, _COMPAT_MATCHES_, compat))
#define DT_NODE_HAS_COMPAT_STATUS(node, compat, status)                                            \
	UTIL_AND(DT_NODE_HAS_COMPAT(node, compat), DT_NODE_HAS_STATUS(node, status))
#define DT_NODE_HAS_COMPAT_STATUS_OKAY(node, compat) DT_NODE_HAS_COMPAT_STATUS(node, compat, okay)
#define DT_HAS_COMPAT_STATUS_OKAY(compat) IS_ENABLED(DT_CAT(DT_COMPAT_HAS_OKAY_, compat))
#define DT_NUM_INST_STATUS_OKAY(compat)                                                            \
	COND_CODE_1(DT_HAS_COMPAT_STATUS_OKAY(compat),                                             \
		    (DT_CAT3(DT_N_INST_, compat, _NUM_OKAY)), (0))

/*
 * Who makes the device that compatible string number `index` is about, if the application's
 * dts/bindings/vendor-prefixes.txt knows, and its model: the part of the string behind the comma.
 */
#define DT_NODE_VENDOR_HAS_IDX(node, index)                                                        \
	IS_ENABLED(DT_CAT4(node, _COMPAT_VENDOR_IDX_, index, _EXISTS))
#define DT_NODE_VENDOR_BY_IDX(node, index) DT_CAT3(node, _COMPAT_VENDOR_IDX_, index)
#define DT_NODE_VENDOR_BY_IDX_OR(node, index, otherwise)                                           \
	COND_CODE_1(DT_NODE_VENDOR_HAS_IDX(node, index), (DT_NODE_VENDOR_BY_IDX(node, index)),     \
		    (otherwise))
#define DT_NODE_VENDOR_OR(node, otherwise) DT_NODE_VENDOR_BY_IDX_OR(node, 0, otherwise)
#define DT_NODE_MODEL_HAS_IDX(node, index)                                                         \
	IS_ENABLED(DT_CAT4(node, _COMPAT_MODEL_IDX_, index, _EXISTS))
#define DT_NODE_MODEL_BY_IDX(node, index) DT_CAT3(node, _COMPAT_MODEL_IDX_, index)
#define DT_NODE_MODEL_BY_IDX_OR(node, index, otherwise)                                            \
	COND_CODE_1(DT_NODE_MODEL_HAS_IDX(node, index), (DT_NODE_MODEL_BY_IDX(node, index)),       \
		    (otherwise))
#define DT_NODE_MODEL_OR(node, otherwise) DT_NODE_MODEL_BY_IDX_OR(node, 0, otherwise)

/* The bus that the node is on: its parent, if that is one by its name (i2c, spi, can, …). */
#define DT_BUS(node) DT_CAT(node, _BUS)
#define DT_ON_BUS(node, bus) IS_ENABLED(DT_CAT3(node, _BUS_, bus))

#endif
