/*
 * The choice: a family by the words of role and description, then questions in an order that the session id
 * alone decides. The order takes one question of each competency before a second of any, first from the
 * family and then from the general one; generation n takes the n-th stretch of it.
 */
#include "daemon/bank.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "common/check_words.h"
#include "common/session.h"
#include "daemon/bank_data.h"

enum {
	ROLE_WEIGHT = 10,
	ROLE_WEIGHT_BROAD = 5,
	DESCRIPTION_LEAST = 3,
	DESCRIPTION_READ = 4000,
	PIECE = 1500
};

static const struct bank_family *family_named(const struct bank *bank, const char *name)
{
	for (size_t i = 0; i < bank->count; i++)
		if (strcmp(bank->families[i].name, name) == 0)
			return &bank->families[i];
	return NULL;
}

static size_t pattern_count(const struct bank *bank)
{
	size_t n = 0;

	for (size_t i = 0; i < bank->count; i++)
		n += bank->families[i].match_count;
	return n;
}

/* Mark in seen[], which has a place for each pattern of each family, those that occur in the words. */
static void see(const struct bank *bank, const struct words *words, bool *seen)
{
	for (size_t i = 0; i < bank->count; i++)
		for (size_t k = 0; k < bank->families[i].match_count; k++, seen++) {
			const char *const pattern[] = { bank->families[i].match[k], NULL };

			*seen = *seen || words_find(words, pattern);
		}
}

/* The same for a text of any length, read in pieces that end between words; at most DESCRIPTION_READ of it.
 */
static void see_text(const struct bank *bank, const char *text, bool *seen)
{
	const char *end = text + strnlen(text, DESCRIPTION_READ);
	char piece[PIECE + 1];
	struct words words;

	while (text < end) {
		size_t size = strnlen(text, PIECE);

		if (text[size])
			while (size > PIECE / 2 && !strchr(" \n", text[size]))
				size--;
		memcpy(piece, text, size);
		piece[size] = '\0';
		if (words_read(&words, piece))
			see(bank, &words, seen);
		text += size;
	}
}

static int count_seen(const bool *seen, size_t n)
{
	int count = 0;

	for (size_t i = 0; i < n; i++)
		count += seen[i];
	return count;
}

/* The family with the most words of its own; a word or two of a trade stand in every description, so that
 * without the role they prove nothing. */
static const struct bank_family *best_family(const struct bank *bank, const bool *in_role,
					     const bool *in_text)
{
	const struct bank_family *best = family_named(bank, "general");
	int most = 0;

	for (size_t i = 0; i < bank->count; i++) {
		size_t n = bank->families[i].match_count;
		int role = count_seen(in_role, n), text = count_seen(in_text, n);
		int weight = bank->families[i].broad ? ROLE_WEIGHT_BROAD : ROLE_WEIGHT;
		int score = role || text >= DESCRIPTION_LEAST ? role * weight + text : 0;

		if (score > most) {
			most = score;
			best = &bank->families[i];
		}
		in_role += n;
		in_text += n;
	}
	return best;
}

/* Out of memory gives the general family, which fits everybody. */
static const struct bank_family *find_family(const struct bank *bank, const char *role,
					     const char *description)
{
	size_t n = pattern_count(bank);
	bool *seen = calloc(2 * n + 1, sizeof(*seen));
	const struct bank_family *family;

	if (!seen)
		return family_named(bank, "general");
	see_text(bank, role, seen);
	if (description)
		see_text(bank, description, seen + n);
	family = best_family(bank, seen, seen + n);
	free(seen);
	return family;
}

const char *bank_family(const struct bank *bank, const char *target_role, const char *job_description)
{
	return find_family(bank, target_role, job_description)->name;
}

static bool speaks(const struct bank_family *family, const char *language)
{
	for (size_t i = 0; i < family->entry_count; i++)
		if (strcmp(family->entries[i].language, language) == 0)
			return true;
	return false;
}

/* What is chosen from: the easy ones, which may open, and the others in their order. */
struct pool {
	const struct question **openers, **others;
	size_t opener_count, other_count;
};

static uint64_t seed_of(const char *text)
{
	uint64_t hash = UINT64_C(14695981039346656037); /* FNV-1a */

	for (; *text; text++)
		hash = (hash ^ (unsigned char)*text) * UINT64_C(1099511628211);
	return hash;
}

/* splitmix64 */
static uint64_t draw(uint64_t *seed)
{
	uint64_t z = *seed += UINT64_C(0x9E3779B97F4A7C15);

	z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
	return z ^ z >> 31;
}

static void shuffle(const struct question **list, size_t n, uint64_t *seed)
{
	for (size_t i = n; i > 1; i--) {
		size_t k = draw(seed) % i;
		const struct question *swap = list[i - 1];

		list[i - 1] = list[k];
		list[k] = swap;
	}
}

/* How many of list[0..n) share q's competency. */
static size_t shared(const struct question **list, size_t n, const struct question *q)
{
	size_t same = 0;

	for (size_t i = 0; i < n; i++)
		same += strcmp(list[i]->competency, q->competency) == 0;
	return same;
}

/* Reorder so that no competency comes a second time before all have come once, and so on. */
static void spread(const struct question **list, size_t n)
{
	for (size_t at = 0; at < n; at++) {
		size_t best = at;
		const struct question *chosen;

		for (size_t i = at + 1; i < n; i++)
			if (shared(list, at, list[i]) < shared(list, at, list[best]))
				best = i;
		chosen = list[best];
		memmove(list + at + 1, list + at, (best - at) * sizeof(*list));
		list[at] = chosen;
	}
}

/* Add a family's questions of that language behind what is there, in an order of their own. */
static void pool_add(struct pool *pool, const struct bank_family *family, const char *language, uint64_t seed)
{
	size_t openers = pool->opener_count, others = pool->other_count;

	for (size_t i = 0; i < family->entry_count; i++) {
		const struct bank_entry *entry = &family->entries[i];

		if (strcmp(entry->language, language) != 0)
			continue;
		if (entry->question.difficulty == DIFFICULTY_EASY)
			pool->openers[pool->opener_count++] = &entry->question;
		else
			pool->others[pool->other_count++] = &entry->question;
	}
	shuffle(pool->openers + openers, pool->opener_count - openers, &seed);
	shuffle(pool->others + others, pool->other_count - others, &seed);
	spread(pool->others + others, pool->other_count - others);
}

static void pool_freep(struct pool *pool)
{
	free(pool->openers);
	free(pool->others);
}

static void take(const struct pool *pool, const struct bank_wish *wish, struct question *ret)
{
	size_t round = wish->generation > 1 ? (size_t)wish->generation - 1 : 0;
	size_t from = round * (size_t)(wish->count - 1);

	for (int i = 0; i < wish->count; i++) {
		bool opens = (i == 0 && pool->opener_count) || pool->other_count == 0;
		const struct question *q =
			opens ? pool->openers[(round + (size_t)i) % pool->opener_count]
			      : pool->others[(from + (size_t)(i ? i - 1 : 0)) % pool->other_count];

		ret[i] = *q;
		ret[i].index = i;
	}
}

/* The primary subtag in lower case, or "" if it is too long to be in the bank. */
static void primary_language(const char *tag, char ret[BANK_LANGUAGE_SIZE])
{
	size_t n = strcspn(tag, "-");

	*ret = '\0';
	if (n >= BANK_LANGUAGE_SIZE)
		return;
	for (size_t i = 0; i < n; i++)
		ret[i] = (char)tolower((unsigned char)tag[i]);
	ret[n] = '\0';
}

/* The family's questions in the language, then the general ones. A general question in the candidate's
 * language serves better than a fitting one in another; English is for languages that the bank doesn't speak
 * at all. */
static void pool_fill(struct pool *pool, const struct bank_family *family, const struct bank_family *general,
		      const struct bank_wish *wish)
{
	char language[BANK_LANGUAGE_SIZE];
	uint64_t seed = seed_of(wish->session_id);

	primary_language(wish->language, language);
	if (!speaks(family, language) && !speaks(general, language))
		memcpy(language, "en", sizeof("en"));
	pool_add(pool, family, language, seed);
	if (family != general)
		pool_add(pool, general, language, seed);
}

enum err bank_choose(const struct bank *bank, const struct bank_wish *wish, struct question *ret)
{
	const struct bank_family *general = family_named(bank, "general");
	const struct bank_family *family = find_family(bank, wish->target_role, wish->job_description);
	size_t most = family->entry_count + general->entry_count;
	AUTO(pool)
	struct pool pool = { .openers = calloc(most, sizeof(*pool.openers)),
			     .others = calloc(most, sizeof(*pool.others)) };

	if (!pool.openers || !pool.others)
		return ERR_NOMEM;
	if (wish->count < 1 || wish->count > QUESTIONS_MAX)
		return ERR_LIMIT;
	pool_fill(&pool, family, general, wish);
	if (pool.opener_count + pool.other_count == 0)
		return ERR_NOTFOUND;
	take(&pool, wish, ret);
	return OK;
}
