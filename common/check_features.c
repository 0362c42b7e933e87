#include "common/check_features.h"

#include <stdio.h>
#include <string.h>

#include "common/str.h"

enum {
	STEM = 5,                  /* letters of a beginning or an end */
	PART_LEAST = 4,            /* words that say something by themselves */
	TOKENS_MAX = WORDS_MAX * 2 /* a mark may follow each word */
};

/* The tokens, and where each word stands among them. */
struct row {
	const char *token[TOKENS_MAX];
	size_t place[WORDS_MAX];
	size_t count;
};

/* The mark behind the word at `at`, NULL if there is none. */
static const char *mark_behind(const struct words *w, size_t at)
{
	const struct word *word = &w->word[at];

	if (at + 1 == w->count || word[1].sentence != word->sentence)
		return w->asked[word->sentence] ? "?" : ".";
	return word[1].starts_clause ? "," : NULL;
}

static void read_row(const struct words *w, struct row *row)
{
	row->count = 0;
	for (size_t i = 0; i < w->count; i++) {
		const char *mark = mark_behind(w, i);

		row->place[i] = row->count;
		row->token[row->count++] = w->word[i].text;
		if (mark && i + 1 < w->count)
			row->token[row->count++] = mark;
	}
}

/* Where features go. */
struct taker {
	feature_fn *fn;
	void *ctx;
};

static void give(const struct taker *taker, const char *first, const char *between, const char *second,
		 struct feature feature)
{
	char text[FEATURE_MAX];

	if (snprintf(text, sizeof(text), "%s%s%s", first, between, second) >= (int)sizeof(text))
		return;
	feature.text = text;
	taker->fn(taker->ctx, &feature);
}

/* Words are folded, so nearly all of their letters are one byte; those that aren't are cut all the same. */
static void give_stems(const struct taker *taker, const char *word, struct feature feature)
{
	size_t n = strlen(word);
	char beginning[STEM + 1];

	if (n <= STEM)
		return;
	memcpy(beginning, word, STEM);
	beginning[STEM] = '\0';
	give(taker, beginning, "~", "", feature);
	give(taker, "~", word + n - STEM, "", feature);
}

void features_of(const struct words *words, feature_fn *fn, void *ctx)
{
	const struct taker taker = { fn, ctx };
	struct row row;

	read_row(words, &row);
	for (size_t i = 0; i < row.count; i++) {
		const char *token = row.token[i];
		struct span one = { i, i + 1 }, two = { i, i + 2 };

		give(&taker, token, "", "", (struct feature){ .span = one });
		give_stems(&taker, token, (struct feature){ .span = one });
		give(&taker, "^ ", token, "", (struct feature){ .span = one, .edge = FEATURE_AT_BEGINNING });
		give(&taker, token, " $", "", (struct feature){ .span = one, .edge = FEATURE_AT_END });
		if (i + 1 == row.count)
			break;
		give(&taker, token, " ", row.token[i + 1], (struct feature){ .span = two });
		give(&taker, "^ * ", row.token[i + 1], "",
		     (struct feature){ .span = two, .edge = FEATURE_AT_BEGINNING });
		give(&taker, token, " * $", "", (struct feature){ .span = two, .edge = FEATURE_AT_END });
		if (i + 2 < row.count)
			give(&taker, token, " * ", row.token[i + 2],
			     (struct feature){ .span = { i, i + 3 } });
	}
}

/* Parts being listed, by words. */
struct parts {
	const struct row *row;
	struct span *ret;
	size_t count;
};

/* Add the words from `from` to `end`, unless they are too few or all. */
static void put(struct parts *parts, const struct words *w, size_t from, size_t end)
{
	if (end - from >= PART_LEAST && end - from < w->count)
		parts->ret[parts->count++] = (struct span){ parts->row->place[from],
							    parts->row->place[end - 1] + 1 };
}

static void put_sentence(struct parts *parts, const struct words *w, size_t from, size_t end)
{
	size_t clause = from;

	for (size_t at = from; at < end; at++) {
		put(parts, w, at, end);
		if (at + 1 == end || !mark_behind(w, at))
			continue;
		put(parts, w, from, at + 1);
		if (clause > from)
			put(parts, w, clause, at + 1);
		clause = at + 1;
	}
}

size_t parts_of(const struct words *w, struct span ret[PARTS_MAX])
{
	struct row row;
	struct parts parts = { &row, ret, 0 };

	read_row(w, &row);
	ret[parts.count++] = (struct span){ 0, row.count };
	for (size_t from = 0, end; from < w->count; from = end) {
		end = words_sentence_end(w, from);
		put_sentence(&parts, w, from, end);
	}
	return parts.count;
}

uint32_t feature_hash(const char *feature)
{
	return str_hash(feature, strlen(feature));
}
