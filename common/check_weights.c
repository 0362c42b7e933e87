#include "common/check_weights.h"

#include "common/check_features.h"

struct sum {
	const struct weights *table;
	int32_t sum;
};

static void add(void *ctx, const char *feature)
{
	struct sum *sum = ctx;
	uint32_t hash = feature_hash(feature);
	size_t from = 0, to = sum->table->count;

	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (sum->table->weight[middle].feature < hash)
			from = middle + 1;
		else
			to = middle;
	}
	if (from < sum->table->count && sum->table->weight[from].feature == hash)
		sum->sum += sum->table->weight[from].weight;
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
