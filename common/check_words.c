#include "common/check_words.h"

#include <assert.h>
#include <ctype.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "common/str.h"
#include "common/unicode.h"

/* Word sets that several patterns share. */
/* clang-format off */
static const struct {
	const char *name, *words;
} sets[] = {
	{ "fill", "a|an|the|any|some|ever|really|currently|still|already|also|now|presently|personally|"
	  "actually|perhaps|"
		  "maybe|by|chance|happily|openly|own|current|exact|real|actual|present|true|full|"
		  "personal|serious|"
		  "chronic|physical|mental|particular|specific|strong|practising|practicing|devout|"
		  "happen|to|be|been|being|"
		  "have|had|having|just|yet|recently|generally|usually|regularly|often|sometimes|"
		  "previously|other|more|"
		  "legal|legally|formally|future|past|former|recent|major|known|underlying|existing|long|"
		  "term|and|or|"
		  "auch|noch|schon|eigentlich|derzeit|momentan|aktuell|gerade|zufallig|vielleicht|denn|"
		  "privat|personlich|"
		  "ein|eine|einen|einer|einem|der|die|das|den|dem|irgendwelche|irgendeine|irgendeinen|"
		  "jemals|selbst|"
		  "regelmassig|chronische|chronischen|eigene|eigenen|bereits|bald|aktiv|aktives|je|mal|"
		  "einmal" },
	{ "num", "one|two|three|four|five|six|seven|eight|nine|ten|twenty|thirty|forty|fifty|sixty|"
	  "seventy|zero|"
		 "10|15|16|18|20|21|25|30|35|40|45|50|55|60|65|67|70|zwei|drei|funf|zehn|zwanzig" },
	{ "polite", "please|kindly|perhaps|maybe|possibly|briefly|to|quickly|first|just|also|then|start|"
	  "begin|by|us|me|"
		    "happily|ever" },
	{ "aux", "do|does|did|is|are|was|were|am|will|would|can|could|shall|should|may|might|must|have|"
	  "has|had" },
	{ "wh", "what|how|why|which|who|whom|whose|where|when" },
	{ "wen", "wie|was|warum|wieso|weshalb|welche|welcher|welches|welchen|welchem|wer|wen|wem|wo|"
	  "woran|worauf|womit|"
		 "wodurch|wofur|wann|worin|wozu|woher|wohin|inwiefern|inwieweit|woraus|worum|wovon|"
		   "woruber|worunter|"
		 "wonach|wogegen|wovor" },
	{ "tell", "tell|describe|explain|walk|talk|give|share|outline|discuss|show|name|list|recall|"
	  "sketch|compare|"
		  "summarise|summarize|say|elaborate|illustrate|provide|pick|choose|highlight|guide|run|"
		  "take|detail|"
		  "demonstrate|reflect|lead|help" },
	{ "erzahl", "erzahl|erzahle|erzahlen|beschreib|beschreibe|beschreiben|schildere|schildern|"
	  "erlautere|erlautern|"
		    "erklar|erklare|erklaren|nenn|nenne|nennen|berichte|berichten|skizziere|skizzieren|"
		    "gib|geben|zeig|"
		    "zeige|zeigen|fuhr|fuhre|fuhren|sag|sage|sagen|lass|lassen|teile|teilen|vergleiche|"
		    "vergleichen" },
};
/* clang-format on */

_Static_assert(ARRAY_LEN(sets) <= 32, "one bit each");

/* The bit of a set's name; 0 for a name that is none. */
static uint32_t set_bit(const char *name, size_t n)
{
	for (size_t i = 0; i < ARRAY_LEN(sets); i++)
		if (*sets[i].name == *name && strncmp(sets[i].name, name, n) == 0 && sets[i].name[n] == '\0')
			return UINT32_C(1) << i;
	return 0;
}

/* Does word fit one alternative, alt[0..n)? */
static bool fits(const struct word *word, const char *alt, size_t n)
{
	if (n && *alt == '+')
		return word->capital && fits(word, alt + 1, n - 1);
	if (n > 2 && *alt == '<')
		return word->sets & set_bit(alt + 1, n - 2);
	if (n == 0 || *alt != *word->text) /* nearly always, so it is worth a line */
		return false;
	if (alt[n - 1] == '~')
		return strncmp(word->text, alt, n - 1) == 0;
	return strncmp(word->text, alt, n) == 0 && word->text[n] == '\0';
}

/* Length of the alternative at item; they are short, so that a call would cost more than the loop. */
static size_t alternative(const char *item, const char *end)
{
	const char *at = item;

	while (at < end && *at != '|')
		at++;
	return (size_t)(at - item);
}

static bool item_is(const struct word *word, const char *item, size_t n)
{
	const char *end = item + n;

	while (item < end) {
		size_t len = alternative(item, end);

		if (fits(word, item, len))
			return true;
		item += len + 1;
	}
	return false;
}

/* The words of all sets, each once, in a hash table with open places: every word of every text is looked up.
 */
#define MEMBERS 1024
static struct member {
	const char *text; /* not terminated; NULL: the place is free */
	size_t len;
	uint32_t bits;
} members[MEMBERS];
static pthread_once_t members_once = PTHREAD_ONCE_INIT;

static struct member *member_of(const char *text, size_t len)
{
	uint32_t at = str_hash(text, len);

	while (members[at %= MEMBERS].text &&
	       (members[at].len != len || memcmp(members[at].text, text, len) != 0))
		at++;
	return &members[at];
}

static void fill_members(void)
{
	size_t count = 0;

	for (size_t i = 0; i < ARRAY_LEN(sets); i++) {
		const char *word = sets[i].words, *end = word + strlen(word);

		while (word < end) {
			size_t len = alternative(word, end);
			struct member *m = member_of(word, len);

			count += !m->text;
			*m = (struct member){ word, len, m->bits | UINT32_C(1) << i };
			word += len + 1;
		}
	}
	assert(count < MEMBERS / 2);
	(void)count;
}

/* All sets that a word is in. */
static uint32_t sets_of(const char *text)
{
	pthread_once(&members_once, fill_members);
	return member_of(text, strlen(text))->bits;
}

bool words_is(const char *word, const char *item)
{
	const struct word plain = { .text = word,
				    .capital = true,
				    .sets = strchr(item, '<') ? sets_of(word) : 0 };

	return item_is(&plain, item, strlen(item));
}

bool words_at(const struct words *words, size_t at, const char *item)
{
	return item && at < words->count && item_is(&words->word[at], item, strlen(item));
}

/* One step of a match: `start` fixes the sentence, `at` is the next word. */
struct cursor {
	const struct words *words;
	size_t start, at;
};

static bool in_sentence(struct cursor c)
{
	return c.at < c.words->count && c.words->word[c.at].sentence == c.words->word[c.start].sentence;
}

static bool begins_sentence(struct cursor c)
{
	const struct word *word = c.words->word;

	return c.at == 0 || (c.at < c.words->count && word[c.at].sentence != word[c.at - 1].sentence);
}

static bool match(struct cursor c, const char *pattern, size_t *ret_end);

static bool match_gap(struct cursor c, size_t most, const char *rest, size_t *ret_end)
{
	for (size_t i = 0; i <= most; i++) {
		if (match(c, rest, ret_end))
			return true;
		if (!in_sentence(c))
			return false;
		c.at++;
	}
	return false;
}

static bool match_word(struct cursor c, const char *item, size_t n, const char *rest, size_t *ret_end)
{
	const struct word *word = &c.words->word[c.at];

	if (!in_sentence(c)) /* "$" among the alternatives: the end will do as well */
		return item_is(&(const struct word){ .text = "$" }, item, n) && match(c, rest, ret_end);
	if (!item_is(word, item, n))
		return false;
	c.at++;
	return match(c, rest, ret_end);
}

static bool match(struct cursor c, const char *pattern, size_t *ret_end)
{
	size_t n = strcspn(pattern, " ");
	const char *rest = pattern + n + (pattern[n] == ' ');

	if (n == 0) {
		if (ret_end)
			*ret_end = c.at;
		return true;
	}
	switch (*pattern) {
	case '.':
		return match_gap(c, n == 2 ? 3 : 10, rest, ret_end);
	case '^':
		return begins_sentence(c) && match(c, rest, ret_end);
	case ',':
		return in_sentence(c) && c.words->word[c.at].starts_clause && match(c, rest, ret_end);
	case '!':
		return !(in_sentence(c) && item_is(&c.words->word[c.at], pattern + 1, n - 1)) &&
		       match(c, rest, ret_end);
	case '?':
		return match_word(c, pattern + 1, n - 1, rest, ret_end) || match(c, rest, ret_end);
	default:
		return match_word(c, pattern, n, rest, ret_end);
	}
}

/* One of 1024 places for how a word begins. */
static unsigned beginning(const char *text)
{
	return ((unsigned char)text[0] * 31u + (unsigned char)text[1]) % WORD_BEGINNINGS;
}

/*
 * Can the pattern begin anywhere? Nearly all can't, for no word of the text begins like one of the first
 * item, and then there is no need to try it at each word.
 */
static bool may_begin(const struct words *words, const char *pattern)
{
	const char *end = pattern + strcspn(pattern, " ");

	if (strchr("?!.^,", *pattern))
		return true;
	while (pattern < end) {
		size_t len = alternative(pattern, end);
		unsigned place;

		if (len < 2 || strchr("<+$", *pattern) || pattern[1] == '~')
			return true;
		place = beginning(pattern);
		if (words->beginnings[place / 64] & UINT64_C(1) << place % 64)
			return true;
		pattern += len + 1;
	}
	return false;
}

bool words_match_at(const struct words *words, size_t at, const char *pattern, size_t *ret_end)
{
	return match((struct cursor){ words, at, at }, pattern, ret_end);
}

const char *words_find(const struct words *words, const char *const *patterns)
{
	for (; *patterns; patterns++) {
		if (!may_begin(words, *patterns))
			continue;
		for (size_t at = 0; at < words->count; at++)
			if (words_match_at(words, at, *patterns, NULL))
				return *patterns;
	}
	return NULL;
}

void words_blank(struct words *words, size_t from, size_t end)
{
	for (size_t i = from; i < end; i++)
		words->word[i] = (struct word){ .text = "_",
						.sentence = words->word[i].sentence,
						.starts_clause = words->word[i].starts_clause };
}

size_t words_sentence_end(const struct words *words, size_t at)
{
	size_t end = at + 1;

	while (end < words->count && words->word[end].sentence == words->word[at].sentence)
		end++;
	return end;
}

void words_mask(struct words *words, const char *const *patterns)
{
	size_t end;

	for (; *patterns; patterns++) {
		if (!may_begin(words, *patterns))
			continue;
		for (size_t at = 0; at < words->count; at++)
			if (words_match_at(words, at, *patterns, &end))
				words_blank(words, at, end);
	}
}

/* Append text[0..n) as a word of its own, as far as there is room. */
static void add(struct words *w, const char *text, size_t n, bool capital)
{
	struct word *word = &w->word[w->count];

	if (n == 0 || w->count == WORDS_MAX || w->used + n + 1 > WORDS_ROOM)
		return;
	memcpy(w->room + w->used, text, n);
	w->room[w->used + n] = '\0';
	*word = (struct word){ .text = w->room + w->used,
			       .sentence = (uint16_t)w->sentences,
			       .capital = capital };
	word->sets = sets_of(word->text);
	w->beginnings[beginning(word->text) / 64] |= UINT64_C(1) << beginning(word->text) % 64;
	w->used += n + 1;
	w->count++;
}

/* A word with its apostrophe: written out. */
static void add_contracted(struct words *w, const char *text, bool capital)
{
	static const struct {
		const char *tail, *means;
	} tails[] = {
		{ "'re", "are" }, { "'ve", "have" }, { "'d", "would" }, { "'ll", "will" }, { "'m", "am" }
	};
	static const char is_owners[] = "what|how|who|where|that|it|there|when|why|here|he|she";
	size_t n = strlen(text), stem = strcspn(text, "'");

	for (size_t i = 0; i < ARRAY_LEN(tails); i++) {
		if (strcmp(text + stem, tails[i].tail) == 0) {
			add(w, text, stem, capital);
			add(w, tails[i].means, strlen(tails[i].means), false);
			return;
		}
	}
	if (n > 3 && strcmp(text + n - 3, "n't") == 0) {
		const char *verb = strcmp(text, "can't") == 0   ? "can"
				   : strcmp(text, "won't") == 0 ? "will"
								: NULL;

		add(w, verb ? verb : text, verb ? strlen(verb) : n - 3, capital);
		add(w, "not", 3, false);
		return;
	}
	add(w, text, stem, capital);
	if (strcmp(text + stem, "'s") == 0 && w->count && words_is(w->word[w->count - 1].text, is_owners))
		add(w, "is", 2, false);
}

static bool add_word(struct words *w, const char *plain, size_t n)
{
	char copy[128], *folded;
	size_t before = w->count;

	n = n < sizeof(copy) - 1 ? n : sizeof(copy) - 1;
	while (n && ((unsigned char)plain[n] & 0xC0) == 0x80)
		n--;
	memcpy(copy, plain, n);
	copy[n] = '\0';
	folded = unicode_fold(copy);
	if (!folded)
		return false;
	add_contracted(w, folded, isupper((unsigned char)*copy) != 0);
	if (before == w->count && *folded != '\'' && *folded)
		add(w, folded, strlen(folded), false);
	free(folded);
	return true;
}

/* Length of the word at text: letters, digits, and apostrophes between letters. */
static size_t word_length(const char *text)
{
	const char *p = text, *end = text;

	while (*p) {
		uint32_t cp = str_utf8_next(&p);
		bool inside = unicode_is_letter(cp) || (cp < 0x80 && isdigit((int)cp));

		if (!inside && !(cp == '\'' && end > text && isalpha((unsigned char)*p)))
			break;
		end = p;
	}
	return (size_t)(end - text);
}

/* Is the full stop at `dot` the mark of an abbreviation ("e.g.", "Dr.", "z.B.") or part of a number or name?
 */
static bool is_abbreviation(const char *text, const char *dot)
{
	static const char known[] =
		"dr|mr|mrs|ms|prof|etc|vs|approx|bzw|inkl|ca|usw|evtl|ggf|nr|st|sr|jr|inc|ltd|no|eg|ie";
	const char *from = dot;
	char word[8] = "";
	size_t n;

	if (dot[1] && !strchr(" \t\n\"')", dot[1]))
		return true;
	while (from > text && isalpha((unsigned char)from[-1]))
		from--;
	n = (size_t)(dot - from);
	if (n == 0 || n >= sizeof(word))
		return false;
	for (size_t i = 0; i < n; i++)
		word[i] = (char)tolower((unsigned char)from[i]);
	/* A lone letter ends a sentence only when nothing follows; "etc." may well end one. */
	return (n == 1 || words_is(word, known)) && dot[1] &&
	       !(isupper((unsigned char)dot[2]) && n > 1 && words_is(word, "etc|usw|no"));
}

/* What stands between words: sentence ends and clause borders. */
struct border {
	bool sentence, clause;
};

static void see_mark(struct words *w, const char *text, const char *at, struct border *border)
{
	if (*at == '?' || *at == '!' || (*at == '.' && !is_abbreviation(text, at))) {
		if (*at == '?' && !w->asked[w->sentences]) {
			w->asked[w->sentences] = true;
			w->questions++;
		}
		border->sentence = true;
	} else if (strchr(",;:()", *at) || (*at == '-' && (at == text || at[-1] == ' '))) {
		border->clause = true;
	}
}

static void apply_border(struct words *w, size_t first, struct border *border)
{
	if (first == w->count)
		return;
	if (first == 0 || border->sentence) {
		w->sentences += w->sentences < SENTENCES_MAX;
		for (size_t i = first; i < w->count; i++)
			w->word[i].sentence = (uint16_t)w->sentences;
	}
	w->word[first].starts_clause = first == 0 || border->sentence || border->clause;
	*border = (struct border){ false, false };
}

/* Dashes as they are typed apart from hyphens: set off by spaces. NULL: no memory. */
static char *set_off_dashes(const char *text)
{
	AUTO(buf) struct buf out = BUF_INIT(strlen(text) * 5 / 3 + 1);
	char *ret = NULL;

	while (*text) {
		const char *from = text;
		uint32_t cp = str_utf8_next(&text);

		if (cp >= 0x2013 && cp <= 0x2015)
			buf_puts(&out, " - ");
		else
			buf_put(&out, from, (size_t)(text - from));
	}
	return buf_take(&out, &ret, NULL) == OK ? ret : NULL;
}

bool words_read(struct words *w, const char *text)
{
	char *spaced = str_utf8(text, strlen(text), NULL) ? set_off_dashes(text) : NULL;
	char *plain = spaced ? unicode_plain(spaced) : NULL;
	struct border border = { false, false };
	bool good = plain != NULL;

	w->count = w->used = 0;
	w->sentences = w->questions = 0;
	memset(w->asked, 0, sizeof(w->asked));
	memset(w->beginnings, 0, sizeof(w->beginnings));
	for (const char *p = plain; good && *p;) {
		size_t n = word_length(p), first = w->count;

		if (n) {
			good = add_word(w, p, n);
			apply_border(w, first, &border);
			p += n;
		} else {
			see_mark(w, plain, p, &border);
			(void)str_utf8_next(&p);
		}
	}
	free(plain);
	free(spaced);
	return good;
}
