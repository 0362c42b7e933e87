/*
 * Internal to the checks: what a text shows to a table of learned weights (check_weights.h). A text is a row
 * of tokens, its folded words (check_words.h) with the marks between them: "," where a clause ends, "." and
 * "?" where a sentence does. A feature is a short text:
 *
 *   mother          a token
 *   your mother     two in a row
 *   your * name     two with one between
 *   vacci~          how a longer word begins
 *   ~nated          how it ends
 *
 * A part of the text is looked at as if it stood alone: "^" and "$" are its beginning and its end, and a mark
 * behind it is none of it.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "common/check_words.h"

#define FEATURE_MAX 160 /* bytes of one, its NUL included; longer ones are left out */

/* Tokens in a row, from `from` up to but without `end`. */
struct span {
	size_t from, end;
};

enum feature_edge { FEATURE_INSIDE, FEATURE_AT_BEGINNING, FEATURE_AT_END };

struct feature {
	const char *text;       /* valid during the call */
	struct span span;       /* of its tokens */
	enum feature_edge edge; /* at the end of a part that it needs, if any */
};
typedef void feature_fn(void *ctx, const struct feature *feature);

/* Call fn with each feature that some part of the text has, as often as it occurs. */
void features_of(const struct words *words, feature_fn *fn, void *ctx);

/* Is it one of that part's? */
static inline bool feature_is_of(struct span span, enum feature_edge edge, struct span part)
{
	return span.from >= part.from && span.end <= part.end &&
	       (edge != FEATURE_AT_BEGINNING || span.from == part.from) &&
	       (edge != FEATURE_AT_END || span.end == part.end);
}

#define PARTS_MAX (3 * WORDS_MAX + 1)

/*
 * The parts that are judged each by itself, so that talk of work around it hides no short question: the
 * whole, which comes first; of each sentence whatever it ends with, from any word on; its clauses; and its
 * beginnings up to the end of a clause. Returns how many there are.
 */
size_t parts_of(const struct words *words, struct span ret[PARTS_MAX]);

/* By which a table knows a feature. */
uint32_t feature_hash(const char *feature);
