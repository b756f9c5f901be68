/*
 * SHA-256, for who wants to know whether bytes are the ones they should be. Source: FIPS 180-4.
 *
 * Context: any; nothing is locked, allocated or kept elsewhere. Cost: linear in the bytes, and the same
 * for all messages of a length.
 */
#ifndef BULKHEAD_SHA256_H
#define BULKHEAD_SHA256_H

#include <bulkhead/attributes.h>
#include <stddef.h>
#include <stdint.h>

#define BULKHEAD_SHA256_SIZE 32

/* A digest on its way. Its content is the kernel's own; it may be copied to go on twice. */
struct bulkhead_sha256 {
	uint64_t words[14];
};

/* Begins a digest; what was in `sha` is lost. */
void bulkhead_sha256_init(struct bulkhead_sha256 *BULKHEAD_NONNULL sha);
/* Takes the message's next `count` bytes. */
void bulkhead_sha256_update(struct bulkhead_sha256 *BULKHEAD_NONNULL sha,
			    const void *BULKHEAD_NULLABLE bytes, size_t count);
/* Stores the digest of what was taken, BULKHEAD_SHA256_SIZE bytes; `sha` stays as it is. */
void bulkhead_sha256_finish(const struct bulkhead_sha256 *BULKHEAD_NONNULL sha,
			    uint8_t *BULKHEAD_NONNULL digest);

#endif
