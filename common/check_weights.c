#include "common/check_weights.h"

#include <stdlib.h>

#include "common/check_features.h"

#define FOUND_MAX (WORDS_MAX * 2 * 9) /* as many as nine features begin at a token */

/* The features of a text that have a weight. */
struct found {
	const struct weights *table;
	size_t count;
	struct {
		struct span span;
		enum feature_edge edge;
		int32_t weight;
	} at[FOUND_MAX];
};

static int by_feature(const void *key, const void *member)
{
	uint32_t a = *(const uint32_t *)key, b = ((const struct weight *)member)->feature;

	return (a > b) - (a < b);
}

static void find(void *ctx, const struct feature *feature)
{
	struct found *found = ctx;
	uint32_t hash = feature_hash(feature->text);
	const struct weight *weight = bsearch(&hash, found->table->weight, found->table->count,
					      sizeof(*weight), by_feature);

	if (!weight)
		return;
	found->at[found->count].span = feature->span;
	found->at[found->count].edge = feature->edge;
	found->at[found->count++].weight = weight->weight;
}

static int32_t sum_of(const struct found *found, struct span part)
{
	int32_t sum = found->table->bias;

	for (size_t i = 0; i < found->count; i++)
		if (feature_is_of(found->at[i].span, found->at[i].edge, part))
			sum += found->at[i].weight;
	return sum;
}

int32_t weights_most(const struct weights *table, const struct words *words)
{
	struct span parts[PARTS_MAX];
	size_t count = parts_of(words, parts);
	struct found *found = malloc(sizeof(*found));
	int32_t most = INT32_MIN;

	if (!found)
		return INT32_MAX;
	found->table = table;
	found->count = 0;
	features_of(words, find, found);
	for (size_t i = 0; i < count; i++) {
		int32_t sum = sum_of(found, parts[i]);

		most = sum > most ? sum : most;
	}
	free(found);
	return most;
}
