/*
 * Redis, the listening side: the channels of many sessions over one connection, for a libevent loop. Only
 * kv_sub.c includes hiredis' asynchronous headers. It connects by itself, again and again; it asks for every
 * channel anew after a loss; and it finds out by itself that a connection has gone deaf, by asking for a
 * channel of its own every second. Everything, the hooks included, happens in the loop's thread.
 */
#pragma once

#include "common/attr.h"
#include "common/kv.h"

struct event_base;

/* Called from inside the loop. A hook may join and leave channels. */
struct kv_sub_hooks {
	void (*up)(void *ctx);   /* Redis answers; the channels are being asked for, confirmations follow */
	void (*down)(void *ctx); /* it doesn't: nothing arrives, no confirmation holds, until up */
	/* From now on every message of this session arrives. */
	void (*confirmed)(void *ctx, const char *session_id);
	/* text: as published, NUL-terminated; borrowed. */
	void (*message)(void *ctx, const char *session_id, const char *text);
};

struct kv_sub;

/* settings, hooks and ctx are borrowed. Begins to connect when the loop runs. NULL when out of memory. */
struct kv_sub *kv_sub_new(const struct kv_settings *settings, struct event_base *base,
			  const struct kv_sub_hooks *hooks, void *ctx);
void kv_sub_free(struct kv_sub *sub);
FREEP(kv_sub, struct kv_sub *, kv_sub_free)

/* Take part in a session's channel, counted: as many leaves end it as joins began it. ERR_NOMEM. */
MUST_CHECK enum err kv_sub_join(struct kv_sub *sub, const char *session_id);
void kv_sub_leave(struct kv_sub *sub, const char *session_id);

/* Why the connection was lost last; for logs. */
const char *kv_sub_detail(const struct kv_sub *sub);
