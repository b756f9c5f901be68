/*
 * Floating point by the names of the Run-time ABI for the Arm Architecture (sections 4.1.1 and 4.1.2).
 * All pass their arguments in core registers, whatever the rest of the image does.
 */
#if defined(__arm__)
#include "soft_float.h"

#define AAPCS __attribute__((pcs("aapcs")))

/* prefix f or d, and C's type: arithmetic and comparisons */
#define OPERATION(name, type, operation) \
	AAPCS type name(type a, type b); \
	AAPCS type name(type a, type b) \
	{ \
		return bulkhead_real_to_##type( \
			operation(bulkhead_real_of_##type(a), bulkhead_real_of_##type(b))); \
	}
#define COMPARISON(name, type, condition) \
	AAPCS int name(type a, type b); \
	AAPCS int name(type a, type b) \
	{ \
		enum real_order order = \
			bulkhead_real_compare(bulkhead_real_of_##type(a), bulkhead_real_of_##type(b)); \
		return condition; \
	}
#define FROM_INTEGER(name, type, integer, magnitude, negative) \
	AAPCS type name(integer number); \
	AAPCS type name(integer number) \
	{ \
		return bulkhead_real_to_##type(bulkhead_real_of_integer(magnitude, negative)); \
	}
#define TO_INTEGER(name, type, integer, conversion) \
	AAPCS integer name(type number); \
	AAPCS integer name(type number) \
	{ \
		return (integer)bulkhead_real_to_##conversion(bulkhead_real_of_##type(number), \
							      8 * sizeof(integer)); \
	}

static uint64_t magnitude(int64_t number)
{
	return number < 0 ? -(uint64_t)number : (uint64_t)number;
}

#define TYPE(f, type) \
	OPERATION(__aeabi_##f##add, type, bulkhead_real_add) \
	OPERATION(__aeabi_##f##sub, type, bulkhead_real_subtract) \
	OPERATION(__aeabi_##f##mul, type, bulkhead_real_multiply) \
	OPERATION(__aeabi_##f##div, type, bulkhead_real_divide) \
	COMPARISON(__aeabi_##f##cmpeq, type, order == REAL_EQUAL) \
	COMPARISON(__aeabi_##f##cmplt, type, order == REAL_LESS) \
	COMPARISON(__aeabi_##f##cmple, type, order == REAL_LESS || order == REAL_EQUAL) \
	COMPARISON(__aeabi_##f##cmpge, type, order == REAL_GREATER || order == REAL_EQUAL) \
	COMPARISON(__aeabi_##f##cmpgt, type, order == REAL_GREATER) \
	COMPARISON(__aeabi_##f##cmpun, type, order == REAL_UNORDERED) \
	FROM_INTEGER(__aeabi_i2##f, type, int32_t, magnitude(number), number < 0) \
	FROM_INTEGER(__aeabi_ui2##f, type, uint32_t, number, false) \
	FROM_INTEGER(__aeabi_l2##f, type, int64_t, magnitude(number), number < 0) \
	FROM_INTEGER(__aeabi_ul2##f, type, uint64_t, number, false) \
	TO_INTEGER(__aeabi_##f##2iz, type, int32_t, signed) \
	TO_INTEGER(__aeabi_##f##2uiz, type, uint32_t, unsigned) \
	TO_INTEGER(__aeabi_##f##2lz, type, int64_t, signed) \
	TO_INTEGER(__aeabi_##f##2ulz, type, uint64_t, unsigned)

TYPE(f, float)
TYPE(d, double)

AAPCS double __aeabi_f2d(float number);
AAPCS double __aeabi_f2d(float number)
{
	return bulkhead_real_to_double(bulkhead_real_of_float(number));
}

AAPCS float __aeabi_d2f(double number);
AAPCS float __aeabi_d2f(double number)
{
	return bulkhead_real_to_float(bulkhead_real_of_double(number));
}

#endif
