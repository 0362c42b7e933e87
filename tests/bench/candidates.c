/*
 * Candidates at their pages: each holds its stream open, presses Start, waits for the frame that says
 * question_ready and at once asks /now, which has to show the question. One thread, epoll; every candidate
 * has an address of its own in 127.0.0.0/8, so that the limits per address stay on and hit nobody. Prints a
 * JSON line for each candidate, times in CLOCK_MONOTONIC microseconds (0: never), and a last one about
 * itself.
 *
 * Usage: candidates PORT FILE EVERY_US ALONE
 *
 * FILE: a session a line, SESSION_ID SPACE TOKEN. All streams are opened first; then Start is pressed each
 * EVERY_US, and with ALONE = 1 not before the candidate before has the question.
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
#include <strings.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/clock.h"

#define OPENING_MAX    200 /* streams being opened at once */
#define GIVE_UP_US     150000000
#define STREAM_ROOM    16384
#define ANSWER_ROOM    8192
#define QUESTION_SHOWN "\"question\":{"
#define QUESTION_READY "\"stage\":\"question_ready\""

enum step { AWAY, OPENING, READY, PRESSED, WAITING, ASKING, DONE };

struct candidate {
	char id[37], token[44];
	enum step step;
	int stream_fd, fd; /* the stream, and the connection that everything else goes over */
	char *stream, *answer;
	size_t stream_len, answer_len;
	int status, asked; /* of the start; how often /now was asked */
	int refused;       /* answers that were neither 200 nor 202 */
	int64_t pressed_us, accepted_us, frame_us, now_us;
};

static struct candidate *all;
static size_t count, opened, opening, next_press, over;
static int port, epoll_fd;
static int64_t began_us, every_us;
static bool alone;

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static void load_candidates(const char *path)
{
	FILE *file = fopen(path, "r");
	struct candidate c = { .stream_fd = -1, .fd = -1 };

	if (!file)
		die(path);
	while (fscanf(file, "%36s %43s", c.id, c.token) == 2) {
		if ((count & (count - 1)) == 0)
			all = realloc(all, (count ? 2 * count : 1) * sizeof(c));
		if (!all)
			die("realloc");
		all[count++] = c;
	}
	fclose(file);
}

/* A connection from the candidate's own address. */
static int dial(const struct candidate *c)
{
	uint32_t n = (uint32_t)(c - all) + 256;
	struct sockaddr_in from = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(0x7f010000u + n) };
	struct sockaddr_in to = { .sin_family = AF_INET,
				  .sin_port = htons((uint16_t)port),
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;

	if (fd < 0 || bind(fd, (struct sockaddr *)&from, sizeof(from)) ||
	    connect(fd, (struct sockaddr *)&to, sizeof(to)))
		die("connect");
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	fcntl(fd, F_SETFL, O_NONBLOCK);
	return fd;
}

/* is_stream: which of the two connections an event is about rides in the lowest bit. */
static void watch(struct candidate *c, int fd, bool is_stream)
{
	struct epoll_event ev = { .events = EPOLLIN, .data.u64 = (uint64_t)(c - all) * 2 + is_stream };

	if (epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fd, &ev))
		die("epoll_ctl");
}

static void send_request(struct candidate *c, int fd, const char *method, const char *what, const char *more)
{
	char text[500];
	int n = snprintf(
		text, sizeof(text),
		"%s /api/session/%s/%s HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer %s\r\n%s\r\n",
		method, c->id, what, c->token, more);

	if (write(fd, text, (size_t)n) != n)
		die("write");
}

static void open_stream(struct candidate *c)
{
	c->stream = calloc(1, STREAM_ROOM);
	c->answer = calloc(1, ANSWER_ROOM);
	if (!c->stream || !c->answer)
		die("calloc");
	c->stream_fd = dial(c);
	send_request(c, c->stream_fd, "GET", "stream", "Connection: close\r\n");
	watch(c, c->stream_fd, true);
	c->step = OPENING;
	opening++;
}

static void leave(struct candidate *c)
{
	if (c->step == OPENING) {
		opening--;
		opened++;
	}
	c->step = DONE;
	over++;
	if (c->stream_fd >= 0)
		close(c->stream_fd);
	if (c->fd >= 0)
		close(c->fd);
	c->stream_fd = c->fd = -1;
	free(c->stream);
	free(c->answer);
	c->stream = c->answer = NULL;
}

static void press(struct candidate *c)
{
	if (c->step == DONE)
		return;  /* its stream was refused */
	c->fd = dial(c); /* not before: nginx closes one on which nobody asks */
	watch(c, c->fd, false);
	c->step = PRESSED;
	c->pressed_us = clock_mono_us();
	send_request(c, c->fd, "POST", "start", "Content-Length: 0\r\n");
}

static void ask(struct candidate *c)
{
	c->step = ASKING;
	c->asked++;
	if (c->fd < 0) {
		c->fd = dial(c);
		watch(c, c->fd, false);
	}
	send_request(c, c->fd, "GET", "now", "");
}

/* The frame may overtake the answer to the start; /now is asked when both are there. */
static void go_on(struct candidate *c)
{
	if (c->step == WAITING && c->frame_us)
		ask(c);
}

static void on_answer(struct candidate *c, int status)
{
	c->refused += status != 200 && status != 202;
	if (c->step == PRESSED) {
		c->status = status;
		c->accepted_us = clock_mono_us();
		c->step = WAITING;
		go_on(c);
		if (status != 200 && status != 202)
			leave(c);
	} else if (c->step == ASKING && strstr(c->answer, QUESTION_SHOWN)) {
		c->now_us = clock_mono_us();
		leave(c);
	} else if (c->step == ASKING) {
		ask(c);
	}
}

/* Is the whole answer in? They all have a length. */
static bool whole(const struct candidate *c)
{
	const char *end = memmem(c->answer, c->answer_len, "\r\n\r\n", 4);
	const char *length = strcasestr(c->answer, "\r\nContent-Length:");

	return end && c->answer_len >= (size_t)(end - c->answer) + 4 +
					       (length && length < end ? (size_t)atol(length + 17) : 0);
}

static void read_answer(struct candidate *c)
{
	ssize_t n = read(c->fd, c->answer + c->answer_len, ANSWER_ROOM - 1 - c->answer_len);

	if (n < 0 && errno == EAGAIN)
		return;
	if (n <= 0 && c->step == WAITING) { /* kept for long enough, nginx thinks */
		close(c->fd);
		c->fd = -1;
		return;
	}
	if (n <= 0) {
		fprintf(stderr, "the connection of %s was cut\n", c->id);
		c->refused++;
		leave(c);
		return;
	}
	c->answer_len += (size_t)n;
	c->answer[c->answer_len] = '\0';
	if (!whole(c))
		return;
	n = atoi(c->answer + 9);
	c->answer_len = 0;
	on_answer(c, (int)n);
}

/* Of a long wait's frames only the end is kept, where one may have begun. */
static void forget_most(struct candidate *c)
{
	const size_t kept = STREAM_ROOM / 4;

	if (c->stream_len < STREAM_ROOM / 2)
		return;
	memmove(c->stream, c->stream + c->stream_len - kept, kept + 1);
	c->stream_len = kept;
}

static void read_stream(struct candidate *c)
{
	ssize_t n;

	forget_most(c);
	n = read(c->stream_fd, c->stream + c->stream_len, STREAM_ROOM - 1 - c->stream_len);

	if (n < 0 && errno == EAGAIN)
		return;
	if (n <= 0 && c->frame_us) { /* all questions are there, so the story is over */
		close(c->stream_fd);
		c->stream_fd = -1;
		return;
	}
	if (n <= 0) {
		fprintf(stderr, "the stream of %s ended before the question: %.300s\n", c->id, c->stream);
		c->refused++;
		leave(c);
		return;
	}
	c->stream_len += (size_t)n;
	c->stream[c->stream_len] = '\0';
	if (c->step == OPENING && strstr(c->stream, "\ndata:")) {
		c->step = READY;
		opening--;
		opened++;
	}
	if (!c->frame_us && strstr(c->stream, QUESTION_READY)) {
		c->frame_us = clock_mono_us();
		go_on(c);
	}
}

static bool may_press(int64_t now_us)
{
	return next_press < count && now_us >= began_us + (int64_t)next_press * every_us &&
	       (!alone || over == next_press);
}

/* Do what is due; returns how long nothing will be. */
static int due(void)
{
	int64_t now_us = clock_mono_us(), left_us;

	for (size_t i = opened + opening; i < count && opening < OPENING_MAX; i++)
		open_stream(&all[i]);
	if (opened < count)
		return 100;
	began_us = began_us ? began_us : now_us;
	while (may_press(now_us))
		press(&all[next_press++]);
	left_us = next_press < count ? began_us + (int64_t)next_press * every_us - now_us : 100000;
	return left_us <= 0 ? 100 : (int)((left_us + 999) / 1000);
}

static void report(void)
{
	struct rusage own;

	for (size_t i = 0; i < count; i++) {
		const struct candidate *c = &all[i];

		printf("{\"id\":\"%s\",\"status\":%d,\"refused\":%d,\"asked\":%d,\"pressed\":%lld,"
		       "\"accepted\":%lld,\"frame\":%lld,\"now\":%lld}\n",
		       c->id, c->status, c->refused, c->asked, (long long)c->pressed_us,
		       (long long)c->accepted_us, (long long)c->frame_us, (long long)c->now_us);
	}
	getrusage(RUSAGE_SELF, &own);
	printf("{\"cpuS\":%.4f,\"seconds\":%.4f}\n",
	       (double)(own.ru_utime.tv_sec + own.ru_stime.tv_sec) +
		       (double)(own.ru_utime.tv_usec + own.ru_stime.tv_usec) / 1e6,
	       (double)(clock_mono_us() - began_us) / 1e6);
}

int main(int argc, char **argv)
{
	struct epoll_event got[512];
	int64_t until_us;

	if (argc != 5) {
		fprintf(stderr, "Usage: candidates PORT FILE EVERY_US ALONE\n");
		return 2;
	}
	port = atoi(argv[1]);
	load_candidates(argv[2]);
	every_us = atoll(argv[3]);
	alone = atoi(argv[4]) != 0;
	epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	until_us = clock_mono_us() + GIVE_UP_US + (int64_t)count * every_us;
	while (over < count && clock_mono_us() < until_us) {
		int n = epoll_wait(epoll_fd, got, 512, due());

		for (int i = 0; i < n; i++) {
			struct candidate *c = &all[got[i].data.u64 / 2];

			if (c->step == DONE)
				continue;
			if (got[i].data.u64 % 2)
				read_stream(c);
			else
				read_answer(c);
		}
	}
	report();
	return 0;
}
