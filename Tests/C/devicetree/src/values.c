/* <zephyr/devicetree.h>: what the macros say of app.overlay. */
#include "tests.h"

#include <zephyr/devicetree.h>

#define SENSOR DT_NODELABEL(thermometer)
#define GPIO DT_NODELABEL(bench_gpio)
#define CLOCK DT_NODELABEL(bench_clock)

void one_node_has_many_names(void **state)
{
	(void)state;
	assert_true(DT_SAME_NODE(SENSOR, DT_PATH(bench, sensor_3000)));
	assert_true(DT_SAME_NODE(SENSOR, DT_NODELABEL(probe)));
	assert_true(DT_SAME_NODE(SENSOR, DT_ALIAS(bench_sensor)));
	assert_true(DT_SAME_NODE(SENSOR, DT_CHOSEN(vnd_favourite)));
	assert_true(DT_SAME_NODE(SENSOR, DT_INST(0, vnd_sensor)));
	assert_true(DT_SAME_NODE(SENSOR, DT_CHILD(DT_PATH(bench), sensor_3000)));
	assert_true(DT_SAME_NODE(SENSOR, DT_CHILD_BY_UNIT_ADDR_INT(DT_PATH(bench), 12288)));
	assert_true(DT_SAME_NODE(DT_ROOT, DT_GPARENT(SENSOR)));
	assert_false(DT_SAME_NODE(SENSOR, GPIO));
	assert_string_equal(DT_NODE_PATH(SENSOR), "/bench/sensor@3000");
	assert_string_equal(DT_NODE_FULL_NAME(SENSOR), "sensor@3000");
	assert_string_equal(STRINGIFY(DT_NODE_FULL_NAME_UPPER_TOKEN(SENSOR)), "SENSOR_3000");
	assert_string_equal(DT_NODE_PATH(DT_PATH(bench, flash_20000, partitions, partition_0)),
			    "/bench/flash@20000/partitions/partition@0");
}

void what_is_there_is_known(void **state)
{
	(void)state;
	assert_int_equal(DT_NODE_EXISTS(SENSOR), 1);
	assert_int_equal(DT_NODE_EXISTS(DT_NODELABEL(missing)), 0);
	assert_int_equal(DT_NODE_EXISTS(DT_INVALID_NODE), 0);
	assert_int_equal(DT_HAS_CHOSEN(vnd_favourite), 1);
	assert_int_equal(DT_HAS_CHOSEN(vnd_other), 0);
	assert_int_equal(DT_NODE_HAS_STATUS(SENSOR, okay), 1);
	assert_int_equal(DT_NODE_HAS_STATUS(DT_NODELABEL(dormant), disabled), 1);
	assert_int_equal(DT_NODE_HAS_STATUS_OKAY(DT_NODELABEL(dormant)), 0);
	assert_int_equal(DT_NODE_HAS_COMPAT(SENSOR, vnd_thing), 1);
	assert_int_equal(DT_NODE_HAS_COMPAT(SENSOR, vnd_gpio), 0);
	assert_int_equal(DT_NODE_HAS_COMPAT_STATUS(DT_NODELABEL(dormant), vnd_sensor, okay), 0);
	assert_int_equal(DT_NODE_HAS_PROP(SENSOR, speed), 1);
	assert_int_equal(DT_NODE_HAS_PROP(SENSOR, pressure), 0);
	assert_string_equal(DT_NODE_MODEL_BY_IDX(SENSOR, 1), "thing");
	assert_string_equal(DT_NODE_VENDOR_OR(SENSOR, "nobody"), "Nobody in particular");
	assert_string_equal(DT_NODE_VENDOR_OR(DT_ROOT, "nobody"), "nobody");
}

void values_have_the_type_of_their_form(void **state)
{
	static const uint32_t limits[] = DT_PROP(SENSOR, limits);
	static const uint8_t serial[] = DT_PROP(SENSOR, serial_number);
	static const uint64_t wide[] = DT_PROP(SENSOR, wide);
	static const char *const names[] = DT_PROP(SENSOR, names);

	(void)state;
	assert_int_equal(DT_PROP(SENSOR, speed), 9600);
	assert_int_equal(DT_PROP(SENSOR, vnd_odd_name_x), 1);
	assert_int_equal(DT_PROP(SENSOR, wakeup_source), 1);
	assert_int_equal(limits[1], 4294967295u);
	assert_int_equal(ARRAY_SIZE(limits), DT_PROP_LEN(SENSOR, limits));
	assert_int_equal(serial[2], 0xff);
	assert_int_equal(DT_PROP_LEN(SENSOR, serial_number), 3);
	assert_true(wide[0] == 0x123456789abcdef0);
	assert_string_equal(DT_PROP(SENSOR, mode), "fast \"mode\"");
	assert_string_equal(names[1], "two-2");
	assert_string_equal(DT_PROP_BY_IDX(SENSOR, names, 0), "one");
	assert_string_equal(DT_PROP_LAST(SENSOR, names), "two-2");
	assert_string_equal(STRINGIFY(DT_STRING_TOKEN_BY_IDX(SENSOR, names, 1)), "two_2");
	assert_string_equal(STRINGIFY(DT_STRING_UPPER_TOKEN(SENSOR, label)), "THERMO");
	assert_string_equal(DT_LABEL(SENSOR), "THERMO");
	assert_int_equal(IS_ENABLED(CONFIG_DT_HAS_VND_SENSOR_ENABLED), 1);
	assert_int_equal(IS_ENABLED(CONFIG_DT_HAS_VND_ABSENT_ENABLED), 0);
	assert_int_equal(DT_PROP_HAS_IDX(SENSOR, limits, 1), 1);
	assert_int_equal(DT_PROP_HAS_IDX(SENSOR, limits, 2), 0);
}

/* dts/bindings/vnd,sensor.yaml */
void a_binding_decides_where_a_form_cannot(void **state)
{
	static const uint32_t samples[] = DT_PROP(SENSOR, samples);
	static const uint32_t weights[] = DT_PROP(DT_NODELABEL(second), weights);
	static const uint32_t alarms[] = DT_PROP(DT_NODELABEL(remote), alarms);

	(void)state;
	assert_int_equal(ARRAY_SIZE(samples), 1);
	assert_int_equal(weights[1], 6);
	assert_int_equal(alarms[0], 7);
	assert_int_equal(DT_PROP(SENSOR, inverted), 0);
	assert_string_equal(DT_PROP(SENSOR, range), "wide");
	assert_int_equal(DT_ENUM_IDX(SENSOR, range), 1);
	assert_int_equal(DT_ENUM_IDX(DT_NODELABEL(second), range), 0);
	assert_int_equal(DT_ENUM_HAS_VALUE(SENSOR, range, wide), 1);
	assert_int_equal(DT_ENUM_HAS_VALUE(SENSOR, range, narrow), 0);
	assert_int_equal(DT_ENUM_IDX(SENSOR, gain), 2);
	assert_int_equal(DT_ENUM_IDX_OR(DT_NODELABEL(second), gain, 9), 9);
	assert_int_equal(DT_PROP(DT_NODELABEL(dormant), speed), 1200);
}

void a_missing_property_has_its_stand_in(void **state)
{
	(void)state;
	assert_int_equal(DT_PROP_OR(SENSOR, speed, 1), 9600);
	assert_int_equal(DT_PROP_OR(SENSOR, pressure, 1), 1);
	assert_int_equal(DT_PROP_LEN_OR(SENSOR, pressure, 5), 5);
	assert_int_equal(DT_PHA_OR(SENSOR, clocks, line, 1), 4);
	assert_int_equal(DT_PHA_OR(SENSOR, clocks, phase, 1), 1);
	assert_int_equal(DT_REG_ADDR_BY_NAME_OR(SENSOR, nowhere, 7), 7);
	/* Another node of the compatible string has it as a boolean. */
	assert_int_equal(DT_PROP(DT_NODELABEL(second), wakeup_source), 0);
}

void references_lead_to_nodes_and_cells(void **state)
{
	(void)state;
	assert_true(DT_SAME_NODE(DT_PROP(SENSOR, heater), GPIO));
	assert_true(DT_SAME_NODE(DT_PHANDLE(SENSOR, heater), GPIO));
	assert_true(DT_SAME_NODE(DT_PHANDLE_BY_IDX(SENSOR, friends, 1), CLOCK));
	assert_int_equal(DT_PROP_LEN(SENSOR, friends), 2);
	assert_int_equal(DT_PROP_BY_PHANDLE(SENSOR, heater, ngpios), 8);
	assert_int_equal(DT_PROP_LEN(SENSOR, alert_gpios), 3);
	assert_int_equal(DT_GPIO_PIN(SENSOR, alert_gpios), 3);
	assert_int_equal(DT_GPIO_FLAGS(SENSOR, alert_gpios), 1);
	assert_int_equal(DT_PROP_HAS_IDX(SENSOR, alert_gpios, 1), 0);
	assert_int_equal(DT_GPIO_PIN_BY_IDX(SENSOR, alert_gpios, 2), 5);
	assert_true(DT_SAME_NODE(DT_GPIO_CTLR(SENSOR, alert_gpios), GPIO));
	assert_int_equal(DT_PHA_BY_IDX(SENSOR, odd_cells, 1, cell1), 9);
	assert_int_equal(DT_PHA_NUM_CELLS_BY_IDX(SENSOR, odd_cells, 0), 1);
	assert_int_equal(DT_PHA_HAS_CELL_AT_IDX(SENSOR, odd_cells, 0, cell1), 0);
	assert_int_equal(DT_NUM_GPIO_HOGS(SENSOR), 0);
	assert_int_equal(DT_NUM_GPIO_HOGS(DT_NODELABEL(hog)), 2);
	assert_int_equal(DT_GPIO_HOG_PIN_BY_IDX(DT_NODELABEL(hog), 1), 2);
	assert_int_equal(DT_GPIO_HOG_FLAGS_BY_IDX(DT_NODELABEL(hog), 1), 1);
	assert_int_equal(DT_NUM_CLOCKS(SENSOR), 2);
	assert_int_equal(DT_CLOCKS_CELL_BY_NAME(SENSOR, core, line), 5);
	assert_int_equal(DT_CLOCKS_HAS_NAME(SENSOR, bus), 1);
	assert_int_equal(DT_PROP_BY_PHANDLE(SENSOR, clocks, clock_frequency), 32768);
}

void registers_are_found_by_place_and_by_name(void **state)
{
	(void)state;
	assert_int_equal(DT_NUM_REGS(SENSOR), 2);
	assert_int_equal(DT_REG_ADDR(SENSOR), 0x3000);
	assert_int_equal(DT_REG_SIZE(SENSOR), 0x80);
	assert_int_equal(DT_REG_ADDR_BY_IDX(SENSOR, 1), 0x3100);
	assert_int_equal(DT_REG_SIZE_BY_NAME(SENSOR, data_port), 0x20);
	assert_int_equal(DT_REG_HAS_NAME(SENSOR, control), 1);
	assert_int_equal(DT_REG_HAS_IDX(SENSOR, 2), 0);
	assert_int_equal(DT_REG_ADDR(DT_NODELABEL(remote)), 0x48);
	/* A bus with `ranges` moves what is on it. */
	assert_int_equal(DT_REG_ADDR(DT_NODELABEL(inside)), 0x8010);
	assert_int_equal(DT_NUM_RANGES(DT_PATH(bench, bridge_8000)), 2);
	assert_int_equal(DT_RANGES_PARENT_BUS_ADDRESS_BY_IDX(DT_PATH(bench, bridge_8000), 1), 0xc000);
	assert_int_equal(DT_RANGES_LENGTH_BY_IDX(DT_PATH(bench, bridge_8000), 1), 0x100);
}

void interrupts_have_line_and_priority(void **state)
{
	(void)state;
	assert_int_equal(DT_NUM_IRQS(SENSOR), 2);
	assert_int_equal(DT_IRQN(SENSOR), 17);
	assert_int_equal(DT_IRQ(SENSOR, priority), 2);
	assert_int_equal(DT_IRQN_BY_IDX(SENSOR, 1), 18);
	assert_int_equal(DT_IRQ_BY_NAME(SENSOR, over_run, priority), 3);
	assert_int_equal(DT_IRQ_HAS_NAME(SENSOR, ready), 1);
	assert_int_equal(DT_IRQ_HAS_CELL(SENSOR, flags), 0);
	assert_int_equal(DT_IRQ_HAS_IDX(SENSOR, 2), 0);
	assert_true(DT_SAME_NODE(DT_IRQ_INTC(SENSOR), DT_NODELABEL(bench_intc)));
}

#define ADD_ORDINAL(node) +DT_DEP_ORD(node)
#define ADD_SCALED(node, factor, offset) +(DT_REG_ADDR(node) * (factor) + (offset))
#define ADD_ELEMENT(node, property, index) +DT_PROP_BY_IDX(node, property, index)
#define ADDRESS(node) DT_REG_ADDR(node)
#define LABEL(label) STRINGIFY(label) " "

void loops_visit_every_entry_once(void **state)
{
	const uint32_t addresses[] = {
		DT_FOREACH_CHILD_SEP(DT_PATH(bench, flash_20000, partitions), ADDRESS, (, ))};

	(void)state;
	assert_int_equal(ARRAY_SIZE(addresses), 2);
	assert_int_equal(addresses[1], 0x4000);
	assert_int_equal(DT_CHILD_NUM(DT_PATH(bench)), 11);
	assert_int_equal(DT_CHILD_NUM_STATUS_OKAY(DT_PATH(bench)), 10);
	assert_int_equal(0 DT_FOREACH_STATUS_OKAY(vnd_sensor, ADD_ORDINAL),
			 DT_DEP_ORD(SENSOR) + DT_DEP_ORD(DT_NODELABEL(second)));
	assert_int_equal(0 DT_FOREACH_STATUS_OKAY_VARGS(vnd_sensor, ADD_SCALED, 2, 1),
			 2 * 0x3000 + 2 * 0x5000 + 2);
	assert_int_equal(0 DT_FOREACH_STATUS_OKAY(vnd_absent, ADD_ORDINAL), 0);
	assert_int_equal(0 DT_FOREACH_PROP_ELEM(SENSOR, serial_number, ADD_ELEMENT), 0x119);
	assert_string_equal(DT_FOREACH_NODELABEL(SENSOR, LABEL), "thermometer probe ");
	assert_int_equal(0 DT_FOREACH_ANCESTOR(SENSOR, ADD_ORDINAL), DT_DEP_ORD(DT_PATH(bench)));
}

#undef DT_DRV_COMPAT
#define DT_DRV_COMPAT vnd_sensor
#define ADD_INSTANCE(inst) +DT_INST_REG_ADDR(inst) + (inst)

void a_driver_numbers_its_own_nodes(void **state)
{
	(void)state;
	assert_int_equal(DT_NUM_INST_STATUS_OKAY(vnd_sensor), 2);
	assert_int_equal(DT_NUM_INST_STATUS_OKAY(vnd_absent), 0);
	assert_int_equal(DT_INST_REG_ADDR(1), 0x5000);
	/* What may not be used comes last. */
	assert_int_equal(DT_INST_REG_ADDR(2), 0x4000);
	assert_int_equal(DT_INST_PROP(1, speed), 4800);
	assert_int_equal(DT_INST_IRQN(0), 17);
	assert_int_equal(0 DT_INST_FOREACH_STATUS_OKAY(ADD_INSTANCE), 0x8001);
	assert_int_equal(DT_ANY_INST_HAS_PROP_STATUS_OKAY(mode), 1);
	assert_int_equal(DT_ALL_INST_HAS_PROP_STATUS_OKAY(mode), 0);
	assert_int_equal(DT_ALL_INST_HAS_PROP_STATUS_OKAY(speed), 1);
	assert_int_equal(DT_ANY_INST_HAS_BOOL_STATUS_OKAY(wakeup_source), 1);
	assert_int_equal(DT_ANY_INST_ON_BUS_STATUS_OKAY(i2c), 0);
	assert_int_equal(DT_HAS_COMPAT_ON_BUS_STATUS_OKAY(vnd_thing, i2c), 1);
	assert_int_equal(DT_ON_BUS(DT_NODELABEL(remote), i2c), 1);
	assert_int_equal(DT_REG_ADDR(DT_BUS(DT_NODELABEL(remote))), 0x6000);
}

void ordinals_grow_with_what_a_node_needs(void **state)
{
	static const int needed[] = {DT_REQUIRES_DEP_ORDS(SENSOR)};
	static const int supported[] = {DT_SUPPORTS_DEP_ORDS(CLOCK)};

	(void)state;
	assert_int_equal(DT_DEP_ORD(DT_ROOT), 0);
	assert_int_equal(ARRAY_SIZE(needed), 4);
	for (size_t i = 0; i < ARRAY_SIZE(needed); i++) {
		assert_true(needed[i] < DT_DEP_ORD(SENSOR));
	}
	assert_int_equal(needed[ARRAY_SIZE(needed) - 1], DT_DEP_ORD(CLOCK));
	assert_int_equal(ARRAY_SIZE(supported), 1);
	assert_int_equal(supported[0], DT_DEP_ORD(SENSOR));
	assert_int_equal(sizeof(STRINGIFY(DT_DEP_ORD_STR_SORTABLE(SENSOR))), 6);
}

void partitions_are_found_by_label(void **state)
{
	(void)state;
	assert_int_equal(DT_HAS_FIXED_PARTITION_LABEL(data), 1);
	assert_int_equal(DT_HAS_FIXED_PARTITION_LABEL(other), 0);
	assert_int_equal(DT_REG_SIZE(DT_NODE_BY_FIXED_PARTITION_LABEL(data)), 0x1000);
	/* Behind those that the board may have. */
	assert_int_equal(DT_FIXED_PARTITION_ID(DT_NODELABEL(data_partition)),
			 DT_FIXED_PARTITION_ID(DT_NODELABEL(boot_partition)) + 1);
	assert_int_equal(DT_FIXED_PARTITION_EXISTS(DT_NODELABEL(data_partition)), 1);
	assert_int_equal(DT_FIXED_PARTITION_ADDR(DT_NODELABEL(data_partition)), 0x24000);
}
