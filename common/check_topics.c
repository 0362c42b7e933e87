/*
 * Protected topics: what nobody may ask a candidate, however politely or indirectly. check_whose.c looks for
 * the topic pointed at the candidate ("your age", "are you married"), not for the topic alone: pregnant
 * patients, children in a class and race conditions are work. What is work although it reads alike is masked
 * first.
 */
#include "common/buf.h"
#include "common/check_rules.h"
#include "common/check_spheres.h"

/* clang-format off */
/* Everyday terms of some trade that a pattern below would take for something else. */
static const char *const work_terms[] = {
	"race condition|conditions|day|car|cars|track|strategy|hazard|hazards|results",
	"child|children|parent|kid process|processes|class|classes|node|nodes|element|elements|"
	  "component|components|table|tables|theme|record|records|domain|account|accounts|company|object|"
	  "objects|theme|themes|ticket|tickets|issue|issues|task|tasks|span|safety|protection|"
	  "safeguarding|welfare|development|labour|labor|seat|seats",
	"child|children care !arrangements|arrangement|while|when|if|during|for",
	"age of ?<fill> ?cache|entry|session|data|record|records|token|file|backlog|building|cargo|"
	  "stock|sample|inventory|debt|receivables|equipment|machine|vehicle",
	"family of|medicine|practice|court|law|doctor|room|rooms|services|therapy|support|resort|"
	  "holiday|product|nurse|members|visits|meetings|medicine|tickets|restaurant|hotel|friendly|"
	  "conference|conferences|visitors|visiting",
	"body language|shop|work|armour|armor|mechanics|panel|cam|copy|text|repair|fluids",
	"health and safety",
	"health inspection|inspections|inspector|inspectors|rules|code|standards|risk|risks|hazard|hazards",
	"family business|businesses|firm|firms|company|companies|account|calendar|menu|event|events|dinner|therapist|centre|center|farm|office|day|show|audience",
	"medical equipment|data|devices|trial|trials|school|certificate|certificates|emergency|emergencies|waste|care|gas",
	"police officer|officers|work|force|report|reports|car|cars|checks",
	"criminal law|case|cases|court|justice|charges|investigation|procedure",
	"health service|services|care|check|checks|system|systems|data|app|apps|assistant|visitor|"
	  "visiting|worker|record|records|professional|professionals|insurance|informatics|education|"
	  "promotion|sector|endpoint|team|coaching|metrics|score|plan|ministry|authority|department",
	"mental model|models|health nurse|nursing|ward|team|services|service|patients|patient|clients|"
	  "support|training|first",
	"medical assistant|records|secretary|device|devices|coding|team|staff|equipment|training|"
	  "terminology|billing|supplies|knowledge|field|terms",
	"union representative|representatives|rep|reps|official|officials|agreement|agreements|"
	  "contract|contracts|leader|leaders|steward|negotiations|type|types|find|query|rules",
	"european|credit|student|customs union",
	"political science|campaign|campaigns|reporting|risk|news|correspondent|advertising|context|"
	  "pressure",
	"native app|apps|code|mobile|modules|module|plants|species|application|applications|library|"
	  "libraries|advertising|ads|content|features|android|ios|integration",
	"black box|friday|belt|list|hat|spots|spot|tie",
	"white paper|papers|box|label|board|boards|space|goods|hat|spots",
	"gender pay|equality|balance",
	"single page|point|source|handed|handedly|sign|out|threaded|use|most|biggest|thread|customer|"
	  "task|piece|order",
	"straight away|forward|from|to|after|into",
	"feel|feeling|felt ?more at home in|with",
	"stand|stands|standing on your ?own|two feet",
	"with|by your ?own|bare|two hands",
	"foot|feet in the door",
	"faith in",
	"credit control|risk|card|cards|notes|note|check|checks|limits|limit|terms|analysis|team|"
	  "decisions|officer",
	"drug calculation|calculations|round|rounds|trolley|discovery|cupboard|safety|administration|"
	  "trial|trials",
	"medication round|rounds|error|errors|administration|orders|order|chart|charts|review|reviews|"
	  "safety|management|records|record",
	"technical|design|process|tech|code|bad|collecting|customer|outstanding|unpaid|sovereign debt|"
	  "debts",
	"church hall|services|records|events",
	"blind spot|spots|test|tests|tasting|review|copy|audit",
	"deaf ears",
	"service level|desk|users|accounts",
	"her|his|their|client|criminal ?criminal record|records check|checks",
	"her|his|their|client ?<fill> criminal|arrest|police record|records|history|past",
	"into|from|match|equivalent|counterpart ?<fill> ?in your native|mother|first language|tongue",
	"members|member of your union",
	"as a|an ?trade union organiser|organizer|secretary|delegate|lawyer",
	"caller|customer|guest|patient|client|pupil|child|resident|passenger|visitor|tenant ?who ask|asks|asked|asking "
	  "?you where|if|whether|how|what|why|about ... $|instead|rather",
	"weight limit|limits|distribution|class|loss|management|of the|bearing",
	NULL,
};

/* clang-format on */

/*
 * The role by its own name is work, whatever words it is made of: "as an elderly care assistant". A name of
 * one word needs no help, and one that speaks to somebody or asks something is none.
 */
static void mask_role(struct words *words, const char *role)
{
	static const char *const no_names[] = {
		"you|your|yours|yourself|we|our|us|i|me|my|sie|+ihr|+ihre|du|dein|deine",
		"<wh>|<aux>|<wen>|<tell>|<erzahl>", NULL
	};
	enum { NAME_MAX_WORDS = 8 };
	AUTO(buf) struct buf pattern = BUF_INIT(WORDS_ROOM);
	const char *list[] = { NULL, NULL };
	struct words name;

	if (!role || !words_read(&name, role) || name.count < 2 || name.count > NAME_MAX_WORDS ||
	    words_find(&name, no_names))
		return;
	for (size_t i = 0; i < name.count; i++)
		buf_printf(&pattern, "%s%s", i ? " " : "", name.word[i].text);
	list[0] = buf_text(&pattern);
	words_mask(words, list);
}

bool check_protected_topic(const struct subject *s)
{
	struct words words = s->words;

	words_mask(&words, work_terms);
	mask_role(&words, s->context->target_role);
	return topic_is_candidates(&words, s->language);
}
