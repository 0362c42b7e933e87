/* Characters, size and readability. */
#include <stdlib.h>
#include <string.h>

#include "common/check_rules.h"
#include "common/str.h"
#include "common/unicode.h"

enum {
	CHARS_MIN = 20,
	CHARS_MAX = QUESTION_TEXT_MAX_CHARS,
	WORDS_LEAST = 6,
	WORDS_MOST = 45,
	SENTENCES_MOST = 2
};

bool check_utf8(const struct subject *s)
{
	char *nfc = unicode_nfc(s->question->text, strlen(s->question->text));
	bool same = nfc && strcmp(nfc, s->question->text) == 0;

	free(nfc);
	return !same;
}

static bool has_hidden(const char *text)
{
	uint32_t cp;

	while ((cp = str_utf8_next(&text)))
		if (unicode_is_hidden(cp))
			return true;
	return false;
}

bool check_control_characters(const struct subject *s)
{
	return has_hidden(s->question->text);
}

bool check_length(const struct subject *s)
{
	size_t chars = 0;

	return !str_utf8(s->question->text, strlen(s->question->text), &chars) || chars < CHARS_MIN ||
	       chars > CHARS_MAX;
}

/* Words as one counts them: runs between spaces that hold a letter or digit. */
static int written_words(const char *text)
{
	int n = 0;
	bool inside = false;
	uint32_t cp;

	while ((cp = str_utf8_next(&text))) {
		if (unicode_is_space(cp)) {
			inside = false;
		} else if (!inside && (unicode_is_letter(cp) || (cp >= '0' && cp <= '9'))) {
			inside = true;
			n++;
		}
	}
	return n;
}

bool check_word_count(const struct subject *s)
{
	int n = written_words(s->question->text);

	if (words_is(s->language, "zh|ja|th|lo|km|my")) /* written without spaces: the length says enough */
		return false;
	return n < WORDS_LEAST || n > WORDS_MOST;
}

bool check_sentence_count(const struct subject *s)
{
	return s->words.sentences < 1 || s->words.sentences > SENTENCES_MOST;
}

/* Syllables of a word, near enough: groups of vowels, less a silent final e. */
static int syllables(const char *word)
{
	size_t n = strlen(word);
	int count = 0;
	bool vowel = false;

	for (size_t i = 0; i < n; i++) {
		bool now = strchr("aeiouy", word[i]) != NULL;

		count += now && !vowel;
		vowel = now;
	}
	if (count > 1 && n > 2 && word[n - 1] == 'e' && word[n - 2] != 'l')
		count--;
	return count ? count : 1;
}

/*
 * The Flesch-Kincaid grade: years of schooling that a reader needs. German words are longer for the same
 * ideas, and below a dozen words one technical term would decide alone, so those are left out.
 */
bool check_reading_level(const struct subject *s)
{
	const struct words *w = &s->words;
	double grade, limit = s->context->entry_level ? 16 : 21;
	int total = 0;

	if (w->count < 12 || !words_is(s->language, "en|de"))
		return false;
	for (size_t i = 0; i < w->count; i++)
		total += syllables(w->word[i].text);
	grade = 0.39 * (double)w->count / w->sentences + 11.8 * total / (double)w->count - 15.59;
	return grade > limit + (strcmp(s->language, "de") == 0 ? 4 : 0);
}

/* Words that a competency has no use for: it names a skill, it speaks to nobody and judges nobody. */
static const char no_label[] =
	"you|your|yours|yourself|we|our|me|my|tell|click|send|are|is|was|were|will|must|dot|slash|"
	"http|reject~|fail|failed|fails|score|scored|scores|rank|ranked|ranking|wrong|chance|prompt|"
	"loser|losers|idiot|stupid|dumb|lazy|weak|age|religion|marital|pregnan~|weight|race|"
	"nationality|sexuality|disability|arrest~|sie|ihr|ihnen|du|dein|deine|alter|schwanger~|"
	"familienstand|konfession|abgelehnt|dumm|faul";

/* Good labels that a word above would refuse. */
static const char *const labels[] = {
	"age appropriate|groups|verification|range",
	"race conditions|condition|strategy",
	"weight management|loss|training",
	"score keeping",
	"religion teaching|education|studies",
	"comparative religion",
	"pregnancy care|counselling|support",
	"disability support|care|rights|awareness|inclusion",
	"call handling|centre|center|management|quality",
	"arrest procedure|procedures",
	"search ranking",
	"final checks|inspection|assembly",
	"one to one",
	"tell stories",
	"prompt engineering|design|writing|service",
	NULL,
};

/* The competency is shown beside the question: a few plain words or nothing. */
bool check_label(const struct subject *s)
{
	const char *label = s->question->competency;
	struct words words;

	if (!words_read(&words, label))
		return true;
	words_mask(&words, labels);
	for (size_t i = 0; i < words.count; i++)
		if (words_at(&words, i, no_label))
			return true;

	return !str_utf8(label, strlen(label), NULL) || has_hidden(label) ||
	       strpbrk(label, "<>{}[]@\\`|~^*_=\"?!") || strstr(label, "//") || strstr(label, "www.") ||
	       written_words(label) > 8;
}
