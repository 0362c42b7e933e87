/* Growable text. The first failure sticks and later appends do nothing, so check once, in buf_take(). */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "common/attr.h"
#include "common/err.h"

struct buf {
	char *data; /* NUL-terminated whenever non-NULL */
	size_t len, cap, max;
	enum err err; /* ERR_NOMEM or ERR_LIMIT, once it happened */
};

#define BUF_INIT(max_bytes)                                                                                  \
	{                                                                                                    \
		.max = (max_bytes)                                                                           \
	} /* hard limit, terminating NUL not counted */

void buf_put(struct buf *b, const void *src, size_t n);
void buf_puts(struct buf *b, const char *text);
void buf_printf(struct buf *b, const char *fmt, ...) PRINTF(2, 3);

/* The text so far, never NULL. Borrowed: valid until the next call on b. After a failure: what fitted before
 * it. */
const char *buf_text(const struct buf *b);

/* Forget the text and the failure, keep the memory. */
void buf_clear(struct buf *b);

/* Drop the first n bytes (n <= len). */
void buf_drop(struct buf *b, size_t n);

/* OK: *ret is NUL-terminated, the caller frees it, b is empty again. Else the stuck error; *ret is untouched.
 */
MUST_CHECK enum err buf_take(struct buf *b, char **ret, size_t *ret_len);

void buf_done(struct buf *b); /* safe on a zeroed or finished buf */
static inline void buf_freep(struct buf *b)
{
	buf_done(b);
}
