/* What follows from a failed attempt, pure: the settings, the failure and the clocks in, the decision out. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "common/config.h"
#include "common/failure.h"
#include "common/interview.h"

struct attempt {
	enum failure failure;
	int number; /* 1 .. attempts allowed */
	int generation;
	int64_t retry_after_s; /* what the AI asked for; -1: nothing */
	int64_t left_ms;       /* until the generation's deadline */
	bool presented;        /* the first question stands */
	bool complete;         /* so do all that were asked for: there is nothing to try again for */
	int64_t jitter;        /* a random number >= 0 */
};

/*
 * Try again while attempts and time are left and the failure is of a kind that passes; the pause is random up
 * to the backoff that doubles with each attempt (full jitter), but not shorter than what the AI asked for.
 * Without a retry: keep the job for the bank if the settings say so and nothing is presented yet.
 */
struct attempt_end policy_decide(const struct generation_settings *settings, const struct attempt *attempt);
