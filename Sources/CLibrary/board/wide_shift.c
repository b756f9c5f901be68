/*
 * 64-bit shifts by a variable number, 0 to 63: compilers that optimise for size call them by the
 * names of the Run-time ABI for the Arm Architecture (section 4.2).
 */
#if defined(__arm__)
#include <stdint.h>

uint64_t __aeabi_llsl(uint64_t value, int count);
uint64_t __aeabi_llsr(uint64_t value, int count);
int64_t __aeabi_lasr(int64_t value, int count);

/* Words by hand, and joined through a union: a shift of 64 bits here would call itself. */
union wide {
	uint64_t value;
	struct {
		uint32_t low, high;
	} words;
};

uint64_t __aeabi_llsl(uint64_t value, int count)
{
	union wide wide = {.value = value};

	if (count >= 32) {
		wide.words.high = wide.words.low << (count - 32);
		wide.words.low = 0;
	} else if (count > 0) {
		wide.words.high = wide.words.high << count | wide.words.low >> (32 - count);
		wide.words.low <<= count;
	}
	return wide.value;
}

uint64_t __aeabi_llsr(uint64_t value, int count)
{
	union wide wide = {.value = value};

	if (count >= 32) {
		wide.words.low = wide.words.high >> (count - 32);
		wide.words.high = 0;
	} else if (count > 0) {
		wide.words.low = wide.words.low >> count | wide.words.high << (32 - count);
		wide.words.high >>= count;
	}
	return wide.value;
}

int64_t __aeabi_lasr(int64_t value, int count)
{
	union wide wide = {.value = (uint64_t)value};
	int32_t high = (int32_t)wide.words.high;

	if (count >= 32) {
		wide.words.low = (uint32_t)(high >> (count - 32));
		wide.words.high = (uint32_t)(high >> 31);
	} else if (count > 0) {
		wide.words.low = wide.words.low >> count | wide.words.high << (32 - count);
		wide.words.high = (uint32_t)(high >> count);
	}
	return (int64_t)wide.value;
}

#endif
