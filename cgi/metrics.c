/*
 * GET /metrics on the local listener, in Prometheus' text format. What stands in the database is summed from
 * it, and the same whoever is asked; what was only counted (requests, streams) comes from Redis, where all
 * processes add it up. So one address is enough to scrape, however many processes and hosts there are.
 */
#include <inttypes.h>
#include <pthread.h>
#include <string.h>

#include "cgi/app.h"
#include "cgi/counters.h"
#include "common/clock.h"
#include "common/store_metrics.h"

#define KINDS_MAX 200   /* of attempts: kinds of jobs times providers times outcomes */
#define SETTLE_MS 60000 /* a finished job's attempt gets its figures a moment after it */

struct sums {
	struct jobs generations, speeches;
	struct attempts attempts[KINDS_MAX];
	size_t kinds;
};

/* Sums of the jobs that change no more are kept, and only what came after is read again: a scrape costs the
 * same with a thousand sessions and with a million. */
static struct {
	pthread_mutex_t lock;
	struct sums settled;
	int64_t settled_upto, candidate, candidate_at_ms;
} kept = { .lock = PTHREAD_MUTEX_INITIALIZER };

static void add_durations(struct durations *to, const struct durations *from)
{
	to->count += from->count;
	to->sum_ms += from->sum_ms;
	for (int i = 0; i < METRICS_BUCKETS; i++)
		to->within[i] += from->within[i];
}

static enum err add_attempts(void *ctx, const struct attempts *row)
{
	struct sums *sums = ctx;
	struct attempts *to = sums->attempts;

	while (to < sums->attempts + sums->kinds &&
	       (to->kind != row->kind || strcmp(to->provider, row->provider) != 0 ||
		strcmp(to->outcome, row->outcome) != 0))
		to++;
	if (to == sums->attempts + KINDS_MAX)
		return ERR_LIMIT;
	if (to == sums->attempts + sums->kinds) {
		sums->attempts[sums->kinds++] = *row;
		return OK;
	}
	to->count += row->count;
	to->calls += row->calls;
	to->tokens_in += row->tokens_in;
	to->tokens_out += row->tokens_out;
	add_durations(&to->answers, &row->answers);
	add_durations(&to->first_contents, &row->first_contents);
	return OK;
}

static void add_jobs(struct jobs *to, const struct jobs *from)
{
	to->done += from->done;
	to->failed += from->failed;
	add_durations(&to->time, &from->time);
}

/* Add what a range of jobs comes to. */
static enum err add_range(struct db *db, int64_t after, int64_t upto, struct sums *sums)
{
	const struct job_range range = { after, upto };
	struct jobs generations = { 0 }, speeches = { 0 };
	enum err e = store_metrics_generations(db, &range, &generations);

	if (!e)
		e = store_metrics_speeches(db, &range, &speeches);
	if (!e)
		e = store_metrics_attempts(db, &range, add_attempts, sums);
	if (e)
		return e;
	add_jobs(&sums->generations, &generations);
	add_jobs(&sums->speeches, &speeches);
	return OK;
}

/* Keep the sums of what has been finished for a while; the rest is looked at anew each time. */
static enum err settle(struct db *db, const struct queue_facts *queue)
{
	int64_t now_ms = clock_mono_ms(),
		upto = kept.candidate < queue->settled ? kept.candidate : queue->settled;
	struct sums sums = kept.settled;
	enum err e;

	if (kept.candidate_at_ms && now_ms - kept.candidate_at_ms < SETTLE_MS)
		return OK;
	e = kept.candidate_at_ms && upto > kept.settled_upto ? add_range(db, kept.settled_upto, upto, &sums)
							     : OK;
	if (e)
		return e;
	if (kept.candidate_at_ms && upto > kept.settled_upto) {
		kept.settled = sums;
		kept.settled_upto = upto;
	}
	kept.candidate = queue->settled;
	kept.candidate_at_ms = now_ms;
	return OK;
}

static enum err sum_up(struct db *db, const struct queue_facts *queue, struct sums *ret)
{
	enum err e;

	pthread_mutex_lock(&kept.lock);
	e = settle(db, queue);
	*ret = kept.settled;
	if (!e)
		e = add_range(db, kept.settled_upto, queue->newest, ret);
	pthread_mutex_unlock(&kept.lock);
	return e;
}

static void head(struct buf *b, const char *name, const char *type, const char *help)
{
	buf_printf(b, "# HELP greenroom_%s %s\n# TYPE greenroom_%s %s\n", name, help, name, type);
}

static void gauge(struct buf *b, const char *name, const char *help, double value)
{
	head(b, name, "gauge", help);
	buf_printf(b, "greenroom_%s %g\n", name, value);
}

/* labels: "" or 'name="value",...' */
static void histogram(struct buf *b, const char *name, const char *labels, const struct durations *d)
{
	const char *comma = labels[0] ? "," : "", *open = labels[0] ? "{" : "", *close = labels[0] ? "}" : "";

	for (int i = 0; i < METRICS_BUCKETS; i++)
		buf_printf(b, "greenroom_%s_bucket{%s%sle=\"%g\"} %" PRId64 "\n", name, labels, comma,
			   (double)metrics_bounds_ms[i] / 1000, d->within[i]);
	buf_printf(b, "greenroom_%s_bucket{%s%sle=\"+Inf\"} %" PRId64 "\n", name, labels, comma, d->count);
	buf_printf(b, "greenroom_%s_sum%s%s%s %.3f\n", name, open, labels, close, (double)d->sum_ms / 1000);
	buf_printf(b, "greenroom_%s_count%s%s%s %" PRId64 "\n", name, open, labels, close, d->count);
}

static void put_status(void *ctx, const char *status, int64_t count)
{
	buf_printf(ctx, "greenroom_sessions{status=\"%s\"} %" PRId64 "\n", status, count);
}

static void put_queue(struct buf *b, const struct queue_facts *queue)
{
	gauge(b, "jobs_waiting", "Jobs that are due and that nobody has taken up.", (double)queue->waiting);
	gauge(b, "jobs_oldest_seconds", "How long the oldest of them has been due.",
	      (double)queue->oldest_ms / 1000);
	gauge(b, "generations_in_flight", "Generations that a worker is at.", (double)queue->generations);
	gauge(b, "speeches_in_flight", "Questions that a worker is having read aloud.",
	      (double)queue->speeches);
}

/* One family: a line for each row of a kind of job. */
typedef void put_row_fn(struct buf *b, const char *name, const char *labels, const struct attempts *row);

static void put_family(struct buf *b, const struct sums *sums, enum job_kind kind, const char *name,
		       put_row_fn *put_row)
{
	for (size_t i = 0; i < sums->kinds; i++) {
		const struct attempts *row = &sums->attempts[i];
		char labels[120];

		snprintf(labels, sizeof(labels), "provider=\"%s\",outcome=\"%s\"", row->provider,
			 row->outcome);
		if (row->kind == kind)
			put_row(b, name, labels, row);
	}
}

static void put_count(struct buf *b, const char *name, const char *labels, const struct attempts *row)
{
	buf_printf(b, "greenroom_%s{%s} %" PRId64 "\n", name, labels, row->count);
}

static void put_calls(struct buf *b, const char *name, const char *labels, const struct attempts *row)
{
	buf_printf(b, "greenroom_%s{%s} %" PRId64 "\n", name, labels, row->calls);
}

static void put_tokens(struct buf *b, const char *name, const char *labels, const struct attempts *row)
{
	buf_printf(b,
		   "greenroom_%s{%s,direction=\"in\"} %" PRId64 "\n"
		   "greenroom_%s{%s,direction=\"out\"} %" PRId64 "\n",
		   name, labels, row->tokens_in, name, labels, row->tokens_out);
}

static void put_answers(struct buf *b, const char *name, const char *labels, const struct attempts *row)
{
	if (row->answers.count > 0)
		histogram(b, name, labels, &row->answers);
}

static void put_first_contents(struct buf *b, const char *name, const char *labels,
			       const struct attempts *row)
{
	if (row->first_contents.count > 0)
		histogram(b, name, labels, &row->first_contents);
}

static void put_attempts(struct buf *b, const struct sums *sums)
{
	static const struct {
		enum job_kind kind;
		const char *name, *type, *help;
		put_row_fn *put_row;
	} families[] = {
		{ JOB_QUESTIONS, "attempts_total", "counter",
		  "Ended attempts of generations, by how they ended.", put_count },
		{ JOB_QUESTIONS, "ai_calls_total", "counter", "Calls of the AI.", put_calls },
		{ JOB_QUESTIONS, "ai_tokens_total", "counter", "Tokens, as the provider counts them.",
		  put_tokens },
		{ JOB_QUESTIONS, "ai_first_content_seconds", "histogram",
		  "How long the AI took to begin its answer.", put_first_contents },
		{ JOB_QUESTIONS, "ai_answer_seconds", "histogram", "How long the AI took for a whole answer.",
		  put_answers },
		{ JOB_SPEECH, "speech_attempts_total", "counter",
		  "Ended attempts to have a question read aloud, by how they ended.", put_count },
		{ JOB_SPEECH, "speech_answer_seconds", "histogram",
		  "How long the speech provider took for the audio.", put_answers },
	};

	for (size_t i = 0; i < ARRAY_LEN(families); i++) {
		head(b, families[i].name, families[i].type, families[i].help);
		put_family(b, sums, families[i].kind, families[i].name, families[i].put_row);
	}
}

static void put_results(struct buf *b, const char *name, const struct jobs *jobs)
{
	buf_printf(b,
		   "greenroom_%s{result=\"done\"} %" PRId64 "\n"
		   "greenroom_%s{result=\"failed\"} %" PRId64 "\n",
		   name, jobs->done, name, jobs->failed);
}

static void put_jobs(struct buf *b, const struct sums *sums)
{
	head(b, "generations_total", "counter", "Finished generations.");
	put_results(b, "generations_total", &sums->generations);
	head(b, "time_to_first_question_seconds", "histogram",
	     "From the request to the first question stored.");
	histogram(b, "time_to_first_question_seconds", "", &sums->generations.time);
	head(b, "speeches_total", "counter",
	     "Questions that were to be read aloud, by whether they can be heard.");
	put_results(b, "speeches_total", &sums->speeches);
	head(b, "time_to_speech_seconds", "histogram", "From the question stored to its audio stored.");
	histogram(b, "time_to_speech_seconds", "", &sums->speeches.time);
}

static enum err put_facts(struct db *db, struct buf *b)
{
	struct queue_facts queue;
	struct sums sums;
	enum err e = store_metrics_queue(db, &queue);

	if (!e)
		e = sum_up(db, &queue, &sums);
	if (e)
		return e;
	put_queue(b, &queue);
	put_attempts(b, &sums);
	put_jobs(b, &sums);
	head(b, "sessions", "gauge", "Sessions by state.");
	return store_metrics_sessions(db, put_status, b);
}

/* Figures from Redis, in the order they come in; samples of one family have to stand together. */
struct shared {
	struct buf requests, refused, others;
};

static void put_figure(void *ctx, const char *name, long long value)
{
	static const struct {
		const char *name, *type, *help;
	} known[] = {
		{ "resumes_total", "counter", "Links opened to an interview that had begun before." },
		{ "denials_total", "counter", "Answers that refused a token." },
		{ "open_streams", "gauge", "Streams open now." },
	};
	struct shared *shared = ctx;

	if (strncmp(name, "requests_total{", 15) == 0)
		buf_printf(&shared->requests, "greenroom_%s %lld\n", name, value);
	if (strncmp(name, "refused_questions_total{", 24) == 0)
		buf_printf(&shared->refused, "greenroom_%s %lld\n", name, value);
	for (size_t i = 0; i < ARRAY_LEN(known); i++) {
		if (strcmp(name, known[i].name) != 0)
			continue;
		head(&shared->others, name, known[i].type, known[i].help);
		buf_printf(&shared->others, "greenroom_%s %lld\n", name, value);
	}
}

static bool put_shared(struct kv *kv, struct buf *b)
{
	struct shared shared = { BUF_INIT(1 << 16), BUF_INIT(1 << 14), BUF_INIT(4096) };
	bool there = counters_flush(kv) == OK &&
		     kv_figures(kv, clock_wall_ms() / 1000, put_figure, &shared) == OK;

	if (there) {
		head(b, "requests_total", "counter", "Answered requests to the API.");
		buf_puts(b, buf_text(&shared.requests));
		head(b, "refused_questions_total", "counter", "Questions of an AI that a check refused.");
		buf_puts(b, buf_text(&shared.refused));
		buf_puts(b, buf_text(&shared.others));
	}
	buf_done(&shared.requests);
	buf_done(&shared.refused);
	buf_done(&shared.others);
	return there;
}

enum err metrics_get(struct app *app, struct req *req, struct resp *resp)
{
	struct buf *b = &resp->body;
	bool redis, database = put_facts(app->db, b) == OK;

	(void)req;
	if (!database) { /* half of it would be misread */
		buf_done(b);
		*b = (struct buf)BUF_INIT(RESP_MAX);
	}
	redis = put_shared(app->kv, b);
	gauge(b, "database_up", "Does MariaDB answer? Without it the stored facts are missing here.",
	      database);
	gauge(b, "redis_up", "Does Redis answer? Without it requests and streams are missing here.", redis);
	resp->status = 200;
	resp_header(resp, "Content-Type", "text/plain; version=0.0.4; charset=utf-8");
	return b->err;
}
