/*
 * A hand-over between threads: whoever puts an item in gives it away, whoever takes it out owns it. This is
 * the only way in which the acceptors, the loop and the readers of the log meet. The taking side either waits
 * (queue_wait) or polls a descriptor that is readable while there is something (queue_fd, then queue_take
 * until it gives NULL).
 */
#pragma once

#include <stdbool.h>

#include "common/attr.h"

/* Embedded as the first member of what travels. */
struct queue_item {
	struct queue_item *next;
};

struct queue;
struct queue *queue_new(void);    /* NULL: no memory or no descriptor */
void queue_free(struct queue *q); /* has to be empty */
FREEP(queue, struct queue *, queue_free)

void queue_put(struct queue *q, struct queue_item *item);

int queue_fd(const struct queue *q);
struct queue_item *queue_take(struct queue *q);

/* The next item, however long it takes; NULL once the queue is closed and empty. */
struct queue_item *queue_wait(struct queue *q);
void queue_close(struct queue *q);
