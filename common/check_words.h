/*
 * Internal to the checks: a text as a row of plain words, and patterns over such rows. A pattern is text, so
 * that a rule reads like the sentence it is about.
 *
 * Words are folded (lower case, no accents: "größer" is "grosser") and contractions are written out: "you're"
 * is "you are", "don't" is "do not", "what's" is "what is"; a possessive loses its 's.
 *
 * Pattern: items separated by one space, matched to words in a row, inside one sentence.
 *   old|young    one of these words
 *   retir~       any word that begins so
 *   <tell>       any word of the set of that name (check_words.c)
 *   ?really      may be there (?<fill> and so on); each is tried with and without
 *   !patients    the next word is none of these (it is not consumed)
 *   +ihre        capitalised in the original: the German polite form, not "their"
 *   ..  ...      up to 3, up to 10 words of any kind
 *   $            the sentence ends; also as an alternative: soon|$
 *   ^  ,         nothing consumed: the sentence begins, a clause begins here
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/attr.h"

#define WORDS_MAX  512 /* of one text; more are left out, which no question of legal length reaches */
#define WORDS_ROOM 4096

#define WORD_BEGINNINGS 1024 /* that are told apart by hash */

#define SENTENCES_MAX 31 /* that are told apart; later ones count as one */

struct word {
	const char *text; /* folded, in the room below */
	uint32_t sets;    /* that it belongs to, one bit each */
	uint16_t sentence;
	bool starts_clause, capital;
};

struct words {
	struct word word[WORDS_MAX];
	size_t count;
	int sentences;
	int questions; /* sentences that end in a question mark, and which (from 1): */
	bool asked[SENTENCES_MAX + 1];
	uint64_t beginnings[WORD_BEGINNINGS / 64]; /* which pairs of first letters occur, as hashed */
	char room[WORDS_ROOM];
	size_t used;
};

/* Take text apart. false: not UTF-8 or no memory. */
bool words_read(struct words *words, const char *text);

/* Does pattern match the words from `at` on? ret_end (may be NULL): the first word behind the match. */
bool words_match_at(const struct words *words, size_t at, const char *pattern, size_t *ret_end);

/* Does any pattern of the NULL-terminated list match anywhere? Gives the one that does, else NULL. */
const char *words_find(const struct words *words, const char *const *patterns);

/* Is the single word one that the item (alternatives, ~, sets) stands for? */
bool words_is(const char *word, const char *item);

/* Is the word at that place one that the item stands for? Unlike words_is() it knows how the word was
 * written.
 */
bool words_at(const struct words *words, size_t at, const char *item);

/* Where the sentence of the word at `at` ends: the first word behind it. */
size_t words_sentence_end(const struct words *words, size_t at);

/* Blank out the words from `from` up to but without `end`, so that nothing can match there. */
void words_blank(struct words *words, size_t from, size_t end);
/* The same with every match of the patterns. */
void words_mask(struct words *words, const char *const *patterns);
