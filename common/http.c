#include "common/http.h"

#include <assert.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#include "common/clock.h"
#include "common/http_head.h"
#include "common/str.h"
#include "common/tls.h"

#define IDLE_CONNECTIONS 256  /* kept open at most */
#define IDLE_S           600  /* an idle connection older than this is not used any more */
#define PROBE_IDLE_S     30   /* a silent connection is probed, so that no router on the way forgets it */
#define PROBE_EVERY_S    10   /* ... and again, if there is no answer */
#define READ_BYTES       8192 /* events are small, and a thousand calls each hold such a buffer */
#define HEAD_MAX         (1 << 16) /* bytes of all header lines of an answer, trailers among them */
#define SENDS_MAX        2 /* a kept connection may turn out to be dead: then the request goes out again */

struct http_call {
	struct http *http;
	struct http_call *prev, *next;
	CURL *easy;
	struct curl_slist *headers;
	struct http_callbacks callbacks;
	void *ctx;
	struct http_head head;
	bool head_ready;
	bool cancelled; /* inside a callback, where libcurl can't let go of it yet */
	bool too_big;
	size_t body_max, body_bytes, head_bytes;
	int sends;
	char error[CURL_ERROR_SIZE];
};

struct http {
	CURLM *multi;            /* keeps the connections */
	struct waitset *sockets; /* over its sockets */
	struct http_call *calls;
	size_t in_flight;
	bool quiet;     /* the last poll found no socket ready */
	bool inside;    /* libcurl is on the stack */
	bool cancelled; /* meanwhile a call was given up */
	long connect_ms;
	char *ca_file, *proxy;
};

/*
 * What the handles of all threads share: TLS sessions, so that only the first handshake with a server is a
 * whole one, and name resolution. Connections are each handle's own, as libcurl wants it. Lives as long as
 * the process.
 */
static struct {
	pthread_once_t once;
	CURLSH *handle; /* NULL: out of memory */
	pthread_mutex_t locks[CURL_LOCK_DATA_LAST];
} shared = { .once = PTHREAD_ONCE_INIT };

static void lock_shared(CURL *easy, curl_lock_data data, curl_lock_access access, void *ctx)
{
	(void)easy;
	(void)access;
	(void)ctx;
	pthread_mutex_lock(&shared.locks[data]);
}

static void unlock_shared(CURL *easy, curl_lock_data data, void *ctx)
{
	(void)easy;
	(void)ctx;
	pthread_mutex_unlock(&shared.locks[data]);
}

static void init_library(void)
{
	CURLSH *share;

	curl_global_init(CURL_GLOBAL_DEFAULT);
	for (size_t i = 0; i < ARRAY_LEN(shared.locks); i++)
		pthread_mutex_init(&shared.locks[i], NULL);
	share = curl_share_init();
	if (!share)
		return;
	if (curl_share_setopt(share, CURLSHOPT_LOCKFUNC, lock_shared) ||
	    curl_share_setopt(share, CURLSHOPT_UNLOCKFUNC, unlock_shared) ||
	    curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION) ||
	    curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_DNS))
		curl_share_cleanup(share);
	else
		shared.handle = share;
}

static char *copy_of(const char *text)
{
	return strdup(text ? text : "");
}

/* libcurl says what to wait for on one of its sockets (CURLMOPT_SOCKETFUNCTION(3)). */
static int on_watch(CURL *easy, curl_socket_t fd, int what, void *ctx, void *mark)
{
	const struct http *http = ctx;
	bool both = what == CURL_POLL_INOUT;

	(void)easy;
	(void)mark;
	return waitset_fd(http->sockets, fd, both || what == CURL_POLL_IN, both || what == CURL_POLL_OUT) ? -1
													  : 0;
}

/* ... and when it wants to be called anyway (CURLMOPT_TIMERFUNCTION(3)). */
static int on_timer(CURLM *multi, long timeout_ms, void *ctx)
{
	const struct http *http = ctx;

	(void)multi;
	waitset_timer(http->sockets, timeout_ms);
	return 0;
}

static bool set_multi(struct http *http)
{
	CURLM *multi = http->multi;

	return !curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, (long)IDLE_CONNECTIONS) &&
	       !curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, on_watch) &&
	       !curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, http) &&
	       !curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, on_timer) &&
	       !curl_multi_setopt(multi, CURLMOPT_TIMERDATA, http);
}

enum err http_new(const struct http_settings *settings, struct http **ret)
{
	AUTO(http) struct http *http = calloc(1, sizeof(*http));

	if (!http)
		return ERR_NOMEM;
	pthread_once(&shared.once, init_library);
	http->multi = curl_multi_init();
	http->sockets = waitset_new();
	http->ca_file = copy_of(settings->ca_file);
	http->proxy = copy_of(settings->proxy);
	http->connect_ms = (long)settings->connect_ms;
	if (!http->multi || !shared.handle || !http->ca_file || !http->proxy || !http->sockets ||
	    !set_multi(http))
		return ERR_NOMEM;
	*ret = TAKE(http);
	return OK;
}

static void link_call(struct http_call *call)
{
	struct http *http = call->http;

	call->next = http->calls;
	if (call->next)
		call->next->prev = call;
	http->calls = call;
	http->in_flight++;
}

static void unlink_call(struct http_call *call)
{
	*(call->prev ? &call->prev->next : &call->http->calls) = call->next;
	if (call->next)
		call->next->prev = call->prev;
	call->http->in_flight--;
}

/* Frees a call that is linked nowhere, half-built ones too. */
static void call_free(struct http_call *call)
{
	curl_easy_cleanup(call->easy);
	curl_slist_free_all(call->headers);
	free(call);
}
FREEP(call, struct http_call *, call_free)

/*
 * A call ends before its answer does. With HTTP/2 that is a message to the server, which libcurl keeps back
 * until the connection is used the next time, while the server goes on. So if no other call is on it, the
 * connection is closed.
 */
static void end_early(struct http_call *call)
{
	curl_easy_setopt(call->easy, CURLOPT_FORBID_REUSE, 1L);
}

static void call_drop(struct http_call *call)
{
	end_early(call);
	curl_multi_remove_handle(call->http->multi, call->easy);
	unlink_call(call);
	call_free(call);
}

void http_free(struct http *http)
{
	if (!http)
		return;
	while (http->calls)
		call_drop(http->calls);
	if (http->multi)
		curl_multi_cleanup(http->multi);
	waitset_free(http->sockets);
	free(http->ca_file);
	free(http->proxy);
	free(http);
}

void http_cancel(struct http_call *call)
{
	if (!call)
		return;
	if (call->http->inside) {
		call->cancelled = true;
		call->http->cancelled = true;
	} else {
		call_drop(call);
	}
}

/* Drop what was cancelled while libcurl was on the stack. */
static void drop_cancelled(struct http *http)
{
	struct http_call *next;

	if (!http->cancelled)
		return;
	http->cancelled = false;
	for (struct http_call *call = http->calls; call; call = next) {
		next = call->next;
		if (call->cancelled)
			call_drop(call);
	}
}

size_t http_in_flight(const struct http *http)
{
	return http->in_flight;
}

int64_t http_retry_after_s(const char *value, int64_t now_ms)
{
	int64_t s;
	time_t at_s;

	if (*value && strspn(value, "0123456789") == strlen(value))
		return str_i64(value, 0, HTTP_RETRY_AFTER_S, &s) ? s : HTTP_RETRY_AFTER_S;
	at_s = curl_getdate(value, NULL);
	if (at_s < 0 || !strchr(value, ':'))
		return -1;
	s = ((int64_t)at_s * 1000 - now_ms + 999) / 1000;
	return s < 0 ? 0 : s < HTTP_RETRY_AFTER_S ? s : HTTP_RETRY_AFTER_S;
}

/* The headers are complete. Those of an interim answer (1xx) are followed by the real ones. */
static void end_of_head(struct http_call *call)
{
	long status = 0;

	curl_easy_getinfo(call->easy, CURLINFO_RESPONSE_CODE, &status);
	if (status < 200)
		return;
	call->head.status = (int)status;
	call->head_ready = true;
	if (call->callbacks.head)
		call->callbacks.head(call->ctx, &call->head);
}

/* libcurl hands over one header line at a time, line end included; trailers too, after the body. */
static size_t on_header(char *src, size_t size, size_t count, void *ctx)
{
	struct http_call *call = ctx;
	size_t n = size * count, len = n;

	if (n > HEAD_MAX - call->head_bytes) {
		end_early(call);
		return 0;
	}
	call->head_bytes += n;
	if (call->head_ready)
		return n;
	while (len > 0 && (src[len - 1] == '\r' || src[len - 1] == '\n'))
		len--;
	if (len == 0)
		end_of_head(call);
	else if (len >= 5 && memcmp(src, "HTTP/", 5) == 0)
		call->head = (struct http_head){ .retry_after_s = -1 };
	else
		http_head_line(&call->head, src, len);
	return call->cancelled ? 0 : n;
}

static size_t on_body(char *src, size_t size, size_t count, void *ctx)
{
	struct http_call *call = ctx;
	size_t n = size * count;

	if (call->cancelled)
		return 0;
	if (n > call->body_max - call->body_bytes) {
		call->too_big = true;
		end_early(call);
		return 0;
	}
	call->body_bytes += n;
	if (call->callbacks.body && n > 0)
		call->callbacks.body(call->ctx, src, n);
	return call->cancelled ? 0 : n;
}

/* About to send. libcurl does so again when a kept connection ended before a byte was answered. */
static int on_send(void *ctx, char *ip, char *local_ip, int port, int local_port)
{
	struct http_call *call = ctx;

	(void)ip;
	(void)local_ip;
	(void)port;
	(void)local_port;
	return call->sends++ < SENDS_MAX ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT;
}

/*
 * What is sent has to be confirmed within the time that a connection may take. Otherwise a connection that
 * died without a word would swallow one request after the other for a quarter of an hour.
 */
static int on_socket(void *ctx, curl_socket_t fd, curlsocktype purpose)
{
	const struct http *http = ctx;
	unsigned ms = (unsigned)http->connect_ms;

	(void)purpose;
	setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &ms, sizeof(ms));
	return CURL_SOCKOPT_OK;
}

static CURLcode on_tls(CURL *easy, void *tls, void *ctx)
{
	(void)easy;
	(void)ctx;
	tls_keep_sessions(tls);
	return CURLE_OK;
}

static enum err set_headers(struct http_call *call, const char *const *headers)
{
	static const char no_expect[] = "Expect:"; /* a body is sent with its head, not after a round trip */

	call->headers = curl_slist_append(NULL, no_expect);
	for (size_t i = 0; call->headers && headers && headers[i]; i++) {
		struct curl_slist *longer = curl_slist_append(call->headers, headers[i]);

		if (!longer)
			return ERR_NOMEM;
		call->headers = longer;
	}
	return call->headers ? OK : ERR_NOMEM;
}

/* Not 0: out of memory, since with these constant options setopt fails for nothing else. */
static int set_connection(CURL *easy, struct http *http)
{
	int bad = 0;

	bad |= (int)curl_easy_setopt(easy, CURLOPT_PROXY, http->proxy);
	bad |= (int)curl_easy_setopt(easy, CURLOPT_NOPROXY, ""); /* the environment may know exceptions */
	bad |= (int)curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
	bad |= (int)curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, http->connect_ms);
	bad |= (int)curl_easy_setopt(easy, CURLOPT_SOCKOPTFUNCTION, on_socket);
	bad |= (int)curl_easy_setopt(easy, CURLOPT_SOCKOPTDATA, http);
	bad |= (int)curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
	bad |= (int)curl_easy_setopt(easy, CURLOPT_TCP_KEEPIDLE, (long)PROBE_IDLE_S);
	bad |= (int)curl_easy_setopt(easy, CURLOPT_TCP_KEEPINTVL, (long)PROBE_EVERY_S);
	bad |= (int)curl_easy_setopt(easy, CURLOPT_MAXAGE_CONN, (long)IDLE_S);
	bad |= (int)curl_easy_setopt(easy, CURLOPT_SHARE, shared.handle);
	(void)curl_easy_setopt(easy, CURLOPT_SSL_CTX_FUNCTION, on_tls); /* refused unless it is OpenSSL */
	if (*http->ca_file) {
		bad |= (int)curl_easy_setopt(easy, CURLOPT_CAINFO, http->ca_file);
		bad |= (int)curl_easy_setopt(easy, CURLOPT_PROXY_CAINFO, http->ca_file);
	}
	/* A file is read once, a folder at each handshake. */
	if (*http->ca_file || curl_version_info(CURLVERSION_NOW)->cainfo)
		bad |= (int)curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
	return bad;
}

static enum err set_options(struct http_call *call, const struct http_request *request)
{
	CURL *easy = call->easy;
	int bad = set_connection(easy, call->http);

	bad |= (int)curl_easy_setopt(easy, CURLOPT_URL, request->url);
	bad |= (int)curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
	bad |= (int)curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
	/* Calls that start together share one HTTP/2 connection instead of opening one each. */
	bad |= (int)curl_easy_setopt(easy, CURLOPT_PIPEWAIT,
				     (long)(strncasecmp(request->url, "https:", 6) == 0));
	bad |= (int)curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
	bad |= (int)curl_easy_setopt(easy, CURLOPT_USERAGENT, "greenroom");
	bad |= (int)curl_easy_setopt(easy, CURLOPT_HTTPHEADER, call->headers);
	bad |= (int)curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	bad |= (int)curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L); /* a cancel waits for no name server */
	bad |= (int)curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, (long)READ_BYTES);
	bad |= (int)curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, call->error);
	bad |= (int)curl_easy_setopt(easy, CURLOPT_PRIVATE, call);
	bad |= (int)curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
	bad |= (int)curl_easy_setopt(easy, CURLOPT_HEADERDATA, call);
	bad |= (int)curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
	bad |= (int)curl_easy_setopt(easy, CURLOPT_WRITEDATA, call);
	bad |= (int)curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, on_send);
	bad |= (int)curl_easy_setopt(easy, CURLOPT_PREREQDATA, call);
	if (request->body) {
		bad |= (int)curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
					     (curl_off_t)request->body_len);
		bad |= (int)curl_easy_setopt(easy, CURLOPT_COPYPOSTFIELDS, request->body);
	}
	return bad ? ERR_NOMEM : OK;
}

enum err http_start(struct http *http, const struct http_request *request,
		    const struct http_callbacks *callbacks, void *ctx, struct http_call **ret_call)
{
	AUTO(call) struct http_call *call = NULL;
	enum err e;

	if (http->inside)
		return ERR_BUG;
	call = calloc(1, sizeof(*call));
	if (!call)
		return ERR_NOMEM;
	call->http = http;
	call->callbacks = *callbacks;
	call->ctx = ctx;
	call->head.retry_after_s = -1;
	call->body_max = request->body_max ? request->body_max : HTTP_BODY_MAX;
	call->easy = curl_easy_init();
	if (!call->easy)
		return ERR_NOMEM;
	e = set_headers(call, request->headers);
	if (!e)
		e = set_options(call, request);
	if (e)
		return e;
	if (curl_multi_add_handle(http->multi, call->easy))
		return ERR_NOMEM;
	link_call(call);
	if (ret_call)
		*ret_call = call;
	(void)TAKE(call);
	return OK;
}

static enum failure failure_of(CURLcode code)
{
	static const struct {
		CURLcode code;
		enum failure failure;
	} known[] = {
		{ CURLE_OK, FAILURE_NONE },
		{ CURLE_OPERATION_TIMEDOUT, FAILURE_TIMEOUT },
		{ CURLE_URL_MALFORMAT, FAILURE_REQUEST },
		{ CURLE_UNSUPPORTED_PROTOCOL, FAILURE_REQUEST },
		{ CURLE_SSL_CACERT_BADFILE, FAILURE_REQUEST },
		{ CURLE_OUT_OF_MEMORY, FAILURE_INTERNAL },
		{ CURLE_WRITE_ERROR, FAILURE_SERVER },
	};

	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (known[i].code == code)
			return known[i].failure;
	return FAILURE_CONNECT;
}

static int64_t span_us(CURL *easy, CURLINFO what)
{
	curl_off_t us = 0;

	curl_easy_getinfo(easy, what, &us);
	return (int64_t)us;
}

static void describe(const struct http_call *call, CURLcode code, struct http_result *ret)
{
	const char *text = call->error[0] ? call->error : curl_easy_strerror(code);
	int64_t tls_us = span_us(call->easy, CURLINFO_APPCONNECT_TIME_T);
	long connects = 0;

	curl_easy_getinfo(call->easy, CURLINFO_NUM_CONNECTS, &connects);
	/* libcurl says so of a header line beyond its own limit as well. */
	if (code == CURLE_OUT_OF_MEMORY && !call->head_ready &&
	    span_us(call->easy, CURLINFO_STARTTRANSFER_TIME_T) > 0)
		code = CURLE_WRITE_ERROR;
	*ret = (struct http_result){
		.failure = failure_of(code),
		.head = call->head_ready ? &call->head : NULL,
		.reused = connects == 0 && call->head_ready,
		.first_byte_us = span_us(call->easy, CURLINFO_STARTTRANSFER_TIME_T),
		.body_bytes = call->body_bytes,
		.sends = call->sends < SENDS_MAX ? call->sends : SENDS_MAX,
	};
	if (connects > 0)
		ret->connect_us = tls_us ? tls_us : span_us(call->easy, CURLINFO_CONNECT_TIME_T);
	if (call->too_big)
		snprintf(ret->detail, sizeof(ret->detail), "the answer is longer than %zu bytes",
			 call->body_max);
	else if (code == CURLE_WRITE_ERROR)
		snprintf(ret->detail, sizeof(ret->detail), "the answer's headers are longer than %d bytes",
			 HEAD_MAX);
	else if (code == CURLE_ABORTED_BY_CALLBACK)
		snprintf(ret->detail, sizeof(ret->detail), "connections end before anything is answered");
	else if (code != CURLE_OK)
		http_printable(ret->detail, sizeof(ret->detail), text);
}

/* Tell the owners of finished calls. libcurl is not on the stack, so they may start and cancel calls. */
static void reap(struct http *http)
{
	struct CURLMsg *msg;
	int left;

	while ((msg = curl_multi_info_read(http->multi, &left))) {
		struct http_call *call = NULL;
		struct http_result result;
		CURLcode code = msg->data.result; /* msg dies with the removal below */

		curl_easy_getinfo(msg->easy_handle, CURLINFO_PRIVATE, &call);
		describe(call, code, &result);
		curl_multi_remove_handle(http->multi, call->easy);
		unlink_call(call);
		if (call->callbacks.done)
			call->callbacks.done(call->ctx, &result);
		call_free(call);
	}
}

/* Let libcurl work on the sockets that are ready. One that is gone meanwhile is none of its any more. */
static CURLMcode serve_sockets(struct http *http)
{
	struct waitset_ready ready[WAITSET_READY_MAX];
	int running, n = waitset_ready(http->sockets, ready);
	CURLMcode code = CURLM_OK;

	http->quiet = n == 0;
	for (int i = 0; i < n && !code; i++) {
		int mask = (ready[i].readable ? CURL_CSELECT_IN : 0) |
			   (ready[i].writable ? CURL_CSELECT_OUT : 0) |
			   (ready[i].failed ? CURL_CSELECT_ERR : 0);

		code = curl_multi_socket_action(http->multi, ready[i].fd, mask, &running);
	}
	return code;
}

enum err http_poll(struct http *http, struct waitset_other *others, size_t n, int timeout_ms)
{
	enum err e = waitset_wait(http->sockets, others, n, timeout_ms);
	CURLMcode code;
	int running;

	if (e)
		return e;
	http->inside = true;
	code = serve_sockets(http);
	if (!code && waitset_due(http->sockets))
		code = curl_multi_socket_action(http->multi, CURL_SOCKET_TIMEOUT, 0, &running);
	http->inside = false;
	drop_cancelled(http);
	reap(http);
	return code == CURLM_OK ? OK : code == CURLM_OUT_OF_MEMORY ? ERR_NOMEM : ERR_BUG;
}

void http_wakeup(struct http *http)
{
	waitset_wake(http->sockets);
}

bool http_quiet(const struct http *http)
{
	return http->quiet;
}
