/* Floating point by the names of GCC's run-time library, which clang calls on rv32imac too. */
#if defined(__riscv) && !defined(__riscv_flen)
#include "soft_float.h"

#define OPERATION(name, type, operation) \
	type name(type a, type b); \
	type name(type a, type b) \
	{ \
		return bulkhead_real_to_##type( \
			operation(bulkhead_real_of_##type(a), bulkhead_real_of_##type(b))); \
	}
/* The caller compares the result with 0; `unordered` makes that comparison false. */
#define COMPARISON(name, type, unordered) \
	int name(type a, type b); \
	int name(type a, type b) \
	{ \
		enum real_order order = \
			bulkhead_real_compare(bulkhead_real_of_##type(a), bulkhead_real_of_##type(b)); \
		return order == REAL_UNORDERED ? (unordered) : (int)order - REAL_EQUAL; \
	}
#define FROM_INTEGER(name, type, integer, magnitude, negative) \
	type name(integer number); \
	type name(integer number) \
	{ \
		return bulkhead_real_to_##type(bulkhead_real_of_integer(magnitude, negative)); \
	}
#define TO_INTEGER(name, type, integer, conversion) \
	integer name(type number); \
	integer name(type number) \
	{ \
		return (integer)bulkhead_real_to_##conversion(bulkhead_real_of_##type(number), \
							      8 * sizeof(integer)); \
	}

static uint64_t magnitude(int64_t number)
{
	return number < 0 ? -(uint64_t)number : (uint64_t)number;
}

#define TYPE(f, type) \
	OPERATION(__add##f##3, type, bulkhead_real_add) \
	OPERATION(__sub##f##3, type, bulkhead_real_subtract) \
	OPERATION(__mul##f##3, type, bulkhead_real_multiply) \
	OPERATION(__div##f##3, type, bulkhead_real_divide) \
	COMPARISON(__eq##f##2, type, 1) \
	COMPARISON(__ne##f##2, type, 1) \
	COMPARISON(__lt##f##2, type, 1) \
	COMPARISON(__le##f##2, type, 1) \
	COMPARISON(__ge##f##2, type, -1) \
	COMPARISON(__gt##f##2, type, -1) \
	FROM_INTEGER(__floatsi##f, type, int32_t, magnitude(number), number < 0) \
	FROM_INTEGER(__floatunsi##f, type, uint32_t, number, false) \
	FROM_INTEGER(__floatdi##f, type, int64_t, magnitude(number), number < 0) \
	FROM_INTEGER(__floatundi##f, type, uint64_t, number, false) \
	TO_INTEGER(__fix##f##si, type, int32_t, signed) \
	TO_INTEGER(__fixuns##f##si, type, uint32_t, unsigned) \
	TO_INTEGER(__fix##f##di, type, int64_t, signed) \
	TO_INTEGER(__fixuns##f##di, type, uint64_t, unsigned)

TYPE(sf, float)
TYPE(df, double)

#define UNORDERED(name, type) \
	int name(type a, type b); \
	int name(type a, type b) \
	{ \
		return bulkhead_real_compare(bulkhead_real_of_##type(a), bulkhead_real_of_##type(b)) == \
		       REAL_UNORDERED; \
	}

UNORDERED(__unordsf2, float)
UNORDERED(__unorddf2, double)

double __extendsfdf2(float number);
double __extendsfdf2(float number)
{
	return bulkhead_real_to_double(bulkhead_real_of_float(number));
}

float __truncdfsf2(double number);
float __truncdfsf2(double number)
{
	return bulkhead_real_to_float(bulkhead_real_of_double(number));
}

#endif
