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

#include "common/str.h"

#define BACKLOG 4096 /* the kernel caps it at net.core.somaxconn; a full one is an instant 502 */
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
};

struct fcgi *fcgi_new(int listen_fd, int stop_fd)
{
	struct fcgi *f = calloc(1, sizeof(*f));

	if (!f)
		return NULL;
	f->listen_fd = listen_fd;
	f->stop_fd = stop_fd;
	FCGX_InitRequest(&f->request, listen_fd, FCGI_FAIL_ACCEPT_ON_INTR);
	return f;
}

void fcgi_free(struct fcgi *f)
{
	if (!f)
		return;
	FCGX_Free(&f->request, 1);
	free(f);
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
	errno = 0;
	f->active = FCGX_Accept_r(&f->request) == 0;
	if (f->active)
		return OK;
	return errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM ? ERR_NOMEM
											 : ERR_NOTFOUND;
}

enum err fcgi_accept(struct fcgi *f)
{
	enum err e;

	do {
		e = fcgi_await(f);
		if (!e)
			e = fcgi_take(f);
	} while (e == ERR_NOTFOUND);
	return e;
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
	return FCGX_PutStr(src, (int)n, f->request.out) == (int)n ? OK : ERR_UNAVAIL;
}

void fcgi_finish(struct fcgi *f)
{
	if (f->active)
		FCGX_Finish_r(&f->request);
	f->active = false;
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
	FCGX_InitRequest(&f->request, f->listen_fd, FCGI_FAIL_ACCEPT_ON_INTR);
	f->active = false;
	return fd;
}
