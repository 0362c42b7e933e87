/*
 * A timer wheel, pure: thousands of deadlines that cost two pointers and a time each, and nothing while they
 * wait. Time is cut into ticks; a deadline lies in the slot of its tick, modulo the number of slots, and one
 * further away than a turn is passed over until its turn. A deadline is met up to one tick late, never early.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define WHEEL_TICK_MS 100
#define WHEEL_SLOTS   1024

/* Embedded in what waits; all zero: not set. */
struct wheel_node {
	struct wheel_node *prev, *next;
	int64_t due_ms;
};

struct wheel {
	struct wheel_node slots[WHEEL_SLOTS]; /* heads of rings */
	struct wheel_node due;                /* head of those whose time has come */
	int64_t tick;                         /* slots up to this one have been emptied */
};

void wheel_init(struct wheel *w, int64_t now_ms);

/* Set, or set anew. A time in the past is due at the next tick. */
void wheel_set(struct wheel *w, struct wheel_node *n, int64_t due_ms);

/* Does nothing to a node that isn't set. */
void wheel_unset(struct wheel_node *n);

/* A node that is due by now, unset; NULL when there is none left. */
struct wheel_node *wheel_pop(struct wheel *w, int64_t now_ms);
