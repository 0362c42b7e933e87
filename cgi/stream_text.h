/* The text of an event stream, pure (HTML standard, section 9.2.6): appended to a buffer, ready to be sent.
 */
#pragma once

#include <stdint.h>

#include "common/buf.h"

/* A message. seq > 0: it moves the reader's cursor there; 0: it doesn't. data: one line. */
void stream_put_message(struct buf *b, int64_t seq, const char *data);

/* Set the reader's cursor without a message. */
void stream_put_cursor(struct buf *b, int64_t seq);

/* How long a reader whose stream ended waits before it comes back. */
void stream_put_retry(struct buf *b, int64_t retry_ms);

/* A comment that means nothing but "still here". */
void stream_put_heartbeat(struct buf *b);
