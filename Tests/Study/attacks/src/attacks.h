/*
 * Attacks on compartments, for `./bulkhead study`, which puts into attack_wanted which one a run is about. One is made
 * between the marks BEGINS and ENDS; SUCCEEDS stands where it has had its effect.
 */
#ifndef ATTACKS_H
#define ATTACKS_H

#include <bulkhead/mark.h>
#include <stddef.h>
#include <stdint.h>

enum mark { BEGINS = 1, ENDS, SUCCEEDS };

/* In the order of Sources/Study/Attack.swift. */
enum attack {
	READ_BEYOND_BUFFER, WRITE_BEYOND_BUFFER, READ_BEYOND_OWN, WRITE_BEYOND_OWN,
	READ_BEYOND_MEMORY, WRITE_BEYOND_MEMORY, READ_FAR, WRITE_FAR,
	WRITE_STACK_OF_OTHER, WRITE_STACK_OF_ONE, WRITE_STACK_OF_TWO, WRITE_STACK_OF_FOUR, USE_AFTER_RETURN,
	USE_AFTER_FREE, USE_OWN_AFTER_FREE, DEPUTY_BY_BUFFER, DEPUTY_BY_NUMBER, FORGE_TO_KERNEL, JUMP_TO_DATA_USER,
	JUMP_TO_CODE, READ_CODE, OVERWRITE_RETURN, READ_STALE_BELOW, READ_STALE_OF_LAST_CALL, ATTACKS
};

#define SECRET 0x5ec4e7f1
#define SECRET_BYTE 0xf1
#define SPOILT 0x77

/* What the attacker is told, who knows the image; and what is lent to it. */
enum place { SECRET_PLACE, CANARY_PLACE, STACK_PLACE, DATA_USER_PLACE, CODE_PLACE };
enum lent { NEXT_TO_SECRET, ALLOCATED, ON_STACK };

int attacker_run(int what, uintptr_t address);
int attacker_take(unsigned char *buffer, size_t length, int what);

int victim_where(int what);
int victim_is_spoilt(void);
int victim_lend(int how);
int victim_work(void);
int victim_look(void);
int victim_fill(unsigned char *to, size_t length);
int victim_poke(uintptr_t address);

int one_attack(void);
int two_attack(void);
int four_attack(void);

#endif
