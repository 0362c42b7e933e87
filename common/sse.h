/*
 * Server-sent events coming in: bytes cut anywhere go in, complete events come out. Lines end in LF, CRLF or
 * CR; a byte order mark and comments are skipped; data lines of one event are joined by LF (HTML standard,
 * "Interpreting an event stream"). Two leniencies towards what AI servers send: an event that the end of the
 * stream cuts off before its blank line is handed on by sse_finish, and the field "error", which some
 * llama.cpp versions write instead of an event of that name, is taken for one. Pure.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "common/attr.h"
#include "common/buf.h"
#include "common/err.h"

#define SSE_LINE_MAX (256 * 1024) /* bytes of a line, and of an event's data */

/* name: "" if the event has none. data: n bytes and a NUL. Both borrowed for the call. */
typedef void sse_event_fn(void *ctx, const char *name, const char *data, size_t n);

struct sse {
	sse_event_fn *fn;
	void *ctx;
	struct buf line; /* the unfinished line */
	struct buf data; /* of the unfinished event */
	char name[64];
	bool has_data;
	bool after_cr;   /* the next LF belongs to a line that has ended already */
	bool past_start; /* a line was seen: no byte order mark any more */
	enum err err;
};

void sse_init(struct sse *sse, sse_event_fn *fn, void *ctx);
void sse_done(struct sse *sse); /* safe on a zeroed one */

/* More bytes. ERR_LIMIT: a line or an event above SSE_LINE_MAX; ERR_NOMEM. Both stick. */
MUST_CHECK enum err sse_feed(struct sse *sse, const char *src, size_t n);

/* The stream is over: hands on an event that lacks its blank line, even one cut off inside a line. */
MUST_CHECK enum err sse_finish(struct sse *sse);
