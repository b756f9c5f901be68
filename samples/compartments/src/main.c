/* Three frames come in, of which the second lies. Only the parser's call fails. */
#include <zephyr/kernel.h>

#include "scale.h"

static const unsigned char frames[][8] = {"\003250", "\377999", "\00275"};

int main(void)
{
	for (int i = 0; i < ARRAY_SIZE(frames); i++) {
		printk("frame %d: %d\n", i + 1, parser_weigh(frames[i], sizeof(frames[i])));
	}
	printk("in all %d g\n", ledger_total());
	return 0;
}
