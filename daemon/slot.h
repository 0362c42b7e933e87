/*
 * A generator's place on its host: the lowest number whose lock file it can get. The kernel lets go of the
 * lock when the process dies, so whoever gets the place knows that every lease under it is a dead man's, and
 * takes those jobs up at once.
 */
#pragma once

#include "common/attr.h"
#include "common/err.h"

/* ERR_UNAVAIL: the folder can't be written (errno says why); ERR_LIMIT: more than 64 generators on this host.
 */
MUST_CHECK enum err slot_take(const char *state_dir, int *ret_slot, int *ret_fd);
