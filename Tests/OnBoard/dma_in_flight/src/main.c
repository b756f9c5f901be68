/*
 * Two transfers under way when the system goes down. An emulator copies a block at once, so one waits
 * for the interrupt that begins its second block, and the other is held by its channel's halt bit. When
 * the controller is down, all is done that would let them go on.
 */
#include <string.h>
#include <zephyr/drivers/dma.h>
#include <zephyr/irq.h>
#include <zephyr/kernel.h>

#define DMA DT_ALIAS(dma0)
#define HALT (1u << 18)

/* Words of the controller (PL081 TRM, DDI 0218, chapter 3). */
enum { CONFIGURATION = 0x30 / 4, SOURCE = 0x120 / 4, TARGET, LINK, CONTROL, CHANNEL };
static volatile uint32_t *const registers = (volatile uint32_t *)DT_REG_ADDR(DMA);

static uint32_t from[64], to[64];
static int calls;
static unsigned int key;

static void called_back(const struct device *dev, void *user_data, uint32_t channel, int status)
{
	calls++;
}

static void print_progress(void)
{
	int copied = 0;

	for (size_t i = 0; i < ARRAY_SIZE(to); i++) {
		copied += to[i] == from[i];
	}
	printk("%d of 64 words copied, %d calls\n", copied, calls);
}

/* On the first channel the words up to 32, in two blocks; on the second the others. */
static void begin(void)
{
	const struct device *dma = DEVICE_DT_GET(DMA);
	static struct dma_block_config blocks[] = {
		{.block_size = 16 * 4, .next_block = &blocks[1]}, {.block_size = 16 * 4}};
	struct dma_config transfer = {.channel_direction = MEMORY_TO_MEMORY,
				      .source_data_size = 4,
				      .dest_data_size = 4,
				      .block_count = 2,
				      .head_block = blocks,
				      .dma_callback = called_back};

	for (int i = 0; i < 2; i++) {
		blocks[i].source_address = (uint32_t)&from[16 * i];
		blocks[i].dest_address = (uint32_t)&to[16 * i];
	}
	irq_disable(DT_IRQN(DMA));
	if (dma_config(dma, 0, &transfer) != 0 || dma_start(dma, 0) != 0) {
		printk("no transfer began\n");
	}
	registers[SOURCE] = (uint32_t)&from[32];
	registers[TARGET] = (uint32_t)&to[32];
	registers[LINK] = 0;
	registers[CONTROL] = 32 | 2u << 18 | 2u << 21 | 3u << 26;
	registers[CHANNEL] = 1 | HALT;
}

static int start(void)
{
	return 0;
}

/* Goes down first: the line is as it was, but whoever goes down has all lines locked from here on. */
static int hold(void)
{
	key = irq_lock();
	irq_enable(DT_IRQN(DMA));
	return 0;
}

SYS_INIT_NAMED_SHUTDOWN(hold, start, hold, APPLICATION, 0);

/* Goes down after the controller, while there is a console. */
static int let_go_on(void)
{
	registers[CONFIGURATION] = 1;
	registers[CHANNEL] &= ~HALT;
#ifndef LINE_STAYS_MASKED
	irq_enable(DT_IRQN(DMA));
#endif
	irq_unlock(key);
	print_progress();
	return 0;
}

SYS_INIT_NAMED_SHUTDOWN(let_go_on, start, let_go_on, PRE_KERNEL_2, 0);

int main(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(from); i++) {
		from[i] = i + 1;
	}
	begin();
	print_progress();
	bulkhead_shutdown(BULKHEAD_SHUTDOWN_REQUESTED);
}
