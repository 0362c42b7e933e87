#include "common/announce.h"

#include <stdlib.h>

#include "common/clock.h"
#include "common/frame.h"

static enum err publish(struct kv *kv, const char *session_id, int64_t seq, const char *data)
{
	char *message = NULL;
	enum err e = frame_pack(seq, data, &message);

	if (!e)
		kv_publish(kv, session_id, message);
	free(message);
	return e;
}

enum err announce(struct kv *kv, const struct outcome *outcome)
{
	enum err failed = OK, e;

	if (outcome->ring)
		kv_ring(kv);
	for (int i = 0; i < outcome->count; i++) {
		const struct event *ev = &outcome->events[i];
		char *data = NULL;

		e = frame_of_event(ev, clock_wall_ms(), &data);
		if (!e)
			e = publish(kv, ev->session_id, ev->seq, data);
		free(data);
		failed = failed ? failed : e;
	}
	e = kv_flush(kv);
	return failed ? failed : e;
}

enum err announce_tick(struct kv *kv, const char *session_id, const char *correlation_id, const char *stage)
{
	char *data = NULL;
	enum err e = frame_tick(session_id, correlation_id, stage, clock_wall_ms(), &data), flushed;

	if (!e)
		e = publish(kv, session_id, 0, data);
	free(data);
	flushed = kv_flush(kv);
	return e ? e : flushed;
}
