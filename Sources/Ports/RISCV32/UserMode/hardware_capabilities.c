/*
 * bulkhead/capability.h on CHERI-RISC-V: capabilities are the hardware's. Compiled for the image, whose code has all
 * authority, and once more for compartments (without BULKHEAD_WITH_PRIVILEGES), each of which gets a copy: what it
 * may do is what its DDC, its import of its own memory and the one of its stack allow. The checks here make errors of
 * what would be a missing tag, or a fault; they confine nobody.
 */
#include "capability_words.h"
#include <bulkhead/capability.h>
#include <bulkhead/capability_request.h>
#include <bulkhead/image.h>
#include <errno.h>
#include <port/self.h>
#include <zephyr/kernel.h>

#define NEVER_SEALED 0xffffffffu
#define OPEN_KEY(words) ((words).is_tagged && (words).type == NEVER_SEALED)

/* What this code has authority over, and its stack. */
struct own {
	const bulkhead_capability_t *memory;  /* the way to what may be kept; NULL: the default one */
	struct capability_words bounds;       /* of `memory` */
	struct capability_words reach;        /* of the default one, which has the stack */
	const bulkhead_capability_t *stack;   /* the way to store what has no KEEP; NULL: as anything */
	uint32_t stack_start, stack_size;     /* where that can lie */
	uint32_t stack_end;
};

#if defined(BULKHEAD_WITH_PRIVILEGES)
uint32_t bulkhead_held_types;

/* None when a test begins with fresh objects. */
static void forget_types(void)
{
	bulkhead_held_types = 0;
}
static const struct bulkhead_starter starter __attribute__((used, section("bulkhead_starters"))) = {forget_types};

static void find_own(struct own *own)
{
	const struct k_thread *thread = k_current_get();
	struct capability_words everything = look_at_default();

	*own = (struct own){
		.bounds = everything,
		.reach = everything,
		.stack_start = (uint32_t)thread->stack,
		.stack_size = thread->stack_size,
		.stack_end = (uint32_t)thread->stack + thread->stack_size,
	};
}
#else
/* The import of what all of the compartment's threads reach, which is global. */
extern const bulkhead_capability_t bulkhead_import_own_memory;

static void find_own(struct own *own)
{
	struct bulkhead_self *self = port_self();
	struct capability_words stack = look(&self->stack_capability);

	*own = (struct own){
		.memory = &bulkhead_import_own_memory,
		.bounds = look(&bulkhead_import_own_memory),
		.reach = look_at_default(),
		.stack = &self->stack_capability,
		.stack_start = stack.base,
		.stack_size = stack.is_tagged ? stack.size : 0,
		.stack_end = (uint32_t)(self + 1),
	};
}
#endif

enum bulkhead_capability_backend bulkhead_capability_backend(void)
{
	return BULKHEAD_CAPABILITY_HARDWARE;
}

static bool has(uint32_t start, uint32_t room, uint32_t address, uint32_t size)
{
	return address - start <= room && size <= room - (address - start);
}

static uint32_t rights_of(const struct capability_words *words)
{
	uint32_t rights = words->permissions & PERMIT_GLOBAL ? BULKHEAD_CAPABILITY_KEEP : 0;
	uint32_t permissions = words->permissions;

	if (permissions & (PERMIT_SEAL | PERMIT_UNSEAL)) {
		return rights | (permissions & PERMIT_UNSEAL ? BULKHEAD_CAPABILITY_READ : 0) |
		       (permissions & PERMIT_SEAL ? BULKHEAD_CAPABILITY_WRITE : 0);
	}
	rights |= permissions & PERMIT_LOAD ? BULKHEAD_CAPABILITY_READ : 0;
	rights |= permissions & PERMIT_STORE ? BULKHEAD_CAPABILITY_WRITE : 0;
	/* Nothing takes rights away from what is loaded. */
	rights |= permissions & PERMIT_LOAD_CAPABILITY
			  ? BULKHEAD_CAPABILITY_LOAD | BULKHEAD_CAPABILITY_DEEP_WRITE | BULKHEAD_CAPABILITY_DEEP_KEEP
			  : 0;
	return rights | (permissions & PERMIT_STORE_CAPABILITY ? BULKHEAD_CAPABILITY_STORE : 0);
}

static bool is_key(const struct capability_words *words)
{
	return (words->permissions & (PERMIT_SEAL | PERMIT_UNSEAL)) != 0;
}

static uint32_t permissions_of(uint32_t rights, bool is_key)
{
	uint32_t keep = rights & BULKHEAD_CAPABILITY_KEEP ? PERMIT_GLOBAL : 0;

	if (is_key) {
		return keep | (rights & BULKHEAD_CAPABILITY_READ ? PERMIT_UNSEAL : 0) |
		       (rights & BULKHEAD_CAPABILITY_WRITE ? PERMIT_SEAL : 0);
	}
	return keep | (rights & BULKHEAD_CAPABILITY_READ ? PERMIT_LOAD : 0) |
	       (rights & BULKHEAD_CAPABILITY_WRITE ? PERMIT_STORE : 0) |
	       (rights & BULKHEAD_CAPABILITY_LOAD ? PERMIT_LOAD_CAPABILITY : 0) |
	       (rights & BULKHEAD_CAPABILITY_STORE ? PERMIT_STORE_CAPABILITY : 0);
}

/* 0, or what is wrong with rights that are asked for. */
static int check_rights(uint32_t *rights)
{
	const uint32_t deep = BULKHEAD_CAPABILITY_DEEP_WRITE | BULKHEAD_CAPABILITY_DEEP_KEEP;
	uint32_t asked = *rights;

	if (!(asked & BULKHEAD_CAPABILITY_LOAD)) {
		*rights = asked & ~deep;
	}
	if ((asked & ~(uint32_t)BULKHEAD_CAPABILITY_ALL) ||
	    !(asked & (BULKHEAD_CAPABILITY_READ | BULKHEAD_CAPABILITY_WRITE)) ||
	    ((asked & BULKHEAD_CAPABILITY_LOAD) && !(asked & BULKHEAD_CAPABILITY_READ)) ||
	    ((asked & BULKHEAD_CAPABILITY_STORE) && !(asked & BULKHEAD_CAPABILITY_WRITE))) {
		return -EINVAL;
	}
	return (asked & BULKHEAD_CAPABILITY_LOAD) && (asked & deep) != deep ? -ENOTSUP : 0;
}

static bool is_exact(uint32_t start, uint32_t size)
{
	return ((start | size) & ~representable_mask(size)) == 0;
}

/* How a variable is written; false if what has no KEEP cannot lie there. */
static bool find_way(const struct own *own, const bulkhead_capability_t *to, bool has_keep,
		     const bulkhead_capability_t **by)
{
	*by = has_keep ? NULL : own->stack;
	return has_keep || has(own->stack_start, own->stack_size, (uint32_t)to, sizeof(*to));
}

static bool is_variable(const void *variable)
{
	return ((uintptr_t)variable & 7) == 0 && variable != NULL;
}

/* A result is put into `to`, or nothing is. */
static int end(bulkhead_capability_t *to, int result)
{
	if (result != 0 && is_variable(to)) {
		bulkhead_capability_drop(to);
	}
	return result;
}

void bulkhead_capability_drop(bulkhead_capability_t *capability)
{
	capability->words[0] = 0;
	capability->words[1] = 0;
}

static int derive(bulkhead_capability_t *to, uint32_t start, uint32_t size, uint32_t rights)
{
	const bulkhead_capability_t *by;
	struct own own;
	int result;

	if (!is_variable(to)) {
		return -EFAULT;
	}
	find_own(&own);
	result = check_rights(&rights);
	if (result != 0 || size == 0) {
		return result != 0 ? result : -EINVAL;
	}
	/* A stack that no other thread reaches. */
	bool is_private = !has(own.bounds.base, own.bounds.size, start, size);

	if (start == 0 || (is_private && !has(own.reach.base, own.reach.size, start, size))) {
		return -EFAULT;
	}
	if ((rights & (BULKHEAD_CAPABILITY_LOAD | BULKHEAD_CAPABILITY_STORE)) && ((start | size) & 7)) {
		return -EINVAL;
	}
	bool has_keep = (rights & BULKHEAD_CAPABILITY_KEEP) != 0;

	if (has_keep && (is_private || (start + size > own.stack_start && start < own.stack_end))) {
		return -EPERM;
	}
	if (!is_exact(start, size)) {
		return -ERANGE;
	}
	if (!find_way(&own, to, has_keep, &by)) {
		return -EPERM;
	}
	put_part(to, by, is_private ? NULL : own.memory, start, size, permissions_of(rights, false));
	return 0;
}

int bulkhead_capability_derive(bulkhead_capability_t *to, const void *start, size_t size, uint32_t rights)
{
	return end(to, derive(to, (uint32_t)start, size, rights));
}

static int narrow(bulkhead_capability_t *to, const bulkhead_capability_t *from, uint32_t offset, uint32_t size,
		  uint32_t rights)
{
	struct capability_words words = look(from);
	const bulkhead_capability_t *by;
	struct own own;
	int result;

	if (!words.is_tagged) {
		return -EINVAL;
	}
	result = check_rights(&rights);
	if (result != 0 || size == 0) {
		return result != 0 ? result : -EINVAL;
	}
	if (words.type != NEVER_SEALED || (rights & ~rights_of(&words))) {
		return -EPERM;
	}
	if (!has(0, words.size, offset, size)) {
		return -ERANGE;
	}
	uint32_t start = words.base + offset;

	if ((rights & (BULKHEAD_CAPABILITY_LOAD | BULKHEAD_CAPABILITY_STORE)) && ((start | size) & 7)) {
		return -EINVAL;
	}
	if (!is_exact(start, size)) {
		return -ERANGE;
	}
	find_own(&own);
	if (!find_way(&own, to, (rights & BULKHEAD_CAPABILITY_KEEP) != 0, &by)) {
		return -EPERM;
	}
	put_part(to, by, from, start, size, permissions_of(rights, is_key(&words)));
	return 0;
}

int bulkhead_capability_narrow(bulkhead_capability_t *to, const bulkhead_capability_t *from, size_t offset, size_t size,
			       uint32_t rights)
{
	return !is_variable(to) || !is_variable(from) ? -EFAULT : end(to, narrow(to, from, offset, size, rights));
}

static int copy(bulkhead_capability_t *to, const bulkhead_capability_t *from)
{
	struct capability_words words = look(from);
	const bulkhead_capability_t *by;
	struct own own;

	if (!words.is_tagged) {
		return -EINVAL;
	}
	find_own(&own);
	if (!find_way(&own, to, (words.permissions & PERMIT_GLOBAL) != 0, &by)) {
		return -EPERM;
	}
	put_copy(to, by, from);
	return 0;
}

int bulkhead_capability_copy(bulkhead_capability_t *to, const bulkhead_capability_t *from)
{
	return !is_variable(to) || !is_variable(from) ? -EFAULT : end(to, copy(to, from));
}

int bulkhead_capability_make_key(bulkhead_capability_t *to)
{
	return !is_variable(to) ? -EFAULT : end(to, bulkhead_make_hardware_key((uintptr_t)to));
}

static int seal(bulkhead_capability_t *to, const bulkhead_capability_t *from, const bulkhead_capability_t *key)
{
	struct capability_words words = look(from), lock = look(key);
	const bulkhead_capability_t *by;
	struct own own;

	if (!words.is_tagged || !lock.is_tagged) {
		return -EINVAL;
	}
	if (words.type != NEVER_SEALED || is_key(&words) || !OPEN_KEY(lock) || !(lock.permissions & PERMIT_SEAL)) {
		return -EPERM;
	}
	find_own(&own);
	if (!find_way(&own, to, (words.permissions & PERMIT_GLOBAL) != 0, &by)) {
		return -EPERM;
	}
	put_sealed(to, by, from, key);
	return 0;
}

int bulkhead_capability_seal(bulkhead_capability_t *to, const bulkhead_capability_t *from, const bulkhead_capability_t *key)
{
	return !is_variable(to) || !is_variable(from) || !is_variable(key) ? -EFAULT : end(to, seal(to, from, key));
}

static int unseal(bulkhead_capability_t *to, const bulkhead_capability_t *from, const bulkhead_capability_t *key)
{
	struct capability_words words = look(from), lock = look(key);
	const bulkhead_capability_t *by;
	struct own own;

	if (!words.is_tagged || !lock.is_tagged) {
		return -EINVAL;
	}
	if (words.type == NEVER_SEALED || !OPEN_KEY(lock) || !(lock.permissions & PERMIT_UNSEAL) ||
	    words.type != lock.base) {
		return -EPERM;
	}
	find_own(&own);
	if (!find_way(&own, to, (words.permissions & lock.permissions & PERMIT_GLOBAL) != 0, &by)) {
		return -EPERM;
	}
	put_unsealed(to, by, from, key);
	return 0;
}

int bulkhead_capability_unseal(bulkhead_capability_t *to, const bulkhead_capability_t *from, const bulkhead_capability_t *key)
{
	return !is_variable(to) || !is_variable(from) || !is_variable(key) ? -EFAULT : end(to, unseal(to, from, key));
}

/* 0, or why its memory cannot be used like this. */
static int check_use(const bulkhead_capability_t *capability, struct capability_words *words, uint32_t permission,
		     uint32_t offset, uint32_t size)
{
	if (!is_variable(capability)) {
		return -EFAULT;
	}
	*words = look(capability);
	if (!words->is_tagged) {
		return -EINVAL;
	}
	if (words->type != NEVER_SEALED || (words->permissions & permission) != permission || is_key(words)) {
		return -EPERM;
	}
	return has(0, words->size, offset, size) ? 0 : -ERANGE;
}

typedef void mover(const bulkhead_capability_t *by, uint32_t address, uintptr_t bytes, uint32_t size);

/* In pieces: with privileges interrupts are masked for each. */
static void move(const bulkhead_capability_t *by, uint32_t address, uintptr_t bytes, uint32_t size, mover *words,
		 mover *single)
{
	mover *chosen = ((address | bytes | size) & 3) == 0 ? words : single;

	for (uint32_t done = 0; done < size; done += 64) {
		chosen(by, address + done, bytes + done, size - done < 64 ? size - done : 64);
	}
}

int bulkhead_capability_read(const bulkhead_capability_t *from, size_t offset, void *bytes, size_t size)
{
	struct capability_words words;
	int result = check_use(from, &words, PERMIT_LOAD, offset, size);

	if (result == 0) {
		move(from, words.base + offset, (uintptr_t)bytes, size, load_words, load_bytes);
	}
	return result;
}

int bulkhead_capability_write(const bulkhead_capability_t *into, size_t offset, const void *bytes, size_t size)
{
	struct capability_words words;
	int result = check_use(into, &words, PERMIT_STORE, offset, size);

	if (result == 0) {
		move(into, words.base + offset, (uintptr_t)bytes, size, store_words, store_bytes);
	}
	return result;
}

static int load(bulkhead_capability_t *to, const bulkhead_capability_t *from, uint32_t offset)
{
	struct capability_words words;
	const bulkhead_capability_t *by;
	struct own own;
	int result = check_use(from, &words, PERMIT_LOAD | PERMIT_LOAD_CAPABILITY, offset, sizeof(*to));

	if (result != 0 || ((words.base + offset) & 7)) {
		return result != 0 ? result : -EINVAL;
	}
	struct capability_words loaded = look_through(from, words.base + offset);

	if (!loaded.is_tagged) {
		return -EINVAL;
	}
	find_own(&own);
	if (!find_way(&own, to, (loaded.permissions & PERMIT_GLOBAL) != 0, &by)) {
		return -EPERM;
	}
	put_loaded(to, by, from, words.base + offset);
	return 0;
}

int bulkhead_capability_load(bulkhead_capability_t *to, const bulkhead_capability_t *from, size_t offset)
{
	return !is_variable(to) ? -EFAULT : end(to, load(to, from, offset));
}

int bulkhead_capability_store(const bulkhead_capability_t *into, size_t offset, const bulkhead_capability_t *stored)
{
	struct capability_words words, what;
	int result = check_use(into, &words, PERMIT_STORE | PERMIT_STORE_CAPABILITY, offset, sizeof(*stored));

	if (result != 0 || ((words.base + offset) & 7) || !is_variable(stored)) {
		return result != 0 ? result : -EINVAL;
	}
	what = look(stored);
	if (!what.is_tagged || !(what.permissions & PERMIT_GLOBAL)) {
		return what.is_tagged ? -EPERM : -EINVAL;
	}
	put_into(into, words.base + offset, stored);
	return 0;
}

int bulkhead_capability_facts(const bulkhead_capability_t *capability, struct bulkhead_capability_facts *facts)
{
	if (!is_variable(capability)) {
		return -EFAULT;
	}
	struct capability_words words = look(capability);

	if (!words.is_tagged) {
		return -EINVAL;
	}
	*facts = (struct bulkhead_capability_facts){
		.size = words.size,
		.rights = rights_of(&words),
		.is_sealed = words.type != NEVER_SEALED,
		.is_key = is_key(&words),
	};
	return 0;
}

size_t bulkhead_capability_granule(size_t size)
{
	return -representable_mask(size);
}
