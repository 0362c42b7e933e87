/*
 * Protected topics: what nobody may ask a candidate, however politely or indirectly. Pregnant patients,
 * children in a class and race conditions are work, and "Who would you bring to our party?" names no topic at
 * all, so this is no matter of single words: a table of weights, learned from judged sentences (corpus/),
 * says which a question reads like.
 */
#include <string.h>

#include "common/check_rules.h"
#include "common/check_weights.h"

/* The words of a name of a role, without what stands in brackets or behind a dash: "Nurse (m/f/d)". */
static size_t name_length(const struct words *name)
{
	for (size_t i = 1; i < name->count; i++)
		if (name->word[i].starts_clause)
			return i;
	return name->count;
}

static bool stands_at(const struct words *words, size_t at, const struct words *name, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (at + i >= words->count || strcmp(words->word[at + i].text, name->word[i].text) != 0)
			return false;
	return true;
}

/*
 * The role by its own name is work, whatever words it is made of: "as an elderly care assistant". One word is
 * not enough of a name, and one that speaks to somebody or asks something is none; nor is what the sentence
 * gives to the candidate, "your religion".
 */
static void mask_role(struct words *words, const char *role)
{
	static const char *const no_names[] = {
		"you|your|yours|yourself|we|our|i|me|my|sie|+ihr|+ihre|du|dein|deine", "<wh>|<aux>|<wen>",
		NULL
	};
	static const char owners[] = "your|own|ihr|ihre|ihren|ihrem|ihrer|dein|deine|deinen|deiner";
	struct words name;
	size_t n;

	if (!role || !words_read(&name, role) || words_find(&name, no_names))
		return;
	n = name_length(&name);
	for (size_t at = 0; n > 1 && at < words->count; at++)
		if (stands_at(words, at, &name, n) && !(at && words_at(words, at - 1, owners)))
			words_blank(words, at, at + n);
}

/* The table of that language, NULL if nobody has taught it. */
static const struct weights *table_of(const char *language)
{
	for (const struct weights *table = topic_weights; table->language; table++)
		if (strcmp(table->language, language) == 0)
			return table;
	return NULL;
}

bool check_protected_topic(const struct subject *s)
{
	const struct weights *table = table_of(s->language);
	struct words words;

	if (!table)
		return false;
	words = s->words;
	mask_role(&words, s->context->target_role);
	return weights_most(table, &words) > 0;
}
