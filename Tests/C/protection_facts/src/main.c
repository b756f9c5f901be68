/* What a processor's description says of its memory protection is what the processor says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <zephyr/kernel.h>

#if defined(CONFIG_CPU_CORTEX_M)
/* MPU_TYPE.DREGION: Armv7-M ARM B3.5.4, Armv8-M ARM D1.2.154. */
static unsigned int regions(void)
{
	return *(volatile uint32_t *)0xe000ed90 >> 8 & 0xff;
}
#elif defined(CONFIG_RISCV)
/* An entry that is not there reads as 0: privileged specification 3.7.1. */
#define COUNT(number)                                                                              \
	do {                                                                                       \
		uint32_t value;                                                                    \
		__asm__ volatile("csrw pmpaddr" #number ", %1\n csrr %0, pmpaddr" #number          \
				 : "=r"(value) : "r"(0x5500));                                     \
		count += value == 0x5500;                                                          \
		__asm__ volatile("csrw pmpaddr" #number ", zero");                                 \
	} while (0)

static unsigned int regions(void)
{
	unsigned int count = 0;

	COUNT(0); COUNT(1); COUNT(2); COUNT(3); COUNT(4); COUNT(5); COUNT(6); COUNT(7);
	COUNT(8); COUNT(9); COUNT(10); COUNT(11); COUNT(12); COUNT(13); COUNT(14); COUNT(15);
	return count;
}
#else
/* Nothing limits the number of pages. */
static unsigned int regions(void)
{
	return 0;
}
#endif

static void the_number_of_regions_is_the_processors(void **state)
{
	(void)state;
#if defined(CONFIG_RISCV)
	/* QEMU gives an E31 sixteen entries; the core has eight (SiFive E31 Manual, "Physical Memory Protection"). */
	assert_int_equal(regions(), 16);
	assert_true(CONFIG_PROTECTION_REGIONS == 16 || CONFIG_PROTECTION_REGIONS == 8);
#else
	assert_int_equal(regions(), CONFIG_PROTECTION_REGIONS);
#endif
}

static void one_kind_of_protection_is_named(void **state)
{
	(void)state;
	assert_int_equal(IS_ENABLED(CONFIG_PROTECTION_PMSAV7) + IS_ENABLED(CONFIG_PROTECTION_PMSAV8) +
			 IS_ENABLED(CONFIG_PROTECTION_PMP) + IS_ENABLED(CONFIG_PROTECTION_PAGES), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_number_of_regions_is_the_processors),
		cmocka_unit_test(one_kind_of_protection_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
