/*
 * How many things are asked, and can one of them be answered with a word? An ask opens in one of a few ways:
 * an interrogative with inverted verb ("how did you"), an imperative ("describe"), a polite wrapping of
 * either
 * ("I'd love to hear how"), or a verb in front ("do you"), which is closed. A setting ("Imagine ...", "Tell
 * me about a time ...") with one question about it is one ask.
 */
#include <string.h>

#include "common/check_rules.h"

enum ask_kind { ASK_NONE, ASK_OPEN, ASK_IMPERATIVE, ASK_CLOSED };

struct asks {
	int open, closed;
};

struct opening {
	const char *pattern;
	enum ask_kind kind;
};

/* What a sentence may begin with. The first that fits decides; a leading "so", "and" or "please" is skipped.
 */
/* clang-format off */
static const struct opening english_openings[] = {
	{ "how many|old|tall|heavy", ASK_CLOSED },
	{ "how far is|are|do|did|can|away|from", ASK_CLOSED },
	{ "how often|frequently <aux> you", ASK_CLOSED },
	{ "who is|was|were your", ASK_CLOSED },
	{ "which|what ... prefer|favour|favor|choose|like|use|pick ?better|more|most , .. or", ASK_CLOSED },
	{ "how long have|has|did|do|were|are|had you", ASK_CLOSED },
	{ "how much do|does|did|are|were|will|would you|your !<tell>|know|rely|weight|time|detail|"
	  "freedom|guidance|involve", ASK_CLOSED },
	{ "when can|could|will|did you !know|decide|feel|realise|realize|ask|escalate|step|say|"
	  "choose|consider", ASK_CLOSED },
	{ "when would|do you ?next ?be ?like ?prefer ?expect ?plan ?want ?hope ?able ?to start|begin|join|arrive|leave|"
	  "finish|graduate|retire|move|return|come|marry|free|available !a|an|the|two", ASK_CLOSED },
	{ "when would|do you think|say|expect ... start|begin|join ?work ?working ?here ?with ?us $", ASK_CLOSED },
	{ "what year|date|day|time <aux>", ASK_CLOSED },
	{ "where do|did you live|reside|study|work|hear", ASK_CLOSED },
	{ "what is|was your ?<fill> name|address|title|degree|major|gpa|surname|email|number|availability|"
	  "grade", ASK_CLOSED },
	{ "<aux> not ?you", ASK_CLOSED },
	{ "may|can|could|might i|we ask ?you ?please .. how|what|why|which|about", ASK_OPEN },
	{ "may|can|could|might i|we ask|invite you to <tell>", ASK_IMPERATIVE },
	{ "may|can|could|might i|we", ASK_CLOSED },
	{ "can|could|would|will you ?<polite> ?<polite> say|tell|confirm|indicate|state|let ?me|us ?know whether|if", ASK_CLOSED },
	{ "do <tell> me|us|a|an|the|your|how|what|about", ASK_IMPERATIVE },
	{ "can|could|would|will|might you ?<polite> ?<polite> ?<polite> <tell>|expand|"
	  "paint", ASK_IMPERATIVE },
	{ "would|will|could|can you .. telling|describing|explaining|sharing|walking|talking|giving|"
	  "outlining", ASK_IMPERATIVE },
	{ "would you be able|willing|happy to <tell>", ASK_IMPERATIVE },
	{ "are|would you ?be able|willing|happy to <tell>", ASK_IMPERATIVE },
	{ "can|could you ?please ?perhaps ?maybe think|remember ?of ?back ?to a|an|one|any|the|"
	  "some", ASK_IMPERATIVE },
	{ "do|would you ?happen ?to have|remember|recall a|an|any|one ?good ?specific ?recent ?concrete "
	  "example|examples|time|situation|moment|case|story", ASK_IMPERATIVE },
	{ "<aux>", ASK_CLOSED },
	{ "yes or no", ASK_CLOSED },
	{ "if|suppose|supposing|imagine|assume|assuming|picture|say|think|consider|while|as|given|after|"
	  "before|during|although|because|once|unless|until", ASK_NONE },
	{ "when|where <aux> ?not you|we|the|it|this|is|should", ASK_OPEN },
	{ "where does|did|do your ?<fill> interest|passion|motivation|enthusiasm|curiosity|drive|inspiration|love",
	  ASK_OPEN },
	{ "when|whenever|where", ASK_NONE },
	{ "?in|on|at|by|to|for|with|from|under|through|about|of|against|during|within|after|before "
	  "<wh>", ASK_OPEN },
	{ "<tell>", ASK_IMPERATIVE },
	{ "let me|us ?know|hear|understand whether|if", ASK_CLOSED },
	{ "let me|us know|hear|understand|see", ASK_IMPERATIVE },
	{ "... i|we ?<aux> ?<fill> ?<fill> ?very ?quite like|love|want|wonder|wondering|curious|"
	  "interested|keen|appreciate|enjoy .. whether|if you", ASK_CLOSED },
	{ "... i|we ?<aux> ?<fill> ?<fill> ?very ?quite like|love|want|wonder|wondering|curious|"
	  "interested|keen|appreciate|enjoy|ask ... <wh>|<tell>|about|your|you|example|examples|story", ASK_IMPERATIVE },
	{ "... great|helpful|nice|good|interesting|wonderful|useful .. hear|know|understand|learn|see|"
	  "<tell>", ASK_IMPERATIVE },
	{ NULL, ASK_NONE },
};
static const struct opening german_openings[] = {
	{ "wie viele|viel|alt|gross|lange|weit", ASK_CLOSED },
	{ "wieviele|wieviel", ASK_CLOSED },
	{ "wann konnen|konnten|wollen|haben|sind|mochten sie|du", ASK_CLOSED },
	{ "wo wohnen|leben|wohnst|lebst|arbeiten sie|du", ASK_CLOSED },
	{ "konnen|konnten|wurden|mochten|wollen|kannst|konntest|wurdest|magst|willst|durfen|mogen sie|du|"
	  "ich ... <erzahl>|fragen|eingehen", ASK_IMPERATIVE },
	{ "haben|hast|fallt|erinnern|erinnerst sie|du|ihnen|dir ?sich|dich .. beispiel|situation|"
	  "an", ASK_IMPERATIVE },
	{ "stellen|stell ?sie uns|mir ... vor", ASK_IMPERATIVE },
	{ "wenn|falls|angenommen|sofern|als|nachdem|bevor|obwohl|stellen|denken|stell|denk|nehmen|nimm|"
	  "gesetzt", ASK_NONE },
	{ "<erzahl> ?sie ?mir|uns|bitte|einmal|doch|kurz", ASK_IMPERATIVE },
	{ "?in|an|auf|bei|mit|zu|aus|von|nach|unter|durch|fur|gegen|uber|um|vor|seit|worauf|anhand "
	  "<wen>", ASK_OPEN },
	{ "... mich|uns|ich|wir ?wurde|mochte|mochten|wurden ?gern|gerne ?interessieren|interessiert|"
	  "wissen|erfahren|horen .. ob", ASK_CLOSED },
	{ "... mich|uns|ich|wir|ware|schon|spannend|interessant|gern|gerne|bin|sind ... interessieren|interessiert|"
	  "wissen|erfahren|horen|verstehen|gespannt", ASK_IMPERATIVE },
	{ NULL, ASK_NONE },
};

/* Asks that open later in a sentence: behind a comma or a conjunction. */
static const struct opening english_later[] = {
	{ "<wh> .. <aux> ?not you|your|we|they|the|it|this|that|these|those|he|she|was|been|his|her|"
	  "their", ASK_OPEN },
	{ "what|who|which interests|interested|attracts|attracted|drew|appeals|keeps|kept|makes|made|motivates|motivated|helps|helped|drives|happened|happens", ASK_OPEN },
	{ "tell|walk|give me|us", ASK_IMPERATIVE },
	{ "also|additionally|besides <wh>|<tell>", ASK_IMPERATIVE },
	{ "<aux> you|your|there|they", ASK_CLOSED },
	{ NULL, ASK_NONE },
};
static const struct opening german_later[] = {
	{ "wie|was|warum|wieso|weshalb|womit|woran|wodurch|worauf|wer|wen|wem|wann|wo !sie|du|ihr|ihre|"
	  "ihren|man|wir .. sie|du|wir|ihr|ihre", ASK_OPEN },
	{ "?in|an|auf|bei|mit|zu|aus|nach welche|welcher|welches|welchen|welchem .. sie|du", ASK_OPEN },
	{ "was|wer|wie war|waren|ist|sind|hilft|half|macht|motiviert|passiert|lauft", ASK_OPEN },
	{ "<erzahl> sie|mir|uns", ASK_IMPERATIVE },
	{ NULL, ASK_NONE },
};
/* An order that only continues an order, as in "Tell me about X and describe Y". */
static const char english_second_order[] =
	"describe|explain|outline|discuss|list|name|summarise|summarize !to|it|that|them|this";
/* clang-format on */

static const char lead_ins[] =
	"please|so|and|but|then|now|also|ok|okay|well|first|firstly|finally|just|or|next|bitte|und|"
	"aber|also|nun|oder|zunachst|zuerst|dann|hello|hi|hallo|great|thanks|lastly|secondly";
static const char joins[] = "and|or|but|then|und|oder|aber|sowie|as|plus";

struct scan {
	const struct words *words;
	const struct opening *openings, *later;
	bool german;
	struct asks asks;
	int sentence_asks;
	enum ask_kind first_kind; /* of the first ask of the sentence */
	bool first_was_occasion;  /* the sentence before told to think of an occasion */
};

static enum ask_kind kind_at(const struct words *w, size_t at, const struct opening *openings)
{
	for (; openings->pattern; openings++)
		if (words_match_at(w, at, openings->pattern, NULL))
			return openings->kind;
	return ASK_NONE;
}

static void count(struct scan *scan, enum ask_kind kind)
{
	if (kind == ASK_NONE)
		return;
	scan->asks.open += kind != ASK_CLOSED;
	scan->asks.closed += kind == ASK_CLOSED;
	if (scan->sentence_asks++ == 0)
		scan->first_kind = kind;
}

/* Verb first and a question mark behind is a yes-or-no question in German; without the mark it is an order.
 */
static enum ask_kind german_first(const struct words *w, size_t at, enum ask_kind kind)
{
	/* "Sie haben einen leeren Laden; was ...?", "Der Vater will ..., wie ...?" */
	static const char settings[] = "sie|du|wir|der|die|das|ein|eine|einer|ihr|ihre|unser|unsere|im|am|"
				       "bei|schon|jemand|manche|viele";
	bool asked = w->asked[w->word[at].sentence];

	if (words_is(w->word[at].text, settings) && words_match_at(w, at, "... , <wen>", NULL))
		return kind == ASK_IMPERATIVE ? kind : ASK_NONE;
	if (asked && kind == ASK_IMPERATIVE && words_match_at(w, at, "<erzahl> sie|du", NULL))
		return ASK_CLOSED;
	if (asked && kind == ASK_NONE &&
	    words_match_at(w, at, "!wenn|falls|als|sofern .. sie|du|es|ihnen|dir ...", NULL) &&
	    !words_is(w->word[at].text,
		      "<wen>|wenn|falls|als|sofern|nachdem|bevor|angenommen|stellen|denken|obwohl"))
		return ASK_CLOSED;
	return kind;
}

static size_t skip_lead_ins(const struct words *w, size_t at, size_t end)
{
	size_t behind;

	while (at + 1 < end && words_is(w->word[at].text, lead_ins))
		at++;
	if (words_match_at(w, at, "i am ?just ?really ?very curious|wondering ,", &behind) && behind < end)
		at = behind; /* "I'm curious: what ...?" */
	return at;
}

/* A closing remark on the same ask: "Please explain your reasoning.", "Give an example." */
static bool is_tail(const struct words *w, size_t at, size_t end)
{
	static const char *const tails[] = {
		"?please explain|elaborate ?why ?your ?reasoning|answer|thinking|choice $",
		"?please give|share|provide|use ?me|us ?with a|an|one ?specific|concrete|real|recent "
		"example|examples ...",
		"why or why not",
		"why $",
		"wieso $",
		"warum $",
		"?bitte nennen|geben|begrunden sie ?bitte ?ein|einen ?konkretes beispiel|antwort",
		NULL,
	};

	for (size_t i = 0; tails[i]; i++)
		if (end - at <= 10 && words_match_at(w, at, tails[i], NULL))
			return true;
	return false;
}

/* "How did you ...", "What happened ...": about what was just told. */
static bool asks_about_occasion(const struct words *w, size_t at)
{
	static const char *const patterns[] = {
		"what|how|which|why .. "
		"did|was|were|happened|made|helped|led|ended|would|came|worked|changed|went",
		"was|wie|warum|womit|wofur|wodurch .. "
		"haben|hast|war|waren|sind|bist|wurden|half|hat|gingen|taten",
		NULL,
	};

	for (size_t i = 0; patterns[i]; i++)
		if (words_match_at(w, at, patterns[i], NULL))
			return true;
	return false;
}

static const char occasion[] =
	"time|situation|occasion|moment|example|case|instance|day|project|shift|problem|mistake|"
	"experience|incident|challenge|goal|change|decision|task|conflict|customer|"
	"situationen|moment|beispiel|fall|tag|projekt|fehler|aufgabe|erlebnis|konflikt|problem";

static bool names_occasion(const struct words *w, size_t at, size_t end)
{
	for (; at < end; at++)
		if (words_is(w->word[at].text, occasion))
			return true;
	return false;
}

/* Words of one sentence, which begins at `first`. */
struct range {
	size_t first, from, end;
};

/* Where a later ask may open, and does. */
static enum ask_kind later_kind(const struct scan *scan, size_t at, size_t first, bool anywhere)
{
	const struct words *w = scan->words;
	bool joined = at > first && words_is(w->word[at - 1].text, joins);
	enum ask_kind kind;

	if (w->word[at].starts_clause && scan->sentence_asks == 0) {
		if (!w->asked[w->word[at].sentence] &&
		    (scan->german
			     ? words_is(w->word[at].text, "<wen>") &&
				       !words_match_at(w, at, "<wen> ... +sie|+ihnen|+ihr|+ihre|du|dir|dein",
						       NULL)
			     : words_is(w->word[at].text, "who|whom|whose|which|where")))
			return ASK_NONE; /* "..., who died years ago." */
		kind = kind_at(w, at, scan->openings);
		if (kind == ASK_OPEN || kind == ASK_IMPERATIVE || scan->german)
			return kind;
	}
	if (joined && scan->first_kind == ASK_IMPERATIVE && words_match_at(w, at, english_second_order, NULL))
		return ASK_IMPERATIVE;
	if (!joined && !w->word[at].starts_clause && (scan->sentence_asks > 0 || !anywhere))
		return ASK_NONE;
	kind = kind_at(w, at, scan->later);
	/* "Tell me about that day and what helped you." has no second question, only a second object. */
	return kind == ASK_OPEN && scan->first_kind == ASK_IMPERATIVE && !w->asked[w->word[at].sentence]
		       ? ASK_NONE
		       : kind;
}

static bool speaks_to_somebody(const struct words *w, size_t at, size_t end)
{
	static const char address[] =
		"<wh>|<wen>|<aux>|<tell>|you|your|we|i|sie|du|ihr|ihre|ihren|ihnen|ihrem|dein|deine|dir";

	for (; at < end; at++)
		if (words_is(w->word[at].text, address))
			return true;
	return false;
}

/* Count the asks that open between `from` and `end`; anywhere: in the middle of a clause, too. */
static void count_later(struct scan *scan, struct range range, bool anywhere)
{
	for (size_t i = range.from; i < range.end; i++)
		if (!words_match_at(scan->words, i, "why or|$", NULL))
			count(scan, later_kind(scan, i, range.first, anywhere));
}

static void scan_sentence(struct scan *scan, size_t first, size_t end)
{
	const struct words *w = scan->words;
	size_t at = skip_lead_ins(w, first, end);
	enum ask_kind kind = kind_at(w, at, scan->openings);

	scan->sentence_asks = 0;
	scan->first_kind = ASK_NONE;
	if (scan->asks.open + scan->asks.closed > 0 && is_tail(w, at, end))
		return;
	if (scan->first_was_occasion && asks_about_occasion(w, at)) {
		scan->first_was_occasion = false;
		scan->asks.open--; /* the occasion was only the setting; what is asked about it follows */
	}
	if (scan->german)
		kind = german_first(w, at, kind);
	count(scan, kind);
	/* "Somebody who has been drinking wants a tattoo; what do you do?" asks where the clause begins */
	count_later(scan, (struct range){ first, at + 1, end }, false);
	if (scan->sentence_asks == 0 && !scan->german)
		count_later(scan, (struct range){ first, at + 1, end }, true);
	if (scan->sentence_asks == 0 && w->asked[w->word[first].sentence] &&
	    speaks_to_somebody(w, first, end))
		count(scan, ASK_OPEN); /* "And your approach to night shifts?" */
	scan->first_was_occasion = scan->first_kind == ASK_IMPERATIVE && scan->sentence_asks == 1 &&
				   names_occasion(w, at, end);
}

static struct asks count_asks(const struct subject *s)
{
	const struct words *w = &s->words;
	bool german = strcmp(s->language, "de") == 0;
	struct scan scan = { .words = w,
			     .german = german,
			     .openings = german ? german_openings : english_openings,
			     .later = german ? german_later : english_later };
	size_t end;

	for (size_t first = 0; first < w->count; first = end) {
		end = words_sentence_end(w, first);
		scan_sentence(&scan, first, end);
	}
	return scan.asks;
}

/* Asks are only told apart in the languages that have a table; elsewhere question marks must do. */
static bool has_grammar(const struct subject *s)
{
	return words_is(s->language, "en|de");
}

bool check_one_ask(const struct subject *s)
{
	struct asks asks;

	if (s->words.questions > 1)
		return true;
	if (!has_grammar(s))
		return false;
	asks = count_asks(s);
	return asks.open + asks.closed != 1;
}

bool check_open_ended(const struct subject *s)
{
	static const char *const reasons[] = { "and|or why ?not $", "why or why not", "and how so",
					       "und warum|wieso|weshalb ?nicht $", NULL };
	static const char *const short_answers[] = {
		"yes or no",
		"ja oder nein",
		"true or false",
		"in one word",
		"mit ja oder nein",
		"antworten|sagen|beschreiben|erklaren|antworte|sag +sie|mir ... mit ja|nein",
		NULL
	};

	if (words_find(&s->words, short_answers))
		return true;
	return has_grammar(s) && count_asks(s).closed > 0 && !words_find(&s->words, reasons);
}
