/* The doctor: examinations in order, each finding one line that says what is and what to do about it. */
#pragma once

#include <json-c/json.h>
#include <stdbool.h>

#include "ctl/ctl.h"

enum finding { FINDING_OK, FINDING_WARN, FINDING_FAIL };

struct doctor {
	struct ctl *ctl;
	struct json_object *checks; /* array of findings; with --json only */
	bool failed;
	bool database_up;       /* MariaDB answers and has our tables */
	bool api_up, stream_up; /* their sockets take connections */
};

/*
 * Report. subject: "mariadb", "redis", ...; todo: what to do, as one sentence, or NULL where nothing is. The
 * rest says what was found.
 */
void doctor_find(struct doctor *d, enum finding finding, const char *subject, const char *todo,
		 const char *fmt, ...) PRINTF(5, 6);

/* The secret that a setting names a file for, which the caller wipes and frees. NULL: the setting is empty.
 * false: it can't be read, which has been said. */
MUST_CHECK bool doctor_secret(const char *path, char **ret);

void doctor_mariadb(struct doctor *d);
void doctor_redis(struct doctor *d);
void doctor_share(struct doctor *d);
void doctor_sockets(struct doctor *d);
void doctor_generator(struct doctor *d);
void doctor_site(struct doctor *d); /* after doctor_sockets */
void doctor_ai(struct doctor *d);
void doctor_speech(struct doctor *d);
