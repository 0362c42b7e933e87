/* A question as value: what an AI or the bank proposes, and what is stored. Pure. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "common/attr.h"
#include "common/err.h"
#include "common/ids.h"

#define QUESTION_TEXT_MAX_CHARS 300
#define QUESTION_LABEL_MAX      120 /* bytes of category and competency */

enum difficulty { DIFFICULTY_EASY, DIFFICULTY_MEDIUM, DIFFICULTY_HARD, DIFFICULTY__COUNT };

struct question {
	char question_id[ID_SIZE]; /* "" until it is about to be stored */
	int index;
	char text[QUESTION_TEXT_MAX_CHARS * 4 + 1];
	char category[QUESTION_LABEL_MAX + 1];   /* "Behavioral", "Situational", "Technical" or "General" */
	char competency[QUESTION_LABEL_MAX + 1]; /* "" unknown */
	enum difficulty difficulty;
	bool tailored; /* written for this role and description, not from the bank */
};

const char *difficulty_name(enum difficulty d); /* "easy" */
bool difficulty_parse(const char *name, enum difficulty *ret);

/*
 * src[0..n) as the text of q: normal form C, white space trimmed at both ends. ERR_INPUT: not UTF-8, or holds
 * a NUL; ERR_LIMIT: longer than the array (never cut); then q->text is "", which no check lets pass.
 */
MUST_CHECK enum err question_set_text(struct question *q, const char *src, size_t n);

/* name as category if it is one of the known ones, in any case, else "General". */
void question_set_category(struct question *q, const char *name);

/* name as competency, trimmed; one that is not UTF-8 or too long for the array is left out, not cut. */
void question_set_competency(struct question *q, const char *name);
