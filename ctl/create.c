/* `session create`: checks what it is given, makes the sessions, shows each link once. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/intake.h"
#include "ctl/handlers.h"
#include "ctl/link.h"

#define COUNT_MAX 10000

/* What stands behind struct interview_wish. */
struct texts {
	char *role, *language, *job_description, *intake;
};

static void texts_freep(struct texts *t)
{
	free(t->role);
	free(t->language);
	free(t->job_description);
	free(t->intake);
}

static enum ctl_exit refused(enum err e, enum ctl_exit status, const char *what, const char *message)
{
	if (e == ERR_NOMEM)
		ctl_say("out of memory");
	else
		ctl_say("%s %s", what, message);
	return e == ERR_NOMEM ? CTL_FAILED : status;
}

/* Values on the command line; a wrong one is wrong usage. */
static enum ctl_exit check_values(const struct args *args, struct texts *ret)
{
	const char *role = args_value(args, "role"), *language = args_value(args, "language");
	char message[INTAKE_MESSAGE_SIZE];
	enum err e;

	e = intake_role(role, &ret->role, message);
	if (e)
		return refused(e, CTL_USAGE, "--role", message);
	e = intake_language(language ? language : "en", &ret->language, message);
	return e ? refused(e, CTL_USAGE, "--language", message) : CTL_OK;
}

typedef enum err check_fn(const char *src, size_t n, char **ret, char ret_message[INTAKE_MESSAGE_SIZE]);

/* A file named by an option; wrong contents are a failure. */
static enum ctl_exit check_file(const char *path, check_fn *check, char **ret)
{
	char message[INTAKE_MESSAGE_SIZE];
	enum err e;
	size_t n;
	char *text;

	if (!path)
		return CTL_OK;
	text = ctl_read_file(path, &n);
	if (!text)
		return CTL_FAILED;
	e = check(text, n, ret, message);
	free(text);
	return e ? refused(e, CTL_FAILED, strcmp(path, "-") == 0 ? "standard input" : path, message) : CTL_OK;
}

static enum ctl_exit check_texts(const struct args *args, struct texts *ret)
{
	const char *description = args_value(args, "job-description"), *intake = args_value(args, "intake");
	enum ctl_exit status = check_values(args, ret);

	if (status != CTL_OK)
		return status;
	if (description && intake && strcmp(description, "-") == 0 && strcmp(intake, "-") == 0) {
		ctl_say("--job-description and --intake can't both be read from standard input");
		return CTL_USAGE;
	}
	status = check_file(description, intake_job_description, &ret->job_description);
	return status == CTL_OK ? check_file(intake, intake_answers, &ret->intake) : status;
}

static enum ctl_exit create(const struct ctl *ctl, const struct interview_wish *wish, int64_t count)
{
	for (int64_t i = 0; i < count; i++) {
		struct interview_made made;
		enum err e = interview_create(ctl->db, wish, &made);
		enum ctl_exit status;

		if (e)
			return ctl_db_failed(ctl, e, "the session can't be created");
		status = link_print(ctl, &made, count > 1);
		if (status != CTL_OK)
			return status;
		if (fflush(stdout) != 0) /* nobody would ever see the links that follow */
			return CTL_FAILED;
	}
	return CTL_OK;
}

enum ctl_exit cmd_session_create(struct ctl *ctl, const struct args *args)
{
	int64_t questions = QUESTIONS_DEFAULT, count = 1, expires_s = ctl->config->invite_expires_s;
	struct texts __attribute__((cleanup(texts_freep))) texts = { 0 };
	struct interview_wish wish;
	enum ctl_exit status;

	if (!args_i64(args, "questions", 1, QUESTIONS_MAX, &questions) ||
	    !args_i64(args, "count", 1, COUNT_MAX, &count) || !args_duration_s(args, "expires", &expires_s))
		return CTL_USAGE;
	status = check_texts(args, &texts);
	if (status != CTL_OK)
		return status;
	wish = (struct interview_wish){ .role = texts.role,
					.language = texts.language,
					.job_description = texts.job_description,
					.intake = texts.intake,
					.questions = (int)questions,
					.expires_s = expires_s };
	return create(ctl, &wish, count);
}
