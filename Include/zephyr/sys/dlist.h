/*
 * Doubly linked lists of nodes that live inside other structures: a ring through the list itself, so
 * that every operation but len is constant time and has no special case. A list has no lock: callers
 * that share one agree on theirs.
 */
#ifndef ZEPHYR_SYS_DLIST_H
#define ZEPHYR_SYS_DLIST_H

#include <stdbool.h>
#include <stddef.h>
#include <zephyr/sys/util.h>

struct _dnode {
	union {
		struct _dnode *head; /* of a list: its first node */
		struct _dnode *next; /* of a node: the one after it */
	};
	union {
		struct _dnode *tail;
		struct _dnode *prev;
	};
};
typedef struct _dnode sys_dlist_t;
typedef struct _dnode sys_dnode_t;

#define SYS_DLIST_STATIC_INIT(list_pointer) {{(list_pointer)}, {(list_pointer)}}

static inline void sys_dlist_init(sys_dlist_t *list)
{
	list->head = list;
	list->tail = list;
}

/* A node that is in no list. Only an initialised or removed node may be asked whether it is linked. */
static inline void sys_dnode_init(sys_dnode_t *node)
{
	node->next = NULL;
	node->prev = NULL;
}

static inline bool sys_dnode_is_linked(const sys_dnode_t *node)
{
	return node->next != NULL;
}

static inline bool sys_dlist_is_head(const sys_dlist_t *list, const sys_dnode_t *node)
{
	return list->head == node;
}

static inline bool sys_dlist_is_tail(const sys_dlist_t *list, const sys_dnode_t *node)
{
	return list->tail == node;
}

static inline bool sys_dlist_is_empty(const sys_dlist_t *list)
{
	return list->head == list;
}

static inline bool sys_dlist_has_multiple_nodes(const sys_dlist_t *list)
{
	return list->head != list->tail;
}

static inline sys_dnode_t *sys_dlist_peek_head_not_empty(const sys_dlist_t *list)
{
	return list->head;
}

static inline sys_dnode_t *sys_dlist_peek_head(const sys_dlist_t *list)
{
	return sys_dlist_is_empty(list) ? NULL : list->head;
}

static inline sys_dnode_t *sys_dlist_peek_tail(const sys_dlist_t *list)
{
	return sys_dlist_is_empty(list) ? NULL : list->tail;
}

/* The neighbours of a node; NULL beyond the ends. The checked forms take a NULL node too. */
static inline sys_dnode_t *sys_dlist_peek_next_no_check(const sys_dlist_t *list,
							 const sys_dnode_t *node)
{
	return node == list->tail ? NULL : node->next;
}

static inline sys_dnode_t *sys_dlist_peek_next(const sys_dlist_t *list, const sys_dnode_t *node)
{
	return node == NULL ? NULL : sys_dlist_peek_next_no_check(list, node);
}

static inline sys_dnode_t *sys_dlist_peek_prev_no_check(const sys_dlist_t *list,
							 const sys_dnode_t *node)
{
	return node == list->head ? NULL : node->prev;
}

static inline sys_dnode_t *sys_dlist_peek_prev(const sys_dlist_t *list, const sys_dnode_t *node)
{
	return node == NULL ? NULL : sys_dlist_peek_prev_no_check(list, node);
}

/* Puts `node` before `successor`, which is in a list. */
static inline void sys_dlist_insert(sys_dnode_t *successor, sys_dnode_t *node)
{
	sys_dnode_t *const predecessor = successor->prev;

	node->prev = predecessor;
	node->next = successor;
	predecessor->next = node;
	successor->prev = node;
}

static inline void sys_dlist_append(sys_dlist_t *list, sys_dnode_t *node)
{
	sys_dlist_insert(list, node);
}

static inline void sys_dlist_prepend(sys_dlist_t *list, sys_dnode_t *node)
{
	sys_dlist_insert(list->head, node);
}

/* Puts `node` before the first node for which `condition(that node, data)` is true, else at the end. */
static inline void sys_dlist_insert_at(sys_dlist_t *list, sys_dnode_t *node,
				       int (*condition)(sys_dnode_t *node, void *data), void *data)
{
	sys_dnode_t *position = list->head;

	while (position != list && !condition(position, data)) {
		position = position->next;
	}
	sys_dlist_insert(position, node);
}

/* Takes a node out of the list it is in; it is then unlinked. */
static inline void sys_dlist_remove(sys_dnode_t *node)
{
	sys_dnode_t *const predecessor = node->prev;
	sys_dnode_t *const successor = node->next;

	predecessor->next = successor;
	successor->prev = predecessor;
	sys_dnode_init(node);
}

static inline void sys_dlist_dequeue(sys_dnode_t *node)
{
	sys_dlist_remove(node);
}

/* Removes and returns the head; NULL if there is none. */
static inline sys_dnode_t *sys_dlist_get(sys_dlist_t *list)
{
	sys_dnode_t *node = sys_dlist_peek_head(list);

	if (node != NULL) {
		sys_dlist_remove(node);
	}
	return node;
}

static inline size_t sys_dlist_len(const sys_dlist_t *list)
{
	size_t length = 0;

	for (const sys_dnode_t *each = list->head; each != list; each = each->next) {
		length++;
	}
	return length;
}

/* Loops over nodes. The safe form allows the body to remove the current node. */
#define SYS_DLIST_FOR_EACH_NODE(list, node) \
	for (node = sys_dlist_peek_head(list); node != NULL; node = sys_dlist_peek_next(list, node))
#define SYS_DLIST_FOR_EACH_NODE_SAFE(list, node, following) \
	for (node = sys_dlist_peek_head(list), following = sys_dlist_peek_next(list, node); \
	     node != NULL; node = following, following = sys_dlist_peek_next(list, node))
/* Goes on after `node`, or starts at the head if that is NULL. */
#define SYS_DLIST_ITERATE_FROM_NODE(list, node) \
	for (node = (node) != NULL ? sys_dlist_peek_next(list, node) : sys_dlist_peek_head(list); \
	     node != NULL; node = sys_dlist_peek_next(list, node))

/* From nodes to the structures around them; NULL stays NULL. */
#define SYS_DLIST_CONTAINER(node, variable, field) \
	((node) != NULL ? CONTAINER_OF(node, __typeof__(*(variable)), field) : NULL)
#define SYS_DLIST_PEEK_HEAD_CONTAINER(list, variable, field) \
	SYS_DLIST_CONTAINER(sys_dlist_peek_head(list), variable, field)
#define SYS_DLIST_PEEK_NEXT_CONTAINER(list, variable, field) \
	((variable) != NULL \
		 ? SYS_DLIST_CONTAINER(sys_dlist_peek_next(list, &(variable)->field), variable, field) \
		 : NULL)

/* Loops over the structures. */
#define SYS_DLIST_FOR_EACH_CONTAINER(list, variable, field) \
	for (variable = SYS_DLIST_PEEK_HEAD_CONTAINER(list, variable, field); variable != NULL; \
	     variable = SYS_DLIST_PEEK_NEXT_CONTAINER(list, variable, field))
#define SYS_DLIST_FOR_EACH_CONTAINER_SAFE(list, variable, following, field) \
	for (variable = SYS_DLIST_PEEK_HEAD_CONTAINER(list, variable, field), \
	    following = SYS_DLIST_PEEK_NEXT_CONTAINER(list, variable, field); \
	     variable != NULL; variable = following, \
	    following = SYS_DLIST_PEEK_NEXT_CONTAINER(list, variable, field))

#endif
