/*
 * A load generator for HTTP/1.1 on the loopback address: sends prepared requests over kept connections, each
 * as soon as the answer before it is in, and prints what came back as one JSON line. One thread, epoll; its
 * own CPU time is part of the result, so that it can be seen not to be the bottleneck. Connections come from
 * many addresses in 127.0.0.0/8, so that the limits per address stay on and hit nobody.
 *
 * Usage: load PORT CONNECTIONS SECONDS FILE
 *
 * FILE holds the requests, one a line: METHOD SPACE PATH SPACE TOKEN [SPACE ETAG]. They are sent in order,
 * each once (SECONDS = 0: until all are done), or round and round for SECONDS.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/clock.h"

#define LINE_SIZE   400
#define ANSWER_SIZE 65536
#define SAMPLES_MAX 2000000
#define PER_ADDRESS 200 /* requests from one, as the limits of nginx are on */

struct conn {
	int fd;
	char out[700], in[ANSWER_SIZE];
	size_t out_len, out_at, in_len;
	int requests; /* sent on this connection */
	int64_t sent_at_us;
	bool busy;
};

static char (*lines)[LINE_SIZE];
static size_t line_count, next_line;
static bool once;
static uint32_t addresses; /* used so far */
static int port, epoll_fd;
static int64_t end_at_us;
static uint32_t *samples;
static size_t sample_count, by_class[6], broken;

static bool load_lines(const char *path)
{
	FILE *file = fopen(path, "r");
	size_t room = 0;

	if (!file)
		return false;
	for (;;) {
		if (line_count == room) {
			room = room ? 2 * room : 1024;
			lines = realloc(lines, room * LINE_SIZE);
			if (!lines)
				exit(1);
		}
		if (!fgets(lines[line_count], LINE_SIZE, file))
			break;
		lines[line_count][strcspn(lines[line_count], "\n")] = '\0';
		line_count++;
	}
	fclose(file);
	return line_count > 0;
}

static bool more(void)
{
	return once ? next_line < line_count : clock_mono_us() < end_at_us;
}

static void open_conn(struct conn *c)
{
	struct sockaddr_in addr = { .sin_family = AF_INET,
				    .sin_port = htons((uint16_t)port),
				    .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct sockaddr_in from = { .sin_family = AF_INET,
				    .sin_addr.s_addr = htonl(0x7f020000u + addresses++ % 0xf00000u) };
	struct epoll_event ev = { .events = EPOLLIN, .data.ptr = c };

	c->requests = 0;
	c->fd = socket(AF_INET, SOCK_STREAM, 0);
	if (c->fd < 0 || bind(c->fd, (struct sockaddr *)&from, sizeof(from)) ||
	    connect(c->fd, (struct sockaddr *)&addr, sizeof(addr))) {
		perror("connect");
		exit(1);
	}
	fcntl(c->fd, F_SETFL, O_NONBLOCK);
	epoll_ctl(epoll_fd, EPOLL_CTL_ADD, c->fd, &ev);
}

/* Requests are small and the socket buffer is empty when one is sent: it goes out in one piece. */
static void send_next(struct conn *c)
{
	char method[8], path[200], token[64], etag[64] = "";
	const char *line = lines[next_line++ % line_count];
	int n;

	if (sscanf(line, "%7s %199s %63s %63s", method, path, token, etag) < 3) {
		fprintf(stderr, "not a request: %s\n", line);
		exit(1);
	}
	n = snprintf(c->out, sizeof(c->out),
		     "%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer %s\r\n%s%s%s%s\r\n", method,
		     path, token, etag[0] ? "If-None-Match: " : "", etag, etag[0] ? "\r\n" : "",
		     strcmp(method, "POST") == 0 ? "Content-Length: 0\r\n" : "");
	c->in_len = 0;
	c->requests++;
	c->busy = true;
	c->sent_at_us = clock_mono_us();
	if (write(c->fd, c->out, (size_t)n) != n)
		broken++;
}

/* Length of the whole answer once its head is in; 0: not yet. */
static size_t answer_length(const struct conn *c)
{
	const char *end = memmem(c->in, c->in_len, "\r\n\r\n", 4);
	const char *length;

	if (!end)
		return 0;
	length = strcasestr(c->in, "\r\nContent-Length:");
	return (size_t)(end - c->in) + 4 + (length && length < end ? (size_t)atol(length + 17) : 0);
}

static void reopen(struct conn *c)
{
	broken += c->busy;
	close(c->fd);
	c->busy = false;
	open_conn(c);
	if (more())
		send_next(c);
}

static void on_readable(struct conn *c)
{
	ssize_t n = read(c->fd, c->in + c->in_len, sizeof(c->in) - 1 - c->in_len);
	size_t whole;

	if (n < 0 && errno == EAGAIN)
		return;
	if (n <= 0) {
		reopen(c);
		return;
	}
	c->in_len += (size_t)n;
	c->in[c->in_len] = '\0';
	whole = answer_length(c);
	if (!whole || c->in_len < whole)
		return;
	if (sample_count < SAMPLES_MAX)
		samples[sample_count++] = (uint32_t)(clock_mono_us() - c->sent_at_us);
	by_class[c->in[9] >= '1' && c->in[9] <= '5' ? c->in[9] - '0' : 0]++;
	c->busy = false;
	if (!more())
		return;
	if (c->requests == PER_ADDRESS)
		reopen(c);
	else
		send_next(c);
}

static int by_value(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

static double quantile_ms(double q)
{
	return sample_count ? samples[(size_t)(q * (double)(sample_count - 1))] / 1000.0 : 0;
}

static void report(int64_t took_us)
{
	struct rusage own;
	double cpu_s;

	getrusage(RUSAGE_SELF, &own);
	cpu_s = (double)(own.ru_utime.tv_sec + own.ru_stime.tv_sec) +
		(double)(own.ru_utime.tv_usec + own.ru_stime.tv_usec) / 1e6;
	qsort(samples, sample_count, sizeof(*samples), by_value);
	printf("{\"answers\":%zu,\"seconds\":%.4f,\"perSecond\":%.1f,\"p50Ms\":%.3f,\"p99Ms\":%.3f,\"maxMs\":"
	       "%.3f,"
	       "\"2xx\":%zu,\"3xx\":%zu,\"4xx\":%zu,\"5xx\":%zu,\"broken\":%zu,\"ownCpu\":%.3f}\n",
	       sample_count, (double)took_us / 1e6, (double)sample_count * 1e6 / (double)took_us,
	       quantile_ms(0.5), quantile_ms(0.99), quantile_ms(1), by_class[2], by_class[3], by_class[4],
	       by_class[5], broken, cpu_s * 1e6 / (double)took_us);
}

static bool any_busy(const struct conn *conns, int n)
{
	for (int i = 0; i < n; i++)
		if (conns[i].busy)
			return true;
	return false;
}

int main(int argc, char **argv)
{
	int n = argc == 5 ? atoi(argv[2]) : 0;
	struct epoll_event events[256];
	struct conn *conns = n > 0 ? calloc((size_t)n, sizeof(*conns)) : NULL;
	int64_t began_us;

	if (!conns || !load_lines(argv[4])) {
		fprintf(stderr, "Usage: load PORT CONNECTIONS SECONDS FILE\n");
		return 2;
	}
	port = atoi(argv[1]);
	addresses = (uint32_t)getpid() * 4096; /* not those of a run a second ago */
	once = atof(argv[3]) <= 0;
	samples = malloc(SAMPLES_MAX * sizeof(*samples));
	epoll_fd = epoll_create1(0);
	if (!samples || epoll_fd < 0)
		return 1;
	for (int i = 0; i < n; i++)
		open_conn(&conns[i]);
	began_us = clock_mono_us();
	end_at_us = began_us + (int64_t)(atof(argv[3]) * 1e6);
	for (int i = 0; i < n && more(); i++)
		send_next(&conns[i]);
	while (any_busy(conns, n)) {
		int got = epoll_wait(epoll_fd, events, 256, 5000);

		if (got == 0) {
			fprintf(stderr, "no answer for 5 s\n");
			return 1;
		}
		for (int i = 0; i < got; i++)
			on_readable(events[i].data.ptr);
	}
	report(clock_mono_us() - began_us);
	return 0;
}
