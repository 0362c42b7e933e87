/*
 * The life of one speech job: question 0 is read aloud by the speech provider, once it stands before the
 * candidate. Driven by its worker's loop like a generation, but by its own clock, and never in the way of
 * one: it is claimed after the questions that wait, and only a few run at once in a worker.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "common/config.h"
#include "daemon/task.h"

#define SPEECH_IN_FLIGHT 8 /* in each worker, beside generator.in_flight generations */

extern const struct task_kind speech_kind;

/* Are questions spoken? */
bool speech_on(const struct config *config);

/* How long a question may take to be heard, all attempts counted; 0: it is not spoken. */
int64_t speech_deadline_s(const struct config *config);
