#include "common/fcgi.h"

#include <errno.h>
#include <fcgiapp.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/fcgi_head.h"
#include "common/str.h"

#define BACKLOG      4096  /* the kernel caps it at net.core.somaxconn; a full one is an instant 502 */
#define HEAD_MAX     65536 /* bytes of a request's parameters; nginx takes no more than 32 KB of headers */
#define HEAD_MS      2000  /* a web server sends them at once; who takes longer is hung up on */
#define HEAD_STEP_MS 5     /* between two looks at one that comes in pieces */
#define PIECE_S      10    /* the same for each piece of the body, and of the answer that is to be taken */
/* How long libfcgi waits for the peer to close first, ms: not at all, as a unix socket delivers what was
 * sent. */
#define CLOSE_WAIT_MS "0"

static char created_path[108];

static bool is_listening(int fd)
{
	int on = 0;
	socklen_t n = sizeof(on);

	return getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &on, &n) == 0 && on;
}

/* Bind without a moment in which the file has wider rights than 0660. */
static int bind_unix(const struct sockaddr_un *addr)
{
	mode_t mask = umask(0117);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), saved;

	if (fd >= 0 && (bind(fd, (const struct sockaddr *)addr, sizeof(*addr)) || listen(fd, BACKLOG))) {
		saved = errno;
		close(fd);
		errno = saved;
		fd = -1;
	}
	umask(mask);
	return fd;
}

/* Does a living process accept there? */
static bool is_taken(const struct sockaddr_un *addr)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	bool taken = fd >= 0 &&
		     (connect(fd, (const struct sockaddr *)addr, sizeof(*addr)) == 0 || errno == EAGAIN);

	if (fd >= 0)
		close(fd);
	return taken;
}

enum err fcgi_listen(const char *path, int *ret_fd)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int fd = STDIN_FILENO;

	setenv("LIBFCGI_OS_CLOSE_POLL_TIMEOUT", CLOSE_WAIT_MS, 0);
	if (FCGX_Init())
		return ERR_NOMEM;
	if (!is_listening(fd)) {
		if (strlen(path) >= sizeof(addr.sun_path)) {
			errno = ENAMETOOLONG;
			return ERR_UNAVAIL;
		}
		snprintf(addr.sun_path, sizeof(addr.sun_path), "%s", path);
		if (is_taken(&addr))
			return ERR_CONFLICT;
		unlink(path);
		fd = bind_unix(&addr);
		if (fd < 0)
			return ERR_UNAVAIL;
		snprintf(created_path, sizeof(created_path), "%s", path);
	}
	if (fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK) < 0)
		return ERR_UNAVAIL;
	*ret_fd = fd;
	return OK;
}

void fcgi_unlisten(void)
{
	if (created_path[0])
		unlink(created_path);
	created_path[0] = '\0';
}

struct fcgi {
	FCGX_Request request;
	int listen_fd, stop_fd;
	bool active;
	bool deaf; /* the peer took no more of the answer */
};

/* Ready for the next request. libfcgi gets no socket to accept from: what it reads we have looked at before.
 */
static void reset(struct fcgi *f)
{
	FCGX_InitRequest(&f->request, -1, FCGI_FAIL_ACCEPT_ON_INTR);
	f->active = f->deaf = false;
}

struct fcgi *fcgi_new(int listen_fd, int stop_fd)
{
	struct fcgi *f = calloc(1, sizeof(*f));

	if (!f)
		return NULL;
	f->listen_fd = listen_fd;
	f->stop_fd = stop_fd;
	reset(f);
	return f;
}

void fcgi_free(struct fcgi *f)
{
	if (!f)
		return;
	FCGX_Free(&f->request, 1);
	free(f);
}

/* Look, without taking, until a whole head is there. Threads are few, so nobody may hold one for long. */
static bool await_head(int fd)
{
	unsigned char head[HEAD_MAX];
	int64_t until_ms = clock_mono_ms() + HEAD_MS;

	for (;;) {
		struct pollfd peer = { .fd = fd, .events = POLLIN | POLLRDHUP };
		int64_t left_ms = until_ms - clock_mono_ms();
		ssize_t n;

		if (left_ms <= 0 || poll(&peer, 1, (int)left_ms) <= 0)
			return false;
		n = recv(fd, head, sizeof(head), MSG_PEEK | MSG_DONTWAIT);
		if (n <= 0)
			return false;
		switch (fcgi_head_judge(head, (size_t)n)) {
		case FCGI_HEAD_WHOLE:
			return true;
		case FCGI_HEAD_BAD:
			return false;
		case FCGI_HEAD_PARTIAL:
			break;
		}
		if (peer.revents & POLLRDHUP || n == sizeof(head))
			return false;
		poll(NULL, 0, HEAD_STEP_MS);
	}
}

/* Let libfcgi take the request from fd, which is consumed. */
static bool begin(struct fcgi *f, int fd)
{
	const struct timeval patience = { .tv_sec = PIECE_S };

	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
	f->request.ipcFd = fd;
	f->request.keepConnection = 1; /* or libfcgi would close it before it begins */
	if (FCGX_Accept_r(&f->request) == 0) {
		f->active = true;
		return true;
	}
	FCGX_Free(&f->request, 1);
	reset(f);
	return false;
}

enum err fcgi_await(struct fcgi *f)
{
	struct pollfd fds[] = { { .fd = f->listen_fd, .events = POLLIN },
				{ .fd = f->stop_fd, .events = POLLIN } };
	int n;

	do
		n = poll(fds, 2, FCGI_IDLE_MS);
	while (n < 0 && errno == EINTR);
	if (n <= 0)
		return n == 0 ? ERR_TIMEOUT : ERR_NOMEM;
	return fds[1].revents ? ERR_UNAVAIL : OK;
}

/* The socket is non-blocking: whoever comes too late for a connection just doesn't get it. */
enum err fcgi_take(struct fcgi *f)
{
	int fd = accept4(f->listen_fd, NULL, NULL, SOCK_CLOEXEC);

	if (fd < 0)
		return errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM
			       ? ERR_NOMEM
			       : ERR_NOTFOUND;
	if (!await_head(fd)) {
		close(fd);
		return ERR_NOTFOUND;
	}
	return begin(f, fd) ? OK : ERR_NOTFOUND;
}

enum err fcgi_accept(struct fcgi *f)
{
	enum err e;

	e = fcgi_await(f);
	if (!e)
		e = fcgi_take(f);
	return e == ERR_NOTFOUND ? ERR_TIMEOUT : e;
}

const char *fcgi_param(const struct fcgi *f, const char *name)
{
	const char *value = FCGX_GetParam(name, f->request.envp);

	return value ? value : "";
}

enum err fcgi_body(struct fcgi *f, size_t max, char **ret, size_t *ret_len)
{
	const char *announced = fcgi_param(f, "CONTENT_LENGTH");
	int64_t n = 0;
	char *body;

	if (announced[0] && !str_i64(announced, 0, INT32_MAX, &n))
		return ERR_INPUT;
	if ((uint64_t)n > max)
		return ERR_LIMIT;
	body = malloc((size_t)n + 1);
	if (!body)
		return ERR_NOMEM;
	if (FCGX_GetStr(body, (int)n, f->request.in) != (int)n) {
		free(body);
		return ERR_INPUT;
	}
	body[n] = '\0';
	*ret = body;
	*ret_len = (size_t)n;
	return OK;
}

enum err fcgi_send(struct fcgi *f, const char *src, size_t n)
{
	f->deaf = FCGX_PutStr(src, (int)n, f->request.out) != (int)n;
	return f->deaf ? ERR_UNAVAIL : OK;
}

void fcgi_finish(struct fcgi *f)
{
	if (!f->active)
		return;
	if (!f->deaf) /* else it would be waited for once more */
		FCGX_Finish_r(&f->request);
	if (f->request.ipcFd >= 0) /* ... or the peer asked to keep it; it would pin this thread */
		FCGX_Free(&f->request, 1);
	reset(f);
}

int fcgi_take_over(struct fcgi *f, uint16_t *ret_request_id)
{
	int fd = f->request.ipcFd;

	if (FCGX_FFlush(f->request.out) != 0) {
		fcgi_finish(f);
		return -1;
	}
	*ret_request_id = (uint16_t)f->request.requestId;
	f->request.ipcFd = -1;
	FCGX_Free(&f->request, 0);
	reset(f);
	return fd;
}
