/* What the compartments of this scale export. */
#ifndef SCALE_H
#define SCALE_H

#include <stddef.h>

/* A frame is a number of bytes, and as many: digits of a weight in grams. The weight, or a negative error. */
int parser_weigh(const unsigned char *frame, size_t length);

int ledger_add(int grams);
int ledger_total(void);

#endif
