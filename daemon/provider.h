/*
 * Providers as a table: each turns a prompt into an HTTP request and received bytes into text, an end reason
 * or a failure. Nothing else in the daemon knows a provider's wire format. Pure: no sockets, no clock.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/attr.h"
#include "common/err.h"
#include "common/failure.h"

struct ai_settings; /* common/config.h */

/* What is asked of the AI: static instructions, and the untrusted material as one JSON text. Borrowed. */
struct prompt {
	const char *system;
	const char *user;
	int count; /* questions wanted */
	int max_tokens;
};

#define AI_HEADERS_MAX 16

/* A request ready to send. Owned texts; ai_request_done() wipes and frees them. */
struct ai_request {
	char *url;
	char *body;                    /* NULL: a GET */
	char *headers[AI_HEADERS_MAX]; /* "Name: value", NULL-terminated; the key's header among them */
};
void ai_request_done(struct ai_request *req); /* safe on a zeroed one */
static inline void ai_request_freep(struct ai_request *req)
{
	ai_request_done(req);
}

/* What a parsed stream amounts to. */
struct ai_result {
	bool ended;           /* a good end was seen: the text is whole, and what breaks later does no harm */
	enum failure failure; /* FAILURE_NONE so far; stays so once ended */
	char detail[200]; /* what is known about a failure, for the operator's log; holds no key, no prompt */
	char model[121];  /* as answered, or "" */
	char request_id[121]; /* the answer's own id, or ""; the caller puts a response header's id over it */
	int64_t tokens_in, tokens_out; /* -1 unknown; they may arrive after the end */
};

typedef void ai_text_fn(void *ctx, const char *text,
			size_t n); /* a piece of content, n > 0 bytes of UTF-8 in whole characters */

struct provider {
	const char *name;             /* "openai" */
	bool network;                 /* false: the bank, and all below is NULL */
	const char *default_base_url; /* used where the settings are silent */
	const char *default_model;
	const char *endpoint; /* below the base URL */
	bool versioned;       /* a base URL that ends in no version gets one, whatever its path */

	/* Add the headers that are the provider's own, the key's among them (NULL: there is none). */
	enum err (*add_own_headers)(struct ai_request *req, const char *key);
	/* The request's body. variant: 0 at first, later what next_variant said. The caller frees *ret. */
	enum err (*body)(const char *model, const struct prompt *prompt, int variant, char **ret);
	/*
	 * The server answered http_status and body (NUL-terminated). Does that mean "not this parameter"?
	 * Then the variant to try at once, which leaves that parameter out; else -1. A chain of them ends
	 * after a handful of steps. The one that is taken at last is worth keeping for later calls.
	 */
	int (*next_variant)(int http_status, const char *body, int variant);
	/* One complete SSE event: its name ("" if none) and data, NUL-terminated. */
	void (*event)(struct ai_result *result, const char *name, const char *data, size_t n,
		      ai_text_fn *text, void *ctx);
	/* A whole answer in one JSON body, from a server that does not stream. */
	void (*whole)(struct ai_result *result, const char *body, size_t n, ai_text_fn *text, void *ctx);
};

const struct provider *provider_find(const char *name); /* NULL: unknown */

/*
 * Build the request that asks for questions. key: NULL sends none. variant: as in struct provider.
 * ERR_INPUT: base URL or further headers of the settings are malformed. ERR_NOMEM, ERR_LIMIT.
 */
MUST_CHECK enum err ai_request_questions(const struct provider *provider, const struct ai_settings *ai,
					 const char *key, const struct prompt *prompt, int variant,
					 struct ai_request *ret);
/* Build a GET that lists the models: a check of URL and key that costs nothing. Errors as above. */
MUST_CHECK enum err ai_request_models(const struct provider *provider, const struct ai_settings *ai,
				      const char *key, struct ai_request *ret);

/*
 * A stream being parsed. Feed it the body's bytes as they come, cut anywhere; content goes to text. After the
 * good end or a failure only usage is taken. Read a body to its end nevertheless: a connection
 * dropped early can't be used again. ai_stream_finish says that the body is over: without a good end that is
 * FAILURE_TRUNCATED.
 */
struct ai_stream;
struct ai_stream *ai_stream_new(const struct provider *provider, ai_text_fn *text,
				void *ctx); /* NULL: memory */
void ai_stream_free(struct ai_stream *stream);
FREEP(ai_stream, struct ai_stream *, ai_stream_free)
void ai_stream_feed(struct ai_stream *stream, const char *src, size_t n);
void ai_stream_finish(struct ai_stream *stream);
const struct ai_result *ai_stream_result(const struct ai_stream *stream);

/*
 * The failure that an HTTP status other than 200 means, given the body's beginning (NUL-terminated, a few KB
 * are plenty); fills result's failure and detail.
 */
void ai_http_failure(int http_status, const char *body, struct ai_result *result);

/*
 * Blank out in text what may be of a secret: every run of 8 bytes or more that stands in key (NULL: none) or
 * in the value of a header of the settings whose name tells of one (key, auth, token, secret, cookie).
 */
void ai_redact(char *text, const char *key, const char *headers);
