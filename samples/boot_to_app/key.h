/* A key that neither image holds in the clear: each of them knows it under a mask. */
#include <stdint.h>

#define KEY_WORDS 4
#define KEY_MASK 0x6b1f93c5u

/* Volatile, or else the compiler would take the mask off. */
static const volatile uint32_t masked_key[KEY_WORDS] = {
	0x0d4c5e27, 0xa7302b9d, 0x51e86f04, 0xf29b1c63,
};
