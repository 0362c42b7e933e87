/*
 * Internal to the checks: tables of weights that the build learns from the judged sentences in corpus/
 * (tools/weigh.c says how). The weights of what a text shows (check_features.h), summed up, say how much it
 * reads like those that pry into the candidate's life rather than like those about work.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "common/check_words.h"

#define WEIGHT_UNIT 1000 /* a weight of 1000 multiplies the odds by e */

struct weight {
	uint32_t feature; /* feature_hash() */
	int32_t weight;
};

struct weights {
	const char *language;        /* primary subtag */
	const struct weight *weight; /* by rising feature */
	size_t count;
	int32_t bias; /* each sum begins with it */
};

/* Made by tools/weigh.c; ends with a NULL language. */
extern const struct weights topic_weights[];

/* The largest sum of a part of the text: the logarithm of the odds that it pries, in WEIGHT_UNITs. Without
 * memory to look closer: INT32_MAX. */
int32_t weights_most(const struct weights *table, const struct words *words);
