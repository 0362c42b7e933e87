/*
 * Frames of the stream, pure. What is published in Redis is "SEQ data", SEQ 0 for a tick; data is the one
 * JSON line that the browser gets. An event's frame is a function of the event alone, so a replay and the
 * live message are the same bytes but for sentAt.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "common/attr.h"
#include "common/err.h"
#include "common/event.h"
#include "common/session.h"

#define FRAME_MAX 2048 /* bytes of data at most; a longer message is not one of ours */

/* The frame that stands for ev (its seq set). The caller frees *ret_data. */
MUST_CHECK enum err frame_of_event(const struct event *ev, int64_t sent_at_ms, char **ret_data);

/* The frame that a new reader gets first: where the session stands. No id. */
MUST_CHECK enum err frame_of_session(const struct session *s, int64_t sent_at_ms, char **ret_data);

/* A progress tick: stage is one of the contract's words. No id. */
MUST_CHECK enum err frame_tick(const char *session_id, const char *correlation_id, const char *stage,
			       int64_t sent_at_ms, char **ret_data);

/* "Your cursor can't be right, read /now". reason: static word, e.g. "unknown_cursor". */
MUST_CHECK enum err frame_resync(const char *session_id, const char *reason, int64_t sent_at_ms,
				 char **ret_data);

/* Publish form: "SEQ data". The caller frees *ret. */
MUST_CHECK enum err frame_pack(int64_t seq, const char *data, char **ret);

/* Take a published message apart; data points into message. ERR_INPUT if it is none. */
MUST_CHECK enum err frame_unpack(const char *message, int64_t *ret_seq, const char **ret_data);

/*
 * Is the story over after this state? Then a stream ends and a reconnect gets 204. set_complete as in struct
 * facts; speaking: the audio of a question is still to come; retries_allowed: the policy's candidate retries.
 */
bool frame_story_over(const struct session *s, bool set_complete, bool speaking, int retries_allowed);

/* Does the event of this type end the story, by what its frame says? */
bool frame_ends_story(enum event_type type, const char *data);
