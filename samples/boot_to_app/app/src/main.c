/*
 * An application image: looks for the boot image's key in the registers and in all RAM, at every
 * address and before anything of its own is there.
 */
#include <bulkhead/handoff.h>
#include <bulkhead/reset_hook.h>
#include <zephyr/kernel.h>

#include "../../key.h"

static __noinit size_t found, searched;

static bool is_of_key(uint32_t word)
{
	for (int i = 0; i < KEY_WORDS; i++) {
		if ((word ^ KEY_MASK) == masked_key[i]) {
			return true;
		}
	}
	return false;
}

static void search(const uint32_t *word, const uint32_t *end)
{
	uint32_t before = 0;

	searched += (size_t)((uintptr_t)end - (uintptr_t)word);
	for (; word < end; before = *word++) {
		if ((before | *word) == 0) {
			continue;
		}
		for (int shift = 8; shift <= 32; shift += 8) {
			found += is_of_key((uint32_t)(((uint64_t)*word << 32 | before) >> shift));
		}
	}
}

void bulkhead_reset_hook(const struct bulkhead_reset_registers *registers)
{
	found = searched = 0;
	search((const uint32_t *)registers, (const uint32_t *)(registers + 1));
	for (uint32_t i = 0; i < bulkhead_ram_count; i++) {
		search((const uint32_t *)bulkhead_ram[i].start, (const uint32_t *)bulkhead_ram[i].end);
	}
}

int main(void)
{
	printk("secrets found: %zu in %zu bytes\n", found, searched);
	return found == 0 ? 0 : 1;
}
