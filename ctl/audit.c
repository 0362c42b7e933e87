/* `audit`: prove the invariants from the tables. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/js.h"
#include "common/store_audit.h"
#include "ctl/handlers.h"

#define RANGE_SIZE    1000
#define STATEMENT_MS  60000
#define MARGIN_S      5 /* a commit under way, a busy machine */
#define VIOLATION_MAX 10000

struct audit {
	bool json;
	int64_t violations;
};

static enum err violation_json(int invariant, const char *session_id, const char *what, char **ret)
{
	struct js js = js_new();

	js_add_i64(&js, "invariant", invariant);
	js_add_text(&js, "sessionId", session_id);
	js_add_text(&js, "what", what);
	return js_take_text(&js, ret);
}

static enum err print_violation(void *ctx, int invariant, const char *session_id, const char *what)
{
	struct audit *audit = ctx;
	char *text = NULL;
	enum err e;

	if (++audit->violations > VIOLATION_MAX)
		return ERR_LIMIT;
	if (!audit->json) {
		printf("invariant %d  session %s  %s\n", invariant, session_id, what);
		return OK;
	}
	e = violation_json(invariant, session_id, what, &text);
	if (e)
		return e;
	printf("%s%s", audit->violations > 1 ? "," : "", text);
	free(text);
	return OK;
}

/* Whoever is alive ends an overdue generation at its next look. */
static struct audit_policy policy_of(const struct config *config)
{
	int64_t sweep_s = (config->generator.sweep_ms + 999) / 1000;

	return (struct audit_policy){ .slack_s = config->generation.lease_s + 2 * sweep_s + MARGIN_S,
				      .attempts_allowed = config->generation.attempts };
}

static enum ctl_exit report(const struct ctl *ctl, enum err e, const struct audit *audit, int64_t sessions)
{
	bool ok = !e && audit->violations == 0;

	if (audit->json)
		printf("],\"sessions\":%lld,\"ok\":%s}\n", (long long)sessions, ok ? "true" : "false");
	else if (!e)
		printf("%s: %lld session%s, %lld violation%s\n", ok ? "ok" : "NOT OK", (long long)sessions,
		       sessions == 1 ? "" : "s", (long long)audit->violations,
		       audit->violations == 1 ? "" : "s");
	if (e == ERR_LIMIT)
		ctl_say("more than %d violations: the rest is not listed", VIOLATION_MAX);
	else if (e)
		return ctl_db_failed(ctl, e, "the audit can't be finished");
	return ok ? CTL_OK : CTL_FAILED;
}

enum ctl_exit cmd_audit(struct ctl *ctl, const struct args *args)
{
	struct audit audit = { .json = ctl->json };
	struct audit_walk walk = {
		.after = AUDIT_START, .policy = policy_of(ctl->config), .fn = print_violation, .ctx = &audit
	};
	enum err e;

	(void)args;
	ctl->db_settings.io_ms = STATEMENT_MS;
	if (ctl->json)
		printf("{\"violations\":[");
	do
		e = store_audit(ctl->db, &walk, RANGE_SIZE);
	while (!e);
	return report(ctl, e == ERR_NOTFOUND ? OK : e, &audit, walk.done);
}
