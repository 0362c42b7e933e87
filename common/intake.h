/*
 * What a recruiter may hand in about an interview: role, language, job description, intake. Pure. Each
 * function checks one of them and gives it in the form in which it is kept; a refusal says in ret_message
 * what is wrong and what is allowed, in words that go behind the name of the option or file.
 */
#pragma once

#include <stddef.h>

#include "common/attr.h"
#include "common/err.h"
#include "common/session.h"

#define INTAKE_MESSAGE_SIZE 256

#define INTAKE_GOAL_MAX_CHARS  500 /* goal, struggle */
#define INTAKE_LABEL_MAX_CHARS 120 /* stage, challengeLevel */
#define INTAKE_TOPIC_MAX_CHARS 200 /* each of mustPractice */
#define INTAKE_TOPICS_MAX      5

/* All return ERR_INPUT (wrong kind of content), ERR_LIMIT (too long) or ERR_NOMEM, and write *ret on OK only;
 * the caller frees it. */

/* Normal form C, white space trimmed at both ends: 1-120 characters on one line, none of them a control. */
MUST_CHECK enum err intake_role(const char *role, char **ret, char ret_message[INTAKE_MESSAGE_SIZE]);

/* A BCP 47 tag, as it stands. */
MUST_CHECK enum err intake_language(const char *tag, char **ret, char ret_message[INTAKE_MESSAGE_SIZE]);

/* src[0..n): UTF-8 text of at most 20,000 characters; a byte order mark is dropped, line ends become LF. */
MUST_CHECK enum err intake_job_description(const char *src, size_t n, char **ret,
					   char ret_message[INTAKE_MESSAGE_SIZE]);

/*
 * src[0..n): a JSON object with any of stage, confidence (1-5), challengeLevel, goal, struggle, mustPractice
 * (list of at most 5 texts). A key that is null counts as left out. *ret is compact JSON with the keys in
 * this order.
 */
MUST_CHECK enum err intake_answers(const char *src, size_t n, char **ret,
				   char ret_message[INTAKE_MESSAGE_SIZE]);
