/*
 * What a loop waits for on behalf of a library that has sockets of its own: the sockets (epoll, so that a
 * round costs what is ready and not what there is), the time when the library wants to be called anyway, and
 * a wake-up from another thread. Descriptors of somebody else may be waited for along with them.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/attr.h"
#include "common/err.h"

struct waitset;

struct waitset *waitset_new(void); /* NULL when out of descriptors or memory */
void waitset_free(struct waitset *set);
FREEP(waitset, struct waitset *, waitset_free)

/* Wait for fd to become readable, writable or both, from now on; neither: no more. A closed one is forgotten.
 */
MUST_CHECK enum err waitset_fd(struct waitset *set, int fd, bool readable, bool writable);

/* Call back in in_ms from now; below 0: not by the clock. One time at a time, which waitset_due() takes. */
void waitset_timer(struct waitset *set, int64_t in_ms);
bool waitset_due(struct waitset *set);

/* A descriptor of somebody else. */
struct waitset_other {
	int fd;
	bool readable; /* out: data, end or error is there */
};
#define WAITSET_OTHERS_MAX 8

/* Wait until something is ready, the timer is due, waitset_wake() is called or timeout_ms is over. ERR_BUG.
 */
MUST_CHECK enum err waitset_wait(struct waitset *set, struct waitset_other *others, size_t n, int timeout_ms);

/* What the last wait found ready; at most WAITSET_READY_MAX, the rest next time. */
struct waitset_ready {
	int fd;
	bool readable, writable, failed;
};
#define WAITSET_READY_MAX 64
int waitset_ready(struct waitset *set, struct waitset_ready ret[WAITSET_READY_MAX]);

/* End a wait, now or the next one. Any thread may call it. */
void waitset_wake(struct waitset *set);
