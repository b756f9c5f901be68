/* It believes what a frame says of its length, as parsers do. */
#include "scale.h"

int parser_weigh(const unsigned char *frame, size_t length)
{
	unsigned int digits = frame[0] << 8 | frame[1];
	unsigned int grams = 0;

	for (unsigned int i = 0; i < digits; i++) {
		grams = (10 * grams + frame[2 + i] - '0') & 0xffffff;
	}
	return (int)grams;
}
