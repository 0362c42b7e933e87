/*
 * The question checks, pure and table-driven: each has a name that appears in events, metrics and `questions
 * check`. docs/questions.md explains them.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/attr.h"
#include "common/err.h"
#include "common/question.h"

#define CHECK_MAX 64 /* rows of the table at most: results are a bit set */

/* What a question is checked against. NULL texts: not known, checks that need them pass. */
struct check_context {
	const char *language; /* BCP 47 tag wanted */
	const char *target_role;
	const char *description_words;  /* of the job description, by check_words_of(): no long run of it */
	bool entry_level;               /* plainer reading level */
	const struct question *earlier; /* of the same session, earlier generations included */
	size_t earlier_count;
	const char *const *prompt_words; /* the same of the instructions, NULL-terminated list */
};

/*
 * The plain words of a text that no question may repeat, a space around each: taken out once, since every
 * question is held against them. The caller frees it. NULL: no memory.
 */
char *check_words_of(const char *text);

/* Mend harmless faults in place (white space, bullets, numbering, "Question 1:", smart quotes). Returns the
 * set of mends made. */
uint64_t check_mend(struct question *question);
const char *check_mend_name(unsigned bit); /* NULL past the last */

/* The set of checks that refuse it; 0 = good. Bit k is check_name(k). */
uint64_t check_question(const struct question *question, const struct check_context *context);
const char *check_name(unsigned bit); /* "length", "one_ask", "protected_topic", ...; NULL past the last */
