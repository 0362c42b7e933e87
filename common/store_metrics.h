/*
 * SQL of the metrics: sums over stored facts, so that they are the same whichever process of whichever host
 * is asked, and survive restarts. Sums are taken over a range of jobs: what lies below the oldest unfinished
 * job changes no more, and whoever asks again only needs the rest.
 */
#pragma once

#include <stdint.h>

#include "common/attr.h"
#include "common/db.h"
#include "common/err.h"
#include "common/store_job.h"

#define METRICS_BUCKETS 11

/* Upper bounds of the buckets, milliseconds; longer ones are in the count alone. */
extern const int64_t metrics_bounds_ms[METRICS_BUCKETS];

/* How often something took how long: within[i] counts those of at most metrics_bounds_ms[i]. */
struct durations {
	int64_t count, sum_ms, within[METRICS_BUCKETS];
};

/* Ended attempts of one kind of job that went to the same place and ended in the same way. */
struct attempts {
	enum job_kind kind;
	char provider[17], outcome[33];
	int64_t count, calls, tokens_in, tokens_out;
	struct durations answers; /* of those in which somebody was asked: until the whole answer was there */
	struct durations first_contents; /* ... until its first piece was; questions only */
};

/* Jobs of one kind. time: of generations from the request to the first question stored, of speeches from the
 * question stored to its audio stored. */
struct jobs {
	int64_t done, failed;
	struct durations time;
};

struct job_range {
	int64_t after, upto; /* job ids: after < id <= upto */
};

typedef enum err attempts_fn(void *ctx, const struct attempts *row);
MUST_CHECK enum err store_metrics_attempts(struct db *db, const struct job_range *range, attempts_fn *fn,
					   void *ctx);
MUST_CHECK enum err store_metrics_generations(struct db *db, const struct job_range *range, struct jobs *ret);
MUST_CHECK enum err store_metrics_speeches(struct db *db, const struct job_range *range, struct jobs *ret);

/* The queue now. generations, speeches: held by a worker; settled: every job up to this id is finished, as
 * far as committed. */
struct queue_facts {
	int64_t waiting, generations, speeches, oldest_ms, settled, newest;
};
MUST_CHECK enum err store_metrics_queue(struct db *db, struct queue_facts *ret);

typedef void sessions_fn(void *ctx, const char *status, int64_t count);
MUST_CHECK enum err store_metrics_sessions(struct db *db, sessions_fn *fn, void *ctx);
