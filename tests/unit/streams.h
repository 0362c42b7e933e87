/*
 * Recorded answers and what must come out of them, whichever way the network cuts them: in one piece, in two
 * pieces cut at every byte, byte by byte.
 */
#pragma once

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "daemon/provider.h"

#define STREAMS "tests/unit/streams/"

struct recording {
	const char *file;
	bool ended;
	enum failure failure;
	int text_len; /* bytes of answer.json that come through; -1: all of it */
	const char *model;
	int64_t tokens_in, tokens_out;
	const char *detail; /* stands in the detail; NULL: the detail is empty */
};

/* A file of the streams folder; the caller frees it. */
static char *load(const char *file, size_t *ret_len)
{
	char path[200];
	FILE *from;
	char *text;
	long size;

	snprintf(path, sizeof(path), STREAMS "%s", file);
	from = fopen(path, "rb");
	assert_non_null(from);
	assert_int_equal(fseek(from, 0, SEEK_END), 0);
	size = ftell(from);
	rewind(from);
	text = malloc((size_t)size + 1);
	assert_non_null(text);
	assert_int_equal(fread(text, 1, (size_t)size, from), size);
	fclose(from);
	text[size] = '\0';
	*ret_len = (size_t)size;
	return text;
}

static void collect(void *ctx, const char *text, size_t n)
{
	assert_true(n > 0);
	buf_put(ctx, text, n);
}

struct outcome {
	struct ai_result result;
	struct buf text;
};

/* Feed bytes[0..n) in pieces: one of `first` bytes, the rest in pieces of `step`. */
static void run(const struct provider *provider, const char *bytes, size_t n, size_t first, size_t step,
		struct outcome *ret)
{
	struct ai_stream *stream;

	ret->text = (struct buf)BUF_INIT(1 << 20);
	stream = ai_stream_new(provider, collect, &ret->text);
	assert_non_null(stream);
	ai_stream_feed(stream, bytes, first);
	for (size_t at = first; at < n; at += step)
		ai_stream_feed(stream, bytes + at, at + step < n ? step : n - at);
	ai_stream_finish(stream);
	ret->result = *ai_stream_result(stream);
	ai_stream_free(stream);
}

static void assert_same(const struct outcome *a, const struct outcome *b)
{
	assert_int_equal(a->result.ended, b->result.ended);
	assert_int_equal(a->result.failure, b->result.failure);
	assert_string_equal(a->result.detail, b->result.detail);
	assert_string_equal(a->result.model, b->result.model);
	assert_string_equal(a->result.request_id, b->result.request_id);
	assert_int_equal(a->result.tokens_in, b->result.tokens_in);
	assert_int_equal(a->result.tokens_out, b->result.tokens_out);
	assert_string_equal(buf_text(&a->text), buf_text(&b->text));
}

static void check_cuts(const struct provider *provider, const char *bytes, size_t n,
		       const struct outcome *expected)
{
	for (size_t cut = 0; cut < n; cut++) {
		struct outcome got;

		run(provider, bytes, n, cut, cut ? n : 1, &got); /* cut 0: byte by byte */
		assert_same(&got, expected);
		buf_done(&got.text);
	}
}

/* The same events with other line ends, a comment before each line, and a byte order mark in front. */
static void redress(const char *bytes, size_t n, const char *line_end, const char *comment, const char *mark,
		    struct buf *ret)
{
	buf_puts(ret, mark);
	buf_puts(ret, comment);
	for (size_t i = 0; i < n; i++) {
		if (bytes[i] != '\n') {
			buf_put(ret, bytes + i, 1);
			continue;
		}
		buf_puts(ret, line_end);
		buf_puts(ret, comment);
	}
}

static void check_dresses(const struct provider *provider, const char *bytes, size_t n,
			  const struct outcome *expected)
{
	static const struct {
		const char *line_end, *comment, *mark;
	} dresses[] = {
		{ "\r\n", "", "" },
		{ "\r", "", "" },
		{ "\n", ": keep-alive\n", "\xEF\xBB\xBF" },
		{ "\r\n", ":\r\n", "" },
		{ "\r", ": \xF0\x9F\x99\x82\r", "\xEF\xBB\xBF" },
	};

	for (size_t i = 0; i < ARRAY_LEN(dresses); i++) {
		AUTO(buf) struct buf dressed = BUF_INIT(1 << 20);

		redress(bytes, n, dresses[i].line_end, dresses[i].comment, dresses[i].mark, &dressed);
		for (size_t step = 1; step <= 7; step += 2) {
			struct outcome got;

			run(provider, dressed.data, dressed.len, 0, step, &got);
			assert_same(&got, expected);
			buf_done(&got.text);
		}
	}
}

static void check_recording(const struct provider *provider, const struct recording *r)
{
	size_t n, answer_len;
	char *bytes = load(r->file, &n), *answer = load("answer.json", &answer_len);
	struct outcome got;

	print_message("  %s\n", r->file);
	run(provider, bytes, n, n, 1, &got);
	if (r->text_len >= 0)
		answer[r->text_len] = '\0';
	assert_string_equal(buf_text(&got.text), answer);
	assert_int_equal(got.result.ended, r->ended);
	assert_int_equal(got.result.failure, r->failure);
	assert_string_equal(got.result.model, r->model);
	assert_int_equal(got.result.tokens_in, r->tokens_in);
	assert_int_equal(got.result.tokens_out, r->tokens_out);
	if (r->detail)
		assert_non_null(strstr(got.result.detail, r->detail));
	else
		assert_string_equal(got.result.detail, "");
	check_cuts(provider, bytes, n, &got);
	if (strstr(r->file, ".sse") && !memchr(bytes, '\r', n) && memcmp(bytes, "\xEF", 1) != 0)
		check_dresses(provider, bytes, n, &got);
	buf_done(&got.text);
	free(answer);
	free(bytes);
}
