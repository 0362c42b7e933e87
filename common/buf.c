#include "common/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Room for n more bytes and the NUL; false once b has failed. */
static bool reserve(struct buf *b, size_t n)
{
	size_t need, cap;
	char *data;

	if (b->err)
		return false;
	if (n > b->max - b->len) {
		b->err = ERR_LIMIT;
		return false;
	}
	need = b->len + n + 1;
	if (need <= b->cap)
		return true;
	for (cap = b->cap ? b->cap : 64; cap < need; cap *= 2)
		;
	data = realloc(b->data, cap);
	if (!data) {
		b->err = ERR_NOMEM;
		return false;
	}
	b->data = data;
	b->cap = cap;
	return true;
}

void buf_put(struct buf *b, const void *src, size_t n)
{
	if (!reserve(b, n))
		return;
	if (n)
		memcpy(b->data + b->len, src, n);
	b->len += n;
	b->data[b->len] = '\0';
}

void buf_puts(struct buf *b, const char *text)
{
	buf_put(b, text, strlen(text));
}

void buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0 || !reserve(b, (size_t)n)) {
		b->err = b->err ? b->err : ERR_NOMEM;
		return;
	}
	va_start(ap, fmt);
	vsnprintf(b->data + b->len, (size_t)n + 1, fmt, ap);
	va_end(ap);
	b->len += (size_t)n;
}

const char *buf_text(const struct buf *b)
{
	return b->data ? b->data : "";
}

void buf_clear(struct buf *b)
{
	b->len = 0;
	b->err = OK;
	if (b->data)
		b->data[0] = '\0';
}

void buf_drop(struct buf *b, size_t n)
{
	if (!b->data)
		return;
	memmove(b->data, b->data + n, b->len - n + 1);
	b->len -= n;
}

enum err buf_take(struct buf *b, char **ret, size_t *ret_len)
{
	if (!reserve(b, 0))
		return b->err;
	b->data[b->len] = '\0';
	*ret = b->data;
	if (ret_len)
		*ret_len = b->len;
	*b = (struct buf)BUF_INIT(b->max);
	return OK;
}

void buf_done(struct buf *b)
{
	free(b->data);
	*b = (struct buf)BUF_INIT(b->max);
}
