/*
 * The devicetree in C: every fact of the image's devicetree as a constant of the preprocessor.
 *
 * A node identifier (DT_NODELABEL(uart0), DT_PATH(soc, serial_40004000)) is a token made of the
 * node's path; what is known of the node is in macros whose names begin with it, which `./bulkhead`
 * generates. Names are in lower case, with `_` for every other character. Asking for what is not
 * there leaves an undeclared name that begins with the node's identifier.
 */
#ifndef ZEPHYR_DEVICETREE_H
#define ZEPHYR_DEVICETREE_H

#include <zephyr/sys/util_macro.h>

#if __has_include(<zephyr/devicetree_generated.h>)
#include <zephyr/devicetree_generated.h>
#else
/* Code that belongs to no image: a tree without nodes. */
#define DT_FOREACH_NODE_(F, separator, ...)
#define DT_FOREACH_NODE_OKAY_(F, separator, ...)
#endif

/* Tokens put together as they are: arguments that are macros are expanded by whoever calls. */
#define DT_CAT(a, b) a##b
#define DT_CAT3(a, b, c) a##b##c
#define DT_CAT4(a, b, c, d) a##b##c##d
#define DT_CAT5(a, b, c, d, e) a##b##c##d##e
#define DT_CAT6(a, b, c, d, e, f) a##b##c##d##e##f
#define DT_CAT7(a, b, c, d, e, f, g) a##b##c##d##e##f##g
#define DT_CAT8(a, b, c, d, e, f, g, h) a##b##c##d##e##f##g##h

/* What the generated loops write between entries: a separator comes in parentheses. */
#define BULKHEAD_DT_BARE(...) __VA_ARGS__

/* A number as an unsigned constant; as it is where only numbers are understood. */
#if defined(_LINKER) || defined(_ASMLANGUAGE)
#define DT_U32_C(number) number
#define DT_U64_C(number) number
#else
#define DT_U32_C(number) BULKHEAD_DT_SUFFIXED(number, U)
#define DT_U64_C(number) BULKHEAD_DT_SUFFIXED(number, ULL)
#endif
#define BULKHEAD_DT_SUFFIXED(number, suffix) number##suffix

#include <zephyr/devicetree/nodes.h>
#include <zephyr/devicetree/properties.h>
#include <zephyr/devicetree/registers.h>
#include <zephyr/devicetree/interrupts.h>
#include <zephyr/devicetree/loops.h>
#include <zephyr/devicetree/instances.h>

#include <zephyr/devicetree/can.h>
#include <zephyr/devicetree/clocks.h>
#include <zephyr/devicetree/dma.h>
#include <zephyr/devicetree/fixed-partitions.h>
#include <zephyr/devicetree/gpio.h>
#include <zephyr/devicetree/io-channels.h>
#include <zephyr/devicetree/labels.h>
#include <zephyr/devicetree/mbox.h>
#include <zephyr/devicetree/ordinals.h>
#include <zephyr/devicetree/pinctrl.h>
#include <zephyr/devicetree/pwms.h>
#include <zephyr/devicetree/reset.h>
#include <zephyr/devicetree/spi.h>

#endif
