/* A compartment that makes threads while others are in it. */
#include "compartments_under_test.h"

#include <zephyr/kernel.h>

static volatile int made;
K_SEM_DEFINE(is_made, 0, 10);
K_THREAD_STACK_ARRAY_DEFINE(made_stacks, 2, 512);

static void body(void *address, void *p2, void *p3)
{
	made++;
	k_sem_give(&is_made);
	if (address != NULL) {
		made += 10 + 0 * *(volatile int *)address;
	}
}

int maker_make(int address)
{
	struct k_thread *thread = k_object_alloc(K_OBJ_THREAD);

	made = 0;
	k_thread_create(thread, made_stacks[1], K_THREAD_STACK_SIZEOF(made_stacks[1]), body, (void *)(uintptr_t)address,
			NULL, NULL, 5, K_USER | K_INHERIT_PERMS, K_NO_WAIT);
	k_thread_join(thread, K_FOREVER);
	k_object_free(thread);
	return made + 100 * (k_sem_take(&is_made, K_NO_WAIT) == 0);
}
