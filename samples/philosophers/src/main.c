/*
 * Five philosophers think, take the two forks beside them, and eat. A fork is a mutex; everybody
 * takes the fork with the lower number first, so nobody waits in a circle. Each eats three times,
 * then all threads have ended and main says so.
 */
#include <zephyr/kernel.h>

#define PHILOSOPHERS 5
#define MEALS 3

K_THREAD_STACK_ARRAY_DEFINE(stacks, PHILOSOPHERS, 1024);
static struct k_thread threads[PHILOSOPHERS];
static struct k_mutex forks[PHILOSOPHERS];
static int meals[PHILOSOPHERS];

static void dine(void *number, void *unused1, void *unused2)
{
	int self = POINTER_TO_INT(number);
	int left = MIN(self, (self + 1) % PHILOSOPHERS);
	int right = MAX(self, (self + 1) % PHILOSOPHERS);

	while (meals[self] < MEALS) {
		printk("%d thinks\n", self);
		k_msleep(10 * (self + 1));
		k_mutex_lock(&forks[left], K_FOREVER);
		k_mutex_lock(&forks[right], K_FOREVER);
		meals[self]++;
		printk("%d eats, meal %d\n", self, meals[self]);
		k_msleep(15);
		k_mutex_unlock(&forks[right]);
		k_mutex_unlock(&forks[left]);
	}
}

int main(void)
{
	int eaten = 0;

	for (int i = 0; i < PHILOSOPHERS; i++) {
		k_mutex_init(&forks[i]);
	}
	for (int i = 0; i < PHILOSOPHERS; i++) {
		k_thread_create(&threads[i], stacks[i], K_THREAD_STACK_SIZEOF(stacks[i]), dine,
				INT_TO_POINTER(i), NULL, NULL, K_PRIO_PREEMPT(5 + i), 0, K_NO_WAIT);
	}
	for (int i = 0; i < PHILOSOPHERS; i++) {
		k_thread_join(&threads[i], K_FOREVER);
		eaten += meals[i];
	}
	printk("%d meals, and everybody has left\n", eaten);
	return 0;
}
