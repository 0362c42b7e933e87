/* The connection over a socket pair, and the listener on it: order, ends, and readers that misbehave. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cgi/stream_listener.h"
#include "cgi/stream_topic.h"

#define NOW_MS       1000000
#define HEARTBEAT_MS 15000

/* One listener on one side, the web server's end on the other. */
struct pair {
	struct loop *loop;
	struct topic topic;
	struct listener l;
	int peer;
};

static void ignore(void *ctx, bool readable, bool writable)
{
	(void)ctx;
	(void)readable;
	(void)writable;
}

static int open_pair(void **state)
{
	struct pair *p = calloc(1, sizeof(*p));
	int fds[2];

	assert_non_null(p);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	fcntl(fds[1], F_SETFL, O_NONBLOCK);
	p->peer = fds[1];
	p->loop = loop_new();
	assert_non_null(p->loop);
	snprintf(p->topic.session_id, sizeof(p->topic.session_id), "01a209d0-2dbc-7ce7-8d72-d95606f008cd");
	assert_int_equal(conn_open(&p->l.conn, p->loop, fds[0], ignore, NULL), OK);
	p->l.conn.request_id = 1;
	p->l.topic = &p->topic;
	p->l.last_seq = p->l.admitted_seq = 4;
	p->l.spoke_ms = NOW_MS;
	p->l.dies_ms = NOW_MS + 600000;
	*state = p;
	return 0;
}

static int close_pair(void **state)
{
	struct pair *p = *state;

	conn_close(&p->l.conn);
	if (p->peer >= 0)
		close(p->peer);
	loop_free(p->loop);
	free(p);
	return 0;
}

/* What the web server has got: the content of the records, "<end>" for the end of the request. */
static const char *heard(struct pair *p)
{
	static char text[8192];
	unsigned char bytes[8192];
	ssize_t n = recv(p->peer, bytes, sizeof(bytes), 0);
	size_t len = 0;

	for (ssize_t at = 0; at + RECORD_HEADER_SIZE <= n;) {
		int size = bytes[at + 4] << 8 | bytes[at + 5];

		len += (size_t)snprintf(text + len, sizeof(text) - len, "%.*s", bytes[at + 1] == 6 ? size : 5,
					bytes[at + 1] == 6 ? (char *)bytes + at + RECORD_HEADER_SIZE
							   : "<end>");
		at += RECORD_HEADER_SIZE + size;
	}
	text[len] = '\0';
	return text;
}

static enum conn_state tell(struct pair *p, int64_t seq, enum event_type type)
{
	bool ends = type == EVENT_QUESTION_SET_COMPLETED;

	return listener_event(&p->l, &(struct lookup_event){ seq, type, "{}", ends }, NOW_MS);
}

static void only_the_next_event_is_sent(void **state)
{
	struct pair *p = *state;

	assert_int_equal(tell(p, 6, EVENT_QUESTION_PRESENTED), CONN_OPEN);
	assert_int_equal(tell(p, 4, EVENT_QUESTIONS_REQUESTED), CONN_OPEN);
	assert_int_equal(tell(p, 5, EVENT_QUESTIONS_GENERATED), CONN_OPEN);
	assert_int_equal(tell(p, 5, EVENT_QUESTIONS_GENERATED), CONN_OPEN);
	assert_int_equal(tell(p, 6, EVENT_QUESTION_PRESENTED), CONN_OPEN);
	assert_string_equal(heard(p), "id: 5\ndata: {}\n\nid: 6\ndata: {}\n\n");
}

static void the_last_event_ends_the_stream(void **state)
{
	struct pair *p = *state;

	assert_int_equal(tell(p, 5, EVENT_QUESTION_SET_COMPLETED), CONN_ENDED);
	assert_string_equal(heard(p), "id: 5\ndata: {}\n\n<end>");
	assert_int_equal(tell(p, 6, EVENT_QUESTION_AUDIO_READY), CONN_OPEN);
	assert_string_equal(heard(p), "");
}

static void a_set_that_is_complete_while_its_audio_is_awaited_ends_nothing(void **state)
{
	struct pair *p = *state;
	const struct lookup_event set = { 5, EVENT_QUESTION_SET_COMPLETED, "{}", false };
	const struct lookup_event audio = { 6, EVENT_QUESTION_AUDIO_READY, "{}", true };

	assert_int_equal(listener_event(&p->l, &set, NOW_MS), CONN_OPEN);
	assert_int_equal(listener_event(&p->l, &audio, NOW_MS), CONN_ENDED);
	assert_string_equal(heard(p), "id: 5\ndata: {}\n\nid: 6\ndata: {}\n\n<end>");
}

/* A failure for good that a wider policy has undone since: others follow, and the log says so. */
static void an_end_that_stood_at_admission_was_none(void **state)
{
	struct pair *p = *state;
	const struct lookup_event failed = { 5, EVENT_GENERATION_FAILED, "{}", true };

	p->l.admitted_seq = 6;
	assert_int_equal(listener_event(&p->l, &failed, NOW_MS), CONN_OPEN);
	assert_int_equal(tell(p, 6, EVENT_QUESTIONS_REQUESTED), CONN_OPEN);
	assert_string_equal(heard(p), "id: 5\ndata: {}\n\nid: 6\ndata: {}\n\n");
}

/* Who comes late to an ended story hears all of it, also what was written after the set was completed. */
static void a_replay_ends_with_the_log(void **state)
{
	struct pair *p = *state;

	p->l.end_seq = 6;
	assert_int_equal(tell(p, 5, EVENT_QUESTION_SET_COMPLETED), CONN_OPEN);
	assert_int_equal(tell(p, 6, EVENT_INVITE_ISSUED), CONN_ENDED);
	assert_string_equal(heard(p), "id: 5\ndata: {}\n\nid: 6\ndata: {}\n\n<end>");
}

static void a_revocation_after_admission_ends_the_stream(void **state)
{
	struct pair *p = *state;

	assert_int_equal(tell(p, 5, EVENT_INVITE_REVOKED), CONN_ENDED);
}

static void a_revocation_before_admission_was_another_invite_s(void **state)
{
	struct pair *p = *state;

	p->l.admitted_seq = 5;
	assert_int_equal(tell(p, 5, EVENT_INVITE_REVOKED), CONN_OPEN);
}

static void silence_is_broken_by_a_heartbeat(void **state)
{
	struct pair *p = *state;

	assert_int_equal(listener_next_ms(&p->l, HEARTBEAT_MS), NOW_MS + HEARTBEAT_MS);
	assert_int_equal(listener_due(&p->l, NOW_MS + HEARTBEAT_MS - 1, HEARTBEAT_MS), CONN_OPEN);
	assert_string_equal(heard(p), "");
	assert_int_equal(listener_due(&p->l, NOW_MS + HEARTBEAT_MS, HEARTBEAT_MS), CONN_OPEN);
	assert_string_equal(heard(p), ":\n\n");
	assert_int_equal(listener_next_ms(&p->l, HEARTBEAT_MS), NOW_MS + 2 * HEARTBEAT_MS);
}

static void a_life_ends_cleanly(void **state)
{
	struct pair *p = *state;

	assert_int_equal(listener_due(&p->l, p->l.dies_ms, HEARTBEAT_MS), CONN_ENDED);
	assert_string_equal(heard(p), "<end>");
}

static void an_invite_that_runs_out_says_so(void **state)
{
	struct pair *p = *state;
	const char *text;

	p->l.expires = true;
	assert_int_equal(listener_due(&p->l, p->l.dies_ms, HEARTBEAT_MS), CONN_ENDED);
	text = heard(p);
	assert_non_null(strstr(text, "\"type\":\"resync\""));
	assert_non_null(strstr(text, "\"reason\":\"invite_expired\""));
	assert_non_null(strstr(text, "<end>"));
	assert_null(strstr(text, "id:"));
}

static void goodbye_says_when_to_come_back(void **state)
{
	struct pair *p = *state;

	assert_int_equal(listener_goodbye(&p->l, 1234), CONN_ENDED);
	assert_string_equal(heard(p), "retry: 1234\n\n<end>");
}

/* Ticks until something can't be sent any more. */
static enum conn_state fill(struct pair *p, int most)
{
	char data[1024];
	enum conn_state state = CONN_OPEN;

	memset(data, 'x', sizeof(data) - 1);
	data[sizeof(data) - 1] = '\0';
	for (int i = 0; i < most && state == CONN_OPEN; i++)
		state = listener_tick(&p->l, data, NOW_MS);
	return state;
}

static void a_reader_that_doesn_t_read_is_cut_off(void **state)
{
	struct pair *p = *state;

	assert_int_equal(fill(p, 1000), CONN_SLOW);
	assert_true(p->l.conn.pending.len <= CONN_PENDING_MAX);
}

static void a_reader_that_stalls_is_cut_off_at_the_second_look(void **state)
{
	struct pair *p = *state;

	while (p->l.conn.pending.len == 0)
		assert_int_equal(fill(p, 1), CONN_OPEN);
	assert_int_equal(listener_due(&p->l, NOW_MS + HEARTBEAT_MS, HEARTBEAT_MS), CONN_OPEN);
	assert_int_equal(listener_due(&p->l, NOW_MS + 2 * HEARTBEAT_MS, HEARTBEAT_MS), CONN_SLOW);
}

static void a_slow_reader_gets_everything_and_the_memory_comes_back(void **state)
{
	struct pair *p = *state;
	char bytes[4096];

	while (p->l.conn.pending.len == 0)
		assert_int_equal(fill(p, 1), CONN_OPEN);
	while (p->l.conn.pending.len > 0) {
		assert_true(recv(p->peer, bytes, sizeof(bytes), 0) > 0);
		assert_int_equal(conn_ready(&p->l.conn, false, true), CONN_OPEN);
	}
	assert_null(p->l.conn.pending.data);
}

static void an_end_that_can_t_be_sent_yet_is_sent_later(void **state)
{
	struct pair *p = *state;
	enum conn_state now = CONN_OPEN;
	char bytes[4096];

	while (p->l.conn.pending.len == 0)
		assert_int_equal(fill(p, 1), CONN_OPEN);
	assert_int_equal(conn_end(&p->l.conn), CONN_OPEN);
	assert_int_equal(fill(p, 1000), CONN_OPEN);
	while (now == CONN_OPEN) {
		assert_true(recv(p->peer, bytes, sizeof(bytes), 0) > 0);
		now = conn_ready(&p->l.conn, false, true);
	}
	assert_int_equal(now, CONN_ENDED);
}

static void a_reader_that_leaves_is_noticed(void **state)
{
	struct pair *p = *state;

	close(p->peer);
	p->peer = -1;
	assert_int_equal(conn_ready(&p->l.conn, true, false), CONN_GONE);
	assert_int_equal(listener_tick(&p->l, "{}", NOW_MS), CONN_GONE);
}

static void input_is_ignored_garbage_is_not(void **state)
{
	static const unsigned char body_end[] = { 1, 5, 0, 1, 0, 0, 0, 0 };
	struct pair *p = *state;

	assert_int_equal(conn_ready(&p->l.conn, true, false), CONN_OPEN);
	assert_int_equal(send(p->peer, body_end, sizeof(body_end), 0), sizeof(body_end));
	assert_int_equal(conn_ready(&p->l.conn, true, false), CONN_OPEN);
	assert_int_equal(send(p->peer, "GET / HTTP/1.1\r\n", 16, 0), 16);
	assert_int_equal(conn_ready(&p->l.conn, true, false), CONN_GARBAGE);
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, open_pair, close_pair)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(only_the_next_event_is_sent),
		TEST(the_last_event_ends_the_stream),
		TEST(a_set_that_is_complete_while_its_audio_is_awaited_ends_nothing),
		TEST(an_end_that_stood_at_admission_was_none),
		TEST(a_replay_ends_with_the_log),
		TEST(a_revocation_after_admission_ends_the_stream),
		TEST(a_revocation_before_admission_was_another_invite_s),
		TEST(silence_is_broken_by_a_heartbeat),
		TEST(a_life_ends_cleanly),
		TEST(an_invite_that_runs_out_says_so),
		TEST(goodbye_says_when_to_come_back),
		TEST(a_reader_that_doesn_t_read_is_cut_off),
		TEST(a_reader_that_stalls_is_cut_off_at_the_second_look),
		TEST(a_slow_reader_gets_everything_and_the_memory_comes_back),
		TEST(an_end_that_can_t_be_sent_yet_is_sent_later),
		TEST(a_reader_that_leaves_is_noticed),
		TEST(input_is_ignored_garbage_is_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
