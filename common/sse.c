#include "common/sse.h"

#include <string.h>

void sse_init(struct sse *sse, sse_event_fn *fn, void *ctx)
{
	*sse = (struct sse){
		.fn = fn, .ctx = ctx, .line = BUF_INIT(SSE_LINE_MAX), .data = BUF_INIT(SSE_LINE_MAX)
	};
}

void sse_done(struct sse *sse)
{
	buf_done(&sse->line);
	buf_done(&sse->data);
}

static void dispatch(struct sse *sse)
{
	if (sse->has_data && !sse->err)
		sse->fn(sse->ctx, sse->name, buf_text(&sse->data), sse->data.len);
	buf_clear(&sse->data);
	sse->name[0] = '\0';
	sse->has_data = false;
}

static void add_data(struct sse *sse, const char *value, size_t n)
{
	if (sse->has_data)
		buf_put(&sse->data, "\n", 1);
	buf_put(&sse->data, value, n);
	sse->has_data = true;
	sse->err = sse->data.err;
}

static bool is_field(const char *line, size_t n, const char *name)
{
	return n == strlen(name) && memcmp(line, name, n) == 0;
}

static void set_name(struct sse *sse, const char *value, size_t n)
{
	n = n < sizeof(sse->name) ? n : sizeof(sse->name) - 1;
	memcpy(sse->name, value, n);
	sse->name[n] = '\0';
}

/* A line that is neither blank nor a comment: "field: value", the space and even the colon being optional. */
static void take_field(struct sse *sse, const char *line, size_t n)
{
	const char *colon = memchr(line, ':', n);
	size_t field_len = colon ? (size_t)(colon - line) : n;
	const char *value = colon ? colon + 1 : line + n;

	if (value < line + n && *value == ' ')
		value++;
	n -= (size_t)(value - line);
	if (is_field(line, field_len, "data")) {
		add_data(sse, value, n);
	} else if (is_field(line, field_len, "event")) {
		set_name(sse, value, n);
	} else if (is_field(line, field_len, "error")) {
		set_name(sse, "error", 5);
		add_data(sse, value, n);
	}
}

static void end_line(struct sse *sse)
{
	const char *line = buf_text(&sse->line);
	size_t n = sse->line.len;

	if (!sse->past_start && n >= 3 && memcmp(line, "\xEF\xBB\xBF", 3) == 0) {
		line += 3;
		n -= 3;
	}
	sse->past_start = true;
	if (n == 0)
		dispatch(sse);
	else if (*line != ':')
		take_field(sse, line, n);
	buf_clear(&sse->line);
}

/* Length of the part of src[0..n) before the first line end. */
static size_t line_span(const char *src, size_t n)
{
	size_t len = 0;

	while (len < n && src[len] != '\n' && src[len] != '\r')
		len++;
	return len;
}

enum err sse_feed(struct sse *sse, const char *src, size_t n)
{
	const char *end = src + n;

	while (src < end && !sse->err) {
		size_t len;

		if (sse->after_cr && *src == '\n')
			src++;
		sse->after_cr = false;
		len = line_span(src, (size_t)(end - src));
		buf_put(&sse->line, src, len);
		sse->err = sse->line.err;
		src += len;
		if (src < end && !sse->err) {
			sse->after_cr = *src++ == '\r';
			end_line(sse);
		}
	}
	return sse->err;
}

enum err sse_finish(struct sse *sse)
{
	if (!sse->err && sse->line.len > 0)
		end_line(sse);
	dispatch(sse);
	return sse->err;
}
