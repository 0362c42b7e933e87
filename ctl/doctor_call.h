/* A real call of the doctor's, made as the generator makes its own and waited for to its end. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "common/buf.h"
#include "common/err.h"
#include "common/http.h"
#include "daemon/provider.h"

/* What came of it. The caller gives body its limit beforehand, and empties it. */
struct doctor_call {
	struct buf body;
	struct http_head head;
	struct http_result result; /* its head is NULL: see above */
	bool done;
};

/* Send req and wait for the answer's end, whatever it is. ERR_TIMEOUT: it took longer than wait_ms;
 * ERR_NOMEM. */
MUST_CHECK enum err doctor_call(struct http *http, const struct ai_request *req, int64_t wait_ms,
				struct doctor_call *call);
