/* The failure vocabulary: complete, told apart, and with a status a handler can answer with. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "common/err.h"

static void every_value_has_a_name_of_its_own(void **state)
{
	(void)state;
	for (int a = 0; a < ERR__COUNT; a++) {
		assert_true(strlen(err_name((enum err)a)) > 0);
		for (int b = 0; b < a; b++)
			assert_string_not_equal(err_name((enum err)a), err_name((enum err)b));
	}
}

static void only_success_answers_below_400(void **state)
{
	(void)state;
	assert_int_equal(err_info(OK)->http, 200);
	for (int e = 1; e < ERR__COUNT; e++)
		assert_in_range(err_info((enum err)e)->http, 400, 599);
	assert_int_equal(err_info(ERR_AUTH)->http, 401);
}

/* What a repeat may mend is answered 503, which tells clients to repeat; nothing else is. */
static void a_repeat_is_worth_it_exactly_for_503(void **state)
{
	(void)state;
	for (int e = 0; e < ERR__COUNT; e++)
		assert_int_equal(err_info((enum err)e)->retry, err_info((enum err)e)->http == 503);
}

static void a_value_out_of_range_is_our_fault(void **state)
{
	(void)state;
	assert_ptr_equal(err_info(ERR__COUNT), err_info(ERR_BUG));
	assert_ptr_equal(err_info((enum err) - 1), err_info(ERR_BUG));
	assert_string_equal(err_name((enum err)9999), err_name(ERR_BUG));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_value_has_a_name_of_its_own),
		cmocka_unit_test(only_success_answers_below_400),
		cmocka_unit_test(a_repeat_is_worth_it_exactly_for_503),
		cmocka_unit_test(a_value_out_of_range_is_our_fault),
	};

	return cmocka_run_group_tests_name("err", tests, NULL, NULL);
}
