/* One attack, and whether it had an effect. */
#include "attacks.h"

#include <bulkhead/console.h>
#include <zephyr/kernel.h>

/* The study writes it into the image. */
const volatile uint32_t attack_wanted = ATTACKS;

K_SEM_DEFINE(outside, 0, 1);

/* The first byte behind the attacker's memory; where nothing is kept apart, of another compartment's. */
static volatile unsigned char *behind_attacker(void)
{
#if defined(CONFIG_USERSPACE)
	extern char bulkhead_partition_start_attacker[], bulkhead_partition_size_attacker[];

	return (unsigned char *)bulkhead_partition_start_attacker + (uintptr_t)bulkhead_partition_size_attacker;
#else
	return (unsigned char *)(uintptr_t)victim_where(CANARY_PLACE);
#endif
}

/* Tells the attacker where its aim is; what comes back. */
static int aim(int what, int place)
{
	return attacker_run(what, (uintptr_t)victim_where(place));
}

static bool has_effect(enum attack wanted)
{
	uintptr_t code;

	switch (wanted) {
	case READ_BEYOND_BUFFER:
	case WRITE_BEYOND_BUFFER:
	case OVERWRITE_RETURN:
		return victim_lend(wanted) == (int)SECRET || victim_is_spoilt();
	case READ_BEYOND_OWN:
	case WRITE_BEYOND_OWN:
	case USE_OWN_AFTER_FREE:
	case READ_STALE_BELOW:
		return attacker_run(wanted, 0) == (int)SECRET;
	case READ_BEYOND_MEMORY:
		return attacker_run(wanted, (uintptr_t)behind_attacker()) == (int)SECRET;
	case WRITE_BEYOND_MEMORY:
		attacker_run(wanted, (uintptr_t)behind_attacker());
		return *behind_attacker() == SPOILT;
	case READ_FAR:
		return aim(wanted, SECRET_PLACE) == (int)SECRET;
	case WRITE_FAR:
	case DEPUTY_BY_BUFFER:
	case DEPUTY_BY_NUMBER:
		aim(wanted, CANARY_PLACE);
		return victim_is_spoilt();
	case WRITE_STACK_OF_OTHER:
		aim(wanted, STACK_PLACE);
		return false;
	case WRITE_STACK_OF_ONE:
		one_attack();
		return false;
	case WRITE_STACK_OF_TWO:
		two_attack();
		return false;
	case WRITE_STACK_OF_FOUR:
		four_attack();
		return false;
	case USE_AFTER_RETURN:
		victim_lend(wanted);
		attacker_run(wanted, 0);
		return victim_is_spoilt();
	case USE_AFTER_FREE:
		victim_lend(wanted);
		return attacker_run(wanted, 0) == (int)SECRET;
	case FORGE_TO_KERNEL:
		attacker_run(wanted, (uintptr_t)&outside.count);
		return k_sem_count_get(&outside) == SPOILT;
	case JUMP_TO_DATA_USER:
		return aim(wanted, DATA_USER_PLACE) == (int)SECRET;
	case JUMP_TO_CODE:
		return aim(wanted, CODE_PLACE) == (int)SECRET;
	case READ_CODE:
		code = (uintptr_t)victim_where(CODE_PLACE);
		return attacker_run(wanted, code) == *(volatile int *)code;
	case READ_STALE_OF_LAST_CALL:
		victim_work();
		return victim_look() == (int)SECRET;
	case ATTACKS:
		break;
	}
	printk("no such attack\n");
	bulkhead_exit(2);
}

int main(void)
{
	/* The threads take their places. */
	k_msleep(2);
	if (has_effect((enum attack)attack_wanted)) {
		BULKHEAD_MARK(SUCCEEDS);
	}
	/* And those that are attacked look. */
	k_msleep(10);
	bulkhead_exit(0);
}
