/* Semaphores in user memory: not yet there; using a name is an error that says so. */
#ifndef ZEPHYR_SYS_SEM_H
#define ZEPHYR_SYS_SEM_H

#include <zephyr/kernel/unavailable.h>

#endif
