/* It believes what a frame says of its length, as parsers do. */
#include "scale.h"

static unsigned char digits[8];

int parser_weigh(const unsigned char *frame, size_t length)
{
	int grams = 0;

	for (int i = 0; i < frame[0]; i++) {
		digits[i] = frame[1 + i];
	}
	for (int i = 0; i < frame[0]; i++) {
		grams = 10 * grams + digits[i] - '0';
	}
	ledger_add(grams);
	return grams;
}
