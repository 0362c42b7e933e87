/*
 * The promise that nobody waits for ever: a thread of the API that ends generations past their deadline,
 * whether or not any generator is alive, and says `slow` to those for whom none is.
 */
#pragma once

#include "common/attr.h"
#include "common/config.h"
#include "common/err.h"

struct sweep;

/* Start the thread; it runs until stop_fd (an eventfd) becomes readable. ERR_NOMEM. */
MUST_CHECK enum err sweep_start(const struct config *config, int stop_fd, struct sweep **ret);

/* Wait for its end and free it; NULL is fine. */
void sweep_join(struct sweep *sweep);
