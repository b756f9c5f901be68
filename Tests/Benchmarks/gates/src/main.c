/* What a call from one compartment to another costs, in instructions; `./bulkhead bench` runs it. */
#include "../../isolated/src/callers.h"
#include <bulkhead/console.h>
#include <string.h>

K_APPMEM_PARTITION_DEFINE(measured);
COUNTER_PARTITION_DEFINE(counter_registers);
K_APP_BMEM(measured) volatile uint32_t bracket_start;
K_APP_BMEM(measured) struct shots shots;

int measure(int what);

int main(void)
{
	static const char *const names[] = {"empty", "ten-nops", "gate-call"};

	k_sched_time_slice_set(0, 0);
	let_threads_count_and_raise();
	for (int what = 0; what < 3; what++) {
		memset(&shots, 0, sizeof(shots));
		counter_setup();
		if (measure(what) != 0) {
			bulkhead_exit(1);
		}
		printk("ROW %s %u %u ? ? isolated\n", names[what], shots.minimum, shots.maximum);
	}
	bulkhead_exit(0);
}
