/*
 * Internal to the checks: the words of private life, by sphere, and the small words that show whose life a
 * sentence speaks of. check_whose.c draws the conclusions.
 */
#pragma once

#include <stdbool.h>

#include "common/check_words.h"

/* Lists are alternatives as words_is() takes them: folded words, ~ for any ending. */
struct sphere {
	const char *name;
	const char *owned; /* private as soon as it is the candidate's: "your ... heart" */
	const char *weak;  /* the same, but also words of work: "your builds", "your name on a drawing" */
	const char
		*telling;  /* private even unowned, where it happens to the candidate: "you had a seizure" */
	const char *state; /* what somebody is in private: "are you married" */
	const char *deed;  /* what somebody does in private: "do you pray" */
	const char *const *phrases; /* telling ones, patterns of check_words.h, NULL-terminated; or NULL */
	bool kin;                   /* people, whom one has: "you have a husband" */
	bool opinion; /* so is what the candidate thinks of it: "how do you feel about the strike" */
	bool alone;   /* said of anybody unnamed, it is the candidate's */
	bool guarded; /* work that minds it may name it: "without hurting your back" */
};

/* A language's own words for it all. */
struct tongue {
	const char *language;        /* primary subtag */
	bool verb_first;             /* "haben Sie": the verb stands before its subject */
	const struct sphere *sphere; /* ends with a NULL name */
	const char *your, *you;
	const char *yours;        /* "an arrest of yours" */
	const char *third;        /* other people: what is theirs is work */
	const char *head;         /* what makes a private word a thing of the job: "your family court" */
	const char *anchor;       /* what deals with a topic as work: "a survey about religion" */
	const char *trade;        /* "your working life": not private from here on */
	const char *stop;         /* what ends the noun phrase that "your" begins */
	const char *const *lived; /* turns of phrase that are the candidate's life by themselves */
	const char *span;         /* "your time in jail": what may stand between "your" and the place */
	const char *bid;          /* others bid "you" do it: "asks you to pray with him" */
	const char *onto;         /* "you" behind it is an object: "with you", "keeps you" */
	const char *
		of; /* "children in your class", "a child who refuses": behind the noun, it is about others */
	const char *wish;    /* may stand before what one is to be: "planning to be married" */
	const char *being;   /* verbs of being */
	const char *have;    /* verbs of having */
	const char *take;    /* like having, of things: "you use a wheelchair" */
	const char *modal;   /* before "to": not the verb itself, "had to calm" */
	const char *self;    /* "yourself" */
	const char *undergo; /* verbs by which something happens to their subject */
	const char *past;    /* before "you": what is asked for has happened, whatever it was */
	const char *act;     /* but these verbs are work even then; where verbs stand first: participles */
	const char *opine;   /* verbs of having a view */
	const char *like;    /* the bare verb: "like being a", "like to be a" */
	const char *what;    /* may stand between a verb of being and what one is */
	const char *small;   /* may stand between a subject and its verb, or an article and its noun */
	const char *frame;   /* verbs of a polite frame: "could you tell me whether you ..." */
	const char *safe;    /* work that minds the body: "without hurting" */
	const char *spared;  /* the same behind it: "your back is spared" */
};

/* check_lived.c */
extern const char *const english_lived[], *const german_lived[];

extern const struct tongue tongues[]; /* ends with a NULL language */

/* The tongue of that language, NULL if it is none the spheres know. */
const struct tongue *tongue_of(const char *language);

/* check_whose.c: does the text speak of private life that is the candidate's? In a language that no tongue
 * is for, all are tried. */
bool topic_is_candidates(const struct words *words, const char *language);
