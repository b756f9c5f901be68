/* The devicetree in C: not yet there; using a name is an error that says so. */
#ifndef ZEPHYR_DEVICETREE_H
#define ZEPHYR_DEVICETREE_H

#include <zephyr/kernel/unavailable.h>

#endif
