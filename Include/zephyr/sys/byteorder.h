/* Numbers in a stated byte order: swapping, and reading and writing at any address. */
#ifndef ZEPHYR_SYS_BYTEORDER_H
#define ZEPHYR_SYS_BYTEORDER_H

#include <stddef.h>
#include <stdint.h>
#include <zephyr/toolchain.h>

#define BSWAP_16(x) ((uint16_t)__builtin_bswap16(x))
#define BSWAP_24(x) ((uint32_t)(__builtin_bswap32(x) >> 8))
#define BSWAP_32(x) ((uint32_t)__builtin_bswap32(x))
#define BSWAP_40(x) ((uint64_t)(__builtin_bswap64(x) >> 24))
#define BSWAP_48(x) ((uint64_t)(__builtin_bswap64(x) >> 16))
#define BSWAP_64(x) ((uint64_t)__builtin_bswap64(x))

/* Every processor Bulkhead runs on is little-endian. */
#define sys_le16_to_cpu(value) (value)
#define sys_cpu_to_le16(value) (value)
#define sys_le24_to_cpu(value) (value)
#define sys_cpu_to_le24(value) (value)
#define sys_le32_to_cpu(value) (value)
#define sys_cpu_to_le32(value) (value)
#define sys_le48_to_cpu(value) (value)
#define sys_cpu_to_le48(value) (value)
#define sys_le64_to_cpu(value) (value)
#define sys_cpu_to_le64(value) (value)
#define sys_be16_to_cpu(value) BSWAP_16(value)
#define sys_cpu_to_be16(value) BSWAP_16(value)
#define sys_be24_to_cpu(value) BSWAP_24(value)
#define sys_cpu_to_be24(value) BSWAP_24(value)
#define sys_be32_to_cpu(value) BSWAP_32(value)
#define sys_cpu_to_be32(value) BSWAP_32(value)
#define sys_be48_to_cpu(value) BSWAP_48(value)
#define sys_cpu_to_be48(value) BSWAP_48(value)
#define sys_be64_to_cpu(value) BSWAP_64(value)
#define sys_cpu_to_be64(value) BSWAP_64(value)
#define sys_uint16_to_array(value) {(value) & 0xff, ((value) >> 8) & 0xff}

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "<zephyr/sys/byteorder.h> is written for little-endian processors"
#endif

/* sys_get_le16(bytes), sys_put_be32(value, bytes) and their like: any alignment. */
#define Z_BYTEORDER(bits, storage) \
	static inline uint##storage##_t sys_get_le##bits(const uint8_t bytes[(bits) / 8]) \
	{ \
		uint##storage##_t value = 0; \
		for (int i = (bits) / 8 - 1; i >= 0; i--) { \
			value = (uint##storage##_t)((uint64_t)value << 8 | bytes[i]); \
		} \
		return value; \
	} \
	static inline uint##storage##_t sys_get_be##bits(const uint8_t bytes[(bits) / 8]) \
	{ \
		uint##storage##_t value = 0; \
		for (int i = 0; i < (bits) / 8; i++) { \
			value = (uint##storage##_t)((uint64_t)value << 8 | bytes[i]); \
		} \
		return value; \
	} \
	static inline void sys_put_le##bits(uint##storage##_t value, uint8_t bytes[(bits) / 8]) \
	{ \
		for (int i = 0; i < (bits) / 8; i++) { \
			bytes[i] = (uint8_t)((uint64_t)value >> (8 * i)); \
		} \
	} \
	static inline void sys_put_be##bits(uint##storage##_t value, uint8_t bytes[(bits) / 8]) \
	{ \
		for (int i = 0; i < (bits) / 8; i++) { \
			bytes[(bits) / 8 - 1 - i] = (uint8_t)((uint64_t)value >> (8 * i)); \
		} \
	}

Z_BYTEORDER(16, 16)
Z_BYTEORDER(24, 32)
Z_BYTEORDER(32, 32)
Z_BYTEORDER(40, 64)
Z_BYTEORDER(48, 64)
Z_BYTEORDER(64, 64)

/* Reverses the bytes of a buffer: from `source` into `destination` (no overlap), or in place. */
static inline void sys_memcpy_swap(void *destination, const void *source, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		((uint8_t *)destination)[i] = ((const uint8_t *)source)[length - 1 - i];
	}
}

static inline void sys_mem_swap(void *buffer, size_t length)
{
	uint8_t *bytes = (uint8_t *)buffer;

	for (size_t i = 0; i < length / 2; i++) {
		uint8_t byte = bytes[i];

		bytes[i] = bytes[length - 1 - i];
		bytes[length - 1 - i] = byte;
	}
}

#endif
