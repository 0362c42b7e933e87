#include "common/waitset.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "common/clock.h"

struct waitset {
	int epoll_fd, wake_fd;
	bool any;            /* the last wait found sockets ready */
	int64_t timer_at_ms; /* monotonic; -1: none */
};

struct waitset *waitset_new(void)
{
	AUTO(waitset) struct waitset *set = calloc(1, sizeof(*set));

	if (!set)
		return NULL;
	set->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	set->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	set->timer_at_ms = -1;
	return set->epoll_fd >= 0 && set->wake_fd >= 0 ? TAKE(set) : NULL;
}

void waitset_free(struct waitset *set)
{
	if (!set)
		return;
	if (set->epoll_fd >= 0)
		close(set->epoll_fd);
	if (set->wake_fd >= 0)
		close(set->wake_fd);
	free(set);
}

enum err waitset_fd(struct waitset *set, int fd, bool readable, bool writable)
{
	struct epoll_event ev = { .events = (readable ? (unsigned)EPOLLIN : 0) |
					    (writable ? (unsigned)EPOLLOUT : 0),
				  .data.fd = fd };

	if (!ev.events) {
		epoll_ctl(set->epoll_fd, EPOLL_CTL_DEL, fd, NULL); /* fails if it was closed before */
		return OK;
	}
	if (epoll_ctl(set->epoll_fd, EPOLL_CTL_MOD, fd, &ev) == 0 ||
	    epoll_ctl(set->epoll_fd, EPOLL_CTL_ADD, fd, &ev) == 0)
		return OK;
	return ERR_NOMEM;
}

void waitset_timer(struct waitset *set, int64_t in_ms)
{
	set->timer_at_ms = in_ms < 0 ? -1 : clock_mono_ms() + in_ms;
}

bool waitset_due(struct waitset *set)
{
	if (set->timer_at_ms < 0 || clock_mono_ms() < set->timer_at_ms)
		return false;
	set->timer_at_ms = -1;
	return true;
}

static int wait_ms(const struct waitset *set, int timeout_ms)
{
	int64_t left_ms = set->timer_at_ms - clock_mono_ms();

	if (set->timer_at_ms < 0 || left_ms > timeout_ms)
		return timeout_ms;
	return left_ms > 0 ? (int)left_ms : 0;
}

enum err waitset_wait(struct waitset *set, struct waitset_other *others, size_t n, int timeout_ms)
{
	struct pollfd polls[2 + WAITSET_OTHERS_MAX] = { { .fd = set->epoll_fd, .events = POLLIN },
							{ .fd = set->wake_fd, .events = POLLIN } };
	eventfd_t woken;
	int ready;

	assert(n <= WAITSET_OTHERS_MAX);
	for (size_t i = 0; i < n; i++)
		polls[2 + i] = (struct pollfd){ .fd = others[i].fd, .events = POLLIN };
	ready = poll(polls, 2 + n, wait_ms(set, timeout_ms));
	for (size_t i = 0; i < n; i++)
		others[i].readable = ready > 0 && polls[2 + i].revents != 0;
	set->any = ready > 0 && polls[0].revents != 0;
	if (ready > 0 && polls[1].revents)
		(void)eventfd_read(set->wake_fd, &woken);
	return ready >= 0 || errno == EINTR ? OK : ERR_BUG;
}

int waitset_ready(struct waitset *set, struct waitset_ready ret[WAITSET_READY_MAX])
{
	struct epoll_event events[WAITSET_READY_MAX];
	int n = set->any ? epoll_wait(set->epoll_fd, events, WAITSET_READY_MAX, 0) : 0;

	set->any = false;
	for (int i = 0; i < n; i++)
		ret[i] = (struct waitset_ready){ .fd = events[i].data.fd,
						 .readable = events[i].events & EPOLLIN,
						 .writable = events[i].events & EPOLLOUT,
						 .failed = events[i].events & (EPOLLERR | EPOLLHUP) };
	return n > 0 ? n : 0;
}

void waitset_wake(struct waitset *set)
{
	(void)eventfd_write(set->wake_fd, 1);
}
