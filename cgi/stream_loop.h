/* The event loop, libevent: only stream_loop.c includes its headers (and common/kv_sub.c, for Redis). One
 * thread's. */
#pragma once

#include <stdbool.h>

#include "common/attr.h"

struct loop;
struct loop *loop_new(void); /* NULL: no memory or descriptors */
void loop_free(struct loop *loop);

/* Run until loop_break is called from inside. */
void loop_run(struct loop *loop);
void loop_break(struct loop *loop);

/* libevent's own handle, for libraries that bring an adapter. */
struct event_base *loop_base(struct loop *loop);

/* A descriptor that is waited for, or a time that comes again and again. */
struct watch;
typedef void watch_fn(void *ctx, bool readable, bool writable);

/* Waits for fd to be readable, until watch_free; fd stays the caller's. NULL: out of memory. */
struct watch *watch_new(struct loop *loop, int fd, watch_fn *fn, void *ctx);
/* Calls fn each ms. */
struct watch *watch_timer(struct loop *loop, int ms, watch_fn *fn, void *ctx);
void watch_free(struct watch *w);
FREEP(watch, struct watch *, watch_free)

/* Wait for it to be writable too, or no longer. false: out of memory, and it is not waited for at all. */
MUST_CHECK bool watch_writing(struct watch *w, bool on);
