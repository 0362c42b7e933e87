/*
 * The intake's values are free text in any language, so they are recognised by words where possible, and
 * otherwise the AI is merely pointed at them.
 */
#include "daemon/prompt_hints.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "common/intake.h"

static const char *const names[] = {
	[HINT_NO_DESCRIPTION] = "no_description",
	[HINT_ENTRY_LEVEL] = "entry_level",
	[HINT_CONFIDENCE_LOW] = "confidence_low",
	[HINT_CONFIDENCE_HIGH] = "confidence_high",
	[HINT_LEVEL_EASY] = "level_easy",
	[HINT_LEVEL_HARD] = "level_hard",
	[HINT_STAGE] = "stage",
	[HINT_STAGE_EARLY] = "stage_early",
	[HINT_STAGE_SCREEN] = "stage_screen",
	[HINT_STAGE_TECHNICAL] = "stage_technical",
	[HINT_STAGE_FINAL] = "stage_final",
	[HINT_GOAL] = "goal",
	[HINT_STRUGGLE] = "struggle",
	[HINT_MUST_PRACTICE] = "must_practice",
	[HINT_EARLIER] = "earlier",
};
_Static_assert(ARRAY_LEN(names) == HINT__COUNT, "one name per hint");

const char *hint_name(enum hint hint)
{
	return names[hint];
}

/* Part of a word? Every byte of a character beyond ASCII counts as a letter. */
static bool is_letter(char c)
{
	return isalnum((unsigned char)c) || (unsigned char)c >= 0x80;
}

/* Does text hold these words, whole and in any case ("intern" is not in "internal")? */
static bool has_words(const char *text, const char *words)
{
	size_t n = strlen(words);

	for (const char *at = text; (at = strcasestr(at, words)); at++)
		if ((at == text || !is_letter(at[-1])) && !is_letter(at[n]))
			return true;
	return false;
}

/* list ends with NULL */
static bool has_any(const char *text, const char *const *list)
{
	for (; text && *list; list++)
		if (has_words(text, *list))
			return true;
	return false;
}

bool prompt_entry_level(const char *role, const char *job_description)
{
	static const char *const in_role[] = { "intern",
					       "interns",
					       "internship",
					       "trainee",
					       "apprentice",
					       "apprenticeship",
					       "junior",
					       "entry-level",
					       "entry level",
					       "graduate",
					       "beginner",
					       "azubi",
					       "auszubildende",
					       "auszubildender",
					       "ausbildung",
					       "praktikant",
					       "praktikantin",
					       "praktikum",
					       "werkstudent",
					       "werkstudentin",
					       "berufseinsteiger",
					       "berufseinsteigerin",
					       "quereinsteiger",
					       "quereinsteigerin",
					       NULL };
	static const char *const in_description[] = { "entry-level",
						      "entry level",
						      "no experience required",
						      "no experience needed",
						      "no experience necessary",
						      "no prior experience",
						      "no previous experience",
						      "keine vorkenntnisse",
						      "keine berufserfahrung",
						      NULL };

	return has_any(role, in_role) || has_any(job_description, in_description);
}

static unsigned bit(enum hint hint)
{
	return 1u << hint;
}

static unsigned confidence_hint(const struct json_object *intake)
{
	int64_t n;

	if (js_i64(intake, "confidence", 1, 5, &n) != OK || n == 3)
		return 0;
	return bit(n < 3 ? HINT_CONFIDENCE_LOW : HINT_CONFIDENCE_HIGH);
}

static unsigned level_hint(const struct json_object *intake)
{
	static const char *const easy[] = { "easy",    "gentle", "light",   "low",   "beginner", "basic",
					    "relaxed", "leicht", "einfach", "sanft", NULL };
	static const char *const hard[] = { "hard",    "challenging", "tough",     "high",
					    "stretch", "advanced",    "difficult", "expert",
					    "schwer",  "schwierig",   "hoch",      NULL };
	const char *level;

	if (js_text(intake, "challengeLevel", INTAKE_LABEL_MAX_CHARS, &level) != OK)
		return 0;
	return has_any(level, easy) ? bit(HINT_LEVEL_EASY) : has_any(level, hard) ? bit(HINT_LEVEL_HARD) : 0;
}

static unsigned stage_hint(const struct json_object *intake)
{
	static const char *const technical[] = { "technical", "coding",   "skills",       "practical",
						 "case",      "fachlich", "fachgespräch", NULL };
	static const char *const final[] = { "final",  "last",    "onsite", "on-site", "panel", "second",
					     "letzte", "letztes", "zweite", "zweites", NULL };
	static const char *const screen[] = { "screen",    "screening",    "phone",   "first",
					      "recruiter", "hr",           "telefon", "erste",
					      "erstes",    "erstgespräch", NULL };
	static const char *const early[] = { "preparing",   "exploring", "applying",  "searching", "starting",
					     "not started", "early",     "bewerbung", NULL };
	static const struct {
		const char *const *words;
		enum hint hint;
	} stages[] = { { technical, HINT_STAGE_TECHNICAL },
		       { final, HINT_STAGE_FINAL },
		       { screen, HINT_STAGE_SCREEN },
		       { early, HINT_STAGE_EARLY } };
	const char *stage;

	if (js_text(intake, "stage", INTAKE_LABEL_MAX_CHARS, &stage) != OK)
		return 0;
	for (size_t i = 0; i < ARRAY_LEN(stages); i++)
		if (has_any(stage, stages[i].words))
			return bit(stages[i].hint);
	return bit(HINT_STAGE);
}

static unsigned if_given(const struct json_object *intake, const char *key, enum hint hint)
{
	struct json_object *val;

	return intake && json_object_object_get_ex(intake, key, &val) && val ? bit(hint) : 0;
}

unsigned hints_for(const struct prompt_input *in, const struct json_object *intake)
{
	unsigned set = confidence_hint(intake) | level_hint(intake) | stage_hint(intake);

	set |= if_given(intake, "goal", HINT_GOAL);
	set |= if_given(intake, "struggle", HINT_STRUGGLE);
	set |= if_given(intake, "mustPractice", HINT_MUST_PRACTICE);
	if (!in->job_description)
		set |= bit(HINT_NO_DESCRIPTION);
	if (prompt_entry_level(in->role, in->job_description))
		set |= bit(HINT_ENTRY_LEVEL);
	if (in->earlier_count > 0)
		set |= bit(HINT_EARLIER);
	return set;
}
