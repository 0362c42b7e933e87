/*
 * Whose is it? A protected topic is private life that belongs to the candidate, or happens to them. So this
 * looks for words of private life (check_spheres.c) and asks who the sentence gives them to:
 *
 * owned: "your" governs the word ("your two little ones"), and neither other people stand between ("your
 * patients' families"), nor does a thing of the job take it over ("your family court team"), nor is the body
 * only minded ("without hurting your back"). Words that are of work as well ("your builds") count only where
 * the rest of the sentence is not.
 *
 * undergone: the word stands free, nobody else and no thing of a job is named, and what happens, happens to
 * "you", as the object, or as the subject of a verb by which one undergoes something ("what did you do in
 * jail") or has a view ("how do you feel about the strike").
 *
 * had, been: "you have a husband", "which tablets do you take", "are you married", "do you pray", "as a
 * mother".
 *
 * Whoever acts, on the other hand, works: "How do you explain a bankruptcy?"
 */
#include "common/check_spheres.h"

#include <string.h>

enum { PHRASE_MAX = 6 }; /* words from "your" to the noun it governs */

static bool same_sentence(const struct words *w, size_t a, size_t b)
{
	return a < w->count && b < w->count && w->word[a].sentence == w->word[b].sentence;
}

/* Is the word at `at` in the list, as it stands or as the plural of one that is? */
static bool is_named(const struct words *w, size_t at, const char *list)
{
	char one[32];
	size_t n = at < w->count ? strlen(w->word[at].text) : 0;

	if (words_at(w, at, list))
		return true;
	if (!list || n < 4 || n > sizeof(one) || w->word[at].text[n - 1] != 's')
		return false;
	memcpy(one, w->word[at].text, n - 1);
	one[n - 1] = '\0';
	return words_is(one, list);
}

/* The end of the telling words at `at`, or `at` if there are none. */
static size_t telling_end(const struct words *w, size_t at, const struct sphere *s)
{
	size_t end;

	for (const char *const *p = s->phrases; p && *p; p++)
		if (words_match_at(w, at, *p, &end))
			return end;
	return is_named(w, at, s->telling) ? at + 1 : at;
}

static const struct sphere *owned_sphere(const struct words *w, size_t at, const struct tongue *t)
{
	for (const struct sphere *s = t->sphere; s->name; s++)
		if (is_named(w, at, s->owned))
			return s;
	return NULL;
}

/* Does the job take the private word at `at` over: "your family court", "your sick residents"? */
static bool is_taken_over(const struct words *w, size_t at, const struct tongue *t)
{
	size_t next = at + 1;

	if (!same_sentence(w, at, next) || w->word[next].starts_clause || owned_sphere(w, next, t))
		return false;
	return words_at(w, next, t->head) || words_at(w, next, t->third);
}

/* Does the work before "your" (at `your`) or behind the noun mind the body? */
static bool is_minded(const struct words *w, size_t your, size_t noun, const struct tongue *t)
{
	for (size_t back = 1; back <= 5 && back <= your && same_sentence(w, your, your - back); back++)
		if (words_at(w, your - back, t->safe))
			return true;
	for (size_t at = noun + 1; at <= noun + 2 && same_sentence(w, noun, at); at++)
		if (words_at(w, at, t->spared))
			return true;
	return false;
}

/* Does "your" at `your` govern something private? */
static bool governs_private(const struct words *w, size_t your, const struct tongue *t)
{
	for (size_t at = your + 1; at <= your + PHRASE_MAX && same_sentence(w, your, at); at++) {
		const struct sphere *s = owned_sphere(w, at, t);

		if (s)
			return !is_taken_over(w, at, t) && !(s->guarded && is_minded(w, your, at, t));
		if (w->word[at].starts_clause || words_at(w, at, t->stop) || words_at(w, at, t->head) ||
		    words_at(w, at, t->trade) || words_at(w, at, t->third))
			return false;
	}
	return false;
}

/* "your time in jail" with "your" at `your`. */
static bool governs_span(const struct words *w, size_t your, const struct tongue *t)
{
	size_t at = your + 1;

	while (same_sentence(w, your, at) && words_at(w, at, t->small))
		at++;
	if (!same_sentence(w, your, at) || !words_at(w, at, t->span))
		return false;
	for (size_t end = at + 4; at < end && same_sentence(w, your, at); at++)
		for (const struct sphere *s = t->sphere; s->name; s++)
			if (telling_end(w, at, s) > at && !is_taken_over(w, telling_end(w, at, s) - 1, t))
				return true;
	return false;
}

/* Does the sentence of the words from `from` to `end` speak of other people, or of a job's things? */
static bool is_about_work(const struct words *w, size_t from, size_t end, const struct tongue *t)
{
	for (size_t i = 0; i < w->count; i++)
		if ((i < from || i >= end) && same_sentence(w, from, i) &&
		    (words_at(w, i, t->third) || words_at(w, i, t->anchor)))
			return true;
	return false;
}

/* The verb of "you" at `you`; the count of words if it has none, because it is an object. */
static size_t verb_of(const struct words *w, size_t you, const struct tongue *t)
{
	size_t at = you + 1;

	if (you && same_sentence(w, you, you - 1) && words_at(w, you - 1, t->onto))
		return words_at(w, at, "to") ? at + 1 : w->count; /* "helps you to keep" */
	if (t->verb_first && you && same_sentence(w, you, you - 1) &&
	    (words_at(w, you - 1, t->undergo) || !words_at(w, you - 1, t->stop)))
		return you - 1;
	while (same_sentence(w, you, at) &&
	       (words_at(w, at, t->small) || (words_at(w, at, t->modal) && words_at(w, at + 1, "to"))))
		at++;
	if (!same_sentence(w, you, at) || (words_at(w, at, t->stop) && !words_at(w, at, t->undergo)))
		return w->count;
	return at;
}

/* Where the verb stands before "you" at `you`: is "have" only there to say what was done, "haben Sie den
 * Kredit abgelehnt"? */
static bool ends_in_work(const struct words *w, size_t you, const struct tongue *t)
{
	if (!t->verb_first || !you || !words_at(w, you - 1, t->have))
		return false;
	for (size_t at = you + 1; same_sentence(w, you, at) && !w->word[at].starts_clause; at++)
		if (words_at(w, at, t->act))
			return true;
	return false;
}

/* Does what the words at `at` name happen to the candidate, in that sentence? The first "you" decides: "What
 * do you do when you ..." is about doing. */
static bool befalls(const struct words *w, size_t at, const struct sphere *s, const struct tongue *t)
{
	bool owner = false;

	for (size_t i = 0; i < w->count; i++) {
		size_t verb;

		if (same_sentence(w, at, i) && words_at(w, i, t->self))
			return true;
		owner |= same_sentence(w, at, i) && words_at(w, i, t->your);
		if (!same_sentence(w, at, i) || !words_at(w, i, t->you))
			continue;
		verb = verb_of(w, i, t);
		if (words_at(w, verb, t->frame))
			continue;
		if (ends_in_work(w, i, t))
			return false;
		if (s->alone)
			return verb == w->count || !words_at(w, verb, t->act);
		return verb == w->count || words_at(w, verb, t->undergo) ||
		       (i && words_at(w, i - 1, t->past) && !words_at(w, verb, t->act)) ||
		       (s->opinion && words_at(w, verb, t->opine));
	}
	return owner || s->alone;
}

/* Is there a word of the job in the sentence of the word at `at`? */
static bool names_job(const struct words *w, size_t at, const struct tongue *t)
{
	for (size_t i = 0; i < w->count; i++)
		if (same_sentence(w, at, i) && (words_at(w, i, t->trade) || words_at(w, i, t->head)))
			return true;
	return false;
}

/*
 * Does "your" at `your` govern a word that is private only where nothing speaks of work: right behind it,
 * with nothing that it is of or goes with, and nobody doing anything?
 */
static bool governs_weak(const struct words *w, size_t your, const struct tongue *t)
{
	size_t at = your + 1, next;

	while (same_sentence(w, your, at) && words_at(w, at, t->small))
		at++;
	next = at + 1;
	for (const struct sphere *s = t->sphere; s->name && same_sentence(w, your, at); s++)
		if (is_named(w, at, s->weak) && !words_at(w, next, t->of) &&
		    (!same_sentence(w, your, next) || words_at(w, next, t->stop) ||
		     w->word[next].starts_clause || words_at(w, next, t->undergo)))
			return !is_about_work(w, your, next, t) && !names_job(w, your, t) &&
			       befalls(w, at, s, t);
	return false;
}

static bool is_undergone(const struct words *w, size_t at, const struct tongue *t)
{
	for (const struct sphere *s = t->sphere; s->name; s++) {
		size_t end = telling_end(w, at, s);

		if (end > at && !is_about_work(w, at, end, t) && befalls(w, at, s, t))
			return true;
	}
	return false;
}

/* "you have a <husband>" with "you" at `you`. */
static bool is_had(const struct words *w, size_t you, const struct tongue *t)
{
	size_t verb = t->verb_first ? verb_of(w, you, t) : you + 1, at;

	while (!t->verb_first && same_sentence(w, you, verb) &&
	       (words_at(w, verb, t->wish) || words_at(w, verb, t->small)))
		verb++; /* "are you planning to have" */
	at = t->verb_first ? you + 1 : verb + 1;
	if (ends_in_work(w, you, t))
		return false;
	if (!words_at(w, verb, t->have) &&
	    !(words_at(w, verb, t->take) && !is_about_work(w, you, you + 1, t)))
		return false;
	while (same_sentence(w, you, at) && words_at(w, at, t->small))
		at++;
	for (const struct sphere *s = t->sphere; s->name; s++)
		if (same_sentence(w, you, at) &&
		    (s->kin ? words_at(w, verb, t->have) && is_named(w, at, s->owned)
			    : telling_end(w, at, s) > at))
			return !is_taken_over(w, at, t) && !words_at(w, at + 1, t->of);
	return false;
}

/* "which medication do you take", "how much debt do you have" with the private word at `at`. */
static bool is_fronted(const struct words *w, size_t at, const struct tongue *t)
{
	size_t verb;

	if (!words_match_at(w, at + 1, "<aux> you|sie|du", NULL) || is_about_work(w, at, at + 1, t))
		return false;
	verb = verb_of(w, at + 2, t);
	if (!words_at(w, verb, t->have) && !words_at(w, verb, t->take))
		return false;
	for (const struct sphere *s = t->sphere; s->name; s++)
		if (is_named(w, at, s->owned) || is_named(w, at, s->weak) || is_named(w, at, s->telling))
			return true;
	return false;
}

static const char *field_state(const struct sphere *s)
{
	return s->state;
}
static const char *field_deed(const struct sphere *s)
{
	return s->deed;
}

/* Is the word at `at` in that list of some sphere, and not a word about others ("are you old members'")? */
static bool is_private(const struct words *w, size_t at, const char *(*list)(const struct sphere *),
		       const struct tongue *t)
{
	for (const struct sphere *s = t->sphere; s->name; s++)
		if (words_at(w, at, list(s)))
			return !is_taken_over(w, at, t);
	return false;
}

enum { REACH = 6 }; /* of a verb that stands before its subject, or ends the sentence */

/* "you ... are|be|become ... <married>", "are you ... <married>", "you <vote>" with "you" at `you`. */
static bool is_been(const struct words *w, size_t you, const struct tongue *t)
{
	bool before = you && same_sentence(w, you, you - 1);
	bool being = before && words_at(w, you - 1, t->being);
	size_t at = you + 1;

	if (before && words_at(w, you - 1, t->bid))
		return false;
	if (t->verb_first) {
		for (size_t end = you; same_sentence(w, you, end); end++)
			being |= words_at(w, end, t->being) && !same_sentence(w, you, end + 1);
		if (before && is_private(w, you - 1, field_deed, t))
			return true;
		for (; at <= you + REACH && same_sentence(w, you, at) && !words_at(w, at, t->third); at++)
			if (is_private(w, at, being ? field_state : field_deed, t))
				return true;
		return false;
	}
	for (; same_sentence(w, you, at); at++) {
		if (being && is_private(w, at, field_state, t))
			return !words_at(w, at - 1, t->your);
		if (words_at(w, at, t->being))
			being = true;
		else if (!words_at(w, at, t->small) && !words_at(w, at, t->wish) &&
			 !(being && words_at(w, at, t->what)))
			break;
	}
	return same_sentence(w, you, at) && !words_at(w, at - 1, t->your) &&
	       ((being && is_private(w, at, field_state, t)) || is_private(w, at, field_deed, t));
}

/* "What is it like to be|being a minority", where nobody else is named, with the verb at `at`. */
static bool is_like_being(const struct words *w, size_t at, const struct tongue *t)
{
	size_t end = at + 1;

	while (same_sentence(w, at, end) && !is_private(w, end, field_state, t) &&
	       (words_at(w, end, t->small) || words_at(w, end, t->what)))
		end++;
	return same_sentence(w, at, end) && is_private(w, end, field_state, t) &&
	       !is_about_work(w, end, end + 1, t);
}

static bool is_candidates(const struct words *w, const struct tongue *t)
{
	if (words_find(w, t->lived))
		return true;
	for (size_t at = 0; at < w->count; at++) {
		if (words_at(w, at, t->your) &&
		    (governs_private(w, at, t) || governs_weak(w, at, t) || governs_span(w, at, t)))
			return true;
		if (at >= 2 && words_at(w, at, t->yours) && owned_sphere(w, at - 2, t))
			return true;
		if (words_at(w, at, t->you) && (is_had(w, at, t) || is_been(w, at, t)))
			return true;
		if (words_at(w, at, t->like) && is_like_being(w, at, t))
			return true;
		if (is_undergone(w, at, t) || is_fronted(w, at, t))
			return true;
	}
	return false;
}

bool topic_is_candidates(const struct words *w, const char *language)
{
	const struct tongue *only = tongue_of(language);

	for (const struct tongue *t = tongues; t->language; t++)
		if ((!only || t == only) && is_candidates(w, t))
			return true;
	return false;
}
