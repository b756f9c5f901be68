/* What is done with each kind of object, and what must hold in the end. Part of main.c. */

#define SCENARIO(name, least, ...)                                                                 \
	static void name(void **state)                                                             \
	{                                                                                          \
		const struct scenario one = {__VA_ARGS__, least};                                  \
                                                                                                   \
		(void)state;                                                                       \
		interrupt_everywhere(#name, &one);                                                 \
	}

/* MARK: Semaphores */

K_APP_DMEM(shared) static SYS_SEM_DEFINE(sem, 1, 10);

static void one_unit(void) { sys_sem_init(&sem, 1, 10); }
static void no_unit(void) { sys_sem_init(&sem, 0, 10); }
static void gives(void) { sys_sem_give(&sem); }
static void takes_and_gives(void)
{
	results[0] = sys_sem_take(&sem, K_MSEC(3));
	results[1] = sys_sem_give(&sem);
}
static void takes_and_gives_too(void)
{
	results[2] = sys_sem_take(&sem, K_MSEC(3));
	results[3] = sys_sem_give(&sem);
}
static void takes(void) { results[0] = sys_sem_take(&sem, K_MSEC(3)); }

static const char *two_units(void)
{
	return !has_first_ended                     ? "the thread hangs"
	       : results[0] != 0 || results[1] != 0 ? "it was refused a unit"
	       : sem.units != 4                     ? "units were lost or made"
						    : NULL;
}
SCENARIO(a_unit_that_a_handler_gives_is_not_lost, 12, one_unit, takes_and_gives, gives, NULL, K_USER, two_units)

static const char *one_unit_is_left(void)
{
	return !has_first_ended || !has_second_ended                                              ? "a thread hangs"
	       : results[0] != 0 || results[1] != 0 || results[2] != 0 || results[3] != 0 ? "one was refused a unit"
	       : sys_sem_count_get(&sem) != 1                                                     ? "units were lost or made"
												  : NULL;
}
SCENARIO(units_are_not_lost_between_threads, 12, one_unit, takes_and_gives, NULL, takes_and_gives_too, K_USER,
	 one_unit_is_left)

static const char *the_unit_is_taken(void)
{
	return !has_first_ended                 ? "the thread hangs"
	       : results[0] != 0                ? "it was not woken"
	       : sys_sem_count_get(&sem) != 0   ? "the unit is still there"
						: NULL;
}
SCENARIO(who_is_about_to_wait_is_woken, 5, no_unit, takes, gives, NULL, K_USER, the_unit_is_taken)

static const uint32_t senseless[] = {0, 1, 2, 3, 0x7fffffff, 0x80000001, 0xfffffffe, 0xffffffff};

static void spoils_and_gives(void)
{
	sem.units = senseless[trials % 8];
	sem.limit = senseless[trials / 8 % 8];
	sys_sem_give(&sem);
}
static const char *all_have_ended(void)
{
	return !has_first_ended || !has_second_ended ? "a thread hangs" : NULL;
}
SCENARIO(a_semaphore_that_makes_no_sense_harms_nobody_else, 12, one_unit, takes_and_gives, spoils_and_gives,
	 takes_and_gives_too, K_USER, all_have_ended)

/* MARK: Mutexes */

K_APP_DMEM(shared) static SYS_MUTEX_DEFINE(mutex);
K_APP_BMEM(shared) static volatile uint32_t counted;

static void free_mutex(void)
{
	sys_mutex_init(&mutex);
	counted = 0;
}
static void count_with(int *of_lock, int *of_unlock)
{
	*of_lock = sys_mutex_lock(&mutex, K_MSEC(3));
	if (*of_lock == 0) {
		counted = counted + 1;
		*of_unlock = sys_mutex_unlock(&mutex);
	}
}
static void counts(void) { count_with(&results[0], &results[1]); }
static void counts_too(void) { count_with(&results[2], &results[3]); }

static const char *both_counted(void)
{
	return !has_first_ended || !has_second_ended                                      ? "a thread hangs"
	       : results[0] != 0 || results[1] != 0 || results[2] != 0 || results[3] != 0 ? "one was refused"
	       : counted != 2                                                             ? "both were in at once"
	       : mutex.owner != 0 || mutex.again != 0                                     ? "it is still locked"
											  : NULL;
}
SCENARIO(a_mutex_has_one_owner, 15, free_mutex, counts, NULL, counts_too, K_USER, both_counted)

static void ends_the_first(void)
{
	k_thread_abort(&first);
	results[2] = sys_mutex_lock(&mutex, K_MSEC(1));
	if (results[2] == 0) {
		results[3] = sys_mutex_unlock(&mutex);
	}
}
static const char *free_or_nobodys(void)
{
	return !has_second_ended                              ? "the other thread hangs"
	       : results[2] == 0                              ? (mutex.owner != 0 ? "it is still locked" : NULL)
	       : results[2] != -EINVAL                        ? "it has an owner that has ended"
	       : (mutex.owner & ~1u) != (uintptr_t)&first     ? "it has another owner"
							      : NULL;
}
SCENARIO(a_mutex_of_an_owner_that_ends_is_nobodys, 15, free_mutex, counts, NULL, ends_the_first, 0, free_or_nobodys)

static void spoils_owner(void)
{
	const uint32_t owners[] = {0, 1, (uintptr_t)&first, (uintptr_t)&second, (uintptr_t)&second | 1, 0x12345678,
				   (uintptr_t)bulkhead_image.idle_thread, 0xffffffff};

	mutex.owner = owners[trials % 8];
	mutex.again = senseless[trials / 8 % 8];
}
static const char *priorities_are_their_own(void)
{
	return !has_first_ended || !has_second_ended                     ? "a thread hangs"
	       : k_thread_priority_get(bulkhead_image.idle_thread) < 10 ? "the idle thread was lent a priority"
									: NULL;
}
SCENARIO(a_mutex_that_makes_no_sense_harms_nobody_else, 15, free_mutex, counts, spoils_owner, counts_too, K_USER,
	 priorities_are_their_own)

/* The second waits for what the first has, when its operations begin. */
static void locks_and_has_a_waiter(void)
{
	sys_mutex_lock(&mutex, K_FOREVER);
	k_sem_give(&turn);
	results[0] = sys_mutex_unlock(&mutex);
}
static void clears_the_bit(void) { mutex.owner &= ~1u; }
static void waits_for_mutex(void)
{
	results[2] = sys_mutex_lock(&mutex, K_MSEC(2));
	if (results[2] == 0) {
		results[3] = sys_mutex_unlock(&mutex);
	}
}
static const char *the_waiter_has_it_or_not(void)
{
	return !has_first_ended || !has_second_ended            ? "a thread hangs"
	       : results[0] != 0                                ? "its owner cannot unlock it"
	       : results[2] != 0 && results[2] != -EAGAIN       ? "the waiter was told something else"
	       : results[2] == 0 && (results[3] != 0)           ? "the waiter cannot unlock it"
								: NULL;
}
SCENARIO(a_cleared_bit_costs_a_waiter_its_time, 15, free_mutex, locks_and_has_a_waiter, clears_the_bit, waits_for_mutex,
	 K_USER, the_waiter_has_it_or_not)

/* MARK: Futexes */

K_APP_BMEM(shared) static struct k_futex futex;

static void no_event(void) { futex.val = 0; }
static void waits_for_event(void)
{
	while (*(volatile long *)&futex.val == 0) {
		results[0] = k_futex_wait(&futex, 0, K_MSEC(3));
		if (results[0] == -ETIMEDOUT) {
			return;
		}
	}
	results[1] = 0;
}
static void wakes(void)
{
	futex.val = 1;
	k_futex_wake(&futex, true);
}
static const char *the_event_was_seen(void)
{
	return !has_first_ended ? "the thread hangs" : results[1] != 0 ? "it was not woken" : NULL;
}
SCENARIO(a_futex_misses_no_wake, 8, no_event, waits_for_event, wakes, NULL, K_USER, the_event_was_seen)

/* MARK: Queues */

struct message {
	uint32_t words[4];
};
BULKHEAD_SHARED_QUEUE_DEFINE(shared, queue, 16, 8);
K_APP_BMEM(shared) static struct message got[4];
/* The same for a ring of five, in which a scenario goes across the end of a lap. */
K_APP_BMEM(shared) static struct bulkhead_shared_ring ring;
K_APP_BMEM(shared) static uint32_t slots_of_ring[BULKHEAD_SHARED_QUEUE_WORDS(16, 5)];
K_APP_BMEM(shared) static bool is_in_ring;

static int get(struct message *to, k_timeout_t timeout)
{
	return is_in_ring ? bulkhead_shared_ring_get(&ring, to, timeout)
			  : bulkhead_shared_queue_get(&queue, to, timeout);
}
static struct message message(uint32_t number)
{
	return (struct message){{number, number, number, number}};
}
static int put(uint32_t number, k_timeout_t timeout)
{
	struct message one = message(number);

	return is_in_ring ? bulkhead_shared_ring_put(&ring, &one, timeout)
			  : bulkhead_shared_queue_put(&queue, &one, timeout);
}
static void empty_queue(void)
{
	is_in_ring = false;
	bulkhead_shared_queue_init(&queue, bulkhead_slots_of_queue, 16, 8);
	memset(got, 0, sizeof(got));
}
static void queue_of_three(void)
{
	empty_queue();
	for (uint32_t i = 1; i <= 3; i++) {
		put(i, K_NO_WAIT);
	}
}
static void ring_of_three(void)
{
	struct message one;

	is_in_ring = true;
	memset(got, 0, sizeof(got));
	bulkhead_shared_ring_init(&ring, slots_of_ring, 16, 5);
	for (uint32_t i = 0; i <= 3; i++) {
		put(i, K_NO_WAIT);
	}
	get(&one, K_NO_WAIT);
}
static void puts_two(void)
{
	results[0] = put(11, K_MSEC(3));
	results[1] = put(12, K_MSEC(3));
}
static void puts_one_too(void) { results[2] = put(21, K_NO_WAIT); }

/* Its number, if it is whole. */
static uint32_t number_of(const struct message *one)
{
	struct message whole = message(one->words[0]);

	return memcmp(one, &whole, sizeof(whole)) == 0 ? one->words[0] : 0;
}

/* Each of `numbers` was got once, or is left in the queue, and nothing else. */
static const char *has_just(const uint32_t *numbers, unsigned int count)
{
	uint32_t found[16];
	unsigned int found_count = 0;
	struct message one;

	for (unsigned int i = 0; i < 4; i++) {
		if (got[i].words[0] != 0) {
			found[found_count++] = number_of(&got[i]);
		}
	}
	while (found_count < 16 && get(&one, K_NO_WAIT) == 0) {
		found[found_count++] = number_of(&one);
	}
	if (found_count != count) {
		return found_count < count ? "messages were lost" : "messages were made";
	}
	for (unsigned int i = 0; i < count; i++) {
		unsigned int times = 0;

		for (unsigned int j = 0; j < count; j++) {
			times += found[j] == numbers[i];
		}
		if (times != 1) {
			return "a message is not what was put";
		}
	}
	return NULL;
}

static const char *all_three_are_there(void)
{
	return !has_first_ended                                         ? "the thread hangs"
	       : results[0] != 0 || results[1] != 0 || results[2] != 0 ? "one was refused"
								       : has_just((const uint32_t[]){11, 12, 21}, 3);
}
SCENARIO(a_handler_puts_between, 40, empty_queue, puts_two, puts_one_too, NULL, K_USER, all_three_are_there)

static void gets_two(void)
{
	results[0] = get(&got[0], K_MSEC(3));
	results[1] = get(&got[1], K_MSEC(3));
}
static void gets_one_too(void) { results[2] = get(&got[2], K_NO_WAIT); }
static const char *each_was_got_once(void)
{
	return !has_first_ended || !has_second_ended                    ? "a thread hangs"
	       : results[0] != 0 || results[1] != 0 || results[2] != 0 ? "one was refused"
	       : got[0].words[0] > got[1].words[0]                      ? "they came in another order"
								       : has_just((const uint32_t[]){1, 2, 3}, 3);
}
SCENARIO(a_handler_gets_between, 40, queue_of_three, gets_two, gets_one_too, NULL, K_USER, each_was_got_once)

static void puts_and_gets(void)
{
	results[0] = put(11, K_MSEC(3));
	results[1] = get(&got[0], K_MSEC(3));
}
static void puts_and_gets_too(void)
{
	results[2] = put(21, K_MSEC(3));
	results[3] = get(&got[1], K_MSEC(3));
}
static const char *nothing_is_lost(void)
{
	return !has_first_ended || !has_second_ended                                      ? "a thread hangs"
	       : results[0] != 0 || results[1] != 0 || results[2] != 0 || results[3] != 0 ? "one was refused"
	       : has_just((const uint32_t[]){1, 2, 3, 11, 21}, 5);
}
SCENARIO(threads_put_and_get, 40, queue_of_three, puts_and_gets, NULL, puts_and_gets_too, K_USER, nothing_is_lost)
SCENARIO(threads_put_into_a_ring_and_get, 40, ring_of_three, puts_and_gets, NULL, puts_and_gets_too, K_USER,
	 nothing_is_lost)

static void waits_for_message(void) { results[0] = get(&got[0], K_MSEC(3)); }
static const char *the_message_has_come(void)
{
	return !has_first_ended                         ? "the thread hangs"
	       : results[0] != 0 || results[2] != 0     ? "it was not woken"
						       : has_just((const uint32_t[]){21}, 1);
}
SCENARIO(who_is_about_to_wait_for_a_message_has_it, 20, empty_queue, waits_for_message, puts_one_too, NULL, K_USER,
	 the_message_has_come)

static void ends_the_first_and_uses_it(void)
{
	k_thread_abort(&first);
	results[2] = put(21, K_MSEC(1));
	results[3] = get(&got[1], K_MSEC(1));
}
/* A message that was half put is there for good, and those behind it wait for it. */
static const char *others_are_told(void)
{
	return !has_second_ended                                                       ? "the other thread hangs"
	       : results[2] != 0                                                       ? "there was room"
	       : results[3] != 0 && results[3] != -EAGAIN && results[3] != -ENOMSG ? "it was told something else"
										       : NULL;
}
SCENARIO(who_ends_in_a_queue_leaves_it_to_those_who_share_it, 40, empty_queue, puts_two, NULL,
	 ends_the_first_and_uses_it, 0, others_are_told)
