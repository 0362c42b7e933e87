#include "cgi/stream_accept.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "cgi/access.h"
#include "cgi/resp.h"
#include "cgi/stream_cursor.h"
#include "cgi/stream_text.h"
#include "common/clock.h"
#include "common/frame.h"
#include "common/log.h"
#include "common/watchdog.h"

#define RETRY_MIN_MS    1000  /* a reader whose stream ended comes back after this long */
#define RETRY_SPREAD_MS 4000  /* and a random part of this, so that many don't come at once */
#define PAUSE_MS        100   /* without descriptors or memory */
#define ASK_MS          15000 /* after this long a question counts as lost, and another thread may ask */

struct gate {
	const struct config *config;
	struct db_settings db;
	struct hub *hub;
	struct quota *quota;
	int listen_fd, stop_fd, count;
	_Atomic int64_t ask_at_ms; /* monotonic: the database failed, who comes after this may ask it; 0: it
				      is well */
	pthread_t threads[];
};

/* One thread's means, and the request it is at. */
struct acceptor {
	struct gate *gate;
	struct fcgi *fcgi;
	struct db *db;
	const char *request_id;
};

static void refuse(struct acceptor *a, enum problem kind)
{
	AUTO(resp) struct resp resp = resp_new();

	resp_problem(&resp, kind, a->request_id);
	if (kind == PROBLEM_METHOD)
		resp_header(&resp, "Allow", "GET");
	if (resp_send(&resp, a->fcgi, a->request_id))
		log_debug("client gone before the answer");
}

/* Nothing more will come: an EventSource that hears this stays away. */
static void answer_nothing(struct acceptor *a)
{
	AUTO(resp) struct resp resp = resp_new();

	resp.status = 204;
	resp_header(&resp, "Cache-Control", "no-store");
	if (resp_send(&resp, a->fcgi, a->request_id))
		log_debug("client gone before the answer");
}

/* The response's headers and what every stream begins with. At the end of a story nothing will put a wrong
 * cursor right, and the reader would come back with it for ever: so it is done here. */
static enum err hello(const struct session *s, const struct opening *opening, struct buf *b)
{
	int64_t now_ms = clock_wall_ms();
	char *data = NULL;
	enum err e = frame_of_session(s, now_ms, &data);

	if (e)
		return e;
	buf_puts(b, "Status: 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\n"
		    "X-Accel-Buffering: no\r\n\r\n");
	stream_put_retry(b, RETRY_MIN_MS + clock_jitter_ms(RETRY_SPREAD_MS));
	stream_put_message(b, 0, data);
	free(data);
	if (!opening->resync)
		return b->err;
	e = frame_resync(s->session_id, opening->resync, now_ms, &data);
	if (e)
		return e;
	stream_put_message(b, 0, data);
	if (opening->end_seq)
		stream_put_cursor(b, opening->end_seq);
	free(data);
	return b->err;
}

/* Say hello, take the connection and hand it over. The caller holds a place in the quota. ERR_CONFLICT: too
 * late for a refusal, the client is gone. */
static enum err begin(struct acceptor *a, const struct session *s, const struct opening *opening,
		      int64_t expires_in_ms)
{
	AUTO(buf) struct buf text = BUF_INIT(3 * FRAME_MAX);
	struct arrival *arrival = calloc(1, sizeof(*arrival));
	enum err e = arrival ? hello(s, opening, &text) : ERR_NOMEM;

	if (e) {
		free(arrival);
		return e;
	}
	e = fcgi_send(a->fcgi, buf_text(&text), text.len);
	arrival->fd = e ? -1 : fcgi_take_over(a->fcgi, &arrival->request_id);
	if (arrival->fd < 0) {
		fcgi_finish(a->fcgi);
		free(arrival);
		return ERR_CONFLICT;
	}
	snprintf(arrival->session_id, sizeof(arrival->session_id), "%s", s->session_id);
	arrival->last_seq = opening->last_seq;
	arrival->end_seq = opening->end_seq;
	arrival->newest_seq = s->last_seq;
	arrival->expires_in_ms = expires_in_ms;
	hub_take(a->gate->hub, arrival);
	return OK;
}

/* A request by somebody who may see the session. */
static void admit(struct acceptor *a, const struct invite *invite, const struct facts *facts)
{
	const struct session *s = &facts->session;
	struct cursor cursor = cursor_parse(fcgi_param(a->fcgi, "HTTP_LAST_EVENT_ID"),
					    fcgi_param(a->fcgi, "QUERY_STRING"));
	bool over = frame_story_over(s, facts->set_complete, facts->tts_status == TTS_GENERATING,
				     (int)a->gate->config->generation.candidate_retries);
	struct opening opening = opening_decide(cursor, s->last_seq, over);
	enum err e;

	if (opening.nothing) {
		answer_nothing(a);
		return;
	}
	e = quota_take(a->gate->quota, s->session_id);
	if (e) {
		log_info("stream refused session=%s reason=%s", s->session_id, err_name(e));
		refuse(a, e == ERR_LIMIT ? PROBLEM_TOO_MANY : PROBLEM_UNAVAILABLE);
		return;
	}
	e = begin(a, s, &opening, invite->expires_at_ms - invite->read_at_ms);
	if (!e)
		return;
	quota_give(a->gate->quota, s->session_id);
	if (e != ERR_CONFLICT) {
		log_error("stream not begun session=%s error=%s", s->session_id, err_name(e));
		refuse(a, problem_of(e));
	}
}

/* While the database fails, one thread at a time asks it and the others say so at once: one that hangs would
 * hold them all, for each request that waits. ret_turn is for note_answer(). */
static bool may_ask(struct gate *gate, int64_t *ret_turn)
{
	int64_t at_ms = gate->ask_at_ms, now_ms = clock_mono_ms();

	*ret_turn = at_ms == 0 ? 0 : now_ms + ASK_MS;
	return at_ms == 0 ||
	       (now_ms >= at_ms && atomic_compare_exchange_strong(&gate->ask_at_ms, &at_ms, *ret_turn));
}

/* Who fails lets the next one ask, unless somebody does already. */
static void note_answer(struct gate *gate, int64_t turn, enum err e)
{
	if (e == ERR_UNAVAIL || e == ERR_TIMEOUT)
		atomic_compare_exchange_strong(&gate->ask_at_ms, &turn, clock_mono_ms());
	else
		gate->ask_at_ms = 0;
}

/* May the one who asks see the session? */
static enum err check(struct acceptor *a, const char *session_id, struct invite *invite, struct facts *facts)
{
	char token[ACCESS_TOKEN_MAX + 1];
	struct access access = { .token = token, .session_id = session_id }, *asked = &access;
	int64_t turn;
	enum err e;

	if (!may_ask(a->gate, &turn))
		return ERR_UNAVAIL;
	access_token(a->fcgi, token);
	access_check(a->db, &asked, 1);
	explicit_bzero(token, sizeof(token));
	e = access.err;
	*invite = access.invited.invite;
	facts->session = access.invited.session;
	if (!e && facts->session.status > STATUS_GENERATING) /* only then the story may be over */
		e = store_facts(a->db, session_id, facts);
	e = e == ERR_NOTFOUND ? ERR_AUTH : e; /* purged since it was admitted */
	if (e && e != ERR_AUTH)
		log_error("access not checked error=%s detail=%s", err_name(e), db_detail(a->db));
	note_answer(a->gate, turn, e);
	return e;
}

static void serve(struct acceptor *a)
{
	char session_id[ID_SIZE];
	struct invite invite = { 0 };
	struct facts facts = { 0 };
	enum err e;

	if (!stream_path(fcgi_param(a->fcgi, "DOCUMENT_URI"), session_id)) {
		refuse(a, PROBLEM_NOT_FOUND);
		return;
	}
	if (strcmp(fcgi_param(a->fcgi, "REQUEST_METHOD"), "GET") != 0) {
		refuse(a, PROBLEM_METHOD);
		return;
	}
	e = check(a, session_id, &invite, &facts);
	if (e)
		refuse(a, problem_of(e));
	else
		admit(a, &invite, &facts);
}

static void pause_ms(int ms)
{
	nanosleep(&(struct timespec){ .tv_nsec = ms * 1000000L }, NULL);
}

static void *run(void *ctx)
{
	struct gate *gate = ctx;
	AUTO(fcgi) struct fcgi *fcgi = fcgi_new(gate->listen_fd, gate->stop_fd);
	AUTO(db) struct db *db = db_new(&gate->db);
	struct acceptor a = { .gate = gate, .fcgi = fcgi, .db = db };
	enum err e = OK;

	watchdog_enter("stream gate");
	while (fcgi && db && e != ERR_UNAVAIL) {
		watchdog_mark();
		e = fcgi_accept(fcgi);
		if (e == ERR_NOMEM)
			pause_ms(PAUSE_MS);
		if (e)
			continue;
		a.request_id = fcgi_param(fcgi, "REQUEST_ID");
		log_context(a.request_id);
		serve(&a);
		log_context(NULL);
	}
	watchdog_leave();
	return NULL;
}

struct gate *gate_new(const struct config *config, int listen_fd, struct hub *hub, struct quota *quota)
{
	size_t wanted = (size_t)config->stream.threads;
	struct gate *gate = calloc(1, sizeof(*gate) + wanted * sizeof(gate->threads[0]));

	if (!gate)
		return NULL;
	gate->config = config;
	gate->db = config_db(config);
	gate->hub = hub;
	gate->quota = quota;
	gate->listen_fd = listen_fd;
	gate->stop_fd = eventfd(0, EFD_CLOEXEC);
	while (gate->stop_fd >= 0 && (size_t)gate->count < wanted &&
	       pthread_create(&gate->threads[gate->count], NULL, run, gate) == 0)
		gate->count++;
	if (gate->count > 0 && (size_t)gate->count < wanted)
		log_warn("fewer threads than wanted threads=%d wanted=%zu", gate->count, wanted);
	if (gate->count > 0)
		return gate;
	if (gate->stop_fd >= 0)
		close(gate->stop_fd);
	free(gate);
	return NULL;
}

void gate_close(struct gate *gate)
{
	eventfd_write(gate->stop_fd, 1);
}

bool gate_wait(struct gate *gate, const struct timespec *until)
{
	for (; gate->count > 0; gate->count--)
		if (pthread_timedjoin_np(gate->threads[gate->count - 1], NULL, until))
			return false;
	close(gate->stop_fd);
	free(gate);
	return true;
}
