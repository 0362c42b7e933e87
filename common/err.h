/*
 * The one failure vocabulary. Every call that can fail for more than one reason returns one of these and
 * writes its outputs on OK only. err.c holds the name, the HTTP status and "is a repeat worth it?" of each
 * value.
 */
#pragma once

#include <stdbool.h>

enum err {
	OK = 0,
	ERR_NOMEM,    /* memory, or another resource of this process, ran out */
	ERR_INPUT,    /* the caller's data breaks a stated shape or bound */
	ERR_AUTH,     /* no valid credential; never says why */
	ERR_NOTFOUND, /* nothing by that key */
	ERR_CONFLICT, /* the state does not allow it, or a duplicate key */
	ERR_FENCED,   /* the job belongs to another worker now: write nothing more */
	ERR_LIMIT,    /* a stated maximum was passed */
	ERR_TIMEOUT,  /* lock wait, deadlock or a deadline: run the whole unit of work again */
	ERR_UNAVAIL,  /* a server we need can't be reached; after a COMMIT: the outcome is unknown */
	ERR_BUG,      /* our own fault, or a file of ours is damaged */
	ERR__COUNT
};

struct err_info {
	const char *name; /* for logs, e.g. "unavailable" */
	int http;         /* status a handler answers with when it has nothing better to say */
	bool retry;       /* may the same call succeed later, unchanged? */
};

/* Never NULL; a value out of range gives the row of ERR_BUG. */
const struct err_info *err_info(enum err e);

/* err_info(e)->name */
const char *err_name(enum err e);
