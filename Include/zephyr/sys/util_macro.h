/*
 * Macros that write code: conditions on configuration flags, lists, and loops over arguments.
 * All of it happens in the preprocessor. A parenthesised argument, `(code)`, loses its parentheses.
 */
#ifndef ZEPHYR_SYS_UTIL_MACRO_H
#define ZEPHYR_SYS_UTIL_MACRO_H

#include <zephyr/sys/util_lists.h>
#include <zephyr/sys/util_numbers.h>

/* Bits */
#ifndef BIT
#if defined(__ASSEMBLER__)
#define BIT(n) (1 << (n))
#else
#define BIT(n) (1UL << (n))
#endif
#endif
#define BIT64(n) (1ULL << (n))
#define BIT_MASK(n) (BIT(n) - 1UL)
#define BIT64_MASK(n) (BIT64(n) - 1ULL)
#define WRITE_BIT(variable, bit, set) \
	((variable) = (set) ? ((variable) | BIT(bit)) : ((variable) & ~BIT(bit)))
/* Whether a value is a run of ones that starts at bit 0, or at any bit. */
#define IS_BIT_MASK(mask) (((mask) & ((mask) + 1)) == 0)
#define IS_SHIFTED_BIT_MASK(mask, shift) ((((mask) >> (shift)) << (shift)) == (mask) && \
					  IS_BIT_MASK((mask) >> (shift)))
#define BIT_WITHIN(n, first, last) ((n) >= (first) && (n) <= (last))

/* Tokens */
#define EMPTY
#define IDENTITY(value) value
#define Z_STRIP(...) __VA_ARGS__
#define __DEBRACKET(...) __VA_ARGS__
#define Z_FIRST(first, ...) first
#define Z_SECOND(first, second, ...) second
#define Z_STRINGIFY(x) #x
#ifndef STRINGIFY
#define STRINGIFY(x) Z_STRINGIFY(x)
#endif
#define _STRINGIFY(x) #x
#define _DO_CONCAT(a, b) a##b
#define _CONCAT(a, b) _DO_CONCAT(a, b)
#define UTIL_PRIMITIVE_CAT(a, ...) a##__VA_ARGS__
#define UTIL_CAT(a, ...) UTIL_PRIMITIVE_CAT(a, __VA_ARGS__)
#define UTIL_EXPAND(...) __VA_ARGS__
#define UTIL_EVAL(...) __VA_ARGS__

/* Conditions. A flag counts as set only when it expands to the token 1. */
#define Z_SET_1 ~,
#define Z_CLEAR_0 ~,
#define Z_PICK_SECOND(...) Z_SECOND(__VA_ARGS__)

#define Z_IF_SET(flag, then, otherwise) Z_PICK_SECOND(Z_SET_##flag then, otherwise, ~)
#define Z_IF_CLEAR(flag, then, otherwise) Z_PICK_SECOND(Z_CLEAR_##flag then, otherwise, ~)
#define Z_UNWRAP(code) Z_STRIP code

/* 1 if the configuration flag is y, else 0; also in #if and where the flag is not defined at all. */
#define IS_ENABLED(flag) Z_IS_ENABLED(flag)
#define Z_IS_ENABLED(flag) Z_IF_SET(flag, 1, 0)

/* COND_CODE_1(flag, (code if 1), (code otherwise)), COND_CODE_0(flag, (code if 0), (otherwise)) */
#define COND_CODE_1(flag, then, otherwise) Z_COND_CODE_1(flag, then, otherwise)
#define Z_COND_CODE_1(flag, then, otherwise) Z_UNWRAP(Z_IF_SET(flag, then, otherwise))
#define COND_CODE_0(flag, then, otherwise) Z_COND_CODE_0(flag, then, otherwise)
#define Z_COND_CODE_0(flag, then, otherwise) Z_UNWRAP(Z_IF_CLEAR(flag, then, otherwise))
#define IF_ENABLED(flag, code) COND_CODE_1(flag, code, ())
#define IF_DISABLED(flag, code) COND_CODE_1(flag, (), code)

/* Whether no argument, or an empty one, was given. */
#define IS_EMPTY(...) Z_IS_EMPTY(__VA_ARGS__)
#define Z_IS_EMPTY(...) Z_FIRST(__VA_OPT__(0, ) 1, ~)
#define HAS_ARGS(...) Z_FIRST(__VA_OPT__(1, ) 0, ~)

/* Logic on tokens: everything but 0 and the empty token counts as true. */
#define UTIL_NOT(a) COND_CODE_0(a, (1), (0))
#define UTIL_BOOL(a) COND_CODE_0(a, (0), (1))
#define UTIL_OR(a, b) COND_CODE_1(UTIL_BOOL(a), (a), (b))
#define UTIL_AND(a, b) COND_CODE_1(UTIL_BOOL(a), (b), (0))
#define UTIL_INC(n) UTIL_PRIMITIVE_CAT(Z_AFTER_, n)
#define UTIL_DEC(n) UTIL_PRIMITIVE_CAT(Z_BEFORE_, n)
#define UTIL_X2(n) ((n) + (n))

/* Lists: F(0, ...) sep F(1, ...) sep ... F(count - 1, ...); count is a literal up to 128. */
#define LISTIFY(count, F, sep, ...) UTIL_CAT(Z_LIST_, count)(F, sep, ##__VA_ARGS__)
#define UTIL_LISTIFY(count, F, ...) LISTIFY(count, F, (), ##__VA_ARGS__)
#define UTIL_REPEAT(count, ...) LISTIFY(count, Z_REPEAT, (), __VA_ARGS__)
#define Z_REPEAT(index, ...) __VA_ARGS__

/* Loops over arguments, up to 80 of them: a step names the next one, and each scan runs it. */
#define Z_PARENTHESES ()
#define Z_SCAN(...) Z_SCAN_3(Z_SCAN_3(Z_SCAN_3(Z_SCAN_3(__VA_ARGS__))))
#define Z_SCAN_3(...) Z_SCAN_2(Z_SCAN_2(Z_SCAN_2(Z_SCAN_2(__VA_ARGS__))))
#define Z_SCAN_2(...) Z_SCAN_1(Z_SCAN_1(Z_SCAN_1(Z_SCAN_1(__VA_ARGS__))))
#define Z_SCAN_1(...) __VA_ARGS__

#define FOR_EACH(F, sep, ...) __VA_OPT__(Z_SCAN(Z_EACH(F, sep, __VA_ARGS__)))
#define Z_EACH(F, sep, x, ...) \
	F(x) __VA_OPT__(Z_STRIP sep Z_EACH_NEXT Z_PARENTHESES(F, sep, __VA_ARGS__))
#define Z_EACH_NEXT() Z_EACH

#define FOR_EACH_IDX(F, sep, ...) __VA_OPT__(Z_SCAN(Z_EACH_IDX(F, sep, 0, __VA_ARGS__)))
#define Z_EACH_IDX(F, sep, i, x, ...) \
	F(i, x) __VA_OPT__(Z_STRIP sep Z_EACH_IDX_NEXT Z_PARENTHESES(F, sep, UTIL_INC(i), __VA_ARGS__))
#define Z_EACH_IDX_NEXT() Z_EACH_IDX

#define FOR_EACH_FIXED_ARG(F, sep, fixed, ...) \
	__VA_OPT__(Z_SCAN(Z_EACH_FIXED(F, sep, fixed, __VA_ARGS__)))
#define Z_EACH_FIXED(F, sep, fixed, x, ...) \
	F(x, fixed) __VA_OPT__(Z_STRIP sep Z_EACH_FIXED_NEXT Z_PARENTHESES(F, sep, fixed, __VA_ARGS__))
#define Z_EACH_FIXED_NEXT() Z_EACH_FIXED

#define FOR_EACH_IDX_FIXED_ARG(F, sep, fixed, ...) \
	__VA_OPT__(Z_SCAN(Z_EACH_IDX_FIXED(F, sep, fixed, 0, __VA_ARGS__)))
#define Z_EACH_IDX_FIXED(F, sep, fixed, i, x, ...) \
	F(i, x, fixed) __VA_OPT__(Z_STRIP sep Z_EACH_IDX_FIXED_NEXT Z_PARENTHESES( \
		F, sep, fixed, UTIL_INC(i), __VA_ARGS__))
#define Z_EACH_IDX_FIXED_NEXT() Z_EACH_IDX_FIXED

/* Like FOR_EACH, with `term` after each result that is not empty. */
#define FOR_EACH_NONEMPTY_TERM(F, term, ...) __VA_OPT__(Z_SCAN(Z_EACH_TERM(F, term, __VA_ARGS__)))
#define Z_EACH_TERM(F, term, x, ...) \
	Z_WITH_TERM(term, F(x)) \
	__VA_OPT__(Z_EACH_TERM_NEXT Z_PARENTHESES(F, term, __VA_ARGS__))
#define Z_EACH_TERM_NEXT() Z_EACH_TERM
#define Z_WITH_TERM(term, ...) __VA_ARGS__ __VA_OPT__(Z_STRIP term)

/* Drops empty arguments; what is left ends in a comma each. */
#define LIST_DROP_EMPTY(...) FOR_EACH_NONEMPTY_TERM(IDENTITY, (, ), __VA_ARGS__)

/* F(a)F(b)F(c) */
#define MACRO_MAP_CAT(F, ...) FOR_EACH(F, (), __VA_ARGS__)

/* How many arguments were given, up to 32; one is the least that NUM_VA_ARGS_LESS_1 takes. */
#define NUM_VA_ARGS(...) \
	Z_COUNT(__VA_ARGS__ __VA_OPT__(, ) 32, 31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 19, 18, \
		17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0)
#define Z_COUNT(a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18, a19, \
		a20, a21, a22, a23, a24, a25, a26, a27, a28, a29, a30, a31, a32, count, ...) count
#define NUM_VA_ARGS_LESS_1(first, ...) NUM_VA_ARGS(__VA_ARGS__)

/* The n-th argument, from 1, and what is left after dropping the first n; n is a literal up to 16. */
#define GET_ARG_N(n, ...) Z_FIRST_OF(UTIL_CAT(Z_DROP_, UTIL_DEC(n))(__VA_ARGS__), )
#define Z_FIRST_OF(...) Z_FIRST(__VA_ARGS__, )
#define GET_ARGS_LESS_N(n, ...) UTIL_CAT(Z_DROP_, n)(__VA_ARGS__)
#define Z_DROP_0(...) __VA_ARGS__
#define Z_DROP_1(a, ...) __VA_ARGS__
#define Z_DROP_2(a, ...) Z_DROP_1(__VA_ARGS__)
#define Z_DROP_3(a, ...) Z_DROP_2(__VA_ARGS__)
#define Z_DROP_4(a, ...) Z_DROP_3(__VA_ARGS__)
#define Z_DROP_5(a, ...) Z_DROP_4(__VA_ARGS__)
#define Z_DROP_6(a, ...) Z_DROP_5(__VA_ARGS__)
#define Z_DROP_7(a, ...) Z_DROP_6(__VA_ARGS__)
#define Z_DROP_8(a, ...) Z_DROP_7(__VA_ARGS__)
#define Z_DROP_9(a, ...) Z_DROP_8(__VA_ARGS__)
#define Z_DROP_10(a, ...) Z_DROP_9(__VA_ARGS__)
#define Z_DROP_11(a, ...) Z_DROP_10(__VA_ARGS__)
#define Z_DROP_12(a, ...) Z_DROP_11(__VA_ARGS__)
#define Z_DROP_13(a, ...) Z_DROP_12(__VA_ARGS__)
#define Z_DROP_14(a, ...) Z_DROP_13(__VA_ARGS__)
#define Z_DROP_15(a, ...) Z_DROP_14(__VA_ARGS__)
#define Z_DROP_16(a, ...) Z_DROP_15(__VA_ARGS__)

#define CONCAT(...) UTIL_CAT(Z_CONCAT_, NUM_VA_ARGS(__VA_ARGS__))(__VA_ARGS__)
#define Z_CONCAT_1(a) a
#define Z_CONCAT_2(a, b) UTIL_CAT(a, b)
#define Z_CONCAT_3(a, b, c) UTIL_CAT(Z_CONCAT_2(a, b), c)
#define Z_CONCAT_4(a, b, c, d) UTIL_CAT(Z_CONCAT_3(a, b, c), d)
#define Z_CONCAT_5(a, b, c, d, e) UTIL_CAT(Z_CONCAT_4(a, b, c, d), e)
#define Z_CONCAT_6(a, b, c, d, e, f) UTIL_CAT(Z_CONCAT_5(a, b, c, d, e), f)

#endif
