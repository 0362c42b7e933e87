/*
 * One question to the AI, on behalf of a generation: the request, the stream of its answer through the
 * provider's wire format and the question parser, and the clocks that count content. Tells the generation
 * what comes of it.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "common/buf.h"
#include "common/http.h"
#include "daemon/parse.h"
#include "daemon/provider.h"

struct generation;

struct ask {
	struct http_call *call; /* NULL: nothing under way */
	struct ai_stream *stream;
	struct parse *parse;
	struct http_head head;
	struct buf other; /* the body of an answer other than 200 */
	bool repair;      /* the call that names what was wrong with the first */
	int calls;        /* of this attempt, the repair among them */
	int variant;      /* in which the request was sent */

	/* facts of the attempt; milliseconds since the first call, -1 not yet; tokens summed, -1 unknown */
	int64_t first_content_ms, total_ms, tokens_in, tokens_out;
	char model[121], request_id[121];

	/* monotonic clock */
	int64_t first_asked_at_ms, asked_at_ms;
	int64_t content_at_ms; /* 0: none yet in this call */
	int64_t decided_at_ms; /* the stream said how it ends, though the body goes on; 0: not yet */
};

/* Begin a call. A failure is told to the generation. */
void ask_begin(struct generation *g, bool repair);

/* Has one of the clocks run out at now_ms, up to which everything that came was read? Then the generation has
 * been told. */
void ask_tick(struct generation *g, int64_t now_ms);

/* Drop what is under way. What is known of it is kept as the attempt's facts. */
void ask_drop(struct generation *g);

void ask_done(struct ask *ask);
