/*
 * What boards have of mathematics: kinds of numbers, and what takes no approximation. Every other
 * function is an error where it is used, which says so; a program that brings its own library has
 * that library's header in its include folder, and so before this one.
 */
#ifndef BULKHEAD_LIBC_MATH_H
#define BULKHEAD_LIBC_MATH_H

typedef float float_t;
typedef double double_t;

#define HUGE_VAL __builtin_huge_val()
#define HUGE_VALF __builtin_huge_valf()
#define INFINITY __builtin_inff()
#define NAN __builtin_nanf("")
#define M_E 2.7182818284590452354
#define M_PI 3.14159265358979323846
#define M_PI_2 1.57079632679489661923
#define M_PI_4 0.78539816339744830962
#define M_SQRT2 1.41421356237309504880

#define FP_NAN 0
#define FP_INFINITE 1
#define FP_ZERO 2
#define FP_SUBNORMAL 3
#define FP_NORMAL 4
#define fpclassify(x)                                                                              \
	__builtin_fpclassify(FP_NAN, FP_INFINITE, FP_NORMAL, FP_SUBNORMAL, FP_ZERO, x)
#define isfinite(x) __builtin_isfinite(x)
#define isinf(x) __builtin_isinf(x)
#define isnan(x) __builtin_isnan(x)
#define isnormal(x) __builtin_isnormal(x)
#define signbit(x) __builtin_signbit(x)
#define isgreater(x, y) __builtin_isgreater(x, y)
#define isgreaterequal(x, y) __builtin_isgreaterequal(x, y)
#define isless(x, y) __builtin_isless(x, y)
#define islessequal(x, y) __builtin_islessequal(x, y)
#define isunordered(x, y) __builtin_isunordered(x, y)

static inline double fabs(double x)
{
	return __builtin_fabs(x);
}

static inline float fabsf(float x)
{
	return __builtin_fabsf(x);
}

static inline double copysign(double x, double y)
{
	return __builtin_copysign(x, y);
}

static inline float copysignf(float x, float y)
{
	return __builtin_copysignf(x, y);
}

/* The other one if one is not a number. */
static inline double fmin(double x, double y)
{
	return isnan(x) || y < x ? y : x;
}

static inline float fminf(float x, float y)
{
	return isnan(x) || y < x ? y : x;
}

static inline double fmax(double x, double y)
{
	return isnan(x) || y > x ? y : x;
}

static inline float fmaxf(float x, float y)
{
	return isnan(x) || y > x ? y : x;
}

#define BULKHEAD_NEEDS_MATH(name)                                                                  \
	__attribute__((unavailable(name " needs a mathematics library, which boards do not have")))
#define BULKHEAD_NO_MATH(name)                                                                     \
	double name() BULKHEAD_NEEDS_MATH(#name);                                                  \
	float name##f() BULKHEAD_NEEDS_MATH(#name "f")
BULKHEAD_NO_MATH(acos);
BULKHEAD_NO_MATH(asin);
BULKHEAD_NO_MATH(atan);
BULKHEAD_NO_MATH(atan2);
BULKHEAD_NO_MATH(cbrt);
BULKHEAD_NO_MATH(ceil);
BULKHEAD_NO_MATH(cos);
BULKHEAD_NO_MATH(cosh);
BULKHEAD_NO_MATH(exp);
BULKHEAD_NO_MATH(exp2);
BULKHEAD_NO_MATH(floor);
BULKHEAD_NO_MATH(fmod);
BULKHEAD_NO_MATH(frexp);
BULKHEAD_NO_MATH(hypot);
BULKHEAD_NO_MATH(ldexp);
BULKHEAD_NO_MATH(log);
BULKHEAD_NO_MATH(log10);
BULKHEAD_NO_MATH(log2);
BULKHEAD_NO_MATH(modf);
BULKHEAD_NO_MATH(pow);
BULKHEAD_NO_MATH(remainder);
BULKHEAD_NO_MATH(rint);
BULKHEAD_NO_MATH(round);
BULKHEAD_NO_MATH(sin);
BULKHEAD_NO_MATH(sinh);
BULKHEAD_NO_MATH(sqrt);
BULKHEAD_NO_MATH(tan);
BULKHEAD_NO_MATH(tanh);
BULKHEAD_NO_MATH(trunc);
#undef BULKHEAD_NO_MATH

#endif
