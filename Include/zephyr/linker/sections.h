/* Placement attributes such as __noinit are part of <zephyr/toolchain.h> here. */
#include <zephyr/toolchain.h>
