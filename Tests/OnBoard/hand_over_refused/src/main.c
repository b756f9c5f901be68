/* A slot in which something is wrong is refused, and the boot image goes on. */
#include <bulkhead/handoff.h>
#include <zephyr/kernel.h>

/* Flash that the emulator backs by RAM, so that a test can break what is in it. */
#define SLOT ((volatile uint8_t *)DT_FIXED_PARTITION_ADDR(DT_NODELABEL(application_slot)))

static void break_and_try(const char *what, size_t offset, uint8_t bits)
{
	SLOT[offset] ^= bits;
	printk("%s: %s\n", what, bulkhead_refusal_text(bulkhead_hand_over()));
	SLOT[offset] ^= bits;
}

int main(void)
{
	const size_t length = offsetof(struct bulkhead_image_header, image_size);

	break_and_try("a magic number that is none", 0, 0xff);
	break_and_try("a length beyond the slot", length + 3, 0x10);
	break_and_try("a bit of the image", 4096, 0x04);
	break_and_try("a bit of the digest", offsetof(struct bulkhead_image_header, digest), 0x01);
	k_msleep(10);
	printk("the boot image is up\n");
	return 0;
}
