/*
 * `nginx patience`: how long a client's silence is borne. nginx can't say so itself: a client that lost its
 * network leaves data unacknowledged, and then the kernel alone decides when to give up, by default after a
 * quarter of an hour. TCP_USER_TIMEOUT is that decision for one socket, and what is accepted inherits it from
 * its listener. So we borrow nginx's listeners from the running process (pidfd_getfd(2)) and set it there: no
 * other connection of the machine is concerned, as it would be by net.ipv4.tcp_retries2.
 */
#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "common/js.h"
#include "common/str.h"
#include "ctl/handlers.h"

#define PID_FILE  "/run/nginx.pid"
#define DEFAULT_S 12 /* with a heartbeat each 15 s, a silent client is gone within 30 s */
#define MAX_S     3600
#define WAIT_MS   3000 /* nginx' start is over a moment before its pid file is there */
#define STEP_MS   50

static bool read_pid(const char *path, int64_t *ret)
{
	char line[16] = "";
	FILE *file = fopen(path, "re");

	if (!file)
		return false;
	if (fgets(line, sizeof(line), file))
		line[strcspn(line, "\n")] = '\0';
	fclose(file);
	return str_i64(line, 1, INT32_MAX, ret);
}

static bool await_pid(const char *path, int64_t *ret)
{
	for (int waited_ms = 0; !read_pid(path, ret); waited_ms += STEP_MS) {
		if (waited_ms >= WAIT_MS)
			return false;
		nanosleep(&(struct timespec){ .tv_nsec = STEP_MS * 1000000L }, NULL);
	}
	return true;
}

static bool has(int fd, int option, int wanted)
{
	int value = 0;
	socklen_t n = sizeof(value);

	return getsockopt(fd, SOL_SOCKET, option, &value, &n) == 0 && value == wanted;
}

/* Set it on a borrowed descriptor, if that listens on TCP. */
static bool set_patience(int fd, int64_t after_s)
{
	unsigned after_ms = (unsigned)after_s * 1000;

	return has(fd, SO_ACCEPTCONN, 1) && has(fd, SO_PROTOCOL, IPPROTO_TCP) &&
	       setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &after_ms, sizeof(after_ms)) == 0;
}

/* Go through the descriptors of a process. How many sockets have it now; -1: errno says why it can't be
 * looked at. */
static int set_all(int64_t pid, int64_t after_s)
{
	char path[40];
	int process = pidfd_open((pid_t)pid, 0), count = 0;
	bool denied = false;
	struct dirent *entry;
	int64_t number;
	DIR *dir;

	if (process < 0)
		return -1;
	snprintf(path, sizeof(path), "/proc/%" PRId64 "/fd", pid);
	dir = opendir(path);
	while (dir && (entry = readdir(dir))) {
		int fd = str_i64(entry->d_name, 0, INT32_MAX, &number) ? pidfd_getfd(process, (int)number, 0)
								       : -1;

		denied = denied || (fd < 0 && errno == EPERM);
		if (fd < 0)
			continue;
		count += set_patience(fd, after_s);
		close(fd);
	}
	close(process);
	if (!dir)
		return -1;
	closedir(dir);
	errno = EPERM;
	return count == 0 && denied ? -1 : count;
}

static enum ctl_exit tell(const struct ctl *ctl, int64_t pid, int count, int64_t after_s)
{
	struct js js = js_new();
	char *text = NULL;
	enum err e;

	js_add_i64(&js, "pid", pid);
	js_add_i64(&js, "sockets", count);
	js_add_i64(&js, "afterSeconds", after_s);
	e = js_take_text(&js, &text);
	if (ctl->json)
		return ctl_print_json(e, text);
	free(text);
	printf("ok: %d listening socket%s of process %" PRId64 ", a silent client is given up after %" PRId64
	       " s\n",
	       count, count == 1 ? "" : "s", pid, after_s);
	return CTL_OK;
}

enum ctl_exit cmd_nginx_patience(struct ctl *ctl, const struct args *args)
{
	int64_t after_s = DEFAULT_S, pid;
	int count;

	if (!args_duration_s(args, "after", &after_s))
		return CTL_USAGE;
	if (after_s > MAX_S) {
		ctl_say("--after: at most %d seconds", MAX_S);
		return CTL_USAGE;
	}
	if (args->operand && !str_i64(args->operand, 1, INT32_MAX, &pid)) {
		ctl_say("'%s' is not a process id", args->operand);
		return CTL_USAGE;
	}
	if (!args->operand && !await_pid(PID_FILE, &pid)) {
		ctl_say(PID_FILE " names no process: is nginx running? Else give its master's process id");
		return CTL_FAILED;
	}
	count = set_all(pid, after_s);
	if (count > 0)
		return tell(ctl, pid, count, after_s);
	if (count < 0)
		ctl_say("process %" PRId64 " can't be looked into: %s%s", pid, strerror(errno),
			errno == EACCES || errno == EPERM ? " (it takes root, and a container may forbid it)"
							  : "");
	else
		ctl_say("process %" PRId64 " has no listening TCP socket that could be changed", pid);
	return CTL_FAILED;
}
