#include "daemon/speech.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/announce.h"
#include "common/buf.h"
#include "common/clock.h"
#include "common/fault.h"
#include "common/interview_speech.h"
#include "common/log.h"
#include "common/store_question.h"
#include "daemon/policy.h"
#include "daemon/speech_wire.h"
#include "daemon/worker.h"

#define REST_MS    250        /* after a write that the database didn't take */
#define REFUSE_MAX (64 << 10) /* bytes kept of an answer other than 200 */

enum speech_state {
	SPEECH_CLAIMED, /* what is to be spoken is to be read */
	SPEECH_ASKING,  /* the call is under way */
	SPEECH_SPOKEN,  /* the audio is to be stored */
	SPEECH_FAILED   /* the attempt's end is to be recorded */
};

struct speech {
	struct task task; /* first, so that a task of this kind is its speech */
	struct worker *worker;
	enum speech_state state;
	struct question question;

	struct http_call *call; /* NULL: nothing under way */
	struct http_head head;
	struct buf body;
	const char *media_type;
	struct attempt_end end; /* SPEECH_FAILED: what to record */

	/* monotonic clock */
	int64_t deadline_at_ms, asked_at_ms, total_ms, rest_until_ms;
};

bool speech_on(const struct config *config)
{
	return strcmp(config->speech.provider, "none") != 0;
}

int64_t speech_deadline_s(const struct config *config)
{
	return speech_on(config) ? config->generation.deadline_s : 0;
}

static struct speech *of(struct task *task)
{
	return (struct speech *)(void *)task;
}

static const struct config *config_of(const struct speech *s)
{
	return s->worker->shared->config;
}

static int64_t lease_s(const struct speech *s)
{
	return config_of(s)->generation.lease_s;
}

static void tell(const struct speech *s, const struct outcome *out)
{
	FAULT_POINT("generation.before_publish");
	if (announce(s->worker->kv, out))
		log_warn("not announced, readers find it by polling: redis=%s", kv_detail(s->worker->kv));
}

static void hang_up(struct task *task)
{
	struct speech *s = of(task);

	if (s->call)
		http_cancel(s->call);
	s->call = NULL;
}

static void drop(struct task *task)
{
	hang_up(task);
	task->over = true;
	of(task)->worker->strays = true; /* in the table the job is ours still, or may be */
}

static void fenced(struct task *task, const char *doing)
{
	struct speech *s = of(task);
	AUTO(outcome) struct outcome out = { 0 };

	log_warn("fenced out, nothing written session=%s attempt=%d while=%s", task->job.session_id,
		 task->job.attempt, doing);
	if (interview_newest(s->worker->db, task->job.session_id, &out) == OK)
		tell(s, &out);
	drop(task);
}

/* What an error of a unit means for this job. true: it is done with; else it is dropped, or stays due. */
static bool settled(struct speech *s, enum err e, const char *what)
{
	if (e == OK)
		return true;
	s->rest_until_ms = clock_mono_ms() + REST_MS;
	if (e == ERR_UNAVAIL)
		s->worker->rest_until_ms = s->rest_until_ms;
	if (e == ERR_FENCED) {
		fenced(&s->task, what);
	} else if (e != ERR_UNAVAIL && e != ERR_TIMEOUT) {
		log_error("could not be written: %s session=%s while=%s database=%s", err_name(e),
			  s->task.job.session_id, what, db_detail(s->worker->db));
		drop(&s->task);
	}
	return false;
}

/* writing */

static void end_attempt(struct speech *s, const char *outcome)
{
	struct attempt_facts facts = { .outcome = outcome,
				       .provider = config_of(s)->speech.provider,
				       .model = config_of(s)->speech.model,
				       .request_id = s->head.request_id,
				       .tokens_in = -1,
				       .tokens_out = -1,
				       .first_content_ms = -1,
				       .first_question_ms = -1,
				       .total_ms = s->total_ms };
	enum err e = store_attempt_end(s->worker->db, &s->task.job, &facts);

	if (e)
		log_warn("what the attempt cost is not recorded: %s session=%s", err_name(e),
			 s->task.job.session_id);
}

static void keep(struct speech *s)
{
	AUTO(outcome) struct outcome out = { 0 };
	struct spoken spoken = { s->question.question_id, s->media_type, buf_text(&s->body), s->body.len };
	enum err e = interview_spoken(s->worker->db, &s->task.job, lease_s(s), &spoken, &out);

	if (!settled(s, e, "keeping audio"))
		return;
	s->task.over = true;
	tell(s, &out);
	end_attempt(s, "ok");
	log_info("question %d can be heard session=%s type=%s bytes=%zu ms=%lld", SPOKEN_INDEX,
		 s->task.job.session_id, s->media_type, s->body.len, (long long)s->total_ms);
}

static void record_failure(struct speech *s)
{
	AUTO(outcome) struct outcome out = { 0 };
	enum err e = interview_speech_failed(s->worker->db, &s->task.job, lease_s(s), s->question.question_id,
					     &s->end, &out);

	if (!settled(s, e, "recording a failure"))
		return;
	s->task.over = true;
	tell(s, &out);
	end_attempt(s, failure_info(s->end.failure)->name);
	if (s->end.will_retry)
		worker_look_for_speech(s->worker, clock_mono_ms() + s->end.retry_in_ms);
}

static void take_up(struct speech *s);

/* Write what is due. What the database doesn't take now stays due. */
static void settle(struct speech *s)
{
	int64_t now_ms = clock_mono_ms();

	if (s->task.over || now_ms < s->rest_until_ms || now_ms < s->worker->rest_until_ms)
		return;
	if (s->state == SPEECH_CLAIMED)
		take_up(s);
	if (s->state == SPEECH_SPOKEN)
		keep(s);
	else if (s->state == SPEECH_FAILED)
		record_failure(s);
}

/* the call */

static void log_failure(const struct speech *s, const char *detail)
{
	const char *mend = speech_mend(s->end.failure);
	char said[200];

	snprintf(said, sizeof(said), "%s", detail);
	ai_redact(said, s->worker->shared->speech_key, NULL);
	log_write(LOG_LEVEL_WARN, "speech failed class=%s session=%s attempt=%d %s detail=\"%s\"%s%s",
		  failure_info(s->end.failure)->name, s->task.job.session_id, s->task.job.attempt,
		  s->end.will_retry ? "will be tried again" : "final", said, mend ? " mend: " : "",
		  mend ? mend : "");
}

/* What follows is the policy's to say, as for a generation whose first question stands. It is written at the
 * next tick: this may be inside the call's own callbacks. */
static void fail(struct speech *s, enum failure failure, int64_t retry_after_s, const char *detail)
{
	const struct generation_settings *policy = &config_of(s)->generation;
	struct attempt attempt = { .failure = failure,
				   .number = s->task.job.exhausted ? (int)policy->attempts
								   : s->task.job.attempt,
				   .generation = s->task.job.generation,
				   .retry_after_s = retry_after_s,
				   .left_ms = s->deadline_at_ms - clock_mono_ms(),
				   .presented = true,
				   .jitter = clock_jitter_ms(INT32_MAX) };

	hang_up(&s->task);
	s->total_ms = s->asked_at_ms ? clock_mono_ms() - s->asked_at_ms : -1;
	s->end = policy_decide(policy, &attempt);
	s->state = SPEECH_FAILED;
	log_failure(s, detail);
}

static void on_head(void *ctx, const struct http_head *head)
{
	struct speech *s = ctx;

	s->head = *head;
}

static void on_body(void *ctx, const char *bytes, size_t n)
{
	struct speech *s = ctx;

	if (s->head.status != 200 && s->body.len + n > REFUSE_MAX)
		return;
	buf_put(&s->body, bytes, n);
	if (!s->body.err)
		return;
	log_context(s->task.job.correlation_id);
	fail(s, s->body.err == ERR_LIMIT ? FAILURE_INVALID_OUTPUT : FAILURE_INTERNAL, -1,
	     "the audio is longer than speech.max_bytes");
	log_context(NULL);
}

static void on_done(void *ctx, const struct http_result *http)
{
	struct speech *s = ctx;
	struct speech_answer answer = { &s->head, buf_text(&s->body), s->body.len };
	struct speech_result result = { 0 };

	s->call = NULL;
	log_context(s->task.job.correlation_id);
	if (http->head)
		result = speech_judge(&answer);
	if (http->failure && (!http->head || s->head.status == 200)) {
		fail(s, http->failure, -1, http->detail);
	} else if (result.failure) {
		fail(s, result.failure, s->head.retry_after_s, result.detail);
	} else {
		s->media_type = result.media_type;
		s->total_ms = clock_mono_ms() - s->asked_at_ms;
		s->state = SPEECH_SPOKEN;
	}
	settle(s);
	log_context(NULL);
}

static enum err send(struct speech *s)
{
	static const struct http_callbacks callbacks = { on_head, on_body, on_done };
	const struct shared *shared = s->worker->shared;
	AUTO(ai_request) struct ai_request req = { 0 };
	struct http_request http = { 0 };
	enum err e = speech_request(&shared->config->speech, shared->speech_key, s->question.text, &req);

	if (e)
		return e;
	http.url = req.url;
	http.headers = (const char *const *)req.headers;
	http.body = req.body;
	http.body_len = strlen(req.body);
	http.body_max = 2 * s->body.max; /* the buffer is what limits it, and says so */
	return http_start(s->worker->http, &http, &callbacks, s, &s->call);
}

static void ask(struct speech *s)
{
	enum err e;

	s->state = SPEECH_ASKING;
	s->asked_at_ms = clock_mono_ms();
	e = send(s);
	FAULT_POINT("speech.sent");
	if (e)
		fail(s, e == ERR_INPUT ? FAILURE_REQUEST : FAILURE_INTERNAL, -1, err_name(e));
}

/* life */

static void begin(struct speech *s)
{
	if (s->task.job.exhausted)
		fail(s, FAILURE_LOST, -1, "the last worker vanished, and no attempt is left");
	else if (s->task.job.left_ms <= 0)
		fail(s, FAILURE_DEADLINE, -1, "the deadline had passed before a worker was free");
	else if (!speech_on(config_of(s)))
		fail(s, FAILURE_REQUEST, -1, "speech.provider is none by now");
	else
		ask(s);
}

static void take_up(struct speech *s)
{
	int n = 0;
	enum err e = store_question_list(s->worker->db, s->task.job.session_id, &s->question, 1, &n);

	if (!e && n == 0)
		e = ERR_BUG; /* the job was stored together with its question */
	if (settled(s, e, "taking up"))
		begin(s);
}

static struct task *create(struct worker *worker, const struct job *job)
{
	struct speech *s = calloc(1, sizeof(*s));

	if (!s)
		return NULL;
	s->task.kind = &speech_kind;
	s->task.job = *job;
	s->worker = worker;
	s->head.retry_after_s = -1;
	s->total_ms = -1;
	s->body = (struct buf)BUF_INIT((size_t)config_of(s)->speech.max_bytes);
	s->deadline_at_ms = clock_mono_ms() + job->left_ms;
	log_context(job->correlation_id);
	settle(s);
	log_context(NULL);
	return &s->task;
}

static void tick(struct task *task, int64_t now_ms)
{
	struct speech *s = of(task);

	log_context(task->job.correlation_id);
	if (s->state == SPEECH_ASKING && now_ms - s->asked_at_ms > config_of(s)->speech.total_ms)
		fail(s, FAILURE_TIMEOUT, -1, "the audio was not complete within speech.total_ms");
	settle(s);
	log_context(NULL);
}

static bool release(struct task *task)
{
	struct speech *s = of(task);
	enum err e;

	hang_up(task);
	if (task->over)
		return true;
	log_context(task->job.correlation_id);
	e = store_job_release(s->worker->db, &task->job);
	if (e == OK) {
		end_attempt(s, "released");
		log_info("given back for another generator session=%s", task->job.session_id);
	} else if (e != ERR_FENCED) {
		log_warn("could not be given back, its lease will run out: %s session=%s", err_name(e),
			 task->job.session_id);
	}
	log_context(NULL);
	task->over = true;
	return e != ERR_UNAVAIL;
}

static void free_task(struct task *task)
{
	hang_up(task);
	buf_done(&of(task)->body);
	free(of(task));
}

const struct task_kind speech_kind = { create, tick, hang_up, drop, fenced, release, free_task };
