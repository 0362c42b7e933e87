/* Tells the metrics, by way of Redis, how many streams this process has open. */
#pragma once

#include "cgi/stream_quota.h"
#include "common/attr.h"
#include "common/config.h"

struct report;
/* config and quota are borrowed until report_stop(). NULL: out of memory, threads or descriptors. */
struct report *report_start(const struct config *config, struct quota *quota);
/* Says a last time that there is none, and frees it. NULL is fine. */
void report_stop(struct report *report);
