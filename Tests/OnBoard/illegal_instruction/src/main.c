/* An instruction that no processor has. */
#include <zephyr/kernel.h>

static __noinline void run_illegal(void)
{
	__builtin_trap();
}

int main(void)
{
	run_illegal();
	return 0;
}
