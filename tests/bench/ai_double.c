/*
 * The AI that greenroom is measured with: OpenAI's streaming chat completions as they look on the wire, for a
 * thousand calls at once, with the exact time at which each of its bytes that matter went out. One thread,
 * epoll. Every call gets the same answer, whose events are made once, so that the double costs next to
 * nothing.
 *
 * Usage: ai_double PORT ANSWER
 *
 * ANSWER: a file with what the model says, ASCII. POST to any path is a call; the rest is for the benchmark:
 *
 *   GET /set?first_ms=400&rate=40&fail=0&at_once=0
 *                                          first content so long after the request, then so many tokens a
 *                                          second (0: all at once); fail = 1: the first call of each session
 * gets a 500; at_once = 1: the first content is the whole of question 0 GET /log one JSON line for each call
 * since the last /log; times are CLOCK_MONOTONIC microseconds, 0: not that far GET /stats own CPU seconds,
 * connections accepted, calls open now
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/clock.h"

#define TOKEN_BYTES  4 /* of text in an event, about what a model emits */
#define CONNS_MAX    4096
#define REQUEST_MAX  (256u << 10)
#define ANSWER_MAX   20000
#define REF_LEN      36
#define TOKEN_EVENTS (ANSWER_MAX / TOKEN_BYTES + 4)

/* What is remembered of a call. */
struct call {
	char ref[REF_LEN + 1]; /* of the session, where the job description names it as "[ref ID]" */
	int conn, nth;         /* which connection, which request on it, both from 1 */
	int status;
	int64_t got_us;   /* the request was in */
	int64_t first_us; /* the first content was out */
	int64_t q0_us;    /* the last byte of question 0 was out */
	int64_t end_us;   /* all was out */
};

struct conn {
	int fd, number, requests;
	char *in;
	size_t in_len, in_room;
	size_t call;  /* index of the open one, valid while busy */
	bool busy;    /* a call is being answered */
	size_t event; /* the next to send */
	size_t sent;  /* bytes of it that are out already */
	int64_t began_us, due_us;
	size_t heap_at; /* place in the heap, valid while busy */
};

struct event {
	char *bytes;
	size_t len;
};

static struct event events[TOKEN_EVENTS];
static size_t event_count, q0_event; /* q0_event: the one that ends question 0 */
static struct call *calls;
static size_t call_count, call_room, logged;
static struct conn *conns[CONNS_MAX + 64]; /* by descriptor */
static struct conn *heap[CONNS_MAX];       /* busy ones, the earliest due first */
static size_t heap_count;
static int epoll_fd, listen_fd, accepted;
static long first_ms, fail_first, at_once;
static double rate;

static void die(const char *what)
{
	perror(what);
	exit(1);
}

/* The answer */

static void add_event(const char *text, size_t n)
{
	struct event *e = &events[event_count++];

	e->bytes = malloc(n + 32);
	if (!e->bytes || event_count == TOKEN_EVENTS)
		die("events");
	e->len = (size_t)sprintf(e->bytes, "%zx\r\n%.*s\r\n", n, (int)n, text);
}

/* One chunk of the stream, as the API sends them; delta: the JSON inside "delta". */
static void add_chunk(const char *delta, const char *finish)
{
	char text[600];
	int n = snprintf(text, sizeof(text),
			 "data: {\"id\":\"chatcmpl-double\",\"object\":\"chat.completion.chunk\",\"created\":"
			 "1790000000,\"model\":\"double-1\",\"service_tier\":\"default\","
			 "\"system_fingerprint\":\"fp_double\",\"choices\":[{\"index\":0,\"delta\":{%s},"
			 "\"logprobs\":null,\"finish_reason\":%s}],\"usage\":null,\"obfuscation\":\"n2K8f\"}"
			 "\n\n",
			 delta, finish);

	add_event(text, (size_t)n);
}

/* Where the first element of the answer's array ends: the offset behind its closing brace. */
static size_t first_element_end(const char *text)
{
	int depth = 0;
	bool quoted = false;

	for (size_t i = 0; text[i]; i++) {
		if (quoted) {
			i += text[i] == '\\' && text[i + 1];
			quoted = text[i] != '"';
		} else if (text[i] == '"') {
			quoted = true;
		} else if (text[i] == '{') {
			depth++;
		} else if (text[i] == '}' && --depth == 1) {
			return i + 1;
		}
	}
	return strlen(text);
}

static void make_events(const char *answer)
{
	static const char usage[] =
		"data: "
		"{\"id\":\"chatcmpl-double\",\"object\":\"chat.completion.chunk\",\"created\":1790000000,"
		"\"model\":\"double-1\",\"choices\":[],\"usage\":{\"prompt_tokens\":1100,"
		"\"completion_tokens\":230,\"total_tokens\":1330}}\n\n";
	size_t n = strlen(answer), q0_end = first_element_end(answer);

	add_chunk("\"role\":\"assistant\",\"content\":\"\",\"refusal\":null", "null");
	for (size_t at = 0; at < n; at += TOKEN_BYTES) {
		char delta[100];
		size_t len = (size_t)sprintf(delta, "\"content\":\"");

		for (size_t i = at; i < at + TOKEN_BYTES && i < n; i++) {
			if (answer[i] == '"' || answer[i] == '\\')
				delta[len++] = '\\';
			delta[len++] = answer[i];
		}
		strcpy(delta + len, "\"");
		add_chunk(delta, "null");
		if (q0_end > at && q0_end <= at + TOKEN_BYTES)
			q0_event = event_count - 1;
	}
	add_chunk("", "\"stop\"");
	add_event(usage, strlen(usage));
	add_event("data: [DONE]\n\n", 14);
	events[event_count++] = (struct event){ strdup("0\r\n\r\n"), 5 };
}

/* The heap of what is due */

static void heap_put(size_t at, struct conn *c)
{
	heap[at] = c;
	c->heap_at = at;
}

static void heap_settle(size_t at)
{
	struct conn *c = heap[at];

	for (; at > 0 && heap[(at - 1) / 2]->due_us > c->due_us; at = (at - 1) / 2)
		heap_put(at, heap[(at - 1) / 2]);
	for (size_t child = 2 * at + 1; child < heap_count; child = 2 * at + 1) {
		if (child + 1 < heap_count && heap[child + 1]->due_us < heap[child]->due_us)
			child++;
		if (heap[child]->due_us >= c->due_us)
			break;
		heap_put(at, heap[child]);
		at = child;
	}
	heap_put(at, c);
}

static void heap_add(struct conn *c)
{
	heap_put(heap_count, c);
	heap_settle(heap_count++);
}

static void heap_remove(struct conn *c)
{
	struct conn *last = heap[--heap_count];

	if (last == c)
		return;
	heap_put(c->heap_at, last);
	heap_settle(last->heap_at);
}

/* Connections */

static void watch(struct conn *c, int op, uint32_t what)
{
	struct epoll_event ev = { .events = what, .data.ptr = c };

	epoll_ctl(epoll_fd, op, c->fd, &ev);
}

static void close_conn(struct conn *c)
{
	if (c->busy)
		heap_remove(c);
	close(c->fd);
	conns[c->fd] = NULL;
	free(c->in);
	free(c);
}

static void accept_all(void)
{
	int fd, on = 1;

	while ((fd = accept4(listen_fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
		struct conn *c = calloc(1, sizeof(*c));

		if (!c || fd >= CONNS_MAX)
			die("too many connections");
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
		c->fd = fd;
		c->number = ++accepted;
		conns[fd] = c;
		watch(c, EPOLL_CTL_ADD, EPOLLIN);
	}
}

static void reply(struct conn *c, int status, const char *type, const char *body, size_t n)
{
	char head[200];
	int len = snprintf(head, sizeof(head),
			   "HTTP/1.1 %d %s\r\nContent-Type: %s\r\nContent-Length: %zu\r\n\r\n", status,
			   status == 200 ? "OK" : "Internal Server Error", type, n);

	fcntl(c->fd, F_SETFL, 0); /* these few answers may wait until they are gone */
	if (write(c->fd, head, (size_t)len) != len || write(c->fd, body, n) != (ssize_t)n)
		fprintf(stderr, "an answer did not go out\n");
	fcntl(c->fd, F_SETFL, O_NONBLOCK);
}

/* Calls */

static void keep_ref(char *ret, const char *body)
{
	const char *at = strstr(body, "[ref ");

	snprintf(ret, REF_LEN + 1, "%.*s", REF_LEN, at ? at + 5 : "");
}

static bool called_before(const struct call *call)
{
	for (const struct call *earlier = calls; earlier < call; earlier++)
		if (strcmp(earlier->ref, call->ref) == 0)
			return true;
	return false;
}

static void begin_call(struct conn *c, const char *body)
{
	static const char head[] = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n"
				   "x-request-id: req_double\r\nTransfer-Encoding: chunked\r\n\r\n";
	static const char failure[] =
		"{\"error\":{\"message\":\"The server had an error while processing your request.\","
		"\"type\":\"server_error\",\"param\":null,\"code\":null}}";
	struct call *call;

	if (call_count == call_room) {
		call_room = call_room ? 2 * call_room : 4096;
		calls = realloc(calls, call_room * sizeof(*calls));
		if (!calls)
			die("realloc");
	}
	call = &calls[call_count];
	*call = (struct call){
		.conn = c->number, .nth = ++c->requests, .status = 200, .got_us = clock_mono_us()
	};
	keep_ref(call->ref, body);
	c->call = call_count++;
	if (fail_first && !called_before(call)) {
		call->status = 500;
		reply(c, 500, "application/json", failure, strlen(failure));
		return;
	}
	if (write(c->fd, head, strlen(head)) != (ssize_t)strlen(head))
		fprintf(stderr, "a head did not go out\n");
	c->busy = true;
	c->event = c->sent = 0;
	c->began_us = c->due_us = call->got_us + first_ms * 1000;
	heap_add(c);
}

/* Note the time, as the events before c->event have just gone out. */
static void note(struct conn *c)
{
	struct call *call = &calls[c->call];
	int64_t now_us = clock_mono_us();

	if (!call->first_us && c->event > 1)
		call->first_us = now_us;
	if (!call->q0_us && c->event > q0_event)
		call->q0_us = now_us;
	if (c->event == event_count)
		call->end_us = now_us;
}

/* How many events come with the first content: the opening one and a token, or all of question 0. */
static size_t head_start(void)
{
	return at_once ? q0_event + 1 : 2;
}

/* Send what is due; the end goes out with the last token. */
static void send_due(struct conn *c)
{
	int64_t now_us = clock_mono_us();
	size_t due = event_count;

	if (rate > 0)
		due = head_start() + (size_t)((double)(now_us - c->began_us) * rate / 1e6);
	if (due > event_count - 5)
		due = event_count;
	while (c->event < due) {
		const struct event *e = &events[c->event];
		ssize_t n = send(c->fd, e->bytes + c->sent, e->len - c->sent, MSG_NOSIGNAL);

		if (n < 0 && errno != EAGAIN) {
			close_conn(c);
			return;
		}
		c->sent += n > 0 ? (size_t)n : 0;
		if (c->sent < e->len)
			break;
		c->sent = 0;
		c->event++;
		if (c->event == 2 || c->event == q0_event + 1 || c->event == event_count)
			note(c);
	}
	if (c->event == event_count) {
		heap_remove(c);
		c->busy = false;
		return;
	}
	c->due_us = rate > 0 ? c->began_us +
				       (int64_t)(((double)c->event + 1 - (double)head_start()) * 1e6 / rate)
			     : now_us;
	if (c->due_us <= now_us)
		c->due_us = now_us + 1000; /* the reader's buffer is full */
	heap_settle(c->heap_at);
}

/* What the benchmark asks */

static void send_log(struct conn *c)
{
	char *text = malloc((call_count - logged + 1) * 300);
	size_t len = 0;

	if (!text)
		die("malloc");
	for (; logged < call_count; logged++) {
		const struct call *k = &calls[logged];

		len += (size_t)sprintf(text + len,
				       "{\"ref\":\"%s\",\"conn\":%d,\"nth\":%d,\"status\":%d,\"got\":%lld,"
				       "\"first\":%lld,\"q0\":%lld,\"end\":%lld}\n",
				       k->ref, k->conn, k->nth, k->status, (long long)k->got_us,
				       (long long)k->first_us, (long long)k->q0_us, (long long)k->end_us);
	}
	reply(c, 200, "application/x-ndjson", text, len);
	free(text);
}

static void send_stats(struct conn *c)
{
	struct rusage own;
	char text[200];
	int n;

	getrusage(RUSAGE_SELF, &own);
	n = snprintf(text, sizeof(text),
		     "{\"cpuS\":%.4f,\"accepted\":%d,\"open\":%zu,\"tokens\":%zu,\"q0Token\":%zu}\n",
		     (double)(own.ru_utime.tv_sec + own.ru_stime.tv_sec) +
			     (double)(own.ru_utime.tv_usec + own.ru_stime.tv_usec) / 1e6,
		     accepted, heap_count, event_count - 5, q0_event);
	reply(c, 200, "application/json", text, (size_t)n);
}

static void get(struct conn *c, const char *path)
{
	if (sscanf(path, "/set?first_ms=%ld&rate=%lf&fail=%ld&at_once=%ld", &first_ms, &rate, &fail_first,
		   &at_once) == 4)
		reply(c, 200, "text/plain", "ok\n", 3);
	else if (strncmp(path, "/log ", 5) == 0)
		send_log(c);
	else
		send_stats(c);
}

static void serve(struct conn *c, const char *body)
{
	if (strncmp(c->in, "GET ", 4) == 0)
		get(c, c->in + 4);
	else
		begin_call(c, body);
}

/* Serve the request that is in whole, if there is one. */
static void take_request(struct conn *c)
{
	char *end = memmem(c->in, c->in_len, "\r\n\r\n", 4), *length;
	size_t head, body;

	if (!end)
		return;
	head = (size_t)(end - c->in) + 4;
	length = strcasestr(c->in, "\r\nContent-Length:");
	body = length && length < end ? (size_t)atol(length + 17) : 0;
	if (c->in_len < head + body)
		return;
	serve(c, c->in + head);
	c->in_len = 0;
}

static void on_readable(struct conn *c)
{
	for (;;) {
		ssize_t n;

		if (c->in_len + 16384 > c->in_room) {
			c->in_room = c->in_len + 32768;
			c->in = c->in_room <= REQUEST_MAX ? realloc(c->in, c->in_room) : NULL;
			if (!c->in)
				die("a request");
		}
		n = read(c->fd, c->in + c->in_len, c->in_room - 1 - c->in_len);
		if (n < 0 && errno == EAGAIN)
			break;
		if (n <= 0) {
			close_conn(c);
			return;
		}
		c->in_len += (size_t)n;
		c->in[c->in_len] = '\0';
	}
	if (c->in_len > 0 && !c->busy)
		take_request(c);
}

static int wait_ms(void)
{
	int64_t left_us = heap_count ? heap[0]->due_us - clock_mono_us() : 1000000;

	return left_us <= 0 ? 0 : (int)((left_us + 999) / 1000);
}

static void listen_on(int port)
{
	struct sockaddr_in addr = { .sin_family = AF_INET,
				    .sin_port = htons((uint16_t)port),
				    .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct epoll_event ev = { .events = EPOLLIN, .data.ptr = NULL };
	int on = 1;

	listen_fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	setsockopt(listen_fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (listen_fd < 0 || bind(listen_fd, (struct sockaddr *)&addr, sizeof(addr)) ||
	    listen(listen_fd, 2048))
		die("listen");
	epoll_ctl(epoll_fd, EPOLL_CTL_ADD, listen_fd, &ev);
}

int main(int argc, char **argv)
{
	static char answer[ANSWER_MAX];
	FILE *file = argc == 3 ? fopen(argv[2], "r") : NULL;
	struct epoll_event got[256];

	if (!file || fread(answer, 1, sizeof(answer) - 1, file) == 0) {
		fprintf(stderr, "Usage: ai_double PORT ANSWER\n");
		return 2;
	}
	fclose(file);
	signal(SIGPIPE, SIG_IGN);
	make_events(answer);
	epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	listen_on(atoi(argv[1]));
	for (;;) {
		int n = epoll_wait(epoll_fd, got, 256, wait_ms());

		for (int i = 0; i < n; i++) {
			if (got[i].data.ptr)
				on_readable(got[i].data.ptr);
			else
				accept_all();
		}
		while (heap_count > 0 && heap[0]->due_us <= clock_mono_us())
			send_due(heap[0]);
	}
}
