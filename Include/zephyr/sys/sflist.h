/*
 * Singly linked lists whose nodes carry a small number: the two low bits of the link, which word
 * alignment leaves free. Otherwise as <zephyr/sys/slist.h>.
 */
#ifndef ZEPHYR_SYS_SFLIST_H
#define ZEPHYR_SYS_SFLIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <zephyr/sys/util.h>

#define SYS_SFLIST_FLAGS_MASK ((uintptr_t)3)

struct _sfnode {
	uintptr_t next_and_flags;
};
typedef struct _sfnode sys_sfnode_t;

struct _sflist {
	sys_sfnode_t *head;
	sys_sfnode_t *tail;
};
typedef struct _sflist sys_sflist_t;

#define SYS_SFLIST_STATIC_INIT(list_pointer) {NULL, NULL}

static inline void sys_sflist_init(sys_sflist_t *list)
{
	list->head = NULL;
	list->tail = NULL;
}

static inline bool sys_sflist_is_empty(const sys_sflist_t *list)
{
	return list->head == NULL;
}

/* A node's flags, 0 to 3. Linking a node keeps them; sfnode_init sets link and flags. */
static inline uint8_t sys_sfnode_flags_get(const sys_sfnode_t *node)
{
	return (uint8_t)(node->next_and_flags & SYS_SFLIST_FLAGS_MASK);
}

static inline void sys_sfnode_flags_set(sys_sfnode_t *node, uint8_t flags)
{
	node->next_and_flags = (node->next_and_flags & ~SYS_SFLIST_FLAGS_MASK) |
			       (flags & SYS_SFLIST_FLAGS_MASK);
}

static inline void sys_sfnode_init(sys_sfnode_t *node, uint8_t flags)
{
	node->next_and_flags = flags & SYS_SFLIST_FLAGS_MASK;
}

static inline sys_sfnode_t *sys_sflist_peek_head(const sys_sflist_t *list)
{
	return list->head;
}

static inline sys_sfnode_t *sys_sflist_peek_tail(const sys_sflist_t *list)
{
	return list->tail;
}

static inline sys_sfnode_t *sys_sflist_peek_next_no_check(const sys_sfnode_t *node)
{
	return (sys_sfnode_t *)(node->next_and_flags & ~SYS_SFLIST_FLAGS_MASK);
}

static inline sys_sfnode_t *sys_sflist_peek_next(const sys_sfnode_t *node)
{
	return node == NULL ? NULL : sys_sflist_peek_next_no_check(node);
}

static inline void z_sfnode_link(sys_sfnode_t *node, const sys_sfnode_t *next)
{
	node->next_and_flags = (uintptr_t)next | (node->next_and_flags & SYS_SFLIST_FLAGS_MASK);
}

static inline void sys_sflist_prepend(sys_sflist_t *list, sys_sfnode_t *node)
{
	z_sfnode_link(node, list->head);
	list->head = node;
	if (list->tail == NULL) {
		list->tail = node;
	}
}

static inline void sys_sflist_append(sys_sflist_t *list, sys_sfnode_t *node)
{
	z_sfnode_link(node, NULL);
	if (list->tail == NULL) {
		list->head = node;
	} else {
		z_sfnode_link(list->tail, node);
	}
	list->tail = node;
}

static inline void sys_sflist_append_list(sys_sflist_t *list, void *head, void *tail)
{
	if (head == NULL || tail == NULL) {
		return;
	}
	if (list->tail == NULL) {
		list->head = (sys_sfnode_t *)head;
	} else {
		z_sfnode_link(list->tail, (sys_sfnode_t *)head);
	}
	list->tail = (sys_sfnode_t *)tail;
}

static inline void sys_sflist_merge_sflist(sys_sflist_t *list, sys_sflist_t *list_to_append)
{
	sys_sflist_append_list(list, list_to_append->head, list_to_append->tail);
	sys_sflist_init(list_to_append);
}

static inline void sys_sflist_insert(sys_sflist_t *list, sys_sfnode_t *previous, sys_sfnode_t *node)
{
	if (previous == NULL) {
		sys_sflist_prepend(list, node);
	} else if (sys_sflist_peek_next_no_check(previous) == NULL) {
		sys_sflist_append(list, node);
	} else {
		z_sfnode_link(node, sys_sflist_peek_next_no_check(previous));
		z_sfnode_link(previous, node);
	}
}

static inline sys_sfnode_t *sys_sflist_get_not_empty(sys_sflist_t *list)
{
	sys_sfnode_t *node = list->head;

	list->head = sys_sflist_peek_next_no_check(node);
	if (list->tail == node) {
		list->tail = NULL;
	}
	return node;
}

static inline sys_sfnode_t *sys_sflist_get(sys_sflist_t *list)
{
	return sys_sflist_is_empty(list) ? NULL : sys_sflist_get_not_empty(list);
}

static inline void sys_sflist_remove(sys_sflist_t *list, sys_sfnode_t *previous, sys_sfnode_t *node)
{
	if (previous == NULL) {
		list->head = sys_sflist_peek_next_no_check(node);
	} else {
		z_sfnode_link(previous, sys_sflist_peek_next_no_check(node));
	}
	if (list->tail == node) {
		list->tail = previous;
	}
	z_sfnode_link(node, NULL);
}

static inline bool sys_sflist_find_and_remove(sys_sflist_t *list, sys_sfnode_t *node)
{
	sys_sfnode_t *previous = NULL;

	for (sys_sfnode_t *each = list->head; each != NULL;
	     each = sys_sflist_peek_next_no_check(each)) {
		if (each == node) {
			sys_sflist_remove(list, previous, node);
			return true;
		}
		previous = each;
	}
	return false;
}

static inline size_t sys_sflist_len(const sys_sflist_t *list)
{
	size_t length = 0;

	for (sys_sfnode_t *each = list->head; each != NULL;
	     each = sys_sflist_peek_next_no_check(each)) {
		length++;
	}
	return length;
}

#define SYS_SFLIST_FOR_EACH_NODE(list, node) \
	for (node = sys_sflist_peek_head(list); node != NULL; node = sys_sflist_peek_next(node))
#define SYS_SFLIST_FOR_EACH_NODE_SAFE(list, node, following) \
	for (node = sys_sflist_peek_head(list), following = sys_sflist_peek_next(node); \
	     node != NULL; node = following, following = sys_sflist_peek_next(node))
#define SYS_SFLIST_ITERATE_FROM_NODE(list, node) \
	for (node = (node) != NULL ? sys_sflist_peek_next(node) : sys_sflist_peek_head(list); \
	     node != NULL; node = sys_sflist_peek_next(node))
#define SYS_SFLIST_CONTAINER(node, variable, field) \
	((node) != NULL ? CONTAINER_OF(node, __typeof__(*(variable)), field) : NULL)
#define SYS_SFLIST_PEEK_HEAD_CONTAINER(list, variable, field) \
	SYS_SFLIST_CONTAINER(sys_sflist_peek_head(list), variable, field)
#define SYS_SFLIST_PEEK_TAIL_CONTAINER(list, variable, field) \
	SYS_SFLIST_CONTAINER(sys_sflist_peek_tail(list), variable, field)
#define SYS_SFLIST_PEEK_NEXT_CONTAINER(variable, field) \
	((variable) != NULL \
		 ? SYS_SFLIST_CONTAINER(sys_sflist_peek_next(&(variable)->field), variable, field) \
		 : NULL)
#define SYS_SFLIST_FOR_EACH_CONTAINER(list, variable, field) \
	for (variable = SYS_SFLIST_PEEK_HEAD_CONTAINER(list, variable, field); variable != NULL; \
	     variable = SYS_SFLIST_PEEK_NEXT_CONTAINER(variable, field))
#define SYS_SFLIST_FOR_EACH_CONTAINER_SAFE(list, variable, following, field) \
	for (variable = SYS_SFLIST_PEEK_HEAD_CONTAINER(list, variable, field), \
	    following = SYS_SFLIST_PEEK_NEXT_CONTAINER(variable, field); \
	     variable != NULL; \
	     variable = following, following = SYS_SFLIST_PEEK_NEXT_CONTAINER(variable, field))

#endif
