#include "daemon/worker.h"

#include <stdio.h>
#include <stdlib.h>

#include "common/clock.h"
#include "common/log.h"
#include "common/store_job.h"
#include "common/watchdog.h"
#include "daemon/generation.h"
#include "daemon/speech.h"

#define CLAIM_MAX 16  /* jobs taken up between two rounds of the loop */
#define CHECK_MS  700 /* how soon a fenced-out job is noticed */
#define TICK_MS   100 /* granularity of the clocks while something is in flight */
/* However much the AI has to say, what is in flight is not looked through more often. */
#define TICK_LEAST_MS 25
#define CLOSE_LATE_MS 2000 /* however busy it is, a complete set is closed after this */
#define BELL_WAIT_S   5
#define BELL_LOOK_MS  900 /* a silent bell is looked after this often: its answer may be overdue */
#define SUSPECT_MS    5000
#define CLASH_REST_MS 20
#define AWAY_REST_MS  500 /* pause before the database is tried again */

struct worker *worker_new(struct shared *shared, const char *host, int slot, int thread, uint32_t life)
{
	struct worker *w = calloc(1, sizeof(*w));

	if (!w)
		return NULL;
	w->shared = shared;
	snprintf(w->place, sizeof(w->place), "%.50s/%d.%d", host, slot, thread);
	snprintf(w->name, sizeof(w->name), "%.70s#%08x", w->place, (unsigned)life);
	w->db = db_new(&shared->db_settings);
	w->kv = kv_new(&shared->kv_settings);
	w->bell = kv_bell_new(&shared->kv_settings, BELL_WAIT_S);
	if (!w->db || !w->kv || !w->bell || http_new(&shared->http_settings, &w->http)) {
		worker_free(w);
		return NULL;
	}
	return w;
}

void worker_free(struct worker *w)
{
	if (!w)
		return;
	while (w->tasks) {
		struct task *task = w->tasks;

		w->tasks = task->next;
		task->kind->free(task);
	}
	http_free(w->http);
	kv_bell_free(w->bell);
	kv_free(w->kv);
	db_free(w->db);
	free(w);
}

void worker_wake(struct worker *w)
{
	http_wakeup(w->http);
}

void worker_look_at(struct worker *w, int64_t at_ms)
{
	at_ms += 2; /* both clocks are read in whole milliseconds */
	if (at_ms < w->next_sweep_ms)
		w->next_sweep_ms = at_ms;
}

bool worker_may_close(struct worker *w, int64_t due_at_ms)
{
	bool may = !w->closed && (http_quiet(w->http) || clock_mono_ms() >= due_at_ms + CLOSE_LATE_MS);

	if (may)
		w->closed = true;
	else
		w->closing = true;
	return may;
}

void worker_look_for_speech(struct worker *w, int64_t at_ms)
{
	at_ms += 2;
	if (at_ms < w->next_speech_ms)
		w->next_speech_ms = at_ms;
}

static size_t busy(const struct worker *w)
{
	return w->running[JOB_QUESTIONS] + w->running[JOB_SPEECH];
}

static const struct task_kind *const task_kinds[] = {
	[JOB_QUESTIONS] = &generation_kind, [JOB_SPEECH] = &speech_kind
};

/* How many jobs of a kind may be taken up now. */
static size_t room(const struct worker *w, enum job_kind kind)
{
	size_t limit = kind == JOB_SPEECH ? SPEECH_IN_FLIGHT : (size_t)w->shared->config->generator.in_flight;
	size_t left = limit > w->running[kind] ? limit - w->running[kind] : 0;

	return left < CLAIM_MAX ? left : CLAIM_MAX;
}

static void take_up(struct worker *w, const struct job *job)
{
	struct task *task = task_kinds[job->kind]->create(w, job);

	if (!task) {
		log_error("out of memory for a job session=%s", job->session_id);
		w->strays = true;
		return;
	}
	task->next = w->tasks;
	w->tasks = task;
	w->running[job->kind]++;
}

/* Former lives of this place are dead, for the place's lock is ours: their jobs are due at once. */
static enum err forfeit(struct worker *w)
{
	int64_t n = 0;
	enum err e;

	if (w->forfeited)
		return OK;
	e = store_job_forfeit(w->db, w->place, w->name, &n);
	if (e)
		return e;
	w->forfeited = true;
	if (n > 0)
		log_warn("taking up what an earlier life left behind jobs=%lld worker=%s", (long long)n,
			 w->name);
	return OK;
}

/*
 * A job that kills its worker takes its neighbours along. So in this process suspects are taken up one at a
 * time, each when the last one is over or five seconds old: then the killer ends alone, and the neighbours
 * get their last attempt in peace. true: this worker may take one now.
 */
static bool may_suspect(struct worker *w, int64_t now_ms)
{
	long long until_ms = atomic_load(&w->shared->suspect_until_ms);

	return now_ms >= until_ms &&
	       atomic_compare_exchange_strong(&w->shared->suspect_until_ms, &until_ms, now_ms + SUSPECT_MS);
}

static void suspect_over(struct worker *w, const struct job *job)
{
	long long mine = w->suspect_until_ms;

	if (job->id == w->suspect_id &&
	    atomic_compare_exchange_strong(&w->shared->suspect_until_ms, &mine, 0))
		w->next_sweep_ms = w->next_speech_ms = 0; /* the next, please */
}

/* Take up due jobs of one kind. ret_count: how many; ret_full: there may be more. */
static enum err claim_kind(struct worker *w, enum job_kind kind, int64_t now_ms, bool *ret_full)
{
	const struct config *c = w->shared->config;
	struct claim claim = { .worker = w->name,
			       .lease_s = c->generation.lease_s,
			       .kind = kind,
			       .attempts_allowed = c->generation.attempts,
			       .ai_calls = kind == JOB_SPEECH ? speech_on(c) : w->shared->provider->network,
			       .max = (int)room(w, kind),
			       .suspect = may_suspect(w, now_ms) };
	bool suspect = false;
	struct job jobs[CLAIM_MAX];
	int n = 0;
	enum err e = forfeit(w);

	if (!e)
		e = store_job_claim(w->db, &claim, jobs, &n);
	w->strays = w->strays || e; /* a COMMIT of unknown outcome */
	*ret_full = !e && n == claim.max;
	n = e ? 0 : n;
	if (n > 0 && !w->tasks) { /* the lease counts from here on */
		w->lease_until_ms = now_ms + c->generation.lease_s * 1000;
		w->next_renew_ms = now_ms + c->generation.renew_s * 1000;
	}
	for (int i = 0; i < n; i++) {
		if (jobs[i].suspect) {
			suspect = true;
			w->suspect_id = jobs[i].id;
			w->suspect_until_ms = now_ms + SUSPECT_MS;
		}
		take_up(w, &jobs[i]);
	}
	if (claim.suspect && !suspect)
		atomic_store(&w->shared->suspect_until_ms, 0);
	return e;
}

static void note_database(struct worker *w, enum err e)
{
	if (e && !w->away)
		log_error("no jobs can be claimed: %s database=%s", err_name(e), db_detail(w->db));
	else if (!e && w->away)
		log_info("jobs can be claimed again");
	w->away = e != OK;
}

/* When to look again without being called: now and then, or soon after a failure. */
static int64_t next_look_ms(const struct worker *w, enum err e, int64_t now_ms)
{
	int64_t sweep_ms = w->shared->config->generator.sweep_ms;

	if (e == ERR_TIMEOUT) /* a deadlock with another claimer: again, out of step with it */
		return now_ms + clock_jitter_ms(CLASH_REST_MS);
	return now_ms + (e ? AWAY_REST_MS : sweep_ms / 2 + clock_jitter_ms(sweep_ms / 2));
}

static void claim_questions(struct worker *w, int64_t now_ms)
{
	enum err e;

	if (room(w, JOB_QUESTIONS) == 0)
		return;
	w->next_sweep_ms = INT64_MAX; /* a job taken up here may ask for a look of its own */
	e = claim_kind(w, JOB_QUESTIONS, now_ms, &w->more);
	worker_look_at(w, next_look_ms(w, e, now_ms));
	if (e != ERR_TIMEOUT)
		note_database(w, e);
}

/* What can be heard is claimed when no questions wait to be, and after those that did have been asked for. */
static void claim_speech(struct worker *w, int64_t now_ms)
{
	bool full;
	enum err e;

	if (room(w, JOB_SPEECH) == 0)
		return;
	w->next_speech_ms = INT64_MAX;
	if (w->more || w->away) {
		worker_look_for_speech(w, now_ms + TICK_MS);
		return;
	}
	e = claim_kind(w, JOB_SPEECH, now_ms, &full);
	worker_look_for_speech(w, full ? now_ms : next_look_ms(w, e, now_ms));
}

static void drop_all(struct worker *w)
{
	log_error("the leases can't be renewed, dropping what runs jobs=%zu database=%s", busy(w),
		  db_detail(w->db));
	for (struct task *task = w->tasks; task; task = task->next)
		task->kind->drop(task);
}

/* All leases in one statement; one by one if a lock on one of the rows is in its way. */
static enum err renew(struct worker *w)
{
	int64_t lease_s = w->shared->config->generation.lease_s;
	enum err e = store_job_renew(w->db, w->name, lease_s);

	if (e != ERR_TIMEOUT)
		return e;
	for (struct task *task = w->tasks; task; task = task->next)
		if (store_job_guard(w->db, &task->job, lease_s) == ERR_UNAVAIL)
			return ERR_UNAVAIL;
	return OK;
}

/* What the table says that we hold, beside what we work on. */
struct holdings {
	struct worker *worker;
	struct {
		int64_t id, fence;
	} strays[CLAIM_MAX];
	int count;
};

static void note_held(void *ctx, int64_t job_id, int64_t fence)
{
	struct holdings *h = ctx;

	for (struct task *task = h->worker->tasks; task; task = task->next) {
		if (task->job.id == job_id && task->job.fence == fence && !task->over) {
			task->held = true;
			return;
		}
	}
	if (h->count < CLAIM_MAX) {
		h->strays[h->count].id = job_id;
		h->strays[h->count++].fence = fence;
	}
}

/* Drop what is not ours any more, and give up what is ours though nobody works on it: its lease would be
 * renewed with the others for ever. */
static enum err compare(struct worker *w)
{
	struct holdings h = { .worker = w };
	enum err e;

	for (struct task *task = w->tasks; task; task = task->next)
		task->held = false;
	e = store_job_each_held(w->db, w->name, note_held, &h);
	if (e)
		return e;
	w->strays = h.count == CLAIM_MAX;
	for (struct task *task = w->tasks; task; task = task->next)
		if (!task->held && !task->over)
			task->kind->fenced(task, "looking after it");
	for (int i = 0; !e && i < h.count; i++) {
		log_warn("a claim that nobody works on is given up job=%lld", (long long)h.strays[i].id);
		e = store_job_abandon(w->db, h.strays[i].id, h.strays[i].fence);
		e = e == ERR_FENCED ? OK : e;
	}
	w->strays = w->strays || e;
	return e;
}

/* Renew, and see what is still ours. A worker whose leases have run out and can't be renewed stops by itself.
 */
static void hold(struct worker *w, int64_t now_ms)
{
	const struct generation_settings *s = &w->shared->config->generation;
	bool due = busy(w) > 0 && now_ms >= w->next_renew_ms;
	enum err e;

	if ((busy(w) == 0 && !w->strays) || now_ms < w->next_check_ms)
		return;
	e = due ? renew(w) : OK;
	if (!e && due) {
		w->next_renew_ms = now_ms + s->renew_s * 1000;
		w->lease_until_ms = now_ms + s->lease_s * 1000;
	}
	if (!e)
		e = compare(w);
	w->next_check_ms = now_ms + CHECK_MS;
	if (!e && w->next_renew_ms < w->next_check_ms)
		w->next_check_ms = w->next_renew_ms;
	if (e && busy(w) > 0 && now_ms >= w->lease_until_ms)
		drop_all(w);
}

static void end_task(struct worker *w, struct task *task)
{
	if (task->job.suspect)
		suspect_over(w, &task->job);
	if (task->job.kind == JOB_SPEECH && room(w, JOB_SPEECH) == 0)
		w->next_speech_ms = 0;
	w->running[task->job.kind]--;
	task->kind->free(task);
}

static void tick_all(struct worker *w, int64_t now_ms)
{
	struct task **at = &w->tasks;

	w->next_tick_ms = now_ms + TICK_LEAST_MS;
	w->closing = w->closed = false;
	while (*at) {
		struct task *task = *at;

		watchdog_mark(); /* with the database hanging, each may take its timeout */
		if (!task->over)
			task->kind->tick(task, now_ms);
		if (task->over) {
			*at = task->next;
			end_task(w, task);
		} else {
			at = &task->next;
		}
	}
}

/* How long nothing is due. */
static int idle_ms(const struct worker *w, int64_t now_ms, bool listen)
{
	int64_t ms = TICK_MS;

	if (listen)
		ms = w->next_sweep_ms - now_ms;
	if (listen && room(w, JOB_SPEECH) > 0 && w->next_speech_ms - now_ms < ms)
		ms = w->next_speech_ms - now_ms;
	if (busy(w) > 0 && ms > TICK_MS)
		ms = TICK_MS;
	return ms < 0 || w->closing || (w->more && listen) ? 0 : (int)ms;
}

/* Wait until something happens; true if the doorbell rang. */
static bool wait(struct worker *w, int64_t now_ms, bool listen)
{
	struct waitset_other fd = { .fd = -1 };
	bool rang = false;

	if (listen && kv_bell_fd(w->bell) < 0)
		rang = kv_bell_heard(w->bell); /* connects and asks */
	if (listen)
		fd.fd = kv_bell_fd(w->bell);
	w->listened_ms = clock_mono_ms();
	if (http_poll(w->http, &fd, fd.fd >= 0, rang ? 0 : idle_ms(w, now_ms, listen)))
		log_error("waiting failed");
	if (fd.fd >= 0 && (fd.readable || now_ms >= w->next_bell_ms)) {
		rang = kv_bell_heard(w->bell) || rang;
		w->next_bell_ms = now_ms + BELL_LOOK_MS;
	}
	return rang;
}

/* Every call is dropped before the first job is given back, which may take a moment. */
static void give_back(struct worker *w)
{
	bool there = true;

	for (struct task *task = w->tasks; task; task = task->next)
		task->kind->hang_up(task);
	for (struct task *task = w->tasks; task; task = task->next) {
		if (there)
			there = task->kind->release(task);
		else
			task->kind->drop(task);
	}
}

/* The stop: no new claims; what runs gets the drain time, then is given back. true: leave. */
static bool drained(struct worker *w, int64_t now_ms)
{
	if (!w->drain_until_ms) {
		w->drain_until_ms = now_ms + w->shared->config->generator.drain_s * 1000;
		kv_bell_free(w->bell); /* what it would still hear is for others */
		w->bell = NULL;
	}
	if (now_ms >= w->drain_until_ms)
		give_back(w);
	tick_all(w, now_ms);
	return busy(w) == 0;
}

void worker_run(struct worker *w)
{
	bool rang = true; /* look at once */

	for (;;) {
		int64_t now_ms = clock_mono_ms();
		bool stopping = atomic_load(&w->shared->stopping);

		watchdog_mark();
		hold(w, now_ms);
		if (now_ms >= w->next_tick_ms || (w->closing && http_quiet(w->http)))
			tick_all(w, now_ms);
		if (stopping && drained(w, now_ms))
			return;
		if (!stopping && (rang || w->more || now_ms >= w->next_sweep_ms))
			claim_questions(w, now_ms);
		if (!stopping && now_ms >= w->next_speech_ms)
			claim_speech(w, now_ms);
		rang = wait(w, clock_mono_ms(), !stopping && room(w, JOB_QUESTIONS) > 0);
	}
}
