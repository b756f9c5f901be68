/*
 * Leaving a failed test. The C library, fortified, takes a long jump to another stack for an error
 * if that stack lies lower, and a failing assertion of cmocka's jumps from any thread to the main
 * thread. It stands here and not in the port, because the linker hides an archive's symbols from
 * shared libraries.
 */
#include <setjmp.h>

void port_leave_signal(void);
void __longjmp_chk(jmp_buf place, int value) __attribute__((noreturn, visibility("default")));

void __longjmp_chk(jmp_buf place, int value)
{
	port_leave_signal();
	longjmp(place, value);
}
