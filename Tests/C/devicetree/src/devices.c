/* DEVICE_DT_*, DEVICE_MMIO_*: drivers of this folder for the nodes of app.overlay. */
#include "tests.h"

#include <zephyr/device.h>
#include <zephyr/devicetree.h>

static const char *order[8];
static int started;

static int note(const struct device *device)
{
	order[started++] = device->name;
	return 0;
}

#define DT_DRV_COMPAT vnd_sensor

struct sensor_config {
	DEVICE_MMIO_ROM;
	uint32_t speed;
	const struct device *clock;
};

struct sensor_data {
	DEVICE_MMIO_RAM;
	int starts;
};

struct sensor_api {
	uint32_t (*speed)(const struct device *device);
};

static uint32_t sensor_speed(const struct device *device)
{
	return ((const struct sensor_config *)device->config)->speed;
}

static const struct sensor_api sensor_api = {.speed = sensor_speed};

static int sensor_init(const struct device *device)
{
	struct sensor_data *data = device->data;

	DEVICE_MMIO_MAP(device, K_MEM_CACHE_NONE);
	data->starts++;
	return note(device);
}

#define CLOCK_OF(inst)                                                                             \
	COND_CODE_1(DT_INST_NODE_HAS_PROP(inst, clocks),                                           \
		    (DEVICE_DT_GET(DT_INST_CLOCKS_CTLR(inst))), (NULL))
#define SENSOR(inst)                                                                               \
	static struct sensor_data data_##inst;                                                     \
	static const struct sensor_config config_##inst = {                                        \
		DEVICE_MMIO_ROM_INIT(DT_DRV_INST(inst)),                                           \
		.speed = DT_INST_PROP(inst, speed),                                                \
		.clock = CLOCK_OF(inst),                                                           \
	};                                                                                         \
	DEVICE_DT_INST_DEFINE(inst, sensor_init, NULL, &data_##inst, &config_##inst, POST_KERNEL,  \
			      CONFIG_KERNEL_INIT_PRIORITY_DEVICE, &sensor_api);
DT_INST_FOREACH_STATUS_OKAY(SENSOR)

/* These stand behind the sensors in the source, and before them in the order of the boot. */
DEVICE_DT_DEFINE(DT_NODELABEL(bench_clock), note, NULL, NULL, NULL, POST_KERNEL, 99, NULL);
DEVICE_DT_DEFINE(DT_NODELABEL(bench_gpio), note, NULL, NULL, NULL, POST_KERNEL, 99, NULL);

/* Nodes that ask for another time than their driver. */
#undef DT_DRV_COMPAT
#define DT_DRV_COMPAT vnd_late
static int late_starts, late_ends, early_was_first;
/* What another call gives, while one of the two functions runs. */
static int late_again[4];

static int late_init(const struct device *device)
{
	late_again[0] = device_init(device);
	late_again[1] = device_deinit(device);
	return late_starts++;
}

static int late_deinit(const struct device *device)
{
	late_again[2] = device_init(device);
	late_again[3] = device_deinit(device);
	late_ends++;
	return 0;
}
DEVICE_DT_INST_DEINIT_DEFINE(0, late_init, late_deinit, NULL, NULL, NULL, POST_KERNEL, 0, NULL);

#undef DT_DRV_COMPAT
#define DT_DRV_COMPAT vnd_early
static int early_init(const struct device *device)
{
	(void)device;
	early_was_first = started == 0 && k_is_pre_kernel();
	return 0;
}
DEVICE_DT_INST_DEFINE(0, early_init, NULL, NULL, NULL, APPLICATION, 0, NULL);

#undef DT_DRV_COMPAT
#define DT_DRV_COMPAT vnd_sensor

/* A device with two regions, found by their names. */
struct inner_config {
	DEVICE_MMIO_NAMED_ROM(control);
	DEVICE_MMIO_NAMED_ROM(data_port);
};

#define DEV_CFG(device) ((const struct inner_config *)(device)->config)
static const struct inner_config inner_config = {
	DEVICE_MMIO_NAMED_ROM_INIT_BY_NAME(control, DT_NODELABEL(thermometer)),
	DEVICE_MMIO_NAMED_ROM_INIT_BY_NAME(data_port, DT_NODELABEL(thermometer)),
};
DEVICE_DT_DEFINE(DT_NODELABEL(inside), NULL, NULL, NULL, &inner_config, APPLICATION, 0, NULL);
DEVICE_MMIO_TOPLEVEL_STATIC(bridge, DT_NODELABEL(inside));

void a_node_gives_its_device(void **state)
{
	const struct device *sensor = DEVICE_DT_GET(DT_NODELABEL(thermometer));

	(void)state;
	assert_true(device_is_ready(sensor));
	assert_string_equal(sensor->name, "THERMO");
	assert_ptr_equal(sensor, device_get_binding("THERMO"));
	assert_ptr_equal(sensor, device_get_binding(DEVICE_DT_NAME(DT_NODELABEL(thermometer))));
	assert_ptr_equal(sensor, DEVICE_DT_INST_GET(0));
	assert_ptr_equal(sensor, DEVICE_DT_GET_ANY(vnd_sensor));
	assert_ptr_equal(sensor, DEVICE_DT_GET_ONE(vnd_sensor));
	assert_null(DEVICE_DT_GET_ANY(vnd_absent));
	assert_null(DEVICE_DT_GET_OR_NULL(DT_NODELABEL(dormant)));
	assert_string_equal(DEVICE_DT_NAME(DT_NODELABEL(second)), "sensor@5000");
}

void devices_come_up_behind_what_their_nodes_need(void **state)
{
	(void)state;
	assert_int_equal(started, 4);
	assert_string_equal(order[0], "gpio@2000");
	assert_string_equal(order[1], "oscillator");
	assert_string_equal(order[2], "THERMO");
	assert_string_equal(order[3], "sensor@5000");
}

void instances_have_their_own_data(void **state)
{
	const struct device *one = DEVICE_DT_INST_GET(0);
	const struct device *other = DEVICE_DT_INST_GET(1);
	const struct sensor_config *config = one->config;

	(void)state;
	assert_int_equal(((const struct sensor_api *)one->api)->speed(one), 9600);
	assert_int_equal(((const struct sensor_api *)other->api)->speed(other), 4800);
	assert_int_equal(((struct sensor_data *)one->data)->starts, 1);
	assert_int_equal(((struct sensor_data *)other->data)->starts, 1);
	assert_ptr_equal(config->clock, DEVICE_DT_GET(DT_NODELABEL(bench_clock)));
	assert_null(((const struct sensor_config *)other->config)->clock);
}

void registers_are_used_where_they_are(void **state)
{
	const struct device *inner = DEVICE_DT_GET(DT_NODELABEL(inside));
	mm_reg_t mapped = 0;

	(void)state;
	assert_int_equal(DEVICE_MMIO_GET(DEVICE_DT_INST_GET(1)), 0x5000);
	assert_int_equal(DEVICE_MMIO_ROM_PTR(DEVICE_DT_INST_GET(1))->addr, 0x5000);
	assert_int_equal(sizeof(struct sensor_data), sizeof(int));
	DEVICE_MMIO_NAMED_MAP(inner, control, K_MEM_CACHE_NONE);
	assert_int_equal(DEVICE_MMIO_NAMED_GET(inner, control), 0x3000);
	assert_int_equal(DEVICE_MMIO_NAMED_GET(inner, data_port), 0x3100);
	DEVICE_MMIO_TOPLEVEL_MAP(bridge, K_MEM_CACHE_NONE);
	assert_int_equal(DEVICE_MMIO_TOPLEVEL_GET(bridge), 0x8010);
	device_map(&mapped, DT_INST_REG_ADDR(0), DT_INST_REG_SIZE(0), K_MEM_CACHE_NONE);
	assert_int_equal(mapped, 0x3000);
}

void a_node_says_when_its_device_comes_up(void **state)
{
	const struct device *late = DEVICE_DT_GET(DT_NODELABEL(late));

	(void)state;
	assert_true(early_was_first);
	assert_int_equal(late_starts, 0);
	assert_false(device_is_ready(late));
	assert_int_equal(device_init(late), 0);
	assert_true(device_is_ready(late));
	assert_int_equal(device_deinit(late), 0);
	assert_int_equal(late_ends, 1);
	assert_false(device_is_ready(late));
	assert_int_equal(late_again[0], -EALREADY);
	assert_int_equal(late_again[1], -EPERM);
	assert_int_equal(late_again[2], -EALREADY);
	assert_int_equal(late_again[3], -EPERM);
}

void a_board_driver_serves_its_node(void **state)
{
	const struct device *console = DEVICE_DT_GET(DT_CHOSEN(zephyr_console));

	(void)state;
	assert_true(device_is_ready(console));
	assert_ptr_equal(console, device_get_binding(DEVICE_DT_NAME(DT_CHOSEN(zephyr_console))));
}
