/*
 * Singly linked lists of nodes that live inside other structures. Constant time but for append_list,
 * merge, find and len. A list has no lock: callers that share one agree on theirs.
 */
#ifndef ZEPHYR_SYS_SLIST_H
#define ZEPHYR_SYS_SLIST_H

#include <stdbool.h>
#include <stddef.h>
#include <zephyr/sys/util.h>

struct _snode {
	struct _snode *next;
};
typedef struct _snode sys_snode_t;

struct _slist {
	sys_snode_t *head;
	sys_snode_t *tail;
};
typedef struct _slist sys_slist_t;

#define SYS_SLIST_STATIC_INIT(list_pointer) {NULL, NULL}

static inline void sys_slist_init(sys_slist_t *list)
{
	list->head = NULL;
	list->tail = NULL;
}

static inline bool sys_slist_is_empty(const sys_slist_t *list)
{
	return list->head == NULL;
}

static inline sys_snode_t *sys_slist_peek_head(const sys_slist_t *list)
{
	return list->head;
}

static inline sys_snode_t *sys_slist_peek_tail(const sys_slist_t *list)
{
	return list->tail;
}

/* The node after `node`; NULL at the end. The first form wants a node, the second takes NULL too. */
static inline sys_snode_t *sys_slist_peek_next_no_check(const sys_snode_t *node)
{
	return node->next;
}

static inline sys_snode_t *sys_slist_peek_next(const sys_snode_t *node)
{
	return node == NULL ? NULL : node->next;
}

static inline void sys_slist_prepend(sys_slist_t *list, sys_snode_t *node)
{
	node->next = list->head;
	list->head = node;
	if (list->tail == NULL) {
		list->tail = node;
	}
}

static inline void sys_slist_append(sys_slist_t *list, sys_snode_t *node)
{
	node->next = NULL;
	if (list->tail == NULL) {
		list->head = node;
	} else {
		list->tail->next = node;
	}
	list->tail = node;
}

/* Appends a chain of nodes, linked already, from `head` to `tail`. */
static inline void sys_slist_append_list(sys_slist_t *list, void *head, void *tail)
{
	if (head == NULL || tail == NULL) {
		return;
	}
	if (list->tail == NULL) {
		list->head = (sys_snode_t *)head;
	} else {
		list->tail->next = (sys_snode_t *)head;
	}
	list->tail = (sys_snode_t *)tail;
}

/* Moves everything of `list_to_append` to the end of `list`. */
static inline void sys_slist_merge_slist(sys_slist_t *list, sys_slist_t *list_to_append)
{
	sys_slist_append_list(list, list_to_append->head, list_to_append->tail);
	sys_slist_init(list_to_append);
}

/* Puts `node` after `previous`; at the head if that is NULL. */
static inline void sys_slist_insert(sys_slist_t *list, sys_snode_t *previous, sys_snode_t *node)
{
	if (previous == NULL) {
		sys_slist_prepend(list, node);
	} else if (previous->next == NULL) {
		sys_slist_append(list, node);
	} else {
		node->next = previous->next;
		previous->next = node;
	}
}

/* Removes and returns the head of a list that has one. */
static inline sys_snode_t *sys_slist_get_not_empty(sys_slist_t *list)
{
	sys_snode_t *node = list->head;

	list->head = node->next;
	if (list->tail == node) {
		list->tail = NULL;
	}
	return node;
}

static inline sys_snode_t *sys_slist_get(sys_slist_t *list)
{
	return sys_slist_is_empty(list) ? NULL : sys_slist_get_not_empty(list);
}

/* Removes `node`, whose predecessor is `previous` (NULL if it is the head). */
static inline void sys_slist_remove(sys_slist_t *list, sys_snode_t *previous, sys_snode_t *node)
{
	if (previous == NULL) {
		list->head = node->next;
	} else {
		previous->next = node->next;
	}
	if (list->tail == node) {
		list->tail = previous;
	}
	node->next = NULL;
}

/* Whether `node` is in the list; `previous`, if not NULL, gets its predecessor (NULL for the head). */
static inline bool sys_slist_find(const sys_slist_t *list, const sys_snode_t *node,
				  sys_snode_t **previous)
{
	sys_snode_t *before = NULL;

	for (sys_snode_t *each = list->head; each != NULL; each = each->next) {
		if (each == node) {
			if (previous != NULL) {
				*previous = before;
			}
			return true;
		}
		before = each;
	}
	return false;
}

static inline bool sys_slist_find_and_remove(sys_slist_t *list, sys_snode_t *node)
{
	sys_snode_t *previous;

	if (!sys_slist_find(list, node, &previous)) {
		return false;
	}
	sys_slist_remove(list, previous, node);
	return true;
}

static inline size_t sys_slist_len(const sys_slist_t *list)
{
	size_t length = 0;

	for (sys_snode_t *each = list->head; each != NULL; each = each->next) {
		length++;
	}
	return length;
}

/* Loops over nodes. The safe form allows the body to remove the current node. */
#define SYS_SLIST_FOR_EACH_NODE(list, node) \
	for (node = sys_slist_peek_head(list); node != NULL; node = sys_slist_peek_next(node))
#define SYS_SLIST_FOR_EACH_NODE_SAFE(list, node, following) \
	for (node = sys_slist_peek_head(list), following = sys_slist_peek_next(node); node != NULL; \
	     node = following, following = sys_slist_peek_next(node))
/* Goes on after `node`, or starts at the head if that is NULL. */
#define SYS_SLIST_ITERATE_FROM_NODE(list, node) \
	for (node = (node) != NULL ? sys_slist_peek_next(node) : sys_slist_peek_head(list); \
	     node != NULL; node = sys_slist_peek_next(node))

/* From nodes to the structures around them; NULL stays NULL. */
#define SYS_SLIST_CONTAINER(node, variable, field) \
	((node) != NULL ? CONTAINER_OF(node, __typeof__(*(variable)), field) : NULL)
#define SYS_SLIST_PEEK_HEAD_CONTAINER(list, variable, field) \
	SYS_SLIST_CONTAINER(sys_slist_peek_head(list), variable, field)
#define SYS_SLIST_PEEK_TAIL_CONTAINER(list, variable, field) \
	SYS_SLIST_CONTAINER(sys_slist_peek_tail(list), variable, field)
#define SYS_SLIST_PEEK_NEXT_CONTAINER(variable, field) \
	((variable) != NULL \
		 ? SYS_SLIST_CONTAINER(sys_slist_peek_next(&(variable)->field), variable, field) \
		 : NULL)

/* Loops over the structures. */
#define SYS_SLIST_FOR_EACH_CONTAINER(list, variable, field) \
	for (variable = SYS_SLIST_PEEK_HEAD_CONTAINER(list, variable, field); variable != NULL; \
	     variable = SYS_SLIST_PEEK_NEXT_CONTAINER(variable, field))
#define SYS_SLIST_FOR_EACH_CONTAINER_SAFE(list, variable, following, field) \
	for (variable = SYS_SLIST_PEEK_HEAD_CONTAINER(list, variable, field), \
	    following = SYS_SLIST_PEEK_NEXT_CONTAINER(variable, field); \
	     variable != NULL; \
	     variable = following, following = SYS_SLIST_PEEK_NEXT_CONTAINER(variable, field))

#endif
