/* Zephyr 2.x's name for <zephyr/devicetree.h>. */
#include <zephyr/devicetree.h>
