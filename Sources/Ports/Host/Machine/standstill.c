/* The run that cannot go on: no thread is ready, no alarm is set, no interrupt will come. */
#if defined(__linux__)
#include <bulkhead/image.h>
#include <stdio.h>
#include <zephyr/kernel/thread.h>
#include "host.h"

#define NAMES_SHOWN 8

struct waiting_list {
	uint32_t count;
	bool has_main;
};

/* The kernel's own threads always wait. */
static bool is_application(const struct k_thread *thread)
{
	return thread != bulkhead_image.idle_thread && !(thread->options & BULKHEAD_THREAD_SERVES);
}

static void count(const struct k_thread *thread, void *data)
{
	struct waiting_list *list = data;

	list->count += is_application(thread);
	list->has_main |= thread == bulkhead_image.main_thread;
}

static void print_name(const struct k_thread *thread, void *data)
{
	uint32_t *printed = data;

	if (!is_application(thread) || (*printed)++ >= NAMES_SHOWN) {
		return;
	}
	const char *name = k_thread_name_get((k_tid_t)thread);

	fputs(*printed == 1 ? "" : ", ", stderr);
	if (name != NULL && name[0] != '\0') {
		fputs(name, stderr);
	} else {
		fprintf(stderr, "%p", (const void *)thread);
	}
}

void port_end_standstill(void)
{
	struct waiting_list list = {0};
	uint32_t printed = 0;

	port_mask_for_good();
	k_thread_foreach(count, &list);
	if (list.count != 0) {
		port_console_flush();
		fputs(list.has_main ? "bulkhead: deadlock, nothing can happen any more; "
				    : "bulkhead: main has returned and nothing can happen any more; ",
		      stderr);
		fprintf(stderr, "%u thread%s for ever: ", list.count,
			list.count == 1 ? " waits" : "s wait");
		k_thread_foreach(print_name, &printed);
		fputs(printed > NAMES_SHOWN ? ", …\n" : "\n", stderr);
	}
	port_exit(list.has_main ? 1 : port_main_status);
}
#endif
