/* What was logged before a panic is seen, in deferred mode, too. */
#include <zephyr/kernel.h>
#include <zephyr/logging/log.h>

LOG_MODULE_REGISTER(app);

int main(void)
{
	for (int i = 0; i < 40; i++) {
		LOG_INF("line %d", i);
	}
	k_panic();
	return 0;
}
