/* Harmless faults that are put right instead of refused; each mend has a name that is recorded. */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "common/check.h"
#include "common/str.h"
#include "common/unicode.h"

/* Drop the first n bytes and the spaces behind them. */
static void drop(char *text, size_t n)
{
	n += strspn(text + n, " ");
	memmove(text, text + n, strlen(text + n) + 1);
}

/* Every run of white space becomes one space, none at the ends. */
static bool mend_white_space(char *text)
{
	const char *from = text;
	char *to = text;
	bool space = false, changed = false;

	while (*from) {
		const char *start = from;

		if (unicode_is_space(str_utf8_next(&from))) {
			changed = changed || space || to == text || *start != ' ' || !*from;
			space = true;
			continue;
		}
		if (space && to > text)
			*to++ = ' ';
		space = false;
		memmove(to, start, (size_t)(from - start));
		to += from - start;
	}
	*to = '\0';
	return changed;
}

/* Typographic quotes and apostrophes become plain ones; none of them is shorter in UTF-8. */
static bool mend_smart_quotes(char *text)
{
	const char *from = text;
	char *to = text;
	bool changed = false;

	while (*from) {
		const char *start = from;
		uint32_t cp = str_utf8_next(&from);
		bool single = (cp >= 0x2018 && cp <= 0x201B) || cp == 0x2039 || cp == 0x203A;
		bool twofold = (cp >= 0x201C && cp <= 0x201F) || cp == 0xAB || cp == 0xBB;

		if (single || twofold) {
			*to++ = single ? '\'' : '"';
			changed = true;
			continue;
		}
		memmove(to, start, (size_t)(from - start));
		to += from - start;
	}
	*to = '\0';
	return changed;
}

/* "- ", "* ", "• " and the like in front. */
static bool mend_bullet(char *text)
{
	static const char *const bullets[] = { "- ",
					       "* ",
					       "+ ",
					       "> ",
					       "\xE2\x80\xA2",
					       "\xE2\x80\x93 ",
					       "\xE2\x80\x94 ",
					       "\xC2\xB7",
					       "\xE2\x96\xAA",
					       "\xE2\x97\x8F",
					       "\xE2\x80\xA3",
					       "\xE2\x97\xA6" };

	for (size_t i = 0; i < sizeof(bullets) / sizeof(bullets[0]); i++) {
		if (str_starts(text, bullets[i])) {
			drop(text, strlen(bullets[i]));
			return true;
		}
	}
	return false;
}

/* "1. ", "2) ", "(3) ", "4: ", "#5 " in front; what is left must still begin like a sentence. */
static bool mend_numbering(char *text)
{
	size_t open = *text == '(' || *text == '#', digits = strspn(text + open, "0123456789"),
	       n = open + digits;

	if (digits == 0 || digits > 2)
		return false;
	if (strchr(".):", text[n]) && text[n])
		n++;
	else if (*text != '#')
		return false;
	if (text[n] != ' ')
		return false;
	drop(text, n);
	return true;
}

/* "Question 1:", "Q2.", "Frage 3 -" in front. */
static bool mend_label(char *text)
{
	static const char *const labels[] = { "question", "interview question", "frage", "interviewfrage",
					      "q" };

	for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++) {
		size_t n = strlen(labels[i]);

		if (strncasecmp(text, labels[i], n) != 0)
			continue;
		n += strspn(text + n, " #");
		n += strspn(text + n, "0123456789");
		n += strspn(text + n, " ");
		if (text[n] && strchr(":.)-", text[n]) && text[n + 1] == ' ') {
			drop(text, n + 1);
			return true;
		}
	}
	return false;
}

/* The whole text between two quotation marks. */
static bool mend_outer_quotes(char *text)
{
	size_t n = strlen(text);

	if (n < 3 || *text != '"' || text[n - 1] != '"' || strchr(text + 1, '"') != text + n - 1)
		return false;
	text[n - 1] = '\0';
	drop(text, 1);
	return true;
}

static const struct {
	const char *name;
	bool (*mend)(char *text);
} mends[] = {
	{ "white_space", mend_white_space },   { "smart_quotes", mend_smart_quotes },
	{ "outer_quotes", mend_outer_quotes }, { "bullet", mend_bullet },
	{ "numbering", mend_numbering },       { "question_label", mend_label },
};

uint64_t check_mend(struct question *question)
{
	uint64_t made = 0, before;

	do { /* until nothing changes: '"1. Question 2: ..."' takes more than one round */
		before = made;
		for (size_t i = 0; i < ARRAY_LEN(mends); i++)
			if (mends[i].mend(question->text))
				made |= UINT64_C(1) << i;
	} while (made != before);
	return made;
}

const char *check_mend_name(unsigned bit)
{
	return bit < ARRAY_LEN(mends) ? mends[bit].name : NULL;
}
