#include "ctl/doctor_call.h"

#include <string.h>

#include "common/clock.h"

#define ROUND_MS 200

static void on_head(void *ctx, const struct http_head *head)
{
	struct doctor_call *call = ctx;

	call->head = *head;
}

static void on_body(void *ctx, const char *bytes, size_t n)
{
	struct doctor_call *call = ctx;

	buf_put(&call->body, bytes, n);
}

static void on_done(void *ctx, const struct http_result *result)
{
	struct doctor_call *call = ctx;

	call->result = *result;
	call->result.head = NULL;
	call->done = true;
}

enum err doctor_call(struct http *http, const struct ai_request *req, int64_t wait_ms,
		     struct doctor_call *call)
{
	static const struct http_callbacks callbacks = { on_head, on_body, on_done };
	struct http_request request = { .url = req->url,
					.headers = (const char *const *)req->headers,
					.body = req->body,
					.body_len = req->body ? strlen(req->body) : 0,
					.body_max = call->body.max };
	int64_t end_ms = clock_mono_ms() + wait_ms;
	struct http_call *under_way = NULL;
	enum err e;

	buf_clear(&call->body);
	call->head = (struct http_head){ .status = 0 };
	call->done = false;
	e = http_start(http, &request, &callbacks, call, &under_way);
	while (!e && !call->done) {
		e = http_poll(http, NULL, 0, ROUND_MS);
		if (!e && !call->done && clock_mono_ms() > end_ms) {
			http_cancel(under_way);
			e = ERR_TIMEOUT;
		}
	}
	return e;
}
