/*
 * The hand-over from a boot image to an application image in the same flash memory, with nothing
 * of the boot image left in RAM or in the core. docs/HANDOFF.md says what is promised.
 */
#ifndef BULKHEAD_HANDOFF_H
#define BULKHEAD_HANDOFF_H

#include <bulkhead/attributes.h>
#include <bulkhead/init.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The first bytes of a slot, as `./bulkhead` packs an application image; little-endian. The image
 * follows at `header_size`.
 */
struct bulkhead_image_header {
	uint32_t magic;        /* BULKHEAD_IMAGE_MAGIC */
	uint16_t version;      /* BULKHEAD_IMAGE_VERSION */
	uint16_t header_size;  /* bytes from here to the image, at least those of this structure */
	uint32_t image_size;   /* bytes of the image */
	uint32_t start;        /* the image's address: the vector table, or the first instruction */
	uint32_t reserved[4];  /* 0 */
	uint8_t digest[32];    /* SHA-256 of header and image without these bytes */
};

#define BULKHEAD_IMAGE_MAGIC 0x474d4942u /* "BIMG" */
#define BULKHEAD_IMAGE_VERSION 1

/* Why a slot is not handed over to, in the order in which it is looked at. */
enum bulkhead_refusal {
	BULKHEAD_REFUSAL_NONE,
	BULKHEAD_REFUSAL_NO_SLOT,      /* the image was built without CONFIG_HANDOFF_APPLICATION */
	BULKHEAD_REFUSAL_MAGIC,        /* the slot does not begin with a header */
	BULKHEAD_REFUSAL_VERSION,      /* the header is of another version */
	BULKHEAD_REFUSAL_HEADER,       /* its size is none, or its reserved words are not 0 */
	BULKHEAD_REFUSAL_LENGTH,       /* header and image do not lie within the slot */
	BULKHEAD_REFUSAL_EMPTY,        /* the image has no byte */
	BULKHEAD_REFUSAL_ADDRESS,      /* the image was linked for another place */
	BULKHEAD_REFUSAL_DIGEST,       /* a bit is not what it was */
	BULKHEAD_REFUSAL_PLACE,        /* its vector table, or first instruction, is not aligned */
	BULKHEAD_REFUSAL_STACK,        /* its vector table begins with no stack pointer */
	BULKHEAD_REFUSAL_ENTRY,        /* its first instruction is not in it */
};

/* The refusal in words, for a console. Any context. */
const char *BULKHEAD_NONNULL bulkhead_refusal_text(enum bulkhead_refusal refusal);

/*
 * Looks at the image in `size` bytes from `slot`, an address that is a multiple of 4, and gives why it
 * is refused, or BULKHEAD_REFUSAL_NONE. Changes nothing.
 *
 * Context: any. Cost: linear in the image's bytes.
 */
enum bulkhead_refusal bulkhead_check_image(const void *BULKHEAD_NONNULL slot, size_t size);

/*
 * Hands over to the application image that this image was built with: checks it, names on the
 * console what memory keeps its content (`kernel,retained`), takes the system down
 * (bulkhead_shutdown_then), scrubs RAM and registers, reads RAM back, and jumps.
 *
 * Returns only with a refusal, and the caller goes on as if nothing had happened. What goes wrong
 * after that ends the run with status 1 and says why, because there is nothing to return to: an entry
 * that does not go down, memory that does not read back as 0.
 *
 * Context: a thread. Cost: linear in the image and in RAM.
 */
enum bulkhead_refusal bulkhead_hand_over(void) BULKHEAD_NEEDS_SHUTDOWN;

/* A part of the RAM that the board's description names; all addresses are multiples of 16. */
struct bulkhead_memory_range {
	uintptr_t start;
	uintptr_t end;     /* the first address behind it */
	bool is_retained;  /* keeps its content in a hand-over */
};

/* All RAM but flash memory, the part that this image's own data and stacks are in last. */
BULKHEAD_HIDDEN extern const struct bulkhead_memory_range bulkhead_ram[];
BULKHEAD_HIDDEN extern const uint32_t bulkhead_ram_count;

/* Where the build put the application image; 0 bytes: nowhere. For the kernel. */
struct bulkhead_slot {
	uintptr_t start;
	size_t size;
};
BULKHEAD_HIDDEN extern const struct bulkhead_slot bulkhead_application_slot;

/* For Swift, to which an array of unknown length is a pointer to its first element. */
BULKHEAD_INLINE const struct bulkhead_memory_range *BULKHEAD_NONNULL bulkhead_ram_range(uint32_t index)
{
	return &bulkhead_ram[index];
}

/*
 * What the last step does when memory does not read back as 0: ends the run with status 1. Called
 * with nothing in RAM but a stack.
 */
BULKHEAD_HIDDEN void bulkhead_stop_handoff(uintptr_t address) __attribute__((noreturn));

#endif
