#include "common/check_features.h"

#include <stdio.h>
#include <string.h>

enum {
	STEM = 5,                  /* letters of a beginning or an end */
	SPAN_LEAST = 3,            /* words that say something by themselves */
	TOKENS_MAX = WORDS_MAX * 2 /* a mark may follow each word */
};

struct row {
	const char *token[TOKENS_MAX + 2];
	size_t count;
};

static void add(struct row *row, const char *token)
{
	row->token[row->count++] = token;
}

/* The mark behind the word at `at`, NULL if there is none. */
static const char *mark_behind(const struct words *w, size_t at)
{
	const struct word *word = &w->word[at];

	if (at + 1 == w->count || word[1].sentence != word->sentence)
		return w->asked[word->sentence] ? "?" : ".";
	return word[1].starts_clause ? "," : NULL;
}

/* The words with the marks between them. */
static void read_row(const struct words *w, struct span span, struct row *row)
{
	row->count = 0;
	add(row, "^");
	for (size_t i = span.from; i < span.end; i++) {
		const char *mark = mark_behind(w, i);

		add(row, w->word[i].text);
		if (mark && i + 1 < span.end) /* how a part ends depends on where it stands */
			add(row, mark);
	}
	add(row, "$");
}

static void give(feature_fn *fn, void *ctx, const char *first, const char *between, const char *second)
{
	char feature[FEATURE_MAX];

	if (snprintf(feature, sizeof(feature), "%s%s%s", first, between, second) < (int)sizeof(feature))
		fn(ctx, feature);
}

/* Words are folded, so nearly all of their letters are one byte; those that aren't are cut all the same. */
static void give_stems(feature_fn *fn, void *ctx, const char *word)
{
	size_t n = strlen(word);
	char beginning[STEM + 1];

	if (n <= STEM)
		return;
	memcpy(beginning, word, STEM);
	beginning[STEM] = '\0';
	give(fn, ctx, beginning, "~", "");
	give(fn, ctx, "~", word + n - STEM, "");
}

/* Add a span, unless it is too short, the whole, or one too many. */
static size_t put_span(struct span *spans, size_t count, size_t from, size_t end)
{
	if (count < SPANS_MAX && end - from >= SPAN_LEAST && end - from < spans[0].end)
		spans[count++] = (struct span){ from, end };
	return count;
}

static size_t sentence_end(const struct words *w, size_t at)
{
	size_t end = at + 1;

	while (end < w->count && w->word[end].sentence == w->word[at].sentence)
		end++;
	return end;
}

static size_t clause_end(const struct words *w, size_t at)
{
	while (!mark_behind(w, at))
		at++;
	return at + 1;
}

size_t spans_of(const struct words *w, struct span ret[SPANS_MAX])
{
	size_t count = 0, end;

	ret[count++] = (struct span){ 0, w->count };
	for (size_t from = 0; from < w->count; from = end) {
		end = sentence_end(w, from);
		for (size_t clause = from, next; clause < end; clause = next) {
			next = clause_end(w, clause);
			count = put_span(ret, count, clause, next);
			if (next < end)
				count = put_span(ret, count, clause, end);
			if (clause > from)
				count = put_span(ret, count, from, next);
		}
	}
	return count;
}

void features_of(const struct words *words, struct span span, feature_fn *fn, void *ctx)
{
	struct row row;

	read_row(words, span, &row);
	for (size_t i = 0; i < row.count; i++) {
		if (i > 0 && i + 1 < row.count)
			give(fn, ctx, row.token[i], "", "");
		if (i + 1 < row.count)
			give(fn, ctx, row.token[i], " ", row.token[i + 1]);
		if (i + 2 < row.count)
			give(fn, ctx, row.token[i], " * ", row.token[i + 2]);
		give_stems(fn, ctx, row.token[i]);
	}
}

uint32_t feature_hash(const char *feature)
{
	uint32_t hash = 2166136261u;

	while (*feature)
		hash = (hash ^ (unsigned char)*feature++) * 16777619u;
	return hash;
}
