/*
 * Loops over nodes and entries. Each calls the macro `fn` with an entry and, in the VARGS forms, with
 * what was given behind it; in the SEP forms `separator`, in parentheses, stands between two calls.
 * A loop that `fn` itself calls must be another one.
 */
#ifndef ZEPHYR_DEVICETREE_LOOPS_H
#define ZEPHYR_DEVICETREE_LOOPS_H

/* All nodes, of any status or of status okay: fn(node). */
#define DT_FOREACH_NODE(fn) DT_FOREACH_NODE_(fn, ())
#define DT_FOREACH_NODE_VARGS(fn, ...) DT_FOREACH_NODE_(fn, (), __VA_ARGS__)
#define DT_FOREACH_STATUS_OKAY_NODE(fn) DT_FOREACH_NODE_OKAY_(fn, ())
#define DT_FOREACH_STATUS_OKAY_NODE_VARGS(fn, ...) DT_FOREACH_NODE_OKAY_(fn, (), __VA_ARGS__)

/* Nodes of status okay with a compatible string: fn(node), and fn(index, ...) in instances.h. */
#define DT_FOREACH_STATUS_OKAY(compat, fn)                                                         \
	COND_CODE_1(DT_HAS_COMPAT_STATUS_OKAY(compat),                                             \
		    (DT_CAT(DT_FOREACH_OKAY_, compat)(fn, ())), ())
#define DT_FOREACH_STATUS_OKAY_VARGS(compat, fn, ...)                                              \
	COND_CODE_1(DT_HAS_COMPAT_STATUS_OKAY(compat),                                             \
		    (DT_CAT(DT_FOREACH_OKAY_, compat)(fn, (), __VA_ARGS__)), ())

/* Children: fn(child). */
#define DT_FOREACH_CHILD(node, fn) DT_CAT(node, _CHILDREN)(fn, ())
#define DT_FOREACH_CHILD_SEP(node, fn, separator) DT_CAT(node, _CHILDREN)(fn, separator)
#define DT_FOREACH_CHILD_VARGS(node, fn, ...) DT_CAT(node, _CHILDREN)(fn, (), __VA_ARGS__)
#define DT_FOREACH_CHILD_SEP_VARGS(node, fn, separator, ...)                                       \
	DT_CAT(node, _CHILDREN)(fn, separator, __VA_ARGS__)

/* Children of status okay: fn(child). */
#define DT_FOREACH_CHILD_STATUS_OKAY(node, fn) DT_CAT(node, _CHILDREN_OKAY)(fn, ())
#define DT_FOREACH_CHILD_STATUS_OKAY_SEP(node, fn, separator) DT_CAT(node, _CHILDREN_OKAY)(fn, separator)
#define DT_FOREACH_CHILD_STATUS_OKAY_VARGS(node, fn, ...) DT_CAT(node, _CHILDREN_OKAY)(fn, (), __VA_ARGS__)
#define DT_FOREACH_CHILD_STATUS_OKAY_SEP_VARGS(node, fn, separator, ...)                           \
	DT_CAT(node, _CHILDREN_OKAY)(fn, separator, __VA_ARGS__)

/* Entries of a property, for which it has a length: fn(node, property, index). */
#define DT_FOREACH_PROP_ELEM(node, property, fn) DT_CAT4(node, _P_, property, _ELEMENTS)(fn, ())
#define DT_FOREACH_PROP_ELEM_SEP(node, property, fn, separator) DT_CAT4(node, _P_, property, _ELEMENTS)(fn, separator)
#define DT_FOREACH_PROP_ELEM_VARGS(node, property, fn, ...) DT_CAT4(node, _P_, property, _ELEMENTS)(fn, (), __VA_ARGS__)
#define DT_FOREACH_PROP_ELEM_SEP_VARGS(node, property, fn, separator, ...)                         \
	DT_CAT4(node, _P_, property, _ELEMENTS)(fn, separator, __VA_ARGS__)

/* Parent, its parent, up to the root: fn(node). */
#define DT_FOREACH_ANCESTOR(node, fn) DT_CAT(node, _ANCESTORS)(fn, ())
#define DT_FOREACH_ANCESTOR_VARGS(node, fn, ...) DT_CAT(node, _ANCESTORS)(fn, (), __VA_ARGS__)

/* Labels of a node, as tokens: fn(label). */
#define DT_FOREACH_NODELABEL(node, fn) DT_CAT(node, _NODELABELS)(fn, ())
#define DT_FOREACH_NODELABEL_VARGS(node, fn, ...) DT_CAT(node, _NODELABELS)(fn, (), __VA_ARGS__)

#endif
