#include "common/fault.h"

#ifdef GREENROOM_FAULTS

#include <assert.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "common/attr.h"

/* Every point there is. "unit" is what all changes of an interview have in common (common/interview.c). */
static const char *const points[] = {
	"start.before_unit",         /* authorised, nothing done yet: the next statement is BEGIN */
	"unit.begun",                /* after BEGIN */
	"unit.locked",               /* the session's row is locked and read */
	"unit.guarded",              /* a worker's unit: the fence has been checked */
	"unit.job_stored",           /* a request's unit: the job is inserted */
	"unit.question_stored",      /* a worker's unit: a question is inserted */
	"unit.events_stored",        /* the events are appended */
	"unit.before_commit",        /* the state is saved: the next statement is COMMIT */
	"unit.after_commit",         /* COMMIT has been answered */
	"start.before_push",         /* committed, nobody told */
	"start.before_reply",        /* frames published, the doorbell rung */
	"claim.before_commit",       /* jobs claimed, not committed */
	"claim.after_commit",        /* jobs claimed */
	"generation.taken_up",       /* everything about the session is read, nothing asked yet */
	"ask.sent",                  /* the request is handed to libcurl */
	"ask.content",               /* each piece of the answer's content: the first is 1 */
	"speech.sent",               /* the request for a spoken question is handed to libcurl */
	"speech.stored",             /* its audio is inserted, in the unit that ends the job */
	"generation.before_publish", /* a worker's commit is through, nobody told */
};

static bool known(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(points); i++)
		if (strcmp(points[i], name) == 0)
			return true;
	return false;
}

/* One pass: counts down in the locked file; the signal to raise, or 0. */
static int pass(const char *name, FILE *file, const char *path)
{
	char wanted[64], action[8];
	int left;

	if (fscanf(file, "%63s %d %7s", wanted, &left, action) != 3 || strcmp(wanted, name) != 0)
		return 0;
	if (left > 1) {
		rewind(file);
		fprintf(file, "%s %d %s        ", wanted, left - 1, action);
		return 0;
	}
	unlink(path);
	return strcmp(action, "STOP") == 0 ? SIGSTOP : SIGKILL;
}

void fault_point(const char *name)
{
	const char *path = getenv("GREENROOM_FAULT");
	FILE *file = path ? fopen(path, "r+e") : NULL;
	int number;

	assert(known(name));
	if (!file)
		return;
	flock(fileno(file), LOCK_EX);
	/* Unlinked while we waited for the lock: the fault has struck already. */
	number = access(path, F_OK) == 0 ? pass(name, file, path) : 0;
	fclose(file);
	if (number)
		raise(number);
}

#else

typedef int fault_points_are_compiled_out; /* ISO C wants a declaration */

#endif
