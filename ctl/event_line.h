/* An event as a line for people. */
#pragma once

#include "common/attr.h"
#include "common/err.h"
#include "common/event.h"

/* Print "seq  time  actor  type  payload's members" as one line. ERR_BUG: the payload is no JSON object. */
MUST_CHECK enum err event_line(const struct event *ev);
