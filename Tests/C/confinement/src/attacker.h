/* Between the attacker's sources. */
#ifndef ATTACKER_H
#define ATTACKER_H

#include <zephyr/kernel.h>

/* SLED instructions of two bytes that do nothing, then a return. */
void sled(void);
/* 1 if all registers are as they were after some time; of 31 all but one that is needed to see it. */
int fill_without_first(void);
int fill_without_last(void);
/* The end of a call, which the build generates. */
void bulkhead_return_through_gate(void);

#endif
