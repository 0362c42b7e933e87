/* `invite issue`, `invite revoke`, and how a link is shown. */
#include <stdio.h>

#include "common/announce.h"
#include "common/js.h"
#include "common/store_admin.h"
#include "ctl/handlers.h"
#include "ctl/link.h"

#define URL_SIZE 300

static enum err link_json(const struct interview_made *made, const char *url, char **ret)
{
	struct js js = js_new();

	js_add_text(&js, "sessionId", made->session_id);
	js_add_text(&js, "token", made->token);
	js_add_text(&js, "url", url);
	js_add_time(&js, "expiresAt", made->expires_at_ms);
	return js_take_text(&js, ret);
}

enum ctl_exit link_print(const struct ctl *ctl, const struct interview_made *made, bool brief)
{
	char url[URL_SIZE], expires[CTL_TIME_SIZE];
	char *text = NULL;
	enum err e;

	snprintf(url, sizeof(url), "%s/s/%s", ctl->config->site.base_url, made->token);
	if (ctl->json) {
		e = link_json(made, url, &text);
		return ctl_print_json(e, text);
	}
	ctl_time(made->expires_at_ms, expires);
	if (brief)
		printf("%s  %s\n", made->session_id, url);
	else
		printf("session  %s\nlink     %s\nexpires  %s\n"
		       "The link is shown only now; it is kept nowhere.\n",
		       made->session_id, url, expires);
	return CTL_OK;
}

void tell_streams(struct ctl *ctl, const struct outcome *outcome)
{
	if (announce(ctl->kv, outcome) == OK || ctl->redis_noted)
		return;
	ctl->redis_noted = true;
	ctl_say("note: Redis did not take the news (%s); pages that are open learn of it later",
		kv_detail(ctl->kv));
}

/* What is erased stays closed: there is nothing left to practise with. */
static enum ctl_exit refuse_erased(const struct ctl *ctl, const char *session_id)
{
	bool erased;
	enum err e = store_session_erased(ctl->db, session_id, &erased);

	if (e)
		return ctl_session_failed(ctl, e, session_id);
	if (erased)
		ctl_say("session %s is erased: make a new one with " CTL_NAME " session create", session_id);
	return erased ? CTL_FAILED : CTL_OK;
}

enum ctl_exit cmd_invite_issue(struct ctl *ctl, const struct args *args)
{
	const char *session_id = args_session(args);
	int64_t expires_s = ctl->config->invite_expires_s;
	AUTO(outcome) struct outcome outcome = { 0 };
	struct interview_made made;
	enum ctl_exit status;
	enum err e;

	if (!session_id || !args_duration_s(args, "expires", &expires_s))
		return CTL_USAGE;
	status = refuse_erased(ctl, session_id);
	if (status != CTL_OK)
		return status;
	e = interview_invite(ctl->db, session_id, expires_s, &made, &outcome);
	if (e)
		return ctl_session_failed(ctl, e, session_id);
	tell_streams(ctl, &outcome);
	return link_print(ctl, &made, false);
}

static enum ctl_exit report_revoked(const struct ctl *ctl, const char *session_id, int count)
{
	struct js js;
	char *text = NULL;
	enum err e;

	if (!ctl->json) {
		if (count)
			printf("revoked: the link of session %s opens nothing any more\n", session_id);
		else
			printf("nothing to revoke: session %s has no link that is good\n", session_id);
		return CTL_OK;
	}
	js = js_new();
	js_add_text(&js, "sessionId", session_id);
	js_add_i64(&js, "revoked", count);
	e = js_take_text(&js, &text);
	return ctl_print_json(e, text);
}

enum ctl_exit cmd_invite_revoke(struct ctl *ctl, const struct args *args)
{
	const char *session_id = args_session(args);
	int total = 0, count;

	if (!session_id)
		return CTL_USAGE;
	do { /* a few at a time */
		AUTO(outcome) struct outcome outcome = { 0 };
		enum err e = interview_revoke(ctl->db, session_id, &outcome);

		if (e)
			return ctl_session_failed(ctl, e, session_id);
		tell_streams(ctl, &outcome);
		count = outcome.count;
		total += count;
	} while (count > 0);
	return report_revoked(ctl, session_id, total);
}
