/* `session list`, `session show`, `session events`: what stands. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/js.h"
#include "common/projection.h"
#include "common/store_admin.h"
#include "common/store_event.h"
#include "common/store_invite.h"
#include "common/store_session.h"
#include "ctl/event_line.h"
#include "ctl/handlers.h"

#define LIST_DEFAULT 50
#define LIST_MAX     10000
#define EVENTS_PAGE  500

static enum err session_json(const struct session *s, char **ret)
{
	struct js js = js_new();

	js_add_text(&js, "sessionId", s->session_id);
	js_add_text(&js, "status", status_name(s->status));
	js_add_text(&js, "targetRole", s->target_role);
	js_add_text(&js, "language", s->language);
	js_add_bool(&js, "jobDescriptionProvided", s->job_description_given);
	js_add_bool(&js, "intakeProvided", s->intake_given);
	js_add_i64(&js, "questionsPlanned", s->questions_planned);
	js_add_i64(&js, "generation", s->generation);
	js_add_text(&js, "failureClass", s->failure_class[0] ? s->failure_class : NULL);
	js_add_time(&js, "createdAt", s->created_at_ms);
	js_add_time(&js, "updatedAt", s->updated_at_ms);
	return js_take_text(&js, ret);
}

/* Rows as they come; a JSON array is put together around them. */
struct listing {
	bool json;
	int count;
};

static void begin_element(struct listing *listing)
{
	fputs(listing->count++ ? ",\n" : "", stdout);
}

static enum err print_session(void *ctx, const struct session *s)
{
	struct listing *listing = ctx;
	char created[CTL_TIME_SIZE];
	char *text = NULL;
	enum err e;

	if (!listing->json) {
		if (listing->count++ == 0)
			printf("%-36s  %-20s  %-23s  %s\n", "session", "status", "created", "role");
		printf("%-36s  %-20s  %-23s  %s\n", s->session_id, status_name(s->status),
		       ctl_time(s->created_at_ms, created), s->target_role);
		return OK;
	}
	e = session_json(s, &text);
	if (e)
		return e;
	begin_element(listing);
	fputs(text, stdout);
	free(text);
	return OK;
}

static bool parse_status(const struct args *args, enum status *ret)
{
	const char *name = args_value(args, "status");

	*ret = STATUS__COUNT;
	if (!name || status_parse(name, ret))
		return true;
	ctl_say("--status %s: has to be one of NOT_STARTED, GENERATING_QUESTIONS, IN_SESSION, ERROR, "
		"AWAITING_EVALUATION, COMPLETED",
		name);
	return false;
}

enum ctl_exit cmd_session_list(struct ctl *ctl, const struct args *args)
{
	struct listing listing = { .json = ctl->json };
	int64_t limit = LIST_DEFAULT;
	enum status status;
	enum err e;

	if (!parse_status(args, &status) || !args_i64(args, "limit", 1, LIST_MAX, &limit))
		return CTL_USAGE;
	if (ctl->json)
		putchar('[');
	e = store_session_list(ctl->db, status, NULL, limit, print_session, &listing);
	if (ctl->json)
		puts("]");
	if (e)
		return ctl_db_failed(ctl, e, "the sessions can't be listed");
	if (!ctl->json && listing.count == 0)
		puts("no sessions");
	return CTL_OK;
}

static void print_question(const struct facts *f)
{
	if (f->has_question)
		printf("question        %d: %s\n", f->question.index + 1, f->question.text);
	printf("questions       %d stored of %d planned%s\n", f->questions_stored,
	       f->session.questions_planned, f->set_complete ? ", no more will come" : "");
}

static void print_invite(const struct invite *invite)
{
	char at[CTL_TIME_SIZE];

	if (invite->revoked_at_ms)
		printf("invite          revoked at %s\n", ctl_time(invite->revoked_at_ms, at));
	else
		printf("invite          %s %s\n", invite_admits(invite, NULL) ? "good until" : "expired at",
		       ctl_time(invite->expires_at_ms, at));
}

static void print_facts(const struct facts *f)
{
	const struct session *s = &f->session;
	char at[CTL_TIME_SIZE];

	printf("session         %s\nstatus          %s\nrole            %s\nlanguage        %s\n",
	       s->session_id, status_name(s->status), s->target_role, s->language);
	printf("description     %s\nintake          %s\n", s->job_description_given ? "given" : "not given",
	       s->intake_given ? "given" : "not given");
	printf("created         %s\n", ctl_time(s->created_at_ms, at));
	printf("updated         %s\n", ctl_time(s->updated_at_ms, at));
	printf("generation      %d\n", s->generation);
	if (s->generation)
		printf("requested       %s, correlation id %s, attempt %d%s\n",
		       ctl_time(s->requested_at_ms, at), s->correlation_id, f->job_attempt,
		       f->job_running ? ", running" : "");
	if (s->failure_class[0])
		printf("failure         %s\n", s->failure_class);
	printf("events          %lld\n", (long long)s->last_seq);
	print_question(f);
}

static enum ctl_exit print_projection(const struct ctl *ctl, const struct facts *facts)
{
	char token[PROJECTION_ETAG_SIZE];
	char *text = NULL;
	enum err e = projection_write(facts, (int)ctl->config->generation.candidate_retries, &text, token);

	return ctl_print_json(e, text);
}

enum ctl_exit cmd_session_show(struct ctl *ctl, const struct args *args)
{
	const char *session_id = args_session(args);
	struct invite invite;
	struct facts facts;
	bool erased;
	enum err e;

	if (!session_id)
		return CTL_USAGE;
	e = store_facts(ctl->db, session_id, &facts);
	if (e)
		return ctl_session_failed(ctl, e, session_id);
	if (ctl->json)
		return print_projection(ctl, &facts);
	e = store_session_erased(ctl->db, session_id, &erased);
	if (e)
		return ctl_session_failed(ctl, e, session_id);
	print_facts(&facts);
	if (erased)
		puts("erased          yes: what was personal is gone");
	e = store_invite_newest(ctl->db, session_id, &invite);
	if (e == OK)
		print_invite(&invite);
	else if (e == ERR_NOTFOUND)
		puts("invite          none");
	else
		return ctl_session_failed(ctl, e, session_id);
	return CTL_OK;
}

/* Where a walk through the log has got to. */
struct walk {
	struct listing listing;
	int64_t seq;
};

static enum err print_event(void *ctx, const struct event *ev)
{
	struct walk *walk = ctx;
	char *text = NULL;
	enum err e;

	walk->seq = ev->seq;
	if (!walk->listing.json) {
		walk->listing.count++;
		return event_line(ev);
	}
	e = event_to_json(ev, &text);
	if (e)
		return e;
	begin_element(&walk->listing);
	fputs(text, stdout);
	free(text);
	return OK;
}

static enum err print_events(struct db *db, const char *session_id, struct walk *walk)
{
	int64_t before;
	enum err e;

	do {
		before = walk->seq;
		e = store_event_list(db, session_id, before, EVENTS_PAGE, print_event, walk);
	} while (!e && walk->seq > before);
	return e;
}

enum ctl_exit cmd_session_events(struct ctl *ctl, const struct args *args)
{
	const char *session_id = args_session(args);
	struct walk walk = { .listing = { .json = ctl->json } };
	struct session session;
	enum err e;

	if (!session_id)
		return CTL_USAGE;
	e = store_session_load(ctl->db, session_id, &session);
	if (e)
		return ctl_session_failed(ctl, e, session_id);
	if (ctl->json)
		putchar('[');
	e = print_events(ctl->db, session_id, &walk);
	if (ctl->json)
		puts("]");
	return e ? ctl_session_failed(ctl, e, session_id) : CTL_OK;
}
