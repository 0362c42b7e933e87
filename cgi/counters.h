/*
 * What this process has answered, counted in memory and handed on to Redis now and then, where it is summed
 * over all processes and hosts. Redis keeps nothing, so these begin anew when it does; Prometheus knows how
 * to read that.
 */
#pragma once

#include <stdbool.h>

#include "common/attr.h"
#include "common/err.h"
#include "common/kv.h"

/* An answer. method and route: static text of the route table. denied: for want of a good token. resumed: a
 * page of an interview that had begun before. */
struct answered {
	const char *method, *route;
	int status;
	bool denied, resumed;
};
void counters_add(const struct answered *answered);

/* Hand on what has been counted since the last time. ERR_UNAVAIL: kept for the next time. */
MUST_CHECK enum err counters_flush(struct kv *kv);
