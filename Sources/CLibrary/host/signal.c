/*
 * What asks for a signal of a fault asks the port. An object of the image's, not of the kernel's library: only so
 * shared libraries find it, and cmocka is one.
 */
#define _GNU_SOURCE
#include <signal.h>

sighandler_t port_signal(int number, sighandler_t handler);

sighandler_t signal(int number, sighandler_t handler)
{
	return port_signal(number, handler);
}
