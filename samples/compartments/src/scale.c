/* Three frames come in, of which the second lies. Only that call of the parser fails. */
#include <string.h>
#include <zephyr/kernel.h>

#include "scale.h"

static const unsigned char line[][8] = {"\000\003250", "\004\000999", "\000\00275"};
static unsigned char frame[8];
static int total;

void scale_main(void *p1, void *p2, void *p3)
{
	for (int i = 0; i < ARRAY_SIZE(line); i++) {
		int grams;

		memcpy(frame, line[i], sizeof(frame));
		grams = parser_weigh(frame, sizeof(frame));
		logger_note(grams < 0 ? REFUSED : WEIGHED, grams);
		total += grams < 0 ? 0 : grams;
	}
	logger_note(TOTAL, total);
}
