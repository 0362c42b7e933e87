/* `session watch`: the event log as it grows. */
#include <stdio.h>
#include <stdlib.h>

#include "common/frame.h"
#include "common/program.h"
#include "common/projection.h"
#include "common/store_event.h"
#include "common/store_invite.h"
#include "ctl/event_line.h"
#include "ctl/handlers.h"

#define LOOK_MS     1000
#define EVENTS_PAGE 500

struct watch {
	const char *session_id;
	bool json;
	int64_t seq;  /* of the newest event shown */
	bool waiting; /* MariaDB is away, and that has been said */
};

static enum err show(void *ctx, const struct event *ev)
{
	struct watch *watch = ctx;
	char *text = NULL;
	enum err e;

	watch->seq = ev->seq;
	if (!watch->json)
		return event_line(ev);
	e = event_to_json(ev, &text);
	if (!e)
		puts(text);
	free(text);
	return e;
}

/* Show what is new. *ret_over: nothing more will come. */
static enum err look(const struct ctl *ctl, struct watch *watch, bool *ret_over)
{
	int retries = (int)ctl->config->generation.candidate_retries;
	struct facts facts;
	enum err e = store_facts(ctl->db, watch->session_id, &facts);
	int64_t before = -1;

	while (!e && watch->seq < facts.session.last_seq && watch->seq != before) {
		before = watch->seq;
		e = store_event_list(ctl->db, watch->session_id, before, EVENTS_PAGE, show, watch);
	}
	if (!e)
		*ret_over = frame_story_over(&facts.session, facts.set_complete,
					     facts.tts_status == TTS_GENERATING, retries);
	return e;
}

/* An outage is waited out. */
static enum err look_patiently(const struct ctl *ctl, struct watch *watch, bool *ret_over)
{
	enum err e = look(ctl, watch, ret_over);

	if (e != ERR_UNAVAIL && e != ERR_TIMEOUT) {
		watch->waiting = false;
		return e;
	}
	if (!watch->waiting)
		ctl_say("MariaDB does not answer (%s); waiting for it", db_detail(ctl->db));
	watch->waiting = true;
	return OK;
}

enum ctl_exit cmd_session_watch(struct ctl *ctl, const struct args *args)
{
	struct watch watch = { .session_id = args_session(args), .json = ctl->json };
	bool over = false;
	enum err e;

	if (!watch.session_id)
		return CTL_USAGE;
	program_block_signals();
	e = look(ctl, &watch, &over);
	while (!e && !over && fflush(stdout) == 0 && program_wait_signal(LOOK_MS) == 0)
		e = look_patiently(ctl, &watch, &over);
	return e ? ctl_session_failed(ctl, e, watch.session_id) : CTL_OK;
}
