/*
 * Thousands of EventSources in one thread: opens streams through nginx, comes back after the `retry:` it was
 * told, publishes events into Redis itself, and measures by its one clock how long each takes to come out
 * again. Commands come on standard input, one a line; each is answered by one JSON line:
 *
 *   open COUNT KIND            open so many more; done when each has had its first frame or was refused.
 *                              KIND: normal, slow (reads 100 bytes/s), deaf (never reads)
 *   publish SECONDS RATE SIZE  an event a time to each session in turn, padded to about SIZE bytes; done a
 *                              second after the last
 *   rest SECONDS               just read on
 *   return SECONDS             done when all normal streams are open again, or this time is over
 *
 * Usage: streams PORT REDIS_SOCKET FILE
 *
 * FILE: a session a line, SESSION_ID SPACE TOKEN. Each stream opened is of the next of them, round and round.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "common/clock.h"

#define OPENING_MAX  400 /* at once, below the backlog of nginx' listener */
#define LOOK_EACH_US 10000
#define SLOW_EACH_US 100000
#define SLOW_BYTES   10
#define SMALL_BUFFER 4096 /* what the kernel holds for a reader that is slow or deaf */
#define SEGMENT                                                                                              \
	1400 /* as on a real network: the kernel on the other side buffers by it, on loopback megabytes */
#define DEFAULT_RETRY 3000
#define LINE_MAX_     4096
#define STREAMS_MAX   20000
#define SAMPLES_MAX   4000000
#define FIRST_SEQ     3 /* a new session has two events */

enum state { UNUSED, WAITING, OPENING, OPEN };
enum kind { NORMAL, SLOW, DEAF };

struct session {
	char id[37], token[44];
	int64_t next_seq; /* of the next event published for it */
};

/* How often each answer came: 200, 204, 429, 503, 502; broken: none at all. */
struct answers {
	long ok, gone, limited, unavailable, gateway, other, broken;
};

struct stream {
	struct session *session;
	int fd;
	enum state state;
	enum kind kind;
	bool answered;
	int64_t again_at_us; /* WAITING: when to come back */
	int retry_ms;
	char *line; /* begun, not ended; LINE_MAX_ bytes */
	size_t line_len;
};

static struct session *sessions;
static struct stream streams[STREAMS_MAX];
static size_t session_count, used, opening, open_now, sample_count;
static size_t cursor; /* of the publisher */
static int port, epoll_fd, redis_fd;
static uint32_t *samples;
static struct answers answers;
static int64_t received, first_cut_us, last_back_us, slow_at_us;

static void die(const char *what)
{
	perror(what);
	exit(1);
}

/* Setting up */

static void load_sessions(const char *path)
{
	FILE *file = fopen(path, "r");
	struct session s = { .next_seq = FIRST_SEQ };

	if (!file)
		die(path);
	while (fscanf(file, "%36s %43s", s.id, s.token) == 2) {
		if ((session_count & (session_count - 1)) == 0)
			sessions = realloc(sessions, (session_count ? 2 * session_count : 1) * sizeof(s));
		if (!sessions)
			die("realloc");
		sessions[session_count++] = s;
	}
	fclose(file);
	if (session_count == 0)
		die(path);
}

static void connect_redis(const char *path)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };

	snprintf(addr.sun_path, sizeof(addr.sun_path), "%s", path);
	redis_fd = socket(AF_UNIX, SOCK_STREAM, 0);
	if (redis_fd < 0 || connect(redis_fd, (struct sockaddr *)&addr, sizeof(addr)))
		die(path);
}

/* Streams */

static void connect_stream(struct stream *s)
{
	struct sockaddr_in addr = { .sin_family = AF_INET,
				    .sin_port = htons((uint16_t)port),
				    .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct epoll_event ev = { .events = EPOLLIN, .data.ptr = s };
	int size = SMALL_BUFFER, segment = SEGMENT;
	char request[400];
	int n;

	s->fd = socket(AF_INET, SOCK_STREAM, 0);
	if (s->fd >= 0 && s->kind != NORMAL) {
		setsockopt(s->fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
		setsockopt(s->fd, IPPROTO_TCP, TCP_MAXSEG, &segment, sizeof(segment));
	}
	if (s->fd < 0 || connect(s->fd, (struct sockaddr *)&addr, sizeof(addr)))
		die("connect");
	fcntl(s->fd, F_SETFL, O_NONBLOCK);
	n = snprintf(request, sizeof(request),
		     "GET /api/session/%s/stream HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
		     "Authorization: Bearer %s\r\nLast-Event-ID: %lld\r\n\r\n",
		     s->session->id, s->session->token, (long long)FIRST_SEQ - 1);
	if (write(s->fd, request, (size_t)n) != n)
		die("write");
	epoll_ctl(epoll_fd, EPOLL_CTL_ADD, s->fd, &ev);
	s->state = OPENING;
	s->answered = false;
	s->line_len = 0;
	opening++;
}

static void on_closed(struct stream *s)
{
	int64_t now_us = clock_mono_us();

	answers.broken += !s->answered;
	opening -= s->state == OPENING;
	if (s->state == OPEN) {
		open_now--;
		first_cut_us = first_cut_us ? first_cut_us : now_us;
	}
	close(s->fd);
	s->fd = -1;
	s->state = s->kind == NORMAL ? WAITING : UNUSED;
	s->again_at_us = now_us + s->retry_ms * 1000;
}

static void count_answer(struct stream *s, int status)
{
	s->answered = true;
	answers.ok += status == 200;
	answers.gone += status == 204;
	answers.limited += status == 429;
	answers.unavailable += status == 503;
	answers.gateway += status == 502;
	answers.other += status != 200 && status != 204 && status != 429 && status != 503 && status != 502;
}

static void on_data(struct stream *s, const char *line)
{
	const char *at = strstr(line, "\"at\":");

	if (s->state == OPENING) {
		s->state = OPEN;
		opening--;
		open_now++;
		last_back_us = clock_mono_us();
		if (s->kind != NORMAL)
			epoll_ctl(epoll_fd, EPOLL_CTL_DEL, s->fd, NULL);
	}
	if (!at || s->kind != NORMAL)
		return;
	received++;
	if (sample_count < SAMPLES_MAX)
		samples[sample_count++] = (uint32_t)(clock_mono_us() - atoll(at + 5));
}

static void on_line(struct stream *s)
{
	s->line[s->line_len] = '\0';
	if (strncmp(s->line, "HTTP/1.1 ", 9) == 0)
		count_answer(s, atoi(s->line + 9));
	else if (strncmp(s->line, "retry:", 6) == 0)
		s->retry_ms = atoi(s->line + 6);
	else if (strncmp(s->line, "data:", 5) == 0)
		on_data(s, s->line);
	s->line_len = 0;
}

static void take(struct stream *s, const char *bytes, size_t n)
{
	if (!s->line)
		s->line = malloc(LINE_MAX_);
	if (!s->line)
		die("malloc");
	for (size_t i = 0; i < n; i++) {
		if (bytes[i] == '\n')
			on_line(s);
		else if (bytes[i] != '\r' && s->line_len < LINE_MAX_ - 1)
			s->line[s->line_len++] = bytes[i];
	}
}

static void on_readable(struct stream *s, size_t most)
{
	char bytes[16384];
	ssize_t n = read(s->fd, bytes, most < sizeof(bytes) ? most : sizeof(bytes));

	if (n < 0 && errno == EAGAIN)
		return;
	if (n > 0)
		take(s, bytes, (size_t)n);
	/* An answer that isn't a stream leaves the connection open: nobody needs it. */
	if (n <= 0 || (s->state == OPENING && s->answered && memmem(bytes, (size_t)n, "urn:greenroom", 13)))
		on_closed(s);
}

static void read_slowly(int64_t now_us)
{
	if (now_us < slow_at_us)
		return;
	slow_at_us = now_us + SLOW_EACH_US;
	for (size_t i = 0; i < used; i++)
		if (streams[i].state == OPEN && streams[i].kind == SLOW)
			on_readable(&streams[i], SLOW_BYTES);
}

static void come_back(int64_t now_us)
{
	static int64_t look_at_us; /* thousands to look at: not each turn */

	if (now_us < look_at_us)
		return;
	look_at_us = now_us + LOOK_EACH_US;
	for (size_t i = 0; i < used && opening < OPENING_MAX; i++)
		if (streams[i].state == WAITING && streams[i].again_at_us <= now_us)
			connect_stream(&streams[i]);
}

/* Do what is due, wait for wait_ms at most, read what came. */
static void turn(int wait_ms)
{
	struct epoll_event events[512];
	int n;

	come_back(clock_mono_us());
	read_slowly(clock_mono_us());
	n = epoll_wait(epoll_fd, events, 512, wait_ms);
	for (int i = 0; i < n; i++) {
		struct stream *s = events[i].data.ptr;

		if (s->fd >= 0)
			on_readable(s, SIZE_MAX);
	}
}

/* Publishing */

/* Redis' answers are of no interest, but have to be taken. */
static void drop_replies(void)
{
	char bytes[65536];

	while (recv(redis_fd, bytes, sizeof(bytes), MSG_DONTWAIT) > 0)
		;
}

static void publish_one(size_t size)
{
	static char padding[2048], text[4096], command[5000];
	struct session *s = &sessions[cursor++ % session_count];
	int length, n;

	memset(padding, 'x', sizeof(padding) - 1);
	length = snprintf(text, sizeof(text),
			  "%lld {\"type\":\"status\",\"sessionId\":\"%s\",\"correlationId\":null,\"payload\":"
			  "{\"event\":\"GENERATION_ATTEMPT_FAILED\",\"at\":%lld,\"padding\":\"%.*s\"},"
			  "\"sentAt\":\"2026-11-23T09:00:00.000Z\"}",
			  (long long)s->next_seq++, s->id, (long long)clock_mono_us(), (int)size, padding);
	n = snprintf(command, sizeof(command),
		     "*3\r\n$7\r\nPUBLISH\r\n$54\r\ngreenroom:session:%s\r\n$%d\r\n%s\r\n", s->id, length,
		     text);
	if (write(redis_fd, command, (size_t)n) != n)
		die("redis");
	drop_replies();
}

static long publish(double seconds, long rate, size_t size)
{
	int64_t began_us = clock_mono_us(), until_us = began_us + (int64_t)(seconds * 1e6), now_us;
	long sent = 0;

	while ((now_us = clock_mono_us()) < until_us) {
		for (; sent < (now_us - began_us) * rate / 1000000; sent++)
			publish_one(size);
		turn(1);
	}
	while (clock_mono_us() < until_us + 1000000)
		turn(10);
	return sent;
}

/* Reporting */

static int by_value(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

static double quantile_ms(double q)
{
	return sample_count ? samples[(size_t)(q * (double)(sample_count - 1))] / 1000.0 : 0;
}

static double own_cpu_s(void)
{
	struct rusage own;

	getrusage(RUSAGE_SELF, &own);
	return (double)(own.ru_utime.tv_sec + own.ru_stime.tv_sec) +
	       (double)(own.ru_utime.tv_usec + own.ru_stime.tv_usec) / 1e6;
}

static size_t open_of(enum kind kind)
{
	size_t n = 0;

	for (size_t i = 0; i < used; i++)
		n += streams[i].state == OPEN && streams[i].kind == kind;
	return n;
}

/* All that was counted since the last report, then begin anew. */
static void report(double seconds, double cpu_s, long sent)
{
	qsort(samples, sample_count, sizeof(*samples), by_value);
	printf("{\"seconds\":%.3f,\"ownCpu\":%.3f,\"open\":%zu,\"slow\":%zu,\"deaf\":%zu,\"sent\":%ld,"
	       "\"received\":%lld,\"p50Ms\":%.3f,\"p99Ms\":%.3f,\"maxMs\":%.3f,",
	       seconds, cpu_s / seconds, open_of(NORMAL), open_of(SLOW), open_of(DEAF), sent,
	       (long long)received, quantile_ms(0.5), quantile_ms(0.99), quantile_ms(1));
	printf("\"backAfterMs\":%.1f,\"200\":%ld,\"204\":%ld,\"429\":%ld,\"503\":%ld,\"502\":%ld,\"other\":%"
	       "ld,"
	       "\"broken\":%ld}\n",
	       first_cut_us ? (double)(last_back_us - first_cut_us) / 1000 : 0, answers.ok, answers.gone,
	       answers.limited, answers.unavailable, answers.gateway, answers.other, answers.broken);
	fflush(stdout);
	answers = (struct answers){ 0 };
	received = first_cut_us = 0;
	sample_count = 0;
}

/* Commands */

static void open_more(size_t more, const char *kind)
{
	size_t end = used + more < STREAMS_MAX ? used + more : STREAMS_MAX;

	for (size_t i = used; i < end; i++) {
		streams[i].session = &sessions[i % session_count];
		streams[i].kind = strcmp(kind, "slow") == 0   ? SLOW
				  : strcmp(kind, "deaf") == 0 ? DEAF
							      : NORMAL;
		streams[i].retry_ms = DEFAULT_RETRY;
	}
	while (used < end || opening > 0) {
		while (used < end && opening < OPENING_MAX)
			connect_stream(&streams[used++]);
		turn(10);
	}
}

static void rest(double seconds)
{
	int64_t until_us = clock_mono_us() + (int64_t)(seconds * 1e6);

	while (clock_mono_us() < until_us)
		turn(10);
}

static void await_return(double seconds)
{
	int64_t until_us = clock_mono_us() + (int64_t)(seconds * 1e6);
	size_t wanted = 0;

	for (size_t i = 0; i < used; i++)
		wanted += streams[i].kind == NORMAL;
	while (clock_mono_us() < until_us && !(first_cut_us && open_of(NORMAL) == wanted))
		turn(10);
}

static bool obey(const char *line)
{
	int64_t began_us = clock_mono_us();
	double cpu_s = own_cpu_s(), seconds;
	char kind[8];
	size_t more, size;
	long rate, sent = 0;

	if (sscanf(line, "open %zu %7s", &more, kind) == 2)
		open_more(more, kind);
	else if (sscanf(line, "publish %lf %ld %zu", &seconds, &rate, &size) == 3 && size < 1500)
		sent = publish(seconds, rate, size);
	else if (sscanf(line, "rest %lf", &seconds) == 1)
		rest(seconds);
	else if (sscanf(line, "return %lf", &seconds) == 1)
		await_return(seconds);
	else
		return false;
	report((double)(clock_mono_us() - began_us) / 1e6, own_cpu_s() - cpu_s, sent);
	return true;
}

int main(int argc, char **argv)
{
	char line[200];

	if (argc != 4) {
		fprintf(stderr, "Usage: streams PORT REDIS_SOCKET FILE\n");
		return 2;
	}
	port = atoi(argv[1]);
	epoll_fd = epoll_create1(0);
	samples = malloc(SAMPLES_MAX * sizeof(*samples));
	if (epoll_fd < 0 || !samples)
		die("start");
	connect_redis(argv[2]);
	load_sessions(argv[3]);
	while (fgets(line, sizeof(line), stdin)) {
		if (!obey(line)) {
			fprintf(stderr, "not a command: %s", line);
			return 2;
		}
	}
	return 0;
}
