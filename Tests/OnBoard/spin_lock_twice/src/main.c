/* A spin lock taken twice. */
#include <zephyr/kernel.h>

static struct k_spinlock lock;

int main(void)
{
	k_spinlock_key_t key = k_spin_lock(&lock);

	k_spin_lock(&lock);
	k_spin_unlock(&lock, key);
	return 0;
}
