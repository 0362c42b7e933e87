#include "common/check_weights.h"

#include <stdlib.h>

#include "common/check_features.h"

struct sum {
	const struct weights *table;
	int32_t sum;
};

static int by_feature(const void *key, const void *member)
{
	uint32_t a = *(const uint32_t *)key, b = ((const struct weight *)member)->feature;

	return (a > b) - (a < b);
}

static void add(void *ctx, const char *feature)
{
	struct sum *sum = ctx;
	uint32_t hash = feature_hash(feature);
	const struct weight *found = bsearch(&hash, sum->table->weight, sum->table->count, sizeof(*found),
					     by_feature);

	if (found)
		sum->sum += found->weight;
}

int32_t weights_sum(const struct weights *table, const struct words *words)
{
	struct span spans[SPANS_MAX];
	size_t count = spans_of(words, spans);
	int32_t most = INT32_MIN;

	for (size_t i = 0; i < count; i++) {
		struct sum sum = { table, table->bias };

		features_of(words, spans[i], add, &sum);
		most = sum.sum > most ? sum.sum : most;
	}
	return most;
}
