/*
 * Redis, the doorbell and the loudspeaker: only kv.c includes hiredis.h. Nothing here is truth: every call is
 * bounded in time, a failure costs latency only, and after one the connection rests for a second before it is
 * tried again, so a dead Redis doesn't slow each request down. One handle per thread.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "common/attr.h"
#include "common/err.h"

struct kv_settings {
	const char *socket; /* unix socket path */
	const char *prefix; /* every key and channel starts with it and ':' */
	int timeout_ms;     /* per connect and per command */
};

struct kv;

/* No I/O yet; settings are borrowed for the life of the handle. NULL when out of memory. */
struct kv *kv_new(const struct kv_settings *settings);
void kv_free(struct kv *kv);
FREEP(kv, struct kv *, kv_free)

/* Does Redis answer? ERR_UNAVAIL. */
MUST_CHECK enum err kv_ping(struct kv *kv);

/* The library's text for the last failure; for logs. */
const char *kv_detail(const struct kv *kv);

/*
 * Commands are appended, then sent in one round trip by kv_flush, which reads all replies.
 * kv_ring: wake one generator. kv_publish: text to the session's channel "PREFIX:session:ID".
 * The appends can't fail visibly; kv_flush gives ERR_UNAVAIL when anything didn't arrive.
 */
void kv_ring(struct kv *kv);
void kv_publish(struct kv *kv, const char *session_id, const char *text);
MUST_CHECK enum err kv_flush(struct kv *kv);

/*
 * Figures that all processes share, for the metrics. kv_count: add n to a counter (appended like the above).
 * kv_streams: this process, of this name, has so many streams open now; a figure that isn't renewed within
 * KV_FRESH_S counts no more (appended like the above). kv_figures: every counter, then the sum of the open
 * streams under the name "open_streams". name is borrowed for the call. ERR_UNAVAIL.
 */
#define KV_FRESH_S 15
typedef void kv_figure_fn(void *ctx, const char *name, long long value);
void kv_count(struct kv *kv, const char *name, long long n);
void kv_streams(struct kv *kv, const char *process, long long open, long long now_s);
MUST_CHECK enum err kv_figures(struct kv *kv, long long now_s, kv_figure_fn *fn, void *ctx);

/*
 * The waiting side of the doorbell, for a loop that polls: a connection of its own that is blocked in BRPOP
 * for at most wait_s seconds at a time. kv_bell_fd: the descriptor to poll for reading, or -1 while there is
 * no connection (call kv_bell_heard each second or so, it reconnects). kv_bell_heard, never blocking, after
 * readiness or a pause: takes what arrived, asks again, and tells whether the bell rang.
 */
struct kv_bell;
struct kv_bell *kv_bell_new(const struct kv_settings *settings, int wait_s);
void kv_bell_free(struct kv_bell *bell);
FREEP(kv_bell, struct kv_bell *, kv_bell_free)
int kv_bell_fd(const struct kv_bell *bell);
bool kv_bell_heard(struct kv_bell *bell);
