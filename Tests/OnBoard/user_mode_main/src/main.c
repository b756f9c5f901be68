/* The main thread gives its privileges up. */
#include <zephyr/kernel.h>
#include <zephyr/sys/printk.h>

K_SEM_DEFINE(sem, 1, 1);
static volatile int variable;

static void without_privileges(void *p1, void *p2, void *p3)
{
	printk("user: %d\n", k_is_user_context());
	k_sem_take(&sem, K_FOREVER);
	printk("took a semaphore\n");
	variable = 1;
}

int main(void)
{
	printk("user: %d\n", k_is_user_context());
	k_object_access_grant(&sem, k_current_get());
	k_thread_user_mode_enter(without_privileges, NULL, NULL, NULL);
}
