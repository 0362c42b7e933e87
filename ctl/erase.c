/* `session erase` and `purge`: forgetting, and saying what was forgotten. */
#include <stdio.h>

#include "common/js.h"
#include "common/store_admin.h"
#include "ctl/handlers.h"
#include "ctl/link.h"

#define BATCH 200

static enum err erasure_json(const char *session_id, const struct erasure *erasure, char **ret)
{
	struct js js = js_new();

	js_add_text(&js, "sessionId", session_id);
	js_add_bool(&js, "erasedBefore", erasure->before);
	js_add_bool(&js, "contextRemoved", erasure->context);
	js_add_i64(&js, "questionTextsRemoved", erasure->questions);
	js_add_i64(&js, "audioRemoved", erasure->audio);
	js_add_i64(&js, "invitesRemoved", erasure->invites);
	return js_take_text(&js, ret);
}

static void print_erasure(const char *session_id, const struct erasure *erasure)
{
	if (erasure->before)
		printf("session %s had been erased already\n", session_id);
	else
		printf("session %s is erased\n", session_id);
	printf("  role                        %s\n", erasure->before ? "gone before" : "removed");
	printf("  job description and intake  %s\n", erasure->context ? "removed" : "none were there");
	printf("  question texts              %lld removed\n", (long long)erasure->questions);
	printf("  spoken questions            %lld removed\n", (long long)erasure->audio);
	printf("  links                       %lld removed\n", (long long)erasure->invites);
	printf("What stays: that the session existed, its states and its event log, which hold none of "
	       "this.\n"
	       "Backups made before still hold it until they are replaced.\n");
}

/* Erase one, and let open streams know. */
static enum err erase(struct ctl *ctl, const char *session_id, struct erasure *ret)
{
	AUTO(outcome) struct outcome outcome = { 0 };
	enum err e = session_erase(ctl->db, session_id, ret, &outcome);

	if (!e && outcome.count > 0)
		tell_streams(ctl, &outcome);
	return e;
}

enum ctl_exit cmd_session_erase(struct ctl *ctl, const struct args *args)
{
	const char *session_id = args_session(args);
	struct erasure erasure;
	char *text = NULL;
	enum err e;

	if (!session_id)
		return CTL_USAGE;
	e = erase(ctl, session_id, &erasure);
	if (e)
		return ctl_session_failed(ctl, e, session_id);
	if (!ctl->json) {
		print_erasure(session_id, &erasure);
		return CTL_OK;
	}
	e = erasure_json(session_id, &erasure, &text);
	return ctl_print_json(e, text);
}

/* What a purge adds up to. */
struct purge {
	bool dry_run;
	int64_t age_s;
	int64_t sessions, contexts, questions, audio, invites;
};

static enum err purge_one(struct ctl *ctl, const char *session_id, struct purge *purge)
{
	struct erasure erasure = { 0 };
	enum err e = purge->dry_run ? OK : erase(ctl, session_id, &erasure);

	if (e)
		return e == ERR_NOTFOUND ? OK : e;
	purge->sessions++;
	purge->contexts += erasure.context;
	purge->questions += erasure.questions;
	purge->audio += erasure.audio;
	purge->invites += erasure.invites;
	return OK;
}

/* One transaction a session: nobody waits for a long one, and a purge that is stopped has lost nothing. */
static enum err purge_all(struct ctl *ctl, struct purge *purge)
{
	struct aged batch[BATCH], last;
	int n = 0;
	enum err e = store_session_aged(ctl->db, purge->age_s, NULL, batch, BATCH, &n);

	while (!e && n > 0) {
		for (int i = 0; !e && i < n; i++)
			e = purge_one(ctl, batch[i].session_id, purge);
		last = batch[n - 1];
		if (!e)
			e = store_session_aged(ctl->db, purge->age_s, &last, batch, BATCH, &n);
	}
	return e;
}

static enum ctl_exit report_purge(const struct ctl *ctl, const struct purge *purge)
{
	struct js js;
	char *text = NULL;
	enum err e;

	if (!ctl->json && purge->dry_run) {
		printf("%lld session%s would be erased\n", (long long)purge->sessions,
		       purge->sessions == 1 ? "" : "s");
		return CTL_OK;
	}
	if (!ctl->json) {
		printf("erased %lld sessions: %lld job descriptions or intakes, %lld question texts, %lld "
		       "spoken "
		       "questions, %lld links\n",
		       (long long)purge->sessions, (long long)purge->contexts, (long long)purge->questions,
		       (long long)purge->audio, (long long)purge->invites);
		return CTL_OK;
	}
	js = js_new();
	js_add_bool(&js, "dryRun", purge->dry_run);
	js_add_i64(&js, "sessions", purge->sessions);
	js_add_i64(&js, "contextsRemoved", purge->contexts);
	js_add_i64(&js, "questionTextsRemoved", purge->questions);
	js_add_i64(&js, "audioRemoved", purge->audio);
	js_add_i64(&js, "invitesRemoved", purge->invites);
	e = js_take_text(&js, &text);
	return ctl_print_json(e, text);
}

enum ctl_exit cmd_purge(struct ctl *ctl, const struct args *args)
{
	struct purge purge = { .dry_run = args_value(args, "dry-run") != NULL };
	enum ctl_exit status;
	enum err e;

	if (!args_duration_s(args, "older-than", &purge.age_s))
		return CTL_USAGE;
	e = purge_all(ctl, &purge);
	status = report_purge(ctl, &purge);
	return e ? ctl_db_failed(ctl, e, "the purge stopped early; run it again") : status;
}
