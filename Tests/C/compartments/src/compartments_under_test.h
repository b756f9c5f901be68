/* What the compartments of this test export; system.yml says the same, and the compiler compares. */
#ifndef COMPARTMENTS_UNDER_TEST_H
#define COMPARTMENTS_UNDER_TEST_H

#include <stddef.h>

int store_add(int a, int b, int c, int d);
int store_count(void);
int store_sum(const unsigned char *bytes, size_t length);
int store_fill(unsigned char *bytes, size_t length, int value);
int store_double(int *number);
int store_address(const void *buffer, size_t length);
int store_change_when_lent(unsigned char *block);
int store_hold(unsigned char *block);
int store_fail(int how);
int store_give_up_once(void);
int store_sleep(int milliseconds);
int store_write_word(unsigned int *address);
int store_overflow(void);
#define STORE_SECRET 0x5ec4e7f1
int store_leave(void);
int store_leave_beside(const void *bytes, size_t length);

enum shop_task { SHOP_SUM_OF_FOREIGN, SHOP_OWN_VARIABLE, SHOP_LENT, SHOP_COPIED, SHOP_SLEEP, SHOP_FAIL_INSIDE, SHOP_GIVE,
		 SHOP_PRESERVED, SHOP_RECURSE, SHOP_MAKE };
int shop_add(int a, int b, int c, int d);
int shop_run(int what, int argument);
int shop_lend(void);
int shop_held(int place);
int shop_jump(void *stub);
int shop_look_behind(int how);

int pair_wait(int milliseconds);
int pair_give(void);
int loop_down(int depth);
int back_down(int depth);
int broken_ask(void);
enum keeper_task { KEEPER_COUNT, KEEPER_RANDOM, KEEPER_RESIZE, KEEPER_COPIES, KEEPER_FREE_TWICE, KEEPER_FREE_FOREIGN };
int keeper_run(int what, int argument);
int maker_make(int address);
int spoiler_spoil(void);
int spoiler_ask(void);
int worker_total(void);

#endif
