/* Internal to the checks: what a rule looks at, and the rules, which check.c lists in its table. */
#pragma once

#include <stdbool.h>

#include "common/check.h"
#include "common/check_words.h"

struct subject {
	const struct question *question;
	const struct check_context *context;
	struct words words;   /* of the text */
	const char *language; /* primary subtag wanted, or the one the text seems to be in */
};

/* A rule: does it refuse the question? */
typedef bool check_rule_fn(const struct subject *s);

/* check_form.c: characters and size */
check_rule_fn check_utf8, check_control_characters, check_length, check_word_count, check_sentence_count,
	check_reading_level, check_label;
/* check_ask.c: what kind of ask it is */
check_rule_fn check_one_ask, check_open_ended;
/* check_tone.c: phrases that spoil a question */
check_rule_fn check_leading, check_trick, check_tone, check_job_related;
/* check_leak.c: what belongs to the machinery, or to somebody else */
check_rule_fn check_leak;
/* check_session.c: against the session it is for */
check_rule_fn check_duplicate, check_language;
/* check_topics.c: what nobody may ask a candidate */
check_rule_fn check_protected_topic;

/* The language of words among those that check_session.c knows ("en", "de", ...), or "" when it can't tell.
 */
const char *check_guess_language(const struct words *words);
