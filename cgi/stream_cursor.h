/* What a request for a stream asks, and what it gets, pure: the path, the reader's cursor, the decision. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "common/ids.h"

/* Is this the path of a stream, /api/session/ID/stream? ret_session gets ID, or "" if it is no id at all. */
bool stream_path(const char *path, char ret_session[ID_SIZE]);

/* The newest event that a reader has seen. */
struct cursor {
	enum { CURSOR_NONE, CURSOR_AT, CURSOR_WRONG } kind;
	int64_t seq; /* CURSOR_AT */
};

/* From the header Last-Event-ID, which wins, or the query's after=N. Empty is none; no whole number is wrong.
 */
struct cursor cursor_parse(const char *last_event_id, const char *query);

struct opening {
	bool nothing;       /* nothing more will come: no stream at all */
	int64_t last_seq;   /* the reader has everything up to here; what follows is sent */
	int64_t end_seq;    /* the stream ends when this has been sent; 0: not known yet */
	const char *resync; /* why the cursor can't be right, or NULL */
};

/* newest_seq: of the session's log; over: its story has ended there. */
struct opening opening_decide(struct cursor cursor, int64_t newest_seq, bool over);
