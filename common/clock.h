/*
 * Time. Points in time are int64_t milliseconds since 1970 UTC and end in _at_ms; spans measured inside this
 * process use the monotonic clock, so a wall clock that jumps disturbs neither leases (the database's clock)
 * nor timeouts.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define CLOCK_ISO_SIZE 25 /* "2026-11-23T09:00:00.000Z" and its NUL */

int64_t clock_wall_ms(void);
int64_t clock_mono_ms(void);
int64_t clock_mono_us(void);

/* RFC 3339 in UTC with milliseconds; years 0000-9999, else the nearest of them. */
void clock_iso(int64_t at_ms, char ret[CLOCK_ISO_SIZE]);

/* A uniformly random span in 0..max_ms, for jitter; not for secrets. */
int64_t clock_jitter_ms(int64_t max_ms);
