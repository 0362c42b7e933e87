/* Time as text, clocks that run the right way, jitter within its bounds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "common/attr.h"
#include "common/clock.h"

static void times_are_rfc_3339_in_utc_with_milliseconds(void **state)
{
	static const struct {
		int64_t at_ms;
		const char *iso;
	} times[] = {
		{ 0, "1970-01-01T00:00:00.000Z" },
		{ 1, "1970-01-01T00:00:00.001Z" },
		{ -1, "1969-12-31T23:59:59.999Z" },
		{ -1000, "1969-12-31T23:59:59.000Z" },
		{ 951782400000, "2000-02-29T00:00:00.000Z" },
		{ 1795424400123, "2026-11-23T09:00:00.123Z" },
		{ 2147483648000, "2038-01-19T03:14:08.000Z" },
		{ 253402300799999, "9999-12-31T23:59:59.999Z" },
		{ 253402300800000, "9999-12-31T23:59:59.999Z" },
		{ INT64_MAX, "9999-12-31T23:59:59.999Z" },
		{ -62167219200000, "0000-01-01T00:00:00.000Z" },
		{ INT64_MIN, "0000-01-01T00:00:00.000Z" },
	};
	char iso[CLOCK_ISO_SIZE];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(times); i++) {
		clock_iso(times[i].at_ms, iso);
		assert_string_equal(iso, times[i].iso);
	}
}

static void the_monotonic_clocks_never_run_back_and_agree(void **state)
{
	int64_t us = clock_mono_us(), ms = clock_mono_ms();

	(void)state;
	for (int i = 0; i < 1000; i++) {
		int64_t next = clock_mono_us();

		assert_true(next >= us);
		us = next;
	}
	assert_true(clock_mono_ms() >= ms && clock_mono_us() / 1000 - clock_mono_ms() <= 1);
}

static void the_wall_clock_counts_from_1970(void **state)
{
	(void)state;
	assert_true(clock_wall_ms() > 1700000000000);
}

static void jitter_stays_in_its_span_and_uses_it(void **state)
{
	bool seen[4] = { false };

	(void)state;
	for (int i = 0; i < 1000; i++) {
		int64_t ms = clock_jitter_ms(3);

		assert_in_range(ms, 0, 3);
		seen[ms] = true;
	}
	assert_true(seen[0] && seen[1] && seen[2] && seen[3]);
	assert_int_equal(clock_jitter_ms(0), 0);
	assert_int_equal(clock_jitter_ms(-5), 0);
	assert_true(clock_jitter_ms(INT64_MAX) >= 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(times_are_rfc_3339_in_utc_with_milliseconds),
		cmocka_unit_test(the_monotonic_clocks_never_run_back_and_agree),
		cmocka_unit_test(the_wall_clock_counts_from_1970),
		cmocka_unit_test(jitter_stays_in_its_span_and_uses_it),
	};

	return cmocka_run_group_tests_name("clock", tests, NULL, NULL);
}
