/* Memory that does not read back as 0: there is no hand-over, and the address is named. */
#include "../../../../samples/boot_to_app/src/main.c"

#include <zephyr/init.h>

static int one = 1;
static int *volatile where = &one;

/* Nothing that the console needs: it is not started again, where all it knew is gone. */
static int motor_up(void)
{
	while (where == NULL) {
	}
	return 0;
}

static int motor_down(void)
{
	return 0;
}
SYS_INIT_SHUTDOWN(motor_up, motor_down, EARLY, 0);
