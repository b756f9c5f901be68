/*
 * memcpy and memmove, a word at a time. The compiler must not turn these loops back into calls to
 * the functions they implement, hence the attribute.
 *
 * Words are read through a packed type: on Arm one load at any address, on RISC-V a few byte loads.
 * Stores are aligned. Calls with both addresses aligned, which compilers make for structures, go
 * through four-word steps.
 */
#include <stdint.h>
#include <string.h>

#define NOT_ITSELF __attribute__((no_builtin("memcpy", "memmove", "memset")))

struct __attribute__((packed, may_alias)) word_anywhere {
	uint32_t value;
};

typedef uint32_t __attribute__((may_alias)) word;

/*
 * From the start to the end; right also for a destination below an overlapping source, since every
 * step reads before it writes.
 */
NOT_ITSELF static inline void copy_forwards(unsigned char *to, const unsigned char *from,
					     size_t count)
{
	if ((((uintptr_t)to | (uintptr_t)from) & 3) == 0) {
		for (; count >= 16; count -= 16) {
			word a = ((const word *)from)[0], b = ((const word *)from)[1];
			word c = ((const word *)from)[2], d = ((const word *)from)[3];

			((word *)to)[0] = a;
			((word *)to)[1] = b;
			((word *)to)[2] = c;
			((word *)to)[3] = d;
			from += 16;
			to += 16;
		}
		for (; count >= 4; count -= 4) {
			*(word *)to = *(const word *)from;
			from += 4;
			to += 4;
		}
	} else if (count >= 8) {
		for (; ((uintptr_t)to & 3) != 0; count--) {
			*to++ = *from++;
		}
		for (; count >= 4; count -= 4) {
			*(word *)to = ((const struct word_anywhere *)from)->value;
			from += 4;
			to += 4;
		}
	}
	for (; count > 0; count--) {
		*to++ = *from++;
	}
}

NOT_ITSELF void *memcpy(void *restrict destination, const void *restrict source, size_t count)
{
	copy_forwards(destination, source, count);
	return destination;
}

/* From the end to the start, for a destination above an overlapping source. */
NOT_ITSELF static void copy_backwards(unsigned char *to, const unsigned char *from, size_t count)
{
	to += count;
	from += count;
	while (count > 0 && ((uintptr_t)to & 3) != 0) {
		*--to = *--from;
		count--;
	}
	for (; count >= 4; count -= 4) {
		to -= 4;
		from -= 4;
		*(word *)to = ((const struct word_anywhere *)from)->value;
	}
	while (count > 0) {
		*--to = *--from;
		count--;
	}
}

NOT_ITSELF void *memmove(void *destination, const void *source, size_t count)
{
	if ((uintptr_t)destination - (uintptr_t)source >= count) {
		copy_forwards(destination, source, count);
	} else {
		copy_backwards(destination, source, count);
	}
	return destination;
}
