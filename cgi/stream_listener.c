#include "cgi/stream_listener.h"

#include <stdlib.h>

#include "cgi/stream_text.h"
#include "cgi/stream_topic.h"
#include "common/clock.h"
#include "common/frame.h"

static enum conn_state say(struct listener *l, const struct buf *text, int64_t now_ms)
{
	l->spoke_ms = now_ms;
	return text->err ? CONN_SLOW : conn_send(&l->conn, buf_text(text), text->len);
}

static enum conn_state say_message(struct listener *l, int64_t seq, const char *data, int64_t now_ms)
{
	AUTO(buf) struct buf text = BUF_INIT(FRAME_MAX + 64);

	stream_put_message(&text, seq, data);
	return say(l, &text, now_ms);
}

/* Is this the event that takes the listener's right away? A revocation ends all invites of the session that
 * are good at that moment, and ours was good when the log ended at admitted_seq. */
static bool revokes(const struct listener *l, const struct lookup_event *ev)
{
	return ev->type == EVENT_INVITE_REVOKED && ev->seq > l->admitted_seq;
}

enum conn_state listener_event(struct listener *l, const struct lookup_event *ev, int64_t now_ms)
{
	enum conn_state state;

	if (l->conn.ending || ev->seq != l->last_seq + 1)
		return CONN_OPEN;
	l->last_seq = ev->seq;
	if (ev->ends && !l->end_seq && ev->seq > l->admitted_seq) /* what stood then has ended nothing */
		l->end_seq = ev->seq;
	state = say_message(l, ev->seq, ev->data, now_ms);
	if (state == CONN_OPEN && (revokes(l, ev) || l->last_seq == l->end_seq))
		state = conn_end(&l->conn);
	return state;
}

enum conn_state listener_tick(struct listener *l, const char *data, int64_t now_ms)
{
	return l->conn.ending ? CONN_OPEN : say_message(l, 0, data, now_ms);
}

enum conn_state listener_goodbye(struct listener *l, int64_t retry_ms)
{
	AUTO(buf) struct buf text = BUF_INIT(64);
	enum conn_state state;

	stream_put_retry(&text, retry_ms);
	state = conn_send(&l->conn, buf_text(&text), text.len);
	return state == CONN_OPEN ? conn_end(&l->conn) : state;
}

/* The last word to a reader whose invite has run out: go and look, and be told so. */
static enum conn_state expire(struct listener *l, int64_t now_ms)
{
	enum conn_state state;
	char *data = NULL;

	if (frame_resync(l->topic->session_id, "invite_expired", clock_wall_ms(), &data))
		return CONN_GONE;
	state = say_message(l, 0, data, now_ms);
	free(data);
	return state == CONN_OPEN ? conn_end(&l->conn) : state;
}

enum conn_state listener_due(struct listener *l, int64_t now_ms, int64_t heartbeat_ms)
{
	AUTO(buf) struct buf text = BUF_INIT(16);

	if (l->conn.pending.len > 0) {
		if (l->stalled)
			return CONN_SLOW;
		l->stalled = true;
		l->spoke_ms = now_ms;
		return CONN_OPEN;
	}
	l->stalled = false;
	if (now_ms >= l->dies_ms)
		return l->expires ? expire(l, now_ms) : conn_end(&l->conn);
	if (now_ms - l->spoke_ms < heartbeat_ms)
		return CONN_OPEN;
	stream_put_heartbeat(&text);
	return say(l, &text, now_ms);
}

int64_t listener_next_ms(const struct listener *l, int64_t heartbeat_ms)
{
	int64_t beat_ms = l->spoke_ms + heartbeat_ms;

	return l->dies_ms < beat_ms && l->conn.pending.len == 0 ? l->dies_ms : beat_ms;
}
