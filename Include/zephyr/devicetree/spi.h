/* SPI controllers, and the devices on them. */
#ifndef ZEPHYR_DEVICETREE_SPI_H
#define ZEPHYR_DEVICETREE_SPI_H

#define DT_SPI_HAS_CS_GPIOS(spi) DT_NODE_HAS_PROP(spi, cs_gpios)
#define DT_SPI_NUM_CS_GPIOS(spi) DT_PROP_LEN_OR(spi, cs_gpios, 0)
/* The chip select of a device: its controller's pin number `reg`. */
#define DT_SPI_DEV_HAS_CS_GPIOS(device) DT_SPI_HAS_CS_GPIOS(DT_BUS(device))
#define DT_SPI_DEV_CS_GPIOS_CTLR(device)                                                           \
	DT_GPIO_CTLR_BY_IDX(DT_BUS(device), cs_gpios, DT_REG_ADDR_RAW(device))
#define DT_SPI_DEV_CS_GPIOS_PIN(device)                                                            \
	DT_GPIO_PIN_BY_IDX(DT_BUS(device), cs_gpios, DT_REG_ADDR_RAW(device))
#define DT_SPI_DEV_CS_GPIOS_FLAGS(device)                                                          \
	DT_GPIO_FLAGS_BY_IDX(DT_BUS(device), cs_gpios, DT_REG_ADDR_RAW(device))

/* Of a driver's own node number `inst`. */
#define DT_INST_SPI_DEV_HAS_CS_GPIOS(inst) DT_SPI_DEV_HAS_CS_GPIOS(DT_DRV_INST(inst))
#define DT_INST_SPI_DEV_CS_GPIOS_CTLR(inst) DT_SPI_DEV_CS_GPIOS_CTLR(DT_DRV_INST(inst))
#define DT_INST_SPI_DEV_CS_GPIOS_PIN(inst) DT_SPI_DEV_CS_GPIOS_PIN(DT_DRV_INST(inst))
#define DT_INST_SPI_DEV_CS_GPIOS_FLAGS(inst) DT_SPI_DEV_CS_GPIOS_FLAGS(DT_DRV_INST(inst))

#endif
