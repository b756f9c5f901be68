/* Makes a line of each event. */
#include <string.h>
#include <zephyr/kernel.h>

#include "scale.h"

static int lines;

int logger_note(int event, int number)
{
	static const char *const words[] = {"weighed", "refused", "in all"};
	char text[32];

	snprintk(text, sizeof(text), "%d: %s %d\n", ++lines, words[event], number);
	return serial_send(text, strlen(text));
}
