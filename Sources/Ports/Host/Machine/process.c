/* The process around the kernel: its entry, its choices, its streams and its end. */
#if defined(__linux__)
#define _GNU_SOURCE
#include <bulkhead/application.h>
#include <bulkhead/image.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "host.h"

static struct {
	int count;
	char **words;
} arguments;

int port_main_status;

int __wrap_main(int argc, char **argv);
static void finish(void);

static bool is_chosen(const char *variable)
{
	const char *value = getenv(variable);

	return value != NULL && value[0] != '\0' && strcmp(value, "0") != 0;
}

/* Takes the options that are for the port; all others are the application's. */
static void read_choices(int argc, char **argv, bool *strict)
{
	int kept = argc > 0;

	port_is_paced = is_chosen("BULKHEAD_REALTIME");
	*strict = is_chosen("BULKHEAD_STRICT_TIME");
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--realtime") == 0) {
			port_is_paced = true;
		} else if (strcmp(argv[i], "--strict-time") == 0) {
			*strict = true;
		} else {
			argv[kept++] = argv[i];
		}
	}
	argv[kept] = NULL;
	arguments.count = kept;
	arguments.words = argv;
}

int __wrap_main(int argc, char **argv)
{
	bool strict;

	read_choices(argc, argv, &strict);
	/* What a run printed is seen also if it is killed, and in its order with stderr. */
	setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
	atexit(finish);
	if (__sanitizer_set_death_callback) {
		__sanitizer_set_death_callback(port_console_flush);
	}
	/* Nobody has used the static kernel objects yet: a test's fresh kernel begins with these values. */
	memcpy(__load_bulkhead_objects, __start_bulkhead_objects,
	       (size_t)(__stop_bulkhead_objects - __start_bulkhead_objects));
	port_catch_faults();
	if (port_find_code_ranges()) {
		port_watch_for_spinning(strict);
	}
	bulkhead_boot();
}

int bulkhead_call_main(void)
{
	if (__real_main != NULL) {
		port_main_status = bulkhead_status_of_main(
			__real_main(arguments.count, arguments.words));
	}
	return port_main_status;
}

void port_console_write(uint8_t byte)
{
	putc_unlocked(byte, stdout);
}

void port_console_flush(void)
{
	fflush(stdout);
}

int port_console_read(void)
{
	struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
	unsigned char byte;

	if (poll(&input, 1, 0) != 1 || read(STDIN_FILENO, &byte, 1) != 1) {
		return -1;
	}
	return byte;
}

static void release(const struct k_thread *thread, void *unused)
{
	(void)unused;
	port_release_stack((struct k_thread *)thread);
}

/* Before the process's own end, whoever asked for it; the leak detector then reads all memory. */
static void finish(void)
{
	port_stop_watching();
	port_console_flush();
	port_report_forced_ticks();
	k_thread_foreach(release, NULL);
}

void port_exit(int status)
{
	exit(status);
}
#endif
