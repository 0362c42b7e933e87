/* What must not slip through: marks of the machinery, and what belongs to somebody else. */
#include <ctype.h>
#include <stdint.h>
#include <string.h>

#include "common/buf.h"
#include "common/check_rules.h"

/* Text that only markup, addresses or templates hold. */
static bool has_marks(const char *text)
{
	static const char *const marks[] = { "ROLE", "**",      "__",       "`",    "\\",  "&nbsp;", "%s",
					     "%d",   "\": \"",  " # ",      " * ",  "](",  "{",      "}",
					     "${",   "&amp;",   "&lt;",     "&#",   "[",   "]",      "//",
					     "www.", "mailto:", "\\n",      "\\u",  "###", "|",      "^^",
					     "~~",   "==",      "\"text\"", "<!--", "-->", "_____",  ".....",
					     "<|",   "|>",      "</" };

	for (size_t i = 0; i < ARRAY_LEN(marks); i++)
		if (strstr(text, marks[i]))
			return true;
	for (const char *p = strchr(text, '$'); p; p = strchr(p + 1, '$'))
		if (isalpha((unsigned char)p[1]))
			return true;
	for (const char *p = strchr(text, '_'); p; p = strchr(p + 1, '_'))
		if (p > text && isupper((unsigned char)p[-1]) && isupper((unsigned char)p[1]))
			return true; /* COMPANY_NAME */
	for (const char *p = strchr(text, '<'); p; p = strchr(p + 1, '<'))
		if (isalpha((unsigned char)p[1]) || p[1] == '/' || p[1] == '!')
			return true;
	return false;
}

/* A host with a path: "bit.ly/abc". The names of frameworks ("Node.js/Express") look alike. */
static bool has_path(const char *text)
{
	for (const char *dot = strchr(text, '.'); dot; dot = strchr(dot + 1, '.')) {
		const char *end = dot + 1;

		while (isalpha((unsigned char)*end))
			end++;
		if (dot > text && isalnum((unsigned char)dot[-1]) && end - dot > 2 && *end == '/' &&
		    isalnum((unsigned char)end[1]) && strncasecmp(dot, ".js/", 4) != 0 &&
		    strncasecmp(dot, ".net/", 5) != 0)
			return true;
	}
	return false;
}

/* letter@letter, or a host name ending in a usual domain. */
static bool has_address(const char *text)
{
	static const char *const domains[] = { ".com",   ".org", ".de",  ".info", ".biz", ".eu",
					       ".co.uk", ".gov", ".edu", ".ru",   ".xyz", ".app" };

	for (const char *p = strchr(text, '@'); p; p = strchr(p + 1, '@'))
		if (p > text && isalnum((unsigned char)p[-1]) && isalnum((unsigned char)p[1]))
			return true;
	for (size_t i = 0; i < ARRAY_LEN(domains); i++) {
		const char *p = strcasestr(text, domains[i]);

		if (p && p > text && isalnum((unsigned char)p[-1]) &&
		    !isalnum((unsigned char)p[strlen(domains[i])]))
			return true;
	}
	return has_path(text);
}

/* Seven digits or more with nothing between them but what telephone numbers are written with. */
static bool has_phone(const char *text)
{
	int digits = 0, apart = 0;

	for (; *text; text++) {
		if (isdigit((unsigned char)*text)) {
			digits++;
			apart = 0;
		} else if (!strchr(" -./()+", *text) || ++apart > 3) {
			digits = 0;
		}
		if (digits >= 7)
			return true;
	}
	return false;
}

/* Where to cut a text that is longer than size, best between two words. */
static size_t cut(const char *text, size_t size)
{
	size_t n = strnlen(text, size + 1);

	if (n <= size)
		return n;
	for (n = size; n > size / 2; n--)
		if (isspace((unsigned char)text[n]))
			return n;
	for (n = size; n && ((unsigned char)text[n] & 0xC0) == 0x80;)
		n--;
	return n;
}

static void add_words(struct buf *b, const struct word *word, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		buf_puts(b, word[i].text);
		buf_put(b, " ", 1);
	}
}

char *check_words_of(const char *text)
{
	enum { PIECE = 1000 }; /* holds fewer words than a struct words */
	AUTO(buf) struct buf b = BUF_INIT(SIZE_MAX / 2);
	char piece[PIECE + 1], *ret = NULL;
	struct words words;

	buf_put(&b, " ", 1);
	while (*text) {
		size_t n = cut(text, PIECE);

		memcpy(piece, text, n);
		piece[n] = '\0';
		if (words_read(&words, piece))
			add_words(&b, words.word, words.count);
		text += n;
	}
	return buf_take(&b, &ret, NULL) == OK ? ret : NULL;
}

/* Is a run of n words of the question found among these? */
static bool copies_run(const struct words *question, const char *words, size_t n)
{
	for (size_t i = 0; i + n <= question->count; i++) {
		AUTO(buf) struct buf run = BUF_INIT(WORDS_ROOM);

		buf_put(&run, " ", 1);
		add_words(&run, &question->word[i], n);
		if (strstr(words, buf_text(&run)))
			return true;
	}
	return false;
}

#define DIGIT "zero|one|two|three|four|five|six|seven|eight|nine|double|null|oh"

/* clang-format off */
static const char *const phrases[] = {
	"system|hidden|initial|developer prompt|message|instructions|instruction",
	"ignore|disregard|forget|override|bypass ?all ?of ?the ?your ?my ?any previous|prior|above|"
	  "earlier|preceding|other instructions|rules|prompts|prompt|orders|directions|instruction|"
	  "guidelines",
	/* asks for what only a thief wants */
	"your ?<fill> credit|debit|bank card|account ?number|details|$",
	"your ?<fill> credit|card|account|iban|passport|social|insurance|identity|tax ?card ?security number",
	"tell|give|giving|send|sending|share|enter|type .. your ?<fill> password|pin|login|iban|address|phone|telephone|mobile",
	DIGIT " " DIGIT " " DIGIT " " DIGIT " " DIGIT,
	"dot com|org|net|de|example ?slash",
	"instructions|guidelines|rubric|prompt ?that|which ?i|you ?was|were above|below|given",
	"description|posting|text ?that|which i|you was|were ?given",
	"json|schema|prompt ?schema say|says|state~|require~",
	"role , system|user|assistant",
	"rubric in|above|below",
	"your|my|these|the instructions|prompt say|says|said|state|are|told|tell|given",
	"^ ?please answer|reply|respond|repeat|copy|output|print|ask|begin|ignore|pretend",
	"from now on you",
	"you are now ?a|an",
	"reveal|print|repeat|output|show|leak|expose|paste ?me ?us .. prompt|instructions|guidelines",
	"insert|enter|fill ?in|add ?the ?your ?a name|company|role|question|text|topic|skill|here",
	"?your company|candidate|job|role|interviewer name|title here",
	"question|text goes|text|here goes|placeholder", "lorem ipsum", "placeholder", "xxx|xxxx|tbd|tba|"
	  "todo|foobar|asdf",
	"json|schema object|array|output|schema|format|key|keys ... questions|question|field|"
	  "fields", "as json|valid json",
	"job description above|below|provided|says|states|given|field|text", "according to the|your job "
	  "description|posting|prompt",
	"the data|text|description provided|given|supplied above|below",
	"competency|category|difficulty easy|medium|hard|behavioral|situational|technical $",
	"target role", "jobdescription|targetrole|job_description|target_role", "api key|keys|token is",
	"systemanweisung~|systemprompt|systemnachricht", "ignoriere|ignorieren|vergiss|vergessen ?sie .. "
	  "anweisung~|vorgaben|regeln",
	"stellenbeschreibung oben|unten", "firmenname|name hier|einfugen|eintragen",
	NULL,
};
/* clang-format on */

bool check_leak(const struct subject *s)
{
	enum { RUN_PROMPT = 7, RUN_DESCRIPTION = 12 };
	const struct check_context *c = s->context;

	if (has_marks(s->question->text) || has_address(s->question->text) || has_phone(s->question->text) ||
	    words_find(&s->words, phrases))
		return true;
	if (has_marks(s->question->competency) || has_address(s->question->competency) ||
	    has_phone(s->question->competency))
		return true;
	for (size_t i = 0; c->prompt_words && c->prompt_words[i]; i++)
		if (copies_run(&s->words, c->prompt_words[i], RUN_PROMPT))
			return true;
	return c->description_words && copies_run(&s->words, c->description_words, RUN_DESCRIPTION);
}
