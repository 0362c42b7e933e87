/*
 * The built-in question bank: reviewed questions by family of work, read from share/bank at start. Chosen by
 * role and description, the same choice for the same session, spread over competencies. Never tailored. Pure
 * but for bank_load.
 */
#pragma once

#include <stddef.h>

#include "common/attr.h"
#include "common/err.h"
#include "common/question.h"

struct bank;

/*
 * Read every *.txt of the folder. ret_message (200 bytes) says what is wrong, with file and line on ERR_INPUT;
 * ERR_NOTFOUND: no folder, or no general family. ERR_NOMEM leaves it alone.
 */
MUST_CHECK enum err bank_load(const char *folder, struct bank **ret, char ret_message[200]);
void bank_free(struct bank *bank);
FREEP(bank, struct bank *, bank_free)

struct bank_wish {
	const char *session_id;                    /* seeds the choice */
	const char *target_role, *job_description; /* description may be NULL */
	const char *language;                      /* falls back to English where the family lacks it */
	int count, generation;                     /* a later generation avoids what an earlier one chose */
};
/* Fill ret[0..count). Always count questions for count <= QUESTIONS_MAX. */
MUST_CHECK enum err bank_choose(const struct bank *bank, const struct bank_wish *wish, struct question *ret);

/* The family that a role and description fall into, for tests and `questions` commands: "nursing", "general",
 * ... */
const char *bank_family(const struct bank *bank, const char *target_role, const char *job_description);
