/* Memory domains: who reaches which partition, and from when on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <zephyr/app_memory/app_memdomain.h>
#include <zephyr/fatal.h>
#include <zephyr/kernel.h>

K_APPMEM_PARTITION_DEFINE(shared);
K_APPMEM_PARTITION_DEFINE(large);
K_APPMEM_PARTITION_DEFINE(others);
K_APPMEM_PARTITION_DEFINE(empty);
K_APP_DMEM(shared) static uint32_t with_value = 0x12345678;
K_APP_BMEM(shared) static uint32_t without_value;
K_APP_BMEM(large) static uint8_t bytes[1300];
K_APP_DMEM(others) static char text[40] = "others'";

K_THREAD_STACK_ARRAY_DEFINE(stacks, 2, 1024);
static struct k_thread threads[2];
K_SEM_DEFINE(go, 0, 1);
K_SEM_DEFINE(done, 0, 1);
static struct k_mem_domain domain, other_domain;
static struct k_mem_partition *const of_domain[] = {&shared, &large};

static int last_reason;

void k_sys_fatal_error_handler(unsigned int reason, const struct arch_esf *esf)
{
	last_reason = (int)reason;
}

static void create(int index, k_thread_entry_t entry, void *p1)
{
	k_thread_create(&threads[index], stacks[index], K_THREAD_STACK_SIZEOF(stacks[index]), entry, p1, NULL, NULL,
			1, K_USER, K_FOREVER);
	k_object_access_grant(&go, &threads[index]);
	k_object_access_grant(&done, &threads[index]);
}

/* Runs a function without privileges in a domain to its end; -1, or why it was ended. */
static int run_in(struct k_mem_domain *where, k_thread_entry_t entry, void *p1)
{
	last_reason = -1;
	create(0, entry, p1);
	assert_int_equal(k_mem_domain_add_thread(where, &threads[0]), 0);
	k_thread_start(&threads[0]);
	assert_int_equal(k_thread_join(&threads[0], K_SECONDS(2)), 0);
	return last_reason;
}

static int begin(void **state)
{
	(void)state;
	assert_int_equal(k_mem_domain_init(&domain, 2, (struct k_mem_partition **)of_domain), 0);
	assert_int_equal(k_mem_domain_init(&other_domain, 0, NULL), 0);
	k_sem_reset(&go);
	k_sem_reset(&done);
	return 0;
}

static void uses_its_partitions(void *p1, void *p2, void *p3)
{
	if (with_value != 0x12345678 || without_value != 0) {
		__builtin_trap();
	}
	without_value = with_value;
	memset(bytes, 7, sizeof(bytes));
	with_value = 5;
}

static void threads_of_a_domain_use_its_variables(void **state)
{
	(void)state;
	assert_int_equal(with_value, 0x12345678);
	assert_int_equal(run_in(&domain, uses_its_partitions, NULL), -1);
	assert_int_equal(without_value, 0x12345678);
	assert_int_equal(with_value, 5);
	assert_int_equal(bytes[sizeof(bytes) - 1], 7);
	assert_string_equal(text, "others'");
}

static void reads(void *p1, void *p2, void *p3)
{
	(void)*(volatile uint8_t *)p1;
}

static void writes(void *p1, void *p2, void *p3)
{
	*(volatile uint8_t *)p1 = 1;
}

static void a_partition_ends_where_its_size_says(void **state)
{
	struct k_mem_partition *all[] = {&shared, &large};

	(void)state;
	for (int i = 0; i < 2; i++) {
		uint8_t *first = (uint8_t *)all[i]->start;

		/* The other may lie beside it. */
		assert_int_equal(k_mem_domain_remove_partition(&domain, all[1 - i]), 0);
		assert_int_equal(run_in(&domain, writes, first), -1);
		assert_int_equal(run_in(&domain, writes, first + all[i]->size - 1), -1);
		assert_int_not_equal(run_in(&domain, reads, first + all[i]->size), -1);
		assert_int_not_equal(run_in(&domain, reads, first - 1), -1);
		assert_int_equal(k_mem_domain_add_partition(&domain, all[1 - i]), 0);
	}
	assert_in_range(shared.size, sizeof(with_value) + sizeof(without_value), MAX(64, CONFIG_PROTECTION_GRANULE));
	assert_in_range(large.size, sizeof(bytes), sizeof(bytes) + MAX(256, CONFIG_PROTECTION_GRANULE));
}

static void other_partitions_are_out_of_reach(void **state)
{
	(void)state;
	assert_int_not_equal(run_in(&domain, reads, text), -1);
	assert_int_not_equal(run_in(&domain, writes, text), -1);
	assert_int_not_equal(run_in(&other_domain, reads, bytes), -1);
	assert_int_equal(k_mem_domain_add_partition(&other_domain, &others), 0);
	assert_int_equal(run_in(&other_domain, reads, text), -1);
}

static void attributes_say_what_may_be_done(void **state)
{
	struct k_mem_partition read_only = others;
	struct k_mem_partition nothing = others;

	(void)state;
	read_only.attr = K_MEM_PARTITION_P_RW_U_RO;
	assert_int_equal(k_mem_domain_add_partition(&domain, &read_only), 0);
	assert_int_equal(run_in(&domain, reads, text), -1);
	assert_int_not_equal(run_in(&domain, writes, text), -1);
	nothing.attr = K_MEM_PARTITION_P_RW_U_NA;
	assert_int_equal(k_mem_domain_add_partition(&other_domain, &nothing), 0);
	assert_int_not_equal(run_in(&other_domain, reads, text), -1);
}

K_MSGQ_DEFINE(letters, 8, 1, 8);

static void receives(void *p1, void *p2, void *p3)
{
	if (k_msgq_get(&letters, p1, K_SECONDS(1)) != 0) {
		__builtin_trap();
	}
}

static void sends(void *p1, void *p2, void *p3)
{
	uint64_t letter = 0x0041414141414141;

	if (k_msgq_put(&letters, &letter, K_NO_WAIT) != 0) {
		__builtin_trap();
	}
}

/* The kernel writes for the receiver, in a system call of the sender's. */
static void a_sender_may_only_read_what_it_has_the_kernel_write(void **state)
{
	struct k_mem_partition read_only = others;

	(void)state;
	read_only.attr = K_MEM_PARTITION_P_RW_U_RO;
	assert_int_equal(k_mem_domain_add_partition(&domain, &read_only), 0);
	assert_int_equal(k_mem_domain_add_partition(&other_domain, &others), 0);
	last_reason = -1;
	create(0, receives, text);
	create(1, sends, NULL);
	k_mem_domain_add_thread(&other_domain, &threads[0]);
	k_mem_domain_add_thread(&domain, &threads[1]);
	for (int i = 0; i < 2; i++) {
		k_object_access_grant(&letters, &threads[i]);
		k_thread_start(&threads[i]);
	}
	for (int i = 0; i < 2; i++) {
		assert_int_equal(k_thread_join(&threads[i], K_SECONDS(2)), 0);
	}
	assert_int_equal(last_reason, -1);
	assert_string_equal(text, "AAAAAAA");
	strcpy(text, "others'");
}

static void reads_when_told(void *p1, void *p2, void *p3)
{
	for (;;) {
		k_sem_take(&go, K_FOREVER);
		(void)*(volatile uint8_t *)p1;
		k_sem_give(&done);
	}
}

static bool still_reads(void)
{
	k_sem_give(&go);
	return k_sem_take(&done, K_MSEC(10)) == 0;
}

static void a_change_holds_at_once(void **state)
{
	(void)state;
	create(0, reads_when_told, text);
	k_mem_domain_add_thread(&domain, &threads[0]);
	assert_int_equal(k_mem_domain_add_partition(&domain, &others), 0);
	k_thread_start(&threads[0]);
	assert_true(still_reads());
	assert_int_equal(k_mem_domain_remove_partition(&domain, &others), 0);
	last_reason = -1;
	assert_false(still_reads());
	assert_int_not_equal(last_reason, -1);
	assert_int_equal(k_thread_join(&threads[0], K_NO_WAIT), 0);

	create(0, reads_when_told, text);
	k_mem_domain_add_thread(&domain, &threads[0]);
	k_thread_start(&threads[0]);
	assert_int_equal(k_mem_domain_add_partition(&other_domain, &others), 0);
	assert_int_equal(k_mem_domain_add_thread(&other_domain, &threads[0]), 0);
	assert_true(still_reads());
	assert_int_equal(k_mem_domain_add_thread(&domain, &threads[0]), 0);
	assert_false(still_reads());
}

/* Partitions of all shapes that the protection has: blocks of a power of two, and others where there are such. */
#define UNIT MAX(32, CONFIG_PROTECTION_GRANULE)
static uint8_t field[20 * UNIT] __attribute__((aligned(4 * UNIT)));
static const struct {
	uint8_t start, size;
} shapes[] = {
#if defined(CONFIG_PROTECTION_POWER_OF_TWO)
	{0, 1}, {2, 2}, {5, 1}, {8, 4}, {14, 2},
#else
	{0, 1}, {2, 3}, {6, 2}, {9, 3}, {16, 4},
#endif
};

K_APPMEM_PARTITION_DEFINE(asked);
K_APP_BMEM(asked) static volatile uint8_t *volatile wanted[2 * ARRAY_SIZE(shapes)];

static void reads_what_is_wanted(void *p1, void *p2, void *p3)
{
	for (;;) {
		k_sem_take(&go, K_FOREVER);
		for (size_t i = 0; i < ARRAY_SIZE(wanted) && wanted[i] != NULL; i++) {
			(void)*wanted[i];
		}
		k_sem_give(&done);
	}
}

/* The first byte of a shape, the last, or the first behind it. */
enum place { FIRST, LAST, BEHIND };

static uint8_t *byte_of(size_t shape, enum place place)
{
	uint32_t units = place == FIRST ? 0 : shapes[shape].size;

	return field + (shapes[shape].start + units) * UNIT - (place == LAST);
}

/* A thread of the domain reaches what is there now, whatever has come and gone before and behind it. */
static void partitions_of_any_shape_come_and_go(void **state)
{
	static struct k_mem_domain mixed;
	struct k_mem_partition parts[ARRAY_SIZE(shapes)];
	uint32_t number = 2026, there = 0;

	(void)state;
	assert_int_equal(k_mem_domain_init(&mixed, 0, NULL), 0);
	assert_int_equal(k_mem_domain_add_partition(&mixed, &asked), 0);
	for (size_t i = 0; i < ARRAY_SIZE(shapes); i++) {
		parts[i] = (struct k_mem_partition){.start = (uintptr_t)byte_of(i, FIRST),
						    .size = shapes[i].size * UNIT,
						    .attr = K_MEM_PARTITION_P_RW_U_RO};
	}
	create(1, reads_what_is_wanted, NULL);
	assert_int_equal(k_mem_domain_add_thread(&mixed, &threads[1]), 0);
	k_thread_start(&threads[1]);
	for (int step = 0; step < 60; step++) {
		size_t reads_now = 0, shape;

		number = number * 1664525 + 1013904223;
		shape = (number >> 16) % ARRAY_SIZE(shapes);
		if (there & 1u << shape) {
			assert_int_equal(k_mem_domain_remove_partition(&mixed, &parts[shape]), 0);
		} else {
			assert_int_equal(k_mem_domain_add_partition(&mixed, &parts[shape]), 0);
		}
		there ^= 1u << shape;
		for (size_t i = 0; i < ARRAY_SIZE(shapes); i++) {
			if (there & 1u << i) {
				wanted[reads_now++] = byte_of(i, FIRST);
				wanted[reads_now++] = byte_of(i, LAST);
			}
		}
		if (reads_now < ARRAY_SIZE(wanted)) {
			wanted[reads_now] = NULL;
		}
		last_reason = -1;
		assert_true(still_reads());
		assert_int_equal(last_reason, -1);
		/* And nothing else; each fault is reported, so not every byte each time. */
		if (step % 6 == 5) {
			uint8_t *first = byte_of(shape, FIRST), *behind = byte_of(shape, BEHIND);

			assert_int_equal(run_in(&mixed, reads, first) == -1, (there >> shape) & 1);
			assert_true(behind == field + sizeof(field) || run_in(&mixed, reads, behind) != -1);
			assert_int_not_equal(run_in(&mixed, writes, first), -1);
		}
	}
	assert_int_not_equal(there, 0);
	wanted[0] = byte_of(0, FIRST);
	wanted[1] = NULL;
	if (there & 1) {
		assert_int_equal(k_mem_domain_remove_partition(&mixed, &parts[0]), 0);
	}
	assert_false(still_reads());
	assert_int_not_equal(last_reason, -1);
}

static void takes_away(struct k_timer *timer)
{
	k_mem_domain_remove_partition(&domain, &large);
}
K_TIMER_DEFINE(taker, takes_away, NULL);

static void writes_on_and_on(void *p1, void *p2, void *p3)
{
	for (;;) {
		(*(volatile uint8_t *)bytes)++;
	}
}

static void an_interrupt_may_take_a_partition_from_whom_it_interrupted(void **state)
{
	(void)state;
	k_timer_start(&taker, K_MSEC(5), K_NO_WAIT);
	assert_int_not_equal(run_in(&domain, writes_on_and_on, NULL), -1);
}

static void threads_begin_in_the_domain_of_their_creator(void **state)
{
	(void)state;
	assert_int_equal(k_mem_domain_add_thread(&domain, k_current_get()), 0);
	last_reason = -1;
	create(1, writes, bytes);
	k_thread_start(&threads[1]);
	k_thread_join(&threads[1], K_SECONDS(1));
	assert_int_equal(last_reason, -1);
	assert_int_equal(k_mem_domain_add_thread(&k_mem_domain_default, k_current_get()), 0);
	create(1, writes, bytes);
	k_thread_start(&threads[1]);
	k_thread_join(&threads[1], K_SECONDS(1));
	assert_int_not_equal(last_reason, -1);
}

static void what_no_region_covers_is_refused(void **state)
{
	struct k_mem_partition part = large;
	struct k_mem_partition *broken[] = {&shared, &part};
	struct k_mem_domain full;
	struct k_mem_partition of_full;

	(void)state;
	assert_int_equal(k_mem_domain_add_partition(&domain, NULL), -EINVAL);
	assert_int_equal(k_mem_domain_add_partition(&other_domain, &empty), -EINVAL);
	/* It has bytes of one that the domain has. */
	assert_int_equal(k_mem_domain_add_partition(&domain, &large), -EINVAL);
	part.size -= 2;
	assert_int_equal(k_mem_domain_add_partition(&other_domain, &part), -EINVAL);
	part = large;
	part.start += 2;
	assert_int_equal(k_mem_domain_add_partition(&other_domain, &part), -EINVAL);
	part.start = (uintptr_t)-32;
	part.size = 64;
	assert_int_equal(k_mem_domain_init(&other_domain, 2, broken), -EINVAL);
	assert_int_equal(other_domain.num_partitions, 0);
	assert_int_equal(k_mem_domain_remove_partition(&domain, &others), -ENOENT);

	k_mem_domain_init(&full, 0, NULL);
	/* Any memory will do, for nobody is in the domain. */
	of_full = (struct k_mem_partition){.start = (uintptr_t)stacks,
					   .size = MAX(256, CONFIG_PROTECTION_GRANULE),
					   .attr = K_MEM_PARTITION_P_RW_U_RW};
	_Static_assert(sizeof(stacks) >= 7 * MAX(256, CONFIG_PROTECTION_GRANULE), "what is used of it");
	for (int i = 0; i < arch_mem_domain_max_partitions_get(); i++) {
		assert_int_equal(k_mem_domain_add_partition(&full, &of_full), 0);
		of_full.start += of_full.size;
	}
	assert_int_equal(k_mem_domain_add_partition(&full, &of_full), -ENOSPC);
}

#if defined(CONFIG_PROTECTION_PMSAV8)
/* Two regions at one place would end whoever touches it, the kernel too. */
static void code_is_no_partition(void **state)
{
	K_MEM_PARTITION_DEFINE(code, bulkhead_user_rom_start(), 32, K_MEM_PARTITION_P_RO_U_RO);

	(void)state;
	assert_int_equal(k_mem_domain_add_partition(&domain, &code), -EINVAL);
	code.start -= 32;
	assert_int_equal(k_mem_domain_add_partition(&domain, &code), 0);
}
#endif

static void a_stack_is_no_partition_of_its_thread(void **state)
{
	struct k_mem_partition stack = {
		.start = (uintptr_t)stacks[0], .size = sizeof(stacks[0]), .attr = K_MEM_PARTITION_P_RW_U_RW};

	(void)state;
	create(0, reads, text);
	assert_int_equal(k_mem_domain_add_thread(&other_domain, &threads[0]), 0);
	assert_int_equal(k_mem_domain_add_partition(&other_domain, &stack), -EINVAL);
	k_mem_domain_add_thread(&domain, &threads[0]);
	assert_int_equal(k_mem_domain_add_partition(&other_domain, &stack), 0);
	assert_int_equal(k_mem_domain_add_thread(&other_domain, &threads[0]), -EINVAL);
	k_thread_abort(&threads[0]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(threads_of_a_domain_use_its_variables, begin),
		cmocka_unit_test_setup(a_partition_ends_where_its_size_says, begin),
		cmocka_unit_test_setup(other_partitions_are_out_of_reach, begin),
		cmocka_unit_test_setup(attributes_say_what_may_be_done, begin),
		cmocka_unit_test_setup(a_sender_may_only_read_what_it_has_the_kernel_write, begin),
		cmocka_unit_test_setup(a_change_holds_at_once, begin),
		cmocka_unit_test_setup(partitions_of_any_shape_come_and_go, begin),
		cmocka_unit_test_setup(an_interrupt_may_take_a_partition_from_whom_it_interrupted, begin),
		cmocka_unit_test_setup(threads_begin_in_the_domain_of_their_creator, begin),
		cmocka_unit_test_setup(what_no_region_covers_is_refused, begin),
#if defined(CONFIG_PROTECTION_PMSAV8)
		cmocka_unit_test_setup(code_is_no_partition, begin),
#endif
		cmocka_unit_test_setup(a_stack_is_no_partition_of_its_thread, begin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
