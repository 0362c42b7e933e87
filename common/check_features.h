/*
 * Internal to the checks: what a text shows to a table of learned weights (check_weights.h). A feature is a
 * short text over folded words (check_words.h):
 *
 *   mother          a word
 *   your mother     two in a row
 *   your * name     two with one between
 *   vaccin~         how a longer word begins
 *   ~cated          how it ends
 *
 * "^" and "$" stand for the ends of the text, and ",", "." and "?" for the ends of clauses and sentences;
 * they count as words.
 */
#pragma once

#include <stdint.h>

#include "common/check_words.h"

#define FEATURE_MAX 160 /* bytes of one, its NUL included; longer ones are left out */

/* Words in a row, from `from` up to but without `end`. */
struct span {
	size_t from, end;
};

#define SPANS_MAX 160 /* of one text; what is left out, no question of legal length has */

/*
 * The parts of a text that are looked at each by itself, so that much talk of work can't hide a short
 * question: the whole, which comes first, and of each sentence its clauses, its beginnings up to the end of a
 * clause and its ends from the beginning of one. Returns how many there are.
 */
size_t spans_of(const struct words *words, struct span ret[SPANS_MAX]);

typedef void feature_fn(void *ctx, const char *feature);

/* Call fn with each feature of the span, as often as it occurs. */
void features_of(const struct words *words, struct span span, feature_fn *fn, void *ctx);

/* By which a table knows it (FNV-1a, 32 bits). */
uint32_t feature_hash(const char *feature);
