/* Zephyr 2.x's name for <zephyr/toolchain.h>. */
#include <zephyr/toolchain.h>
