/*
 * What the service manager's watchdog is fed by: every loop of a service marks each round of its own work,
 * and the main thread feeds only while all of them have advanced. A loop that waits for work wakes up now and
 * then to say so; one that hangs in a call starves the watchdog, and the service manager restarts the
 * service.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define WATCHDOG_LOOPS_MAX 512 /* loops of one process; further ones go unwatched */

/* From here on the calling thread's loop counts. name: static text for the log. */
void watchdog_enter(const char *name);
/* The calling thread has done a piece of work. Costs a clock and a store; nothing in a thread that is not
 * watched. */
void watchdog_mark(void);
/* The calling thread's loop has ended and counts no more. */
void watchdog_leave(void);

/* The name of a loop that has not advanced within limit_ms before now_ms (clock_mono_ms()); NULL: all have.
 */
const char *watchdog_stuck(int64_t now_ms, int64_t limit_ms);

/* What the service manager asked for: feed at least this often, milliseconds; 0: it has no watchdog on us. */
int64_t watchdog_period_ms(void);
