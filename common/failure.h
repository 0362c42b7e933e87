/* Why a generation attempt failed, and what follows from it. The names stand in events, metrics and logs. */
#pragma once

#include <stdbool.h>

enum failure {
	FAILURE_NONE,
	FAILURE_CONNECT,        /* no connection, TLS failure, connection cut */
	FAILURE_TIMEOUT,        /* one of the clocks ran out: connect, first content, stall, total */
	FAILURE_SERVER,         /* 5xx, overloaded, an error inside the stream */
	FAILURE_RATE_LIMITED,   /* 429 */
	FAILURE_QUOTA,          /* 429 or 403 that says the account has no credit */
	FAILURE_AUTH,           /* 401, 403: the key */
	FAILURE_REQUEST,        /* 400, 404, ...: model, URL or parameters */
	FAILURE_REFUSED,        /* the model or a content filter declined */
	FAILURE_INVALID_OUTPUT, /* ended well, but no valid question in it */
	FAILURE_TRUNCATED,      /* length limit, abort, end of file in mid-answer */
	FAILURE_DEADLINE,       /* the generation's own deadline passed */
	FAILURE_LOST,           /* the worker vanished; its lease ran out */
	FAILURE_INTERNAL,       /* our fault */
	FAILURE__COUNT
};

struct failure_info {
	const char *name; /* "rate_limited" */
	bool retry;       /* is another attempt worth it? */
	const char *mend; /* one line for the operator's log: what to do; NULL where time alone mends it */
};

const struct failure_info *failure_info(enum failure f);
