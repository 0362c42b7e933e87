/* Harmless faults that are put right instead of refused; each mend has a name that is recorded. */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "common/check.h"
#include "common/check_words.h"
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
					       "\xE2\x97\xA6",
					       "\xE2\x86\x92",
					       "\xE2\x9E\xA4" };

	for (size_t i = 0; i < sizeof(bullets) / sizeof(bullets[0]); i++) {
		if (str_starts(text, bullets[i])) {
			drop(text, strlen(bullets[i]));
			return true;
		}
	}
	return false;
}

/* "1. ", "2) ", "(3) ", "4: ", "#5 ", "6 - ", "a) " in front; what is left must still begin like a sentence.
 */
static bool mend_numbering(char *text)
{
	size_t open = *text == '(' || *text == '#', digits = strspn(text + open, "0123456789"),
	       n = open + digits;

	if (digits == 0 && isalpha((unsigned char)text[open]) && text[open + 1] == ')' &&
	    text[open + 2] == ' ') {
		drop(text, open + 2); /* "a) " */
		return true;
	}
	if (digits == 0 || digits > 2)
		return false;
	if (strncmp(text + n, " - ", 3) == 0) {
		drop(text, n + 3);
		return true;
	}
	if (strchr(".):", text[n]) && text[n])
		n++;
	else if (*text != '#')
		return false;
	if (text[n] != ' ')
		return false;
	drop(text, n);
	return true;
}

/* What a label is made of besides its noun: "First interview question (easy), 1 of 5:". */
static const char label_words[] = "interview|first|second|third|fourth|fifth|one|two|three|four|five|st|nd|"
				  "rd|th|of|nr|no|number|easy|medium|hard|"
				  "opening|warm|up|next|und|erste|zweite|dritte|von";
static const char label_nouns[] = "question|q|frage|interviewfrage|behavioral|behavioural|situational|"
				  "technical|general|competency|verhalten|"
				  "fachfrage";

/* Does text[0..n) consist of a label's words and numbers, one of them a noun? */
static bool is_label(const char *text, size_t n)
{
	bool noun = false;

	for (size_t i = 0; i < n;) {
		char word[16] = "";
		size_t len = 0;

		while (i + len < n && isalpha((unsigned char)text[i + len]) && len < sizeof(word) - 1) {
			word[len] = (char)tolower((unsigned char)text[i + len]);
			len++;
		}
		if (len == 0 && !strchr(" #*()/0123456789", text[i]))
			return false;
		if (len && words_is(word, label_nouns))
			noun = true;
		else if (len && !words_is(word, label_words))
			return false;
		i += len ? len : 1;
	}
	return noun;
}

/* "Question 1:", "Q2.", "Frage 3 -", "Behavioral question:" in front. */
static bool mend_label(char *text)
{
	size_t n = strcspn(text, ":.-"), q = strspn(text, "Qq0123456789");

	if (q > 1 && text[q] == ')' && text[q + 1] == ' ')
		n = q;
	if (n == 0 || n > 50 || text[n] == '\0' || !is_label(text, n))
		return false;
	n++;
	n += strspn(text + n, "*"); /* "**Question 1:** ..." */
	if (text[n] != ' ')
		return false;
	drop(text, n);
	return true;
}

/* "(Behavioral)" behind. */
static bool mend_tag(char *text)
{
	size_t n = strlen(text);
	char *open = strrchr(text, '(');

	if (!open || open == text || n == 0 || text[n - 1] != ')' ||
	    !is_label(open + 1, (size_t)(text + n - 1 - (open + 1))))
		return false;
	while (open > text && open[-1] == ' ')
		open--;
	*open = '\0';
	return true;
}

/* The whole text between two quotation marks. */
static bool mend_outer_quotes(char *text)
{
	size_t n = strlen(text);
	bool twofold = n >= 3 && *text == '"' && strchr(text + 1, '"') == text + n - 1;
	bool single = n >= 3 && *text == '\'' && isupper((unsigned char)text[1]) &&
		      (strcmp(text + n - 2, "?'") == 0 || strcmp(text + n - 2, ".'") == 0);

	if (!twofold && !single)
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
	{ "category_tag", mend_tag },
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
