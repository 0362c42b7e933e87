/* Telling the world after a commit: frames to the streams, a ring for the generators. Advice only: failures
 * cost latency. */
#pragma once

#include "common/attr.h"
#include "common/err.h"
#include "common/interview.h"
#include "common/kv.h"

/* Publish a frame per event of the outcome and ring if it asks for it. ERR_UNAVAIL: not everything arrived.
 */
MUST_CHECK enum err announce(struct kv *kv, const struct outcome *outcome);

/* Publish a progress tick: stage is one of the contract's words. */
MUST_CHECK enum err announce_tick(struct kv *kv, const char *session_id, const char *correlation_id,
				  const char *stage);
