/*
 * bulkhead/swift_user.h: threads of the application's Swift. Only images of applications in Swift have this file, and
 * with it the calls of threads on threads. It is the application's code: what it does with privileges it does on what
 * the build's table says, never on what lies in the application's memory.
 */
#include <bulkhead/image.h>
#include <bulkhead/swift_user.h>
#include <bulkhead/user_mode.h>
#include <errno.h>
#include <zephyr/app_memory/app_memdomain.h>
#include <zephyr/kernel.h>

_Static_assert(BULKHEAD_SWIFT_USER == K_USER, "bulkhead/swift_user.h");

const struct bulkhead_swift_facts bulkhead_swift_facts = {
	.ticks_per_second = CONFIG_SYS_CLOCK_TICKS_PER_SEC,
	.cycles_per_second = CONFIG_SYS_CLOCK_HW_CYCLES_PER_SEC,
};

struct k_mem_domain bulkhead_swift_domain;
K_APPMEM_PARTITION_DEFINE(application);

static void begin_domain(void)
{
	/* An application may have no variables. */
	struct k_mem_partition *all[] = {&application};

	k_mem_domain_init(&bulkhead_swift_domain, application.size > 0, all);
}
/* Also when a test begins with fresh objects. */
static const struct bulkhead_starter starter __attribute__((used, section("bulkhead_starters"))) = {begin_domain};

static const struct bulkhead_swift_thread *place_of(const struct bulkhead_swift_handle *handle)
{
	for (size_t i = 0; i < bulkhead_swift_thread_count; i++) {
		if (bulkhead_swift_threads[i].handle == handle) {
			return &bulkhead_swift_threads[i];
		}
	}
	return NULL;
}

struct k_thread *bulkhead_started_swift_thread(const struct bulkhead_swift_handle *handle)
{
	const struct bulkhead_swift_thread *place = place_of(handle);

	return place != NULL && handle->is_started != 0 ? place->thread : NULL;
}

/* A thread that was started with privileges may reach all that those of the application's do; here they are let in. */
static void admit(struct k_thread *thread)
{
	k_mem_domain_add_thread(&bulkhead_swift_domain, thread);
	for (size_t i = 0; i < bulkhead_swift_thread_count; i++) {
		k_object_access_grant(bulkhead_swift_threads[i].thread, thread);
		k_object_access_grant(bulkhead_swift_threads[i].stack, thread);
	}
	for (size_t i = 0; i < bulkhead_swift_timer_count; i++) {
		k_object_access_grant(bulkhead_swift_timers[i].timer, thread);
	}
}

int bulkhead_start_swift_thread(struct bulkhead_swift_handle *handle, const struct bulkhead_swift_start *start)
{
	const struct bulkhead_swift_thread *place = place_of(handle);
	bool is_user = (start->options & K_USER) != 0;

	if (place == NULL) {
		return -EINVAL;
	}
	if (handle->is_started != 0 && k_thread_join(place->thread, K_NO_WAIT) != 0) {
		return -EALREADY;
	}
	if (k_is_user_context()) {
		if (!is_user) {
			return -EPERM;
		}
		k_thread_create(place->thread, place->stack, place->stack_size, start->entry, start->body,
				(void *)start->number, NULL, start->priority, start->options | K_INHERIT_PERMS,
				start->delay);
		handle->is_started = 1;
		k_thread_name_set(place->thread, start->name);
		return 0;
	}
	/* What it may do, and its name, come before it can run. */
	k_sched_lock();
	k_thread_create(place->thread, place->stack, place->stack_size, start->entry, start->body,
			(void *)start->number, NULL, start->priority, start->options, start->delay);
	handle->is_started = 1;
	k_thread_name_set(place->thread, start->name);
	if (is_user) {
		admit(place->thread);
	}
	k_sched_unlock();
	return 0;
}

struct k_timer *bulkhead_swift_timer_of(const struct bulkhead_swift_handle *handle)
{
	for (size_t i = 0; i < bulkhead_swift_timer_count; i++) {
		if (bulkhead_swift_timers[i].handle == handle) {
			return bulkhead_swift_timers[i].timer;
		}
	}
	return NULL;
}

void bulkhead_run_swift_timer(struct k_timer *timer)
{
	void (*body)(void) = (void (*)(void))(uintptr_t)timer->user_data;

	if (body != NULL) {
		body();
	}
}

int bulkhead_start_swift_timer(const struct bulkhead_swift_handle *handle, k_timeout_t first, k_timeout_t period,
			       void (*body)(void))
{
	struct k_timer *timer = bulkhead_swift_timer_of(handle);

	if (timer == NULL) {
		return -EINVAL;
	}
	if (!k_is_user_context()) {
		k_timer_stop(timer);
		timer->user_data = (void *)(uintptr_t)body;
	} else if (body != NULL) {
		return -EPERM;
	}
	k_timer_start(timer, first, period);
	return 0;
}

static void run_body(void *body, void *unused, void *unused_too)
{
	(void)unused;
	(void)unused_too;
	((void (*)(void))(uintptr_t)body)();
}

void bulkhead_continue_without_privileges(void (*body)(void))
{
	admit(k_current_get());
	k_thread_user_mode_enter(run_body, (void *)(uintptr_t)body, NULL, NULL);
}

void bulkhead_refuse_swift(const char *breach)
{
	if (!k_is_user_context()) {
		bulkhead_refuse(breach);
	}
	printk("*** %s\n", breach);
}
