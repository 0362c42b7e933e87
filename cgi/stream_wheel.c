#include "cgi/stream_wheel.h"

#include <stddef.h>

static void ring_init(struct wheel_node *head)
{
	head->prev = head->next = head;
}

static void ring_append(struct wheel_node *head, struct wheel_node *n)
{
	n->prev = head->prev;
	n->next = head;
	n->prev->next = n;
	head->prev = n;
}

void wheel_init(struct wheel *w, int64_t now_ms)
{
	for (int i = 0; i < WHEEL_SLOTS; i++)
		ring_init(&w->slots[i]);
	ring_init(&w->due);
	w->tick = now_ms / WHEEL_TICK_MS;
}

void wheel_set(struct wheel *w, struct wheel_node *n, int64_t due_ms)
{
	int64_t tick = (due_ms + WHEEL_TICK_MS - 1) / WHEEL_TICK_MS;

	wheel_unset(n);
	if (tick <= w->tick)
		tick = w->tick + 1;
	n->due_ms = due_ms;
	ring_append(&w->slots[tick % WHEEL_SLOTS], n);
}

void wheel_unset(struct wheel_node *n)
{
	if (!n->next)
		return;
	n->prev->next = n->next;
	n->next->prev = n->prev;
	n->prev = n->next = NULL;
}

/* Move what is due in the slot of the wheel's tick to the due ring; the rest waits for a later turn. */
static void empty_slot(struct wheel *w)
{
	struct wheel_node *head = &w->slots[w->tick % WHEEL_SLOTS], *next;

	for (struct wheel_node *n = head->next; n != head; n = next) {
		next = n->next;
		if (n->due_ms > w->tick * WHEEL_TICK_MS)
			continue;
		wheel_unset(n);
		ring_append(&w->due, n);
	}
}

struct wheel_node *wheel_pop(struct wheel *w, int64_t now_ms)
{
	struct wheel_node *n;

	while (w->due.next == &w->due && w->tick < now_ms / WHEEL_TICK_MS) {
		w->tick++;
		empty_slot(w);
	}
	n = w->due.next;
	if (n == &w->due)
		return NULL;
	wheel_unset(n);
	return n;
}
