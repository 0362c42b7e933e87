/*
 * The prompt: what is said to an AI. Instructions come from files that an operator can read and replace; the
 * form of the answer is fixed. Trusted and untrusted text never mix: the system message is the same for
 * everybody, and role, job description, intake and earlier questions stand in the user message as one JSON
 * object, declared to be data. What the intake asks for is turned into hints, sentences from a file, chosen
 * by code. Pure but for prompt_load.
 *
 * Files of the folder: system.txt, user.txt ({{count}}, {{language}}, {{hints}}, {{data}} are filled in),
 * repair.txt, hints.txt ("name: text").
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "common/attr.h"
#include "common/err.h"
#include "common/ids.h"

#define PROMPT_MESSAGE_SIZE 200

struct prompt_set;

/*
 * Read the prompts. ret_message says what is wrong, with the file: ERR_NOTFOUND a file is missing, ERR_INPUT
 * not UTF-8 text, a missing or unknown placeholder or hint; ERR_LIMIT a file above 32 KB; ERR_NOMEM. Shared
 * by threads, since nothing changes it.
 */
MUST_CHECK enum err prompt_load(const char *folder, struct prompt_set **ret,
				char ret_message[PROMPT_MESSAGE_SIZE]);
void prompt_set_free(struct prompt_set *set);
FREEP(prompt_set, struct prompt_set *, prompt_set_free)

const char *prompt_system(const struct prompt_set *set); /* the system message, answer form included */
const char *prompt_hash(const struct prompt_set *set);   /* SHA-256 of all that is said, lower-case hex */
/* All instructions, NULL-terminated; and their words, for the check that none of them leaks into a question.
 */
const char *const *prompt_texts(const struct prompt_set *set);
const char *const *prompt_words(const struct prompt_set *set);

/* What a generation is about. Borrowed. */
struct prompt_input {
	const char *role;
	const char *job_description; /* NULL: none */
	const char *intake_json;     /* a JSON object as common/intake.h gives it; NULL: none */
	const char *language;        /* BCP 47 */
	int count;                   /* questions wanted, 1..QUESTIONS_MAX */
	const char *const *earlier;  /* texts of questions asked before */
	size_t earlier_count;
};

/* The user message, for struct prompt. ERR_INPUT: the input breaks its shape; ERR_LIMIT, ERR_NOMEM. */
MUST_CHECK enum err prompt_build(const struct prompt_set *set, const struct prompt_input *in,
				 char **ret_user);

/* A question that the checks refused, and the names of those checks, NULL-terminated. Borrowed. */
struct prompt_refused {
	const char *text;
	const char *const *failed;
};

/* The same for a repair call: in->count questions are to be written in place of the refused ones. */
MUST_CHECK enum err prompt_repair(const struct prompt_set *set, const struct prompt_input *in,
				  const struct prompt_refused *refused, size_t n, char **ret_user);

/* Is this work for people who are starting out? Then plainer language is asked for, and checked. */
bool prompt_entry_level(const char *role, const char *job_description);
