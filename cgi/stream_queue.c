#include "cgi/stream_queue.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

struct queue {
	pthread_mutex_t lock;
	pthread_cond_t filled;
	struct queue_item *head, **tail;
	bool closed;
	int fd;
};

struct queue *queue_new(void)
{
	struct queue *q = calloc(1, sizeof(*q));

	if (!q)
		return NULL;
	q->fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (q->fd < 0) {
		free(q);
		return NULL;
	}
	pthread_mutex_init(&q->lock, NULL);
	pthread_cond_init(&q->filled, NULL);
	q->tail = &q->head;
	return q;
}

void queue_free(struct queue *q)
{
	if (!q)
		return;
	pthread_cond_destroy(&q->filled);
	pthread_mutex_destroy(&q->lock);
	close(q->fd);
	free(q);
}

int queue_fd(const struct queue *q)
{
	return q->fd;
}

void queue_put(struct queue *q, struct queue_item *item)
{
	bool was_empty;

	item->next = NULL;
	pthread_mutex_lock(&q->lock);
	was_empty = !q->head;
	*q->tail = item;
	q->tail = &item->next;
	if (was_empty)
		eventfd_write(q->fd, 1);
	pthread_cond_signal(&q->filled);
	pthread_mutex_unlock(&q->lock);
}

/* The caller holds the lock. */
static struct queue_item *pop(struct queue *q)
{
	struct queue_item *item = q->head;
	eventfd_t count;

	if (!item)
		return NULL;
	q->head = item->next;
	if (!q->head) {
		q->tail = &q->head;
		eventfd_read(q->fd, &count);
	}
	return item;
}

struct queue_item *queue_take(struct queue *q)
{
	struct queue_item *item;

	pthread_mutex_lock(&q->lock);
	item = pop(q);
	pthread_mutex_unlock(&q->lock);
	return item;
}

struct queue_item *queue_wait(struct queue *q)
{
	struct queue_item *item;

	pthread_mutex_lock(&q->lock);
	while (!q->head && !q->closed)
		pthread_cond_wait(&q->filled, &q->lock);
	item = pop(q);
	pthread_mutex_unlock(&q->lock);
	return item;
}

void queue_close(struct queue *q)
{
	pthread_mutex_lock(&q->lock);
	q->closed = true;
	pthread_cond_broadcast(&q->filled);
	pthread_mutex_unlock(&q->lock);
}
