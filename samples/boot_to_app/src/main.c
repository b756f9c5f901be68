/*
 * A boot image: uses a key in every way in which one stays behind, then hands over to the application
 * image in `app`, which looks for it.
 */
#include <bulkhead/handoff.h>
#include <string.h>
#include <zephyr/drivers/flash.h>
#include <zephyr/kernel.h>

#include "../key.h"

static const struct device *const store = DEVICE_DT_GET(DT_NODELABEL(key_store));

/* Leaves the key in registers that a called function preserves. */
static inline void load_key(const uint32_t *key)
{
#if defined(__arm__)
	__asm__ volatile("ldmia %0, {r8-r11}" ::"r"(key) : "r8", "r9", "r10", "r11", "memory");
#elif defined(__riscv)
	__asm__ volatile("lw s8, 0(%0)\n\tlw s9, 4(%0)\n\tlw s10, 8(%0)\n\tlw s11, 12(%0)" ::"r"(key)
			 : "s8", "s9", "s10", "s11", "memory");
#endif
}

int main(void)
{
	uint32_t key[KEY_WORDS];
	uint32_t *copy = k_malloc(sizeof(key));

	for (int i = 0; i < KEY_WORDS; i++) {
		key[i] = masked_key[i] ^ KEY_MASK;
	}
	if (copy == NULL || flash_write(store, 0, key, sizeof(key)) != 0) {
		printk("no room for the key\n");
		return 1;
	}
	memcpy(copy, key, sizeof(key));
	printk("the key is on the stack, in the heap, in a driver's buffer and in registers\n");
	load_key(key);
	printk("not handed over: %s\n", bulkhead_refusal_text(bulkhead_hand_over()));
	return 1;
}
