#include "common/question.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/str.h"
#include "common/unicode.h"

static const char *const difficulty_names[] = { "easy", "medium", "hard" };
_Static_assert(ARRAY_LEN(difficulty_names) == DIFFICULTY__COUNT, "one name each");

const char *difficulty_name(enum difficulty d)
{
	return (unsigned)d < DIFFICULTY__COUNT ? difficulty_names[d] : "medium";
}

bool difficulty_parse(const char *name, enum difficulty *ret)
{
	for (size_t i = 0; i < ARRAY_LEN(difficulty_names); i++) {
		if (strcasecmp(name, difficulty_names[i]) == 0) {
			*ret = (enum difficulty)i;
			return true;
		}
	}
	return false;
}

/* Cut white space off both ends of text, in place. */
static void trim(char *text)
{
	const char *from = text, *p;
	char *end = text;

	for (p = text; unicode_is_space(str_utf8_next(&p)); from = p)
		;
	memmove(text, from, strlen(from) + 1);
	for (p = text; *p;)
		if (!unicode_is_space(str_utf8_next(&p)))
			end = text + (p - text);
	*end = '\0';
}

/* Normalised and trimmed into ret[size], or "" and the reason. */
static enum err set(char *ret, size_t size, const char *src, size_t n)
{
	char *text;
	enum err e = OK;

	*ret = '\0';
	text = unicode_nfc(src, n);
	if (!text)
		return ERR_INPUT;
	trim(text);
	if (strlen(text) < size)
		memcpy(ret, text, strlen(text) + 1);
	else
		e = ERR_LIMIT;
	free(text);
	return e;
}

enum err question_set_text(struct question *q, const char *src, size_t n)
{
	return set(q->text, sizeof(q->text), src, n);
}

void question_set_category(struct question *q, const char *name)
{
	static const struct {
		const char *written, *category;
	} known[] = {
		{ "Behavioral", "Behavioral" },
		{ "Behavioural", "Behavioral" },
		{ "Situational", "Situational" },
		{ "Technical", "Technical" },
	};
	const char *category = "General";

	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (strcasecmp(name, known[i].written) == 0)
			category = known[i].category;
	memcpy(q->category, category, strlen(category) + 1);
}

void question_set_competency(struct question *q, const char *name)
{
	(void)set(q->competency, sizeof(q->competency), name, strlen(name)); /* "" is a fine answer */
}
