/* Against a server of this process that answers each request on its one connection with canned bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/buf.h"
#include "common/clock.h"
#include "common/http.h"

#define PATIENCE_MS 10000

/* One connection is accepted; each request on it gets the next answer, then the connection is closed. */
struct server {
	int listener;
	const char *const *answers; /* NULL-terminated */
	char url[64];
	char requests[4096]; /* as received, one after the other */
	pthread_t thread;
};

/* All requests of these tests end in this body. */
static const char body[] = "{\"end\":1}";

static bool read_request(int fd, char *dst, size_t size)
{
	size_t n = strlen(dst);

	while (n + 1 < size) {
		ssize_t got = read(fd, dst + n, size - n - 1);

		if (got <= 0)
			return false;
		n += (size_t)got;
		dst[n] = '\0';
		if (n >= strlen(body) && strcmp(dst + n - strlen(body), body) == 0)
			return true;
	}
	return false;
}

static void *serve(void *arg)
{
	struct server *s = arg;
	int fd = accept(s->listener, NULL, NULL);

	for (const char *const *a = s->answers; *a && fd >= 0; a++) {
		if (!read_request(fd, s->requests, sizeof(s->requests)))
			break;
		if (write(fd, *a, strlen(*a)) < 0)
			break;
	}
	if (fd >= 0)
		close(fd);
	return NULL;
}

static void server_start(struct server *s, const char *const *answers)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(at);

	*s = (struct server){ .answers = answers };
	s->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(s->listener, (struct sockaddr *)&at, size), 0);
	assert_int_equal(listen(s->listener, 8), 0);
	assert_int_equal(getsockname(s->listener, (struct sockaddr *)&at, &size), 0);
	snprintf(s->url, sizeof(s->url), "http://127.0.0.1:%d/v1/x", ntohs(at.sin_port));
	assert_int_equal(pthread_create(&s->thread, NULL, serve, s), 0);
}

static void server_stop(struct server *s)
{
	shutdown(s->listener, SHUT_RDWR);
	pthread_join(s->thread, NULL);
	close(s->listener);
}

/* What the callbacks of one call saw. */
struct seen {
	struct http *http;
	struct http_call *call;
	int heads, dones;
	struct http_head head;
	struct http_result result;
	struct buf body;
	bool cancel_at_head, cancel_at_body;
};

static void on_head(void *ctx, const struct http_head *head)
{
	struct seen *seen = ctx;

	seen->heads++;
	seen->head = *head;
	if (seen->cancel_at_head)
		http_cancel(seen->call);
}

static void on_body(void *ctx, const char *bytes, size_t n)
{
	struct seen *seen = ctx;

	assert_int_equal(seen->heads, 1);
	buf_put(&seen->body, bytes, n);
	if (seen->cancel_at_body)
		http_cancel(seen->call);
}

static void on_done(void *ctx, const struct http_result *result)
{
	struct seen *seen = ctx;

	seen->dones++;
	seen->result = *result;
	seen->result.head = NULL; /* dies with the call */
}

static const struct http_callbacks callbacks = { on_head, on_body, on_done };

static struct http *new_http(void)
{
	struct http *http = NULL;

	assert_int_equal(http_new(&(struct http_settings){ .connect_ms = 2000 }, &http), OK);
	return http;
}

static void start(struct http *http, const char *url, size_t body_max, struct seen *seen)
{
	static const char *const headers[] = { "Authorization: Bearer sk-canary", NULL };
	struct http_request request = {
		.url = url, .headers = headers, .body = body, .body_len = strlen(body), .body_max = body_max
	};

	seen->http = http;
	seen->body = (struct buf)BUF_INIT(1 << 20);
	assert_int_equal(http_start(http, &request, &callbacks, seen, &seen->call), OK);
	assert_int_equal(seen->heads + seen->dones, 0);
}

static void run(struct http *http)
{
	int64_t until_ms = clock_mono_ms() + PATIENCE_MS;

	while (http_in_flight(http) > 0) {
		assert_true(clock_mono_ms() < until_ms);
		assert_int_equal(http_poll(http, NULL, 0, 100), OK);
	}
}

static void an_answer_comes_in_pieces_and_the_connection_is_used_again(void **state)
{
	static const char chunked[] = "HTTP/1.1 103 Early Hints\r\nRetry-After: 9\r\n\r\n"
				      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
				      "X-Request-Id: req-1\r\nTransfer-Encoding: chunked\r\n\r\n"
				      "3\r\nabc\r\n2\r\nde\r\n0\r\nRetry-After: 5\r\n\r\n";
	static const char *const answers[] = { chunked, chunked, NULL };
	AUTO(http) struct http *http = new_http();
	struct server server;

	(void)state;
	server_start(&server, answers);
	for (int i = 0; i < 2; i++) {
		struct seen seen = { 0 };

		start(http, server.url, 0, &seen);
		run(http);
		assert_int_equal(seen.heads, 1);
		assert_int_equal(seen.dones, 1);
		assert_int_equal(seen.head.status, 200);
		assert_string_equal(seen.head.content_type, "text/event-stream");
		assert_string_equal(seen.head.request_id, "req-1");
		assert_int_equal(seen.head.retry_after_s, -1);
		assert_string_equal(buf_text(&seen.body), "abcde");
		assert_int_equal(seen.result.failure, FAILURE_NONE);
		assert_int_equal(seen.result.body_bytes, 5);
		assert_int_equal(seen.result.reused, i == 1);
		buf_done(&seen.body);
	}
	server_stop(&server);
	assert_non_null(strstr(server.requests, "POST /v1/x HTTP/1.1\r\n"));
	assert_non_null(strstr(server.requests, "Authorization: Bearer sk-canary\r\n"));
	assert_null(strstr(server.requests, "Expect"));
}

/* A key goes to the server it was meant for and to no other. */
static void a_redirect_is_an_answer_and_is_not_followed(void **state)
{
	static const char *const answers[] = { "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n"
					       "Content-Length: 0\r\n\r\n",
					       NULL };
	AUTO(http) struct http *http = new_http();
	struct server server;
	struct seen seen = { 0 };

	(void)state;
	server_start(&server, answers);
	start(http, server.url, 0, &seen);
	run(http);
	assert_int_equal(seen.head.status, 302);
	assert_int_equal(seen.result.failure, FAILURE_NONE);
	server_stop(&server);
}

static void headers_are_bounded_and_printable(void **state)
{
	static const char *const answers[] = {
		"HTTP/1.1 429 Too Many Requests\r\nrequest-id: a\x1B[31mb\xC3\xA9\r\nRETRY-AFTER:  30 \r\n"
		"X-Request-Id: second\r\nContent-Length: 0\r\n\r\n",
		NULL
	};
	AUTO(http) struct http *http = new_http();
	struct server server;
	struct seen seen = { 0 };

	(void)state;
	server_start(&server, answers);
	start(http, server.url, 0, &seen);
	run(http);
	assert_int_equal(seen.head.status, 429);
	assert_int_equal(seen.head.retry_after_s, 30);
	assert_string_equal(seen.head.request_id, "a?[31mb??");
	server_stop(&server);
}

/* Lines of which each is harmless, one after the other, before the body or behind it. */
static void headers_without_end_are_cut_off(void **state)
{
	static const char *const starts[] = {
		"HTTP/1.1 200 OK\r\n",
		"HTTP/1.1 103 Early Hints\r\n",
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n",
	};
	static const char line[] = "X-Filler: 0123456789012345678901234567890123456789\r\n";

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(starts); i++) {
		AUTO(buf) struct buf answer = BUF_INIT(1 << 20);
		AUTO(http) struct http *http = new_http();
		const char *answers[] = { NULL, NULL };
		struct server server;
		struct seen seen = { 0 };

		buf_puts(&answer, starts[i]);
		for (int k = 0; k < 4000; k++)
			buf_puts(&answer, line);
		answers[0] = buf_text(&answer);
		server_start(&server, answers);
		start(http, server.url, 0, &seen);
		run(http);
		assert_int_equal(seen.result.failure, FAILURE_SERVER);
		assert_non_null(strstr(seen.result.detail, "headers are longer than"));
		buf_done(&seen.body);
		server_stop(&server);
	}
}

/* The client's end of the connection to our server, which is in this process as well; -1: none. */
static int client_socket(const struct server *server)
{
	for (int fd = 3; fd < 200; fd++) {
		struct sockaddr_in at, peer;
		socklen_t size = sizeof(peer), at_size = sizeof(at);

		if (getpeername(fd, (struct sockaddr *)&peer, &size) == 0 &&
		    getsockname(server->listener, (struct sockaddr *)&at, &at_size) == 0 &&
		    peer.sin_family == AF_INET && peer.sin_port == at.sin_port)
			return fd;
	}
	return -1;
}

static int option_of(int fd, int level, int name)
{
	int value = 0;
	socklen_t size = sizeof(value);

	assert_int_equal(getsockopt(fd, level, name, &value, &size), 0);
	return value;
}

/* Behind a router that forgot it, a connection swallows what is sent for a quarter of an hour. */
static void a_kept_connection_that_dies_is_noticed(void **state)
{
	static const char *const answers[] = { "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "", NULL };
	AUTO(http) struct http *http = new_http();
	struct server server;
	struct seen seen = { 0 };
	int fd;

	(void)state;
	server_start(&server, answers);
	start(http, server.url, 0, &seen);
	run(http);
	fd = client_socket(&server);
	assert_true(fd >= 0);
	assert_int_equal(option_of(fd, IPPROTO_TCP, TCP_USER_TIMEOUT), 2000); /* new_http's connect_ms */
	assert_int_equal(option_of(fd, SOL_SOCKET, SO_KEEPALIVE), 1);
	assert_int_equal(option_of(fd, IPPROTO_TCP, TCP_KEEPIDLE), 30);
	http_free(TAKE(http));
	server_stop(&server);
}

/* The server reads the request on a connection that it kept, and closes it without a word. */
static void a_request_is_sent_again_only_where_a_kept_connection_ended(void **state)
{
	static const char *const answers[] = { "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "", NULL };
	AUTO(http) struct http *http = new_http();
	struct server server;

	(void)state;
	server_start(&server, answers);
	for (int i = 0; i < 2; i++) {
		struct seen seen = { 0 };

		if (i == 1) /* nobody accepts what is opened anew */
			shutdown(server.listener, SHUT_RDWR);
		start(http, server.url, 0, &seen);
		run(http);
		assert_int_equal(seen.result.failure, i == 0 ? FAILURE_NONE : FAILURE_CONNECT);
		assert_int_equal(seen.result.sends, 1);
	}
	server_stop(&server);
}

static void what_goes_wrong_has_a_class_and_a_text_without_secrets(void **state)
{
	static const struct {
		const char *answer;
		enum failure failure;
		const char *detail; /* "": the words are libcurl's, and differ between its versions */
	} cases[] = {
		{ "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc", FAILURE_CONNECT, "" },
		{ "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", FAILURE_CONNECT, "" },
		{ "", FAILURE_CONNECT, "" },
		{ "220 smtp.example.org ESMTP\r\n", FAILURE_REQUEST, "HTTP/0.9" },
		{ "HTTP/1.1 200 OK\r\nContent-Length: 300\r\n\r\n", FAILURE_CONNECT, "" },
		{ "HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n"
		  "0123456789012345678901234567890123456789012345678901234567890123456789"
		  "0123456789012345678901234567890",
		  FAILURE_SERVER, "longer than 100 bytes" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const char *answers[] = { cases[i].answer, NULL };
		AUTO(http) struct http *http = new_http();
		struct server server;
		struct seen seen = { 0 };

		server_start(&server, answers);
		start(http, server.url, 100, &seen);
		run(http);
		assert_int_equal(seen.dones, 1);
		assert_int_equal(seen.result.failure, cases[i].failure);
		assert_non_null(strstr(seen.result.detail, cases[i].detail));
		assert_null(strstr(seen.result.detail, "canary"));
		assert_true(strlen(seen.result.detail) > 0);
		buf_done(&seen.body);
		server_stop(&server);
	}
}

static void a_url_of_no_use_ends_in_done(void **state)
{
	static const struct {
		const char *url;
		enum failure failure;
	} cases[] = {
		{ "http://127.0.0.1:1/", FAILURE_CONNECT },
		{ "ftp://127.0.0.1/", FAILURE_REQUEST },
		{ "file:///etc/passwd", FAILURE_REQUEST },
		{ "http://", FAILURE_REQUEST },
		{ "", FAILURE_REQUEST },
	};
	AUTO(http) struct http *http = new_http();

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct seen seen = { 0 };

		start(http, cases[i].url, 0, &seen);
		run(http);
		assert_int_equal(seen.dones, 1);
		assert_int_equal(seen.heads, 0);
		assert_int_equal(seen.result.failure, cases[i].failure);
	}
}

static void a_cancelled_call_calls_back_no_more(void **state)
{
	static const char *const answers[] = { "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabcde", NULL };

	(void)state;
	for (int when = 0; when < 3; when++) {
		AUTO(http) struct http *http = new_http();
		struct server server;
		struct seen seen = { .cancel_at_head = when == 1, .cancel_at_body = when == 2 };

		server_start(&server, answers);
		start(http, server.url, 0, &seen);
		if (when == 0)
			http_cancel(seen.call);
		run(http);
		assert_int_equal(seen.heads, when > 0);
		assert_int_equal(seen.body.len > 0, when > 1);
		assert_int_equal(seen.dones, 0);
		buf_done(&seen.body);
		server_stop(&server);
	}
}

static void a_call_in_flight_goes_with_the_handle(void **state)
{
	static const char *const answers[] = { "HTTP/1.1 200 OK\r\n", NULL };
	struct http *http = new_http();
	struct server server;
	struct seen seen = { 0 };

	(void)state;
	server_start(&server, answers);
	start(http, server.url, 0, &seen);
	assert_int_equal(http_poll(http, NULL, 0, 10), OK);
	http_free(http);
	assert_int_equal(seen.dones, 0);
	server_stop(&server);
	http_free(NULL);
	http_cancel(NULL);
}

static void *wake(void *http)
{
	http_wakeup(http);
	return NULL;
}

static void the_wait_ends_for_a_descriptor_a_wakeup_or_the_time(void **state)
{
	AUTO(http) struct http *http = new_http();
	struct waitset_other fd = { .fd = eventfd(1, EFD_CLOEXEC) };
	int64_t from_ms = clock_mono_ms();
	eventfd_t value;
	pthread_t thread;

	(void)state;
	assert_int_equal(http_poll(http, &fd, 1, PATIENCE_MS), OK);
	assert_true(fd.readable);
	assert_int_equal(eventfd_read(fd.fd, &value), 0);
	assert_int_equal(pthread_create(&thread, NULL, wake, http), 0);
	assert_int_equal(http_poll(http, &fd, 1, PATIENCE_MS), OK);
	assert_false(fd.readable);
	pthread_join(thread, NULL);
	assert_true(clock_mono_ms() - from_ms < PATIENCE_MS);
	from_ms = clock_mono_ms();
	assert_int_equal(http_poll(http, &fd, 1, 30), OK);
	assert_true(clock_mono_ms() - from_ms >= 29);
	close(fd.fd);
}

static void retry_after_is_seconds_or_a_date_within_an_hour(void **state)
{
	static const int64_t now_ms = 1763888400000; /* Sun, 23 Nov 2025 09:00:00 GMT */
	static const struct {
		const char *value;
		int64_t s;
	} cases[] = {
		{ "0", 0 },
		{ "7", 7 },
		{ "3600", 3600 },
		{ "86400", 3600 },
		{ "99999999999999999999", 3600 },
		{ "Sun, 23 Nov 2025 09:00:20 GMT", 20 },
		{ "Sun, 23 Nov 2025 08:00:00 GMT", 0 },
		{ "Mon, 24 Nov 2025 09:00:00 GMT", 3600 },
		{ "", -1 },
		{ "soon", -1 },
		{ "-5", -1 },
		{ "1.5", -1 },
		{ "7 apples", -1 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_int_equal(http_retry_after_s(cases[i].value, now_ms), cases[i].s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_answer_comes_in_pieces_and_the_connection_is_used_again),
		cmocka_unit_test(a_redirect_is_an_answer_and_is_not_followed),
		cmocka_unit_test(headers_are_bounded_and_printable),
		cmocka_unit_test(headers_without_end_are_cut_off),
		cmocka_unit_test(a_kept_connection_that_dies_is_noticed),
		cmocka_unit_test(a_request_is_sent_again_only_where_a_kept_connection_ended),
		cmocka_unit_test(what_goes_wrong_has_a_class_and_a_text_without_secrets),
		cmocka_unit_test(a_url_of_no_use_ends_in_done),
		cmocka_unit_test(a_cancelled_call_calls_back_no_more),
		cmocka_unit_test(a_call_in_flight_goes_with_the_handle),
		cmocka_unit_test(the_wait_ends_for_a_descriptor_a_wakeup_or_the_time),
		cmocka_unit_test(retry_after_is_seconds_or_a_date_within_an_hour),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
