/*
 * Leader and followers: of the threads that share a listening socket one waits for requests, the leader. It
 * takes what has come, asks the database once for all who read, and hands the lead on before it answers.
 * While it asks, requests gather for the next leader, so a question is shared by the more of them the busier
 * it gets, as group commit does for writes. A leader that is busy for long loses the lead: a database that
 * stalls or a peer that is slow to say what it wants holds up whoever has to do with it, and nobody else.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "common/attr.h"

#define LEAD_BUSY_MAX_MS 50   /* a leader that is busy for longer loses the lead */
#define LEAD_SLOW_MS     20   /* a question that takes longer is slow */
#define LEAD_APART_MS    1000 /* and for so long everybody asks for himself */
#define LEAD_LOOK_MS     500  /* a follower looks after the leader at least this often */

struct lead;

struct lead *lead_new(void); /* NULL when out of memory */
void lead_free(struct lead *lead);
FREEP(lead, struct lead *, lead_free)

/* Wait for the lead, LEAD_LOOK_MS at most. 0: somebody else has it; else the turn, for the calls below. */
unsigned lead_take(struct lead *lead);
/* The leader of this turn has waited enough: from now on it is busy. */
void lead_busy(struct lead *lead, unsigned turn);
/* Hand the lead on. Does nothing if it was lost, or with turn 0. */
void lead_give(struct lead *lead, unsigned turn);

/*
 * How long a question took; below 0: it wasn't answered. A slow one waits for the database's disk, and there
 * many questions at once get further than one for all: lead_apart() says so for a while, and then a leader
 * hands the lead on before it asks. Who isn't answered is told so together with those who wait.
 */
void lead_took(struct lead *lead, int64_t took_ms);
bool lead_apart(const struct lead *lead);
