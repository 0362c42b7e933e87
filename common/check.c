/* The table of checks. A row's place is its bit in the result, so rows are only ever appended. */
#include "common/check.h"

#include <stdlib.h>
#include <string.h>

#include "common/check_rules.h"

static const struct {
	const char *name;
	check_rule_fn *refuses;
} checks[] = {
	{ "utf8", check_utf8 },
	{ "control_characters", check_control_characters },
	{ "length", check_length },
	{ "word_count", check_word_count },
	{ "sentence_count", check_sentence_count },
	{ "one_ask", check_one_ask },
	{ "open_ended", check_open_ended },
	{ "leading", check_leading },
	{ "job_related", check_job_related },
	{ "reading_level", check_reading_level },
	{ "trick", check_trick },
	{ "tone", check_tone },
	{ "leak", check_leak },
	{ "duplicate", check_duplicate },
	{ "language", check_language },
	{ "protected_topic", check_protected_topic },
	{ "label", check_label },
};
_Static_assert(ARRAY_LEN(checks) <= CHECK_MAX, "results are a bit set");

/* The language whose rules apply: the one asked for, or else the one it seems to be written in. */
static void settle_language(struct subject *s, char ret[9])
{
	const char *wanted = s->context->language;
	size_t n = wanted ? strcspn(wanted, "-_") : 0;

	if (n == 0 || n > 8) {
		s->language = check_guess_language(&s->words);
		return;
	}
	for (size_t i = 0; i < n; i++)
		ret[i] = (char)(wanted[i] >= 'A' && wanted[i] <= 'Z' ? wanted[i] + ('a' - 'A') : wanted[i]);
	ret[n] = '\0';
	s->language = ret;
}

uint64_t check_question(const struct question *question, const struct check_context *context)
{
	struct subject s = { .question = question, .context = context };
	char language[9];
	uint64_t refused = 0;

	if (!words_read(&s.words, question->text))
		return 1; /* not UTF-8, or no memory to look closer: refused either way */
	settle_language(&s, language);
	for (size_t i = 0; i < ARRAY_LEN(checks); i++)
		if (checks[i].refuses(&s))
			refused |= UINT64_C(1) << i;
	return refused;
}

const char *check_name(unsigned bit)
{
	return bit < ARRAY_LEN(checks) ? checks[bit].name : NULL;
}
