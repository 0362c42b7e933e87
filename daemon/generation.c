#include "daemon/generation.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/announce.h"
#include "common/check.h"
#include "common/clock.h"
#include "common/fault.h"
#include "common/log.h"
#include "common/store_question.h"
#include "daemon/policy.h"
#include "daemon/speech.h"

#define REST_MS 250 /* after a write that the database didn't take */

static struct generation *of(struct task *task)
{
	return (struct generation *)(void *)task;
}

static const struct config *config_of(const struct generation *g)
{
	return g->worker->shared->config;
}

static int64_t lease_s(const struct generation *g)
{
	return config_of(g)->generation.lease_s;
}

static const char *source_of(const struct generation *g)
{
	return g->from_bank ? "bank" : g->worker->shared->provider->name;
}

static void tell(const struct generation *g, const struct outcome *out)
{
	FAULT_POINT("generation.before_publish");
	if (announce(g->worker->kv, out))
		log_warn("not announced, readers find it by polling: redis=%s", kv_detail(g->worker->kv));
}

static void drop(struct task *task)
{
	struct generation *g = of(task);

	ask_drop(g);
	task->over = true;
	g->worker->strays = true; /* in the table the job is ours still, or may be */
}

static void fenced(struct task *task, const char *doing)
{
	struct generation *g = of(task);
	AUTO(outcome) struct outcome out = { 0 };

	log_warn("fenced out, nothing written session=%s attempt=%d while=%s", g->task.job.session_id,
		 g->task.job.attempt, doing);
	if (interview_newest(g->worker->db, g->task.job.session_id, &out) == OK)
		tell(g, &out);
	drop(task);
}

/* What an error of a unit means for this generation. true: it is done with. */
static bool settled(struct generation *g, enum err e, const char *what)
{
	if (e == OK)
		return true;
	g->rest_until_ms = clock_mono_ms() + REST_MS;
	if (e == ERR_UNAVAIL)
		g->worker->rest_until_ms = g->rest_until_ms;
	if (e == ERR_FENCED) {
		fenced(&g->task, what);
	} else if (e != ERR_UNAVAIL && e != ERR_TIMEOUT) {
		log_error("could not be written: %s session=%s while=%s database=%s", err_name(e),
			  g->task.job.session_id, what, db_detail(g->worker->db));
		drop(&g->task);
	}
	return false;
}

/* One session's lock, or a database that is away, holds up neither the other generations nor the AI's
 * streams.
 */
static bool resting(const struct generation *g)
{
	int64_t now_ms = clock_mono_ms();

	return now_ms < g->rest_until_ms || now_ms < g->worker->rest_until_ms;
}

/* writing */

static void end_attempt(struct generation *g, const char *outcome)
{
	const struct ask *ask = &g->ask;
	bool asked = ask->calls > 0;
	struct attempt_facts facts = { .outcome = outcome,
				       .provider = source_of(g),
				       .model = ask->model,
				       .request_id = ask->request_id,
				       .tokens_in = asked ? ask->tokens_in : -1,
				       .tokens_out = asked ? ask->tokens_out : -1,
				       .first_content_ms = asked ? ask->first_content_ms : -1,
				       .first_question_ms = g->first_question_ms,
				       .total_ms = asked ? ask->total_ms : -1 };
	enum err e = store_attempt_end(g->worker->db, &g->task.job, &facts);

	if (e)
		log_warn("what the attempt cost is not recorded: %s session=%s", err_name(e),
			 g->task.job.session_id);
}

static bool present(struct generation *g)
{
	AUTO(outcome) struct outcome out = { 0 };
	struct question *first = &g->got[0];
	struct generated how = { .source = source_of(g),
				 .model = g->ask.model[0] ? g->ask.model : NULL,
				 .prompt_hash = g->from_bank ? NULL : prompt_hash(g->worker->shared->prompts),
				 .tailored = first->tailored,
				 .first_token_ms = g->ask.calls > 0 ? g->ask.first_content_ms : -1,
				 .first_question_ms = g->first_question_ms,
				 .speech_s = speech_deadline_s(config_of(g)) };
	enum err e = first->question_id[0] ? OK : id_new(first->question_id);

	if (!e)
		e = interview_present(g->worker->db, &g->task.job, lease_s(g), first, &how, &out);
	if (!settled(g, e, "presenting"))
		return false;
	g->presented = true;
	tell(g, &out);
	if (how.speech_s > 0)
		worker_look_for_speech(g->worker, clock_mono_ms());
	log_info("question 0 presented session=%s generation=%d attempt=%d source=%s", g->task.job.session_id,
		 g->task.job.generation, g->task.job.attempt, how.source);
	return true;
}

/* The good questions of this attempt that are not stored: all but a presented first one of its own. */
static const struct question *rest(const struct generation *g, int *ret_count)
{
	int skip = g->standing_count == 0 && g->got_count > 0 ? 1 : 0;

	*ret_count = g->got_count - skip;
	return g->got + skip;
}

static enum err name_rest(struct generation *g)
{
	enum err e = OK;

	for (int i = 0; !e && i < g->got_count; i++)
		if (!g->got[i].question_id[0])
			e = id_new(g->got[i].question_id);
	return e;
}

static void finish(struct generation *g)
{
	AUTO(outcome) struct outcome out = { 0 };
	int n = 0;
	const struct question *questions = rest(g, &n);
	enum err e = name_rest(g);

	if (!e)
		e = interview_complete(g->worker->db, &g->task.job, lease_s(g), questions, n, source_of(g),
				       &out);
	if (!settled(g, e, "completing"))
		return;
	g->task.over = true;
	tell(g, &out);
	if (!g->end.keep) /* the attempt failed, though the bank has mended it */
		end_attempt(g, "ok");
}

static void succeed(struct generation *g)
{
	g->state = GENERATION_SUCCEEDED;
	g->succeeded_at_ms = clock_mono_ms();
}

/* The bank takes over where the settings want it, and is the way of a generator without an AI. */
static void use_bank(struct generation *g)
{
	struct bank_wish wish = { .session_id = g->task.job.session_id,
				  .target_role = g->session.target_role,
				  .job_description = g->context.job_description,
				  .language = g->session.language,
				  .count = g->session.questions_planned,
				  .generation = g->task.job.generation };
	enum err e = bank_choose(g->worker->shared->bank, &wish, g->got);

	if (e) {
		log_error("the bank gives no questions: %s session=%s", err_name(e), g->task.job.session_id);
		drop(&g->task);
		return;
	}
	/* The choice is the same for the same session, so what stands already are its first ones. */
	g->got_count = g->session.questions_planned - g->standing_count;
	memmove(g->got, g->got + g->standing_count, (size_t)g->got_count * sizeof(g->got[0]));
	g->from_bank = true;
	succeed(g);
}

static void record_failure(struct generation *g)
{
	AUTO(outcome) struct outcome out = { 0 };
	const char *name = failure_info(g->end.failure)->name;
	enum err e = name_rest(g);

	if (g->presented)
		g->end.extra = rest(g, &g->end.extra_count);
	g->end.source = source_of(g);
	if (!e)
		e = interview_attempt_failed(g->worker->db, &g->task.job, lease_s(g), &g->end, &out);
	if (!settled(g, e, "recording a failure"))
		return;
	tell(g, &out);
	end_attempt(g, name);
	g->task.over = !g->end.keep;
	if (g->end.will_retry)
		worker_look_at(g->worker, clock_mono_ms() + g->end.retry_in_ms);
	if (g->end.keep)
		use_bank(g);
}

static void take_up(struct generation *g);

/* A repair call is counted before it is made, so that no crash can hide one. */
static void repair(struct generation *g)
{
	enum err e = store_attempt_call(g->worker->db, &g->task.job, g->ask.calls + 1);

	if (!settled(g, e, "counting a repair call"))
		return;
	g->state = GENERATION_ASKING;
	ask_begin(g, true);
}

/* Write what is due. What the database doesn't take now stays due. */
static void settle(struct generation *g)
{
	if (resting(g) || g->task.over)
		return;
	if (g->state == GENERATION_CLAIMED)
		take_up(g);
	if (g->got_count > 0 && !g->presented && !g->task.over && !present(g))
		return;
	if (g->state == GENERATION_REPAIRING)
		repair(g);
	if (g->state == GENERATION_FAILED)
		record_failure(g);
	if (g->state == GENERATION_SUCCEEDED && (g->presented || present(g)) &&
	    worker_may_close(g->worker, g->succeeded_at_ms))
		finish(g);
}

/* from the AI call */

int generation_wanted(const struct generation *g)
{
	return g->session.questions_planned - g->standing_count - g->got_count;
}

/* What the checks go by, made ready when the answer begins: until then nobody needs it, and then it is in no
 * one's way. */
void generation_expect(struct generation *g)
{
	const char *description = g->context.job_description;

	free(g->description_words);
	g->description_words = description ? check_words_of(description) : NULL;
	g->entry_level = prompt_entry_level(g->session.target_role, description);
}

static bool good(const struct generation *g, const struct question *q, uint64_t *ret_checks)
{
	struct question earlier[2 * QUESTIONS_MAX];
	struct check_context context = { .language = g->session.language,
					 .target_role = g->session.target_role,
					 .description_words = g->description_words,
					 .entry_level = g->entry_level,
					 .earlier = earlier,
					 .earlier_count = (size_t)(g->standing_count + g->got_count),
					 .prompt_words = prompt_words(g->worker->shared->prompts) };

	for (int i = 0; i < g->standing_count; i++)
		earlier[i] = g->standing[i];
	for (int i = 0; i < g->got_count; i++)
		earlier[g->standing_count + i] = g->got[i];
	*ret_checks = check_question(q, &context);
	return *ret_checks == 0;
}

static void refuse(struct generation *g, const struct question *q, uint64_t checks)
{
	for (unsigned bit = 0; bit < CHECK_MAX && check_name(bit); bit++) {
		char counter[100];

		if (!(checks & (UINT64_C(1) << bit)))
			continue;
		log_info("question refused check=%s session=%s attempt=%d", check_name(bit),
			 g->task.job.session_id, g->task.job.attempt);
		snprintf(counter, sizeof(counter), "refused_questions_total{check=\"%s\"}", check_name(bit));
		kv_count(g->worker->kv, counter, 1); /* goes out with the next tick */
	}
	if (!g->refused)
		g->refused = calloc(QUESTIONS_MAX, sizeof(*g->refused));
	if (g->refused && g->refused_count < QUESTIONS_MAX)
		g->refused[g->refused_count++] = (struct refusal){ *q, checks };
}

void generation_take(struct generation *g, const struct question *question)
{
	struct question q = *question;
	uint64_t checks;

	if (generation_wanted(g) <= 0 || g->state != GENERATION_ASKING)
		return; /* more than was asked for */
	check_mend(&q);
	if (!good(g, &q, &checks)) {
		refuse(g, &q, checks);
		return;
	}
	q.question_id[0] = '\0';
	q.index = g->standing_count + g->got_count;
	q.tailored = true;
	g->got[g->got_count++] = q;
	if (g->first_question_ms < 0)
		g->first_question_ms = clock_mono_ms() - g->ask.first_asked_at_ms;
	settle(g);
}

/* The answer ended well. If questions are missing, one repair call says what was wrong with them. */
void generation_answered(struct generation *g)
{
	if (generation_wanted(g) <= 0) {
		succeed(g);
		settle(g);
	} else if (g->ask.calls == 1) {
		g->state = GENERATION_REPAIRING;
		settle(g);
	} else {
		generation_fail(g, FAILURE_INVALID_OUTPUT, -1,
				"after a repair call questions are still missing");
	}
}

static void log_failure(const struct generation *g, const char *detail)
{
	const struct failure_info *info = failure_info(g->end.failure);
	bool last = !g->end.will_retry;

	log_write(last ? LOG_LEVEL_ERROR : LOG_LEVEL_WARN,
		  "attempt failed class=%s session=%s generation=%d attempt=%d %s detail=\"%s\"%s%s",
		  info->name, g->task.job.session_id, g->task.job.generation, g->task.job.attempt,
		  last ? "final" : "will be tried again", detail, info->mend ? " mend: " : "",
		  info->mend ? info->mend : "");
}

void generation_fail(struct generation *g, enum failure failure, int64_t retry_after_s, const char *detail)
{
	struct attempt attempt = { .failure = failure,
				   .number = g->task.job.exhausted ? (int)config_of(g)->generation.attempts
								   : g->task.job.attempt,
				   .generation = g->task.job.generation,
				   .retry_after_s = retry_after_s,
				   .left_ms = g->deadline_at_ms - clock_mono_ms(),
				   .presented = g->presented,
				   .complete = generation_wanted(g) <= 0,
				   .jitter = clock_jitter_ms(INT32_MAX) };

	ask_drop(g);
	g->end = policy_decide(&config_of(g)->generation, &attempt);
	g->state = GENERATION_FAILED;
	log_failure(g, detail);
	settle(g);
}

/* life */

static void unload(struct generation *g)
{
	session_context_done(&g->context);
	free(g->description_words);
	free(g->standing);
	free(g->got);
	g->description_words = NULL;
	g->standing = g->got = NULL;
	g->standing_count = g->got_count = 0;
}

/* Most generations find nothing that stands, and a thousand of them are in flight: room is made for what
 * there is. */
static enum err load_standing(struct generation *g)
{
	struct question standing[QUESTIONS_MAX];
	int n = 0;
	enum err e = store_question_list(g->worker->db, g->task.job.session_id, standing, QUESTIONS_MAX, &n);

	if (e || n == 0)
		return e;
	g->standing = calloc((size_t)n, sizeof(*g->standing));
	if (!g->standing)
		return ERR_NOMEM;
	memcpy(g->standing, standing, (size_t)n * sizeof(*g->standing));
	g->standing_count = n;
	return OK;
}

/* Everything that is known about the job's session. */
static enum err load(struct generation *g)
{
	struct db *db = g->worker->db;
	enum err e = store_session_load(db, g->task.job.session_id, &g->session);

	unload(g);
	if (!e)
		e = store_session_context(db, g->task.job.session_id, &g->context);
	if (!e && g->task.job.fence > 1) /* an earlier claim may have stored some */
		e = load_standing(g);
	if (!e)
		g->got = calloc((size_t)g->session.questions_planned, sizeof(*g->got));
	g->presented = g->standing_count > 0;
	return e ? e : g->got ? OK : ERR_NOMEM;
}

static enum err record_lost(struct generation *g)
{
	AUTO(outcome) struct outcome out = { 0 };
	enum err e = interview_attempt_lost(g->worker->db, &g->task.job, lease_s(g), &out);

	if (!e)
		tell(g, &out);
	return e;
}

static void tell_slow(struct generation *g, int64_t now_ms)
{
	if (g->presented || !g->slow_at_ms || now_ms < g->slow_at_ms)
		return;
	g->slow_at_ms = 0;
	if (announce_tick(g->worker->kv, g->task.job.session_id, g->task.job.correlation_id, "slow"))
		log_debug("not announced: redis=%s", kv_detail(g->worker->kv));
}

static void begin(struct generation *g)
{
	tell_slow(g,
		  clock_mono_ms()); /* who has waited for an earlier attempt hears so before this one ends */
	if (g->task.job.exhausted)
		generation_fail(g, FAILURE_LOST, -1, "the last worker vanished, and no attempt is left");
	else if (!g->presented && g->task.job.left_ms <= 0)
		generation_fail(g, FAILURE_DEADLINE, -1,
				"generation.deadline had passed before a worker was free");
	else if (g->worker->shared->provider->network)
		ask_begin(g, false);
	else
		use_bank(g);
}

static void take_up(struct generation *g)
{
	enum err e = load(g);

	if (!e && g->task.job.was_lost && !g->task.job.exhausted)
		e = record_lost(g);
	if (!settled(g, e, "taking up"))
		return;
	FAULT_POINT("generation.taken_up");
	g->state = GENERATION_ASKING;
	begin(g);
}

static struct task *create(struct worker *worker, const struct job *job)
{
	struct generation *g = calloc(1, sizeof(*g));
	const struct generation_settings *settings = &worker->shared->config->generation;
	int64_t now_ms = clock_mono_ms(), waited_ms = settings->deadline_s * 1000 - job->left_ms;

	if (!g)
		return NULL;
	g->worker = worker;
	g->task.kind = &generation_kind;
	g->task.job = *job;
	g->first_question_ms = -1;
	g->deadline_at_ms = now_ms + job->left_ms;
	g->slow_at_ms = now_ms + settings->slow_after_s * 1000 - waited_ms;
	log_context(job->correlation_id);
	settle(g);
	log_context(NULL);
	return &g->task;
}

static void tick(struct task *task, int64_t now_ms)
{
	struct generation *g = of(task);

	log_context(g->task.job.correlation_id);
	tell_slow(g, now_ms);
	if (g->state == GENERATION_ASKING && !g->presented && g->got_count == 0 &&
	    now_ms >= g->deadline_at_ms)
		generation_fail(g, FAILURE_DEADLINE, -1,
				"generation.deadline passed without a first question");
	if (g->state == GENERATION_ASKING)
		ask_tick(g, g->worker->listened_ms); /* a time when we were busy elsewhere is no silence */
	settle(g);
	log_context(NULL);
}

static void hang_up(struct task *task)
{
	ask_drop(of(task));
}

static bool release(struct task *task)
{
	struct generation *g = of(task);
	enum err e;

	ask_drop(g);
	log_context(g->task.job.correlation_id);
	if (g->state == GENERATION_SUCCEEDED && g->presented && !resting(g))
		finish(g); /* rather than have all of it asked for again */
	if (g->task.over) {
		log_context(NULL);
		return true;
	}
	e = store_job_release(g->worker->db, &g->task.job);
	if (e == OK) {
		end_attempt(g, "released");
		log_info("given back for another generator session=%s", g->task.job.session_id);
	} else if (e != ERR_FENCED) {
		log_warn("could not be given back, its lease will run out: %s session=%s", err_name(e),
			 g->task.job.session_id);
	}
	log_context(NULL);
	g->task.over = true;
	return e != ERR_UNAVAIL;
}

static void free_task(struct task *task)
{
	struct generation *g = of(task);

	ask_done(&g->ask);
	unload(g);
	free(g->refused);
	free(g);
}

const struct task_kind generation_kind = { create, tick, hang_up, drop, fenced, release, free_task };
