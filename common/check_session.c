/* A question beside its session: not asked before, and in the language that was asked for. */
#include <string.h>

#include "common/check_rules.h"
#include "common/str.h"
#include "common/unicode.h"

/* Words that carry no subject: without them, two questions about the same thing look alike. */
/* clang-format off */
static const char no_subject[] =
	"a|an|the|and|or|but|of|to|in|on|at|for|with|from|by|about|into|as|than|that|this|these|those|it|"
	  "its|they|them|"
	"their|there|here|you|your|yourself|we|our|us|me|my|i|is|are|was|were|be|been|being|do|does|did|"
	  "done|have|has|had|"
	"having|will|would|can|could|should|may|might|must|not|no|so|if|when|where|while|who|whom|whose|"
	  "which|what|why|"
	"how|tell|describe|explain|share|give|walk|talk|through|please|time|situation|example|occasion|"
	  "moment|instance|"
	"case|experience|once|someone|something|somebody|one|some|any|very|really|most|more|make|made|"
	  "get|got|go|went|work|working|works|job|workplace|daily|everyday|set|keep|keeps|many|yourself|see|like|make|made|find|"
	"learn|learned|learnt|hard|difficult|big|take|took|use|used|really|feel|think|"
	"had|deal|dealt|dealing|handle|handled|handling|manage|managed|cope|approach|way|kind|sort|"
	  "recent|recently|"
	"particular|specific|faced|face|need|needed|usually|typically|normally|ever|just|in|out|up|"
	"der|die|das|den|dem|des|ein|eine|einen|einem|einer|eines|und|oder|aber|von|zu|zum|zur|im|in|an|"
	  "am|auf|bei|mit|"
	"fur|aus|nach|uber|um|sie|ihr|ihre|ihren|ihnen|ihrem|ihrer|du|dein|deine|ich|mir|uns|wir|es|ist|"
	  "sind|war|waren|"
	"haben|hat|hatten|hatte|werden|wurden|wurde|konnen|konnten|mussen|mussten|sollen|nicht|wenn|als|"
	  "wie|was|warum|"
	"welche|welcher|welches|welchen|wo|wer|dass|so|sich|auch|beschreiben|erzahlen|schildern|nennen|"
	  "bitte|situation|"
	"beispiel|moment|dabei|damit|gehen|umgehen|vor|ging|gingen|umgegangen|einmal|erlebt|gemacht";
/* clang-format on */

enum { SUBJECTS_MAX = 64, STEM = 5 };

struct subjects {
	const char *word[SUBJECTS_MAX];
	size_t count;
};

static bool has_subject(const struct subjects *s, const char *word)
{
	for (size_t i = 0; i < s->count; i++)
		if (strncmp(s->word[i], word, STEM) == 0) /* "prioritise" and "priorities" are one */
			return true;
	return false;
}

static struct subjects subjects_of(const struct words *w)
{
	struct subjects s = { .count = 0 };

	for (size_t i = 0; i < w->count && s.count < SUBJECTS_MAX; i++)
		if (!words_is(w->word[i].text, no_subject) && !has_subject(&s, w->word[i].text))
			s.word[s.count++] = w->word[i].text;
	return s;
}

/* Same subjects: at least 3 of 5 of all that either names, or nearly everything that the shorter one names.
 */
static bool near(const struct words *a, const struct words *b)
{
	struct subjects x = subjects_of(a), y = subjects_of(b);
	size_t both = 0, fewer = x.count < y.count ? x.count : y.count;

	for (size_t i = 0; i < x.count; i++)
		both += has_subject(&y, x.word[i]);
	if (fewer == 0)
		return a->count == b->count;
	return both * 5 >= (x.count + y.count - both) * 3 || (fewer >= 3 && both * 5 >= fewer * 4);
}

bool check_duplicate(const struct subject *s)
{
	struct words earlier;

	for (size_t i = 0; i < s->context->earlier_count; i++)
		if (words_read(&earlier, s->context->earlier[i].text) && near(&s->words, &earlier))
			return true;
	return false;
}

/* Small frequent words that tell languages in Latin script apart. */
static const struct {
	const char *language, *words;
} telltales[] = {
	{ "en", "the|and|you|your|how|what|with|would|do|did|of|to|tell|describe|when|that|is|are|have|for|"
		"which|time|about|a|an|as|after|somebody|someone|your|from|this" },
	{ "de", "der|die|das|und|sie|ihr|ihre|ihren|ihnen|wie|mit|wurden|haben|ist|sind|von|zu|fur|einer|"
		"eine|einen|wenn|nicht|bei|welche|auf|im|den" },
	{ "fr", "de|un|ce|ou|le|la|les|et|vous|votre|vos|comment|avec|est|une|des|dans|pour|que|quelle|quel|"
		"avez|qui|sur|"
		"parlez|du|au" },
	{ "es",
	  "de|el|la|los|las|y|usted|su|como|con|es|una|del|en|para|que|cual|ha|por|se|al|cuando|describa|"
	  "un|tu" },
	{ "it", "il|la|le|lo|un|in|i|al|gli|e|lei|suo|come|con|una|del|della|nel|per|che|quale|ha|di|si|sono|"
		"quando|un|tuo" },
	{ "nl",
	  "de|het|een|en|u|uw|hoe|met|van|is|voor|dat|die|wat|bent|heeft|welke|op|niet|je|als|bij|jouw|zou" },
	{ "pt",
	  "de|o|a|os|as|e|voce|seu|sua|como|com|uma|da|do|em|para|que|qual|foi|por|se|quando|descreva|um" },
	{ "pl",
	  "i|w|na|z|do|jak|sie|pan|pani|czy|co|jest|prosze|ktory|ktora|dla|nie|to|swoje|w|jakie|byla|przez" },
	{ "sv", "och|att|det|en|ett|du|ni|hur|vad|som|med|pa|ar|din|ditt|nar|av|till|om|den|har|kan|nagot|"
		"inte|dig|de|"
		"beratta" },
	{ "da", "og|at|det|en|et|du|hvordan|hvad|som|med|pa|er|din|hvor|nar|af|til|om|den|har|kan|noget|ikke|"
		"dig|de" },
	{ "no",
	  "og|at|det|en|et|du|hvordan|hva|som|med|pa|er|din|hvor|nar|av|til|om|den|har|kan|noe|ikke|deg|de" },
	{ "nb",
	  "og|at|det|en|et|du|hvordan|hva|som|med|pa|er|din|hvor|nar|av|til|om|den|har|kan|noe|ikke|deg|de" },
	{ "fi", "ja|on|miten|mita|kun|joka|etta|ei|sina|te|kerro|missa|tai|kanssa|olet|olette|jos" },
	{ "tr", "bir|ve|ile|nasil|icin|bu|ne|siz|sizin|zaman|daha|nedir|hangi|olan|misiniz|musunuz" },
	{ "cs", "a|na|se|s|v|z|jak|co|kdy|je|vas|kdyz|ktery|pro|do|jste|si|popiste|byl|kvuli" },
	{ "sk", "a|na|sa|s|v|z|ako|co|kedy|je|vas|ked|ktory|pre|do|ste|si|opiste|bol" },
	{ "ro", "si|de|la|un|o|in|cu|cum|ce|care|este|ati|va|pentru|cand|din|pe|sa|descrieti|atunci|despre" },
	{ "hu", "a|az|es|hogy|egy|hogyan|mit|van|nem|milyen|amikor|meg|ha|el" },
};

static int telltale_count(const struct words *w, const char *list)
{
	int n = 0;

	for (size_t i = 0; i < w->count; i++)
		n += words_is(w->word[i].text, list);
	return n;
}

const char *check_guess_language(const struct words *words)
{
	const char *best = "";
	int most = 0;

	for (size_t i = 0; i < ARRAY_LEN(telltales); i++) {
		int n = telltale_count(words, telltales[i].words);

		if (n > most) {
			most = n;
			best = telltales[i].language;
		}
	}
	return most ? best : "en";
}

/* Does the text seem to be in another language than this one? Two words of difference, so that terms pass. */
static bool reads_foreign(const struct words *w, const char *language)
{
	const char *guess = check_guess_language(w);
	int own = 0, other = 0;

	for (size_t i = 0; i < ARRAY_LEN(telltales); i++) {
		int n = telltale_count(w, telltales[i].words);

		if (strcmp(telltales[i].language, language) == 0)
			own = n;
		if (strcmp(telltales[i].language, guess) == 0)
			other = n;
	}
	return other >= own + 2;
}

struct scripts {
	int latin, other;
	bool mixed; /* within one word: letters that only look Latin */
};

static struct scripts scripts_of(const char *text)
{
	struct scripts s = { 0, 0, false };
	int latin_before = -1;
	uint32_t cp;

	while ((cp = str_utf8_next(&text))) {
		bool latin = unicode_is_latin(cp);

		if (!unicode_is_letter(cp)) {
			latin_before = -1;
			continue;
		}
		s.latin += latin;
		s.other += !latin;
		s.mixed = s.mixed || (latin_before == !latin && !s.mixed);
		latin_before = latin;
	}
	return s;
}

bool check_language(const struct subject *s)
{
	static const char other_script[] =
		"ar|be|bg|bn|el|fa|gu|he|hi|hy|ja|ka|km|kn|ko|lo|mk|ml|mn|mr|my|ne|pa|ru|sr|ta|te|"
		"th|uk|ur|zh|yi|am|kk|ky|ps|si|tg";
	struct scripts scripts = scripts_of(s->question->text);

	if (words_is(s->language, other_script))
		return scripts.other < scripts.latin;
	return scripts.mixed || scripts.other > 2 || reads_foreign(&s->words, s->language);
}
