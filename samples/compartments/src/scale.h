/* What the compartments of this scale export. */
#ifndef SCALE_H
#define SCALE_H

#include <stddef.h>

/* A frame is a number of digits in two bytes, and as many. The weight in grams, or a negative error. */
int parser_weigh(const unsigned char *frame, size_t length);

enum event { WEIGHED, REFUSED, TOTAL };
int logger_note(int event, int number);

int serial_send(const char *text, size_t length);

#endif
