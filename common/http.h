/*
 * HTTP as a client, for a loop of one thread: many calls in flight, answers handed on piece by piece as they
 * arrive. Only http.c knows libcurl. Connections are kept by the handle, TLS sessions and DNS answers by the
 * process, so a second call to a server pays no handshake, and a new connection only a short one; HTTP/2 is
 * used where a TLS server offers it. Redirects are not followed: a key goes where it was meant to go. Of the
 * clocks only the one for connecting runs in here; the others count content, which this file can't see.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/attr.h"
#include "common/err.h"
#include "common/failure.h"
#include "common/waitset.h"

#define HTTP_BODY_MAX      (4 * 1024 * 1024) /* default cap on the bytes of an answer */
#define HTTP_RETRY_AFTER_S 3600              /* a longer Retry-After is cut to this */

struct http;
struct http_call;

/* Borrowed for http_new. */
struct http_settings {
	int64_t connect_ms;  /* longest wait for a connection, name resolution and TLS included */
	const char *ca_file; /* trusted instead of the system's certificates; NULL or "": the system's */
	const char *proxy;   /* NULL or "": none, whatever the environment says */
};

/* Borrowed for http_start, which copies it. */
struct http_request {
	const char *url;            /* http or https */
	const char *const *headers; /* "Name: value", NULL-terminated; NULL: none */
	const char *body;           /* POST; NULL: GET */
	size_t body_len;
	size_t body_max; /* bytes of the answer's body; 0: HTTP_BODY_MAX */
};

/* The answer's status and the headers that matter here. */
struct http_head {
	int status;            /* 200 ... 599 */
	char content_type[81]; /* "" if absent, like the next */
	char request_id[121];  /* x-request-id, request-id or apim-request-id, printable ASCII only */
	int64_t retry_after_s; /* 0..HTTP_RETRY_AFTER_S; -1: not said */
};

struct http_result {
	enum failure failure;         /* FAILURE_NONE: an answer came, whole, whatever its status */
	char detail[200];             /* on failure: for the operator's log; holds no header and no body */
	const struct http_head *head; /* NULL: none came */
	bool reused;                  /* an open connection was used: no handshake */
	int64_t connect_us;           /* until the connection stood, TLS included; 0 when reused */
	int64_t first_byte_us;        /* until the first byte of the answer, since http_start; 0: none came */
	size_t body_bytes;
	int sends; /* how often the request went out: 2 if a kept connection ended before a byte was answered
		    */
};

/*
 * Called from inside http_poll, in this order: head once, body any number of times, done exactly once, then
 * the call is gone. NULL: not wanted. head and body may cancel any call, their own too; done may cancel any
 * but its own, which is over, and may start new ones.
 */
struct http_callbacks {
	void (*head)(void *ctx, const struct http_head *head);
	void (*body)(void *ctx, const char *bytes, size_t n);
	void (*done)(void *ctx, const struct http_result *result);
};

/* ERR_NOMEM. A setting that is of no use, like a missing ca_file, shows in each call's failure. */
MUST_CHECK enum err http_new(const struct http_settings *settings, struct http **ret);
void http_free(struct http *http); /* calls in flight are dropped, their callbacks not called */
FREEP(http, struct http *, http_free)

/*
 * Send a request. *ret_call is valid until done has been called or http_cancel; ret_call may be NULL. Nothing
 * is called back from in here: a bad URL, too, ends in done. ERR_NOMEM; ERR_BUG: from inside head or body.
 */
MUST_CHECK enum err http_start(struct http *http, const struct http_request *request,
			       const struct http_callbacks *callbacks, void *ctx,
			       struct http_call **ret_call);

/* Drop a call at once; nothing is called back any more. Its connection is closed, unless with HTTP/2 another
 * call is on it: then its stream is. */
void http_cancel(struct http_call *call);

size_t http_in_flight(const struct http *http);

/*
 * Wait until something happens to a call, a descriptor becomes readable, http_wakeup is called or timeout_ms
 * (0: don't wait) is over; do what is due. ERR_NOMEM, ERR_BUG.
 */
MUST_CHECK enum err http_poll(struct http *http, struct waitset_other *others, size_t n, int timeout_ms);

/* Did the last http_poll find nothing that any server had said? */
bool http_quiet(const struct http *http);

/* End http_poll's wait, now or the next one. The one function here that any thread may call. */
void http_wakeup(struct http *http);

/* The value of a Retry-After header, seconds or an HTTP date, as http_head states it. Pure. */
int64_t http_retry_after_s(const char *value, int64_t now_ms);
