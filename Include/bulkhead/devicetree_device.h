/*
 * Devices by node: DEVICE_DT_GET and its siblings name the device of a devicetree node, whether a
 * driver of Bulkhead's serves it or the code itself does, with DEVICE_DT_DEFINE. Part of
 * <zephyr/device.h>.
 *
 * The device of a node that nothing serves does not link; the build says which node it is, and who
 * asked for it.
 */
#ifndef BULKHEAD_DEVICETREE_DEVICE_H
#define BULKHEAD_DEVICETREE_DEVICE_H

#include <zephyr/devicetree.h>

/* A device's object has its node's ordinal in its name. */
#define DEVICE_DT_DEV_ID(node) UTIL_CAT(dts_ord_, DT_DEP_ORD(node))
#define DEVICE_DT_NAME_GET(node) UTIL_CAT(__device_dts_ord_, DT_DEP_ORD(node))
/* What device_get_binding finds the device by. */
#define DEVICE_DT_NAME(node) DT_PROP_OR(node, label, DT_NODE_FULL_NAME(node))

#define DEVICE_DT_GET(node) (&DEVICE_DT_NAME_GET(node))
/* NULL if the node does not exist or its status is not okay. */
#define DEVICE_DT_GET_OR_NULL(node)                                                                \
	COND_CODE_1(DT_NODE_HAS_STATUS_OKAY(node), (DEVICE_DT_GET(node)), (NULL))
/* The device of some node of status okay with a compatible string, or NULL. */
#define DEVICE_DT_GET_ANY(compat)                                                                  \
	COND_CODE_1(DT_HAS_COMPAT_STATUS_OKAY(compat), (DEVICE_DT_GET(DT_INST(0, compat))), (NULL))
/* The same, where there must be one. */
#define DEVICE_DT_GET_ONE(compat) DEVICE_DT_GET(DT_INST(0, compat))
/* The device that entry `index` of a property refers to. */
#define DEVICE_DT_GET_BY_IDX(node, property, index)                                                \
	DEVICE_DT_GET(DT_PHANDLE_BY_IDX(node, property, index))
#define DEVICE_DT_INST_GET(inst) DEVICE_DT_GET(DT_DRV_INST(inst))
#define DEVICE_DT_INST_GET_OR_NULL(inst) DEVICE_DT_GET_OR_NULL(DT_DRV_INST(inst))

#define DEVICE_DT_DECLARE(node) extern const struct device DEVICE_DT_NAME_GET(node)
#define DEVICE_DT_INST_DECLARE(inst) DEVICE_DT_DECLARE(DT_DRV_INST(inst))

/*
 * The device of a node that this code serves. `init_fn` runs at `level`, or at the one that the node
 * says (kernel,init-level), behind everything of that level that the node needs; if the node is
 * deferred (kernel,deferred-init, zephyr,deferred-init), when device_init asks. The numeric priority
 * has no say, nor has power management.
 */
#define DEVICE_DT_DEFINE(node, init_fn, pm, data_ptr, config_ptr, level, prio, api_ptr, ...)       \
	DEVICE_DT_DEFINE_SHUTDOWN(node, init_fn, NULL, pm, data_ptr, config_ptr, level, prio, api_ptr)
/* The same with a function that undoes `init_fn`, at shutdown and in device_deinit. */
#define DEVICE_DT_DEFINE_SHUTDOWN(node, init_fn, shutdown_fn, pm, data_ptr, config_ptr, level,     \
				  prio, api_ptr, ...)                                              \
	BULKHEAD_DT_DEVICE(DEVICE_DT_DEV_ID(node), DEVICE_DT_NAME_GET(node), DEVICE_DT_NAME(node), \
			   init_fn, shutdown_fn, data_ptr, config_ptr,                             \
			   BULKHEAD_DT_LEVEL(node, level), api_ptr)
#define DEVICE_DT_INST_DEFINE(inst, ...) DEVICE_DT_DEFINE(DT_DRV_INST(inst), __VA_ARGS__)
#define DEVICE_DT_INST_DEFINE_SHUTDOWN(inst, ...)                                                  \
	DEVICE_DT_DEFINE_SHUTDOWN(DT_DRV_INST(inst), __VA_ARGS__)
/* Zephyr's names for them. */
#define DEVICE_DT_DEINIT_DEFINE DEVICE_DT_DEFINE_SHUTDOWN
#define DEVICE_DT_INST_DEINIT_DEFINE DEVICE_DT_INST_DEFINE_SHUTDOWN

#define BULKHEAD_DT_DEVICE(id, object, device_name, init_fn, shutdown_fn, data_ptr, config_ptr,    \
			   level, api_ptr)                                                         \
	BULKHEAD_DEVICE_RECORD(id, device_name, data_ptr, config_ptr, api_ptr)                     \
	BULKHEAD_DEVICE_CHECK(init_fn, shutdown_fn)                                                \
	BULKHEAD_INIT_ENTRY(id, device_name, init_fn, shutdown_fn, &object, level, NODE)
#define BULKHEAD_DT_LEVEL(node, level)                                                             \
	COND_CODE_1(BULKHEAD_DT_IS_DEFERRED(node), (DEFERRED),                                     \
		    (DT_STRING_TOKEN_OR(node, kernel_init_level, level)))
#define BULKHEAD_DT_IS_DEFERRED(node)                                                              \
	UTIL_OR(DT_PROP_OR(node, kernel_deferred_init, 0),                                         \
		DT_PROP_OR(node, zephyr_deferred_init, 0))

#define BULKHEAD_DT_DECLARE(node) DEVICE_DT_DECLARE(node);
DT_FOREACH_NODE(BULKHEAD_DT_DECLARE)

#endif
