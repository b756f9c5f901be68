/* The compartment that calls. */
#include "study.h"

#include <bulkhead/capability.h>

int far_nothing(int a, int b, int c, int d);
int far_take(const void *bytes, size_t length);
int far_sees(const void *bytes, size_t length, size_t address);
int full_take(const void *bytes, size_t length);
int full_sees(const void *bytes, size_t length, size_t address);
int reader_take(const bulkhead_capability_t *bytes);
int reader_read(const bulkhead_capability_t *bytes);

/* So that a capability can have just these. */
static unsigned char bytes[4096] __attribute__((aligned(512)));

/* Whether the callee has got the buffer itself, or a copy of it. */
#define PASS(operation, callee, length)                                                            \
	do {                                                                                       \
		REPEAT(operation, sum += callee##_take(bytes, length));                            \
		if (callee##_sees(bytes, length, (size_t)bytes)) {                              \
			BULKHEAD_MARK(DELEGATED);                                                  \
		} else {                                                                           \
			BULKHEAD_MARK(COPIED);                                                     \
		}                                                                                  \
	} while (0)

/* What others do in the same compartment. */
__attribute__((noinline)) static int near_nothing(int a, int b, int c, int d)
{
	__asm__ volatile("" ::"r"(a), "r"(b), "r"(c), "r"(d));
	return a;
}

int near_measure(void)
{
	bulkhead_capability_t view;
	int sum = 0;

	REPEAT(NOTHING, );
	REPEAT(OWN, sum += near_nothing(1, 2, 3, 4));
	REPEAT(CALL, sum += far_nothing(1, 2, 3, 4));
	PASS(FAR_16, far, 16);
	PASS(FAR_256, far, 256);
	PASS(FAR_4096, far, 4096);
	PASS(FULL_16, full, 16);
	PASS(FULL_256, full, 256);
	PASS(FULL_4096, full, 4096);
	if (bulkhead_capability_derive(&view, bytes, sizeof(bytes), BULKHEAD_CAPABILITY_READ) != 0 ||
	    reader_read(&view) != 0) {
		return -1;
	}
	REPEAT(GIVE, sum += reader_take(&view));
	return sum;
}

/* Each yields to the other: what begins here ends there. */
void near_main(void *p1, void *p2, void *p3)
{
	REPEAT(SWITCH, k_yield());
}
