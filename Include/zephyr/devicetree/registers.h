/* Registers (`reg`) as the processor sees them, and `ranges`. Addresses and sizes in bytes. */
#ifndef ZEPHYR_DEVICETREE_REGISTERS_H
#define ZEPHYR_DEVICETREE_REGISTERS_H

#define DT_NUM_REGS(node) DT_CAT(node, _REG_NUM)
#define DT_REG_HAS_IDX(node, index) IS_ENABLED(DT_CAT4(node, _REG_IDX_, index, _EXISTS))
#define DT_REG_HAS_NAME(node, name) IS_ENABLED(DT_CAT4(node, _REG_NAME_, name, _EXISTS))

/* RAW is the number without a suffix, for assembly and linker scripts. */
#define DT_REG_ADDR_BY_IDX_RAW(node, index) DT_CAT4(node, _REG_IDX_, index, _VAL_ADDRESS)
#define DT_REG_ADDR_BY_IDX(node, index) DT_U32_C(DT_REG_ADDR_BY_IDX_RAW(node, index))
#define DT_REG_ADDR_RAW(node) DT_REG_ADDR_BY_IDX_RAW(node, 0)
#define DT_REG_ADDR(node) DT_REG_ADDR_BY_IDX(node, 0)
#define DT_REG_ADDR_BY_NAME_RAW(node, name) DT_CAT4(node, _REG_NAME_, name, _VAL_ADDRESS)
#define DT_REG_ADDR_BY_NAME(node, name) DT_U32_C(DT_REG_ADDR_BY_NAME_RAW(node, name))
#define DT_REG_ADDR_BY_NAME_OR(node, name, otherwise)                                              \
	COND_CODE_1(DT_REG_HAS_NAME(node, name), (DT_REG_ADDR_BY_NAME(node, name)), (otherwise))
#define DT_REG_SIZE_BY_IDX_RAW(node, index) DT_CAT4(node, _REG_IDX_, index, _VAL_SIZE)
#define DT_REG_SIZE_BY_IDX(node, index) DT_U32_C(DT_REG_SIZE_BY_IDX_RAW(node, index))
#define DT_REG_SIZE_RAW(node) DT_REG_SIZE_BY_IDX_RAW(node, 0)
#define DT_REG_SIZE(node) DT_REG_SIZE_BY_IDX(node, 0)
#define DT_REG_SIZE_BY_NAME_RAW(node, name) DT_CAT4(node, _REG_NAME_, name, _VAL_SIZE)
#define DT_REG_SIZE_BY_NAME(node, name) DT_U32_C(DT_REG_SIZE_BY_NAME_RAW(node, name))
#define DT_REG_SIZE_BY_NAME_OR(node, name, otherwise)                                              \
	COND_CODE_1(DT_REG_HAS_NAME(node, name), (DT_REG_SIZE_BY_NAME(node, name)), (otherwise))
#define DT_REG_ADDR_BY_IDX_U64(node, index) DT_U64_C(DT_REG_ADDR_BY_IDX_RAW(node, index))
#define DT_REG_ADDR_U64(node) DT_REG_ADDR_BY_IDX_U64(node, 0)
#define DT_REG_ADDR_BY_NAME_U64(node, name) DT_U64_C(DT_REG_ADDR_BY_NAME_RAW(node, name))

/* A bus's `ranges`: what of it stands where on the bus above. */
#define DT_NUM_RANGES(node) DT_CAT(node, _RANGES_NUM)
#define DT_RANGES_HAS_IDX(node, index) IS_ENABLED(DT_CAT4(node, _RANGES_IDX_, index, _EXISTS))
#define DT_RANGES_HAS_CHILD_BUS_FLAGS_AT_IDX(node, index)                                          \
	IS_ENABLED(DT_CAT4(node, _RANGES_IDX_, index, _VAL_CHILD_BUS_FLAGS_EXISTS))
#define DT_RANGES_CHILD_BUS_FLAGS_BY_IDX(node, index)                                              \
	DT_CAT4(node, _RANGES_IDX_, index, _VAL_CHILD_BUS_FLAGS)
#define DT_RANGES_CHILD_BUS_ADDRESS_BY_IDX(node, index)                                            \
	DT_CAT4(node, _RANGES_IDX_, index, _VAL_CHILD_BUS_ADDRESS)
#define DT_RANGES_PARENT_BUS_ADDRESS_BY_IDX(node, index)                                           \
	DT_CAT4(node, _RANGES_IDX_, index, _VAL_PARENT_BUS_ADDRESS)
#define DT_RANGES_LENGTH_BY_IDX(node, index) DT_CAT4(node, _RANGES_IDX_, index, _VAL_LENGTH)
/* fn(node, index) for each range. */
#define DT_FOREACH_RANGE(node, fn) DT_CAT(node, _RANGES)(fn, ())

#endif
