#include "common/clock.h"

#include <stdio.h>
#include <sys/random.h>
#include <time.h>

static int64_t read_us(clockid_t id)
{
	struct timespec ts;

	clock_gettime(id, &ts);
	return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

int64_t clock_wall_ms(void)
{
	return read_us(CLOCK_REALTIME) / 1000;
}

int64_t clock_mono_ms(void)
{
	return read_us(CLOCK_MONOTONIC) / 1000;
}

int64_t clock_mono_us(void)
{
	return read_us(CLOCK_MONOTONIC);
}

void clock_iso(int64_t at_ms, char ret[CLOCK_ISO_SIZE])
{
	const int64_t year_0_ms = -62167219200000LL, year_9999_ms = 253402300799999LL;
	struct tm tm;
	time_t s;
	int ms;

	at_ms = at_ms < year_0_ms ? year_0_ms : at_ms > year_9999_ms ? year_9999_ms : at_ms;
	ms = (int)(((at_ms % 1000) + 1000) % 1000);
	s = (time_t)((at_ms - ms) / 1000);
	gmtime_r(&s, &tm);
	snprintf(ret, CLOCK_ISO_SIZE, "%04u-%02u-%02uT%02u:%02u:%02u.%03uZ",
		 (unsigned)(tm.tm_year + 1900) % 10000u, (unsigned)(tm.tm_mon + 1) % 100u,
		 (unsigned)tm.tm_mday % 100u, (unsigned)tm.tm_hour % 100u, (unsigned)tm.tm_min % 100u,
		 (unsigned)tm.tm_sec % 100u, (unsigned)ms % 1000u);
}

int64_t clock_jitter_ms(int64_t max_ms)
{
	uint64_t r;

	if (max_ms <= 0)
		return 0;
	if (getrandom(&r, sizeof(r), 0) != sizeof(r))
		r = (uint64_t)clock_mono_us();
	return (int64_t)(r % ((uint64_t)max_ms + 1));
}
