/*
 * Protected topics: what nobody may ask a candidate, however politely or indirectly. Pregnant patients, children
 * in a class and race conditions are work, and "Who would you bring to our party?" names no topic at all, so this
 * is no matter of single words: a table of weights, learned from some ten thousand sentences that people have
 * judged (corpus/), says which a question reads like.
 */
#include <string.h>

#include "common/buf.h"
#include "common/check_rules.h"
#include "common/check_weights.h"

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

enum { MOST_WORDS = 100 }; /* word_count refuses more; looking at them would only take time */

/* The table of that language, NULL if nobody has taught it. */
static const struct weights *table_of(const char *language)
{
	for (const struct weights *table = weights; table->language; table++)
		if (strcmp(table->language, language) == 0)
			return table;
	return NULL;
}

bool check_protected_topic(const struct subject *s)
{
	const struct weights *table = table_of(s->language);
	struct words words = s->words;

	if (!table || words.count > MOST_WORDS)
		return false;
	mask_role(&words, s->context->target_role);
	return weights_sum(table, &words) > 0;
}
