/* A generator's place on its host: the lowest free number, held as long as its holder lives. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/attr.h"
#include "daemon/slot.h"

#define SLOTS 64

static char folder[] = "/tmp/greenroom-test-slot-XXXXXX";

static int make_folder(void **state)
{
	(void)state;
	return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
	char path[100];

	(void)state;
	for (int i = 0; i < SLOTS; i++) {
		snprintf(path, sizeof(path), "%s/generator-%d.lock", folder, i);
		unlink(path);
	}
	return rmdir(folder);
}

static void the_lowest_free_place_is_taken(void **state)
{
	int slots[3], fds[3], slot, fd;

	(void)state;
	for (int i = 0; i < 3; i++) {
		assert_int_equal(slot_take(folder, &slots[i], &fds[i]), OK);
		assert_int_equal(slots[i], i);
	}
	close(fds[1]);
	assert_int_equal(slot_take(folder, &slot, &fd), OK);
	assert_int_equal(slot, 1);
	close(fd);
	close(fds[0]);
	close(fds[2]);
}

static void a_host_has_64_places(void **state)
{
	int fds[SLOTS], slot = -1, fd = -1;

	(void)state;
	for (int i = 0; i < SLOTS; i++)
		assert_int_equal(slot_take(folder, &slot, &fds[i]), OK);
	assert_int_equal(slot, SLOTS - 1);
	assert_int_equal(slot_take(folder, &slot, &fd), ERR_LIMIT);
	assert_int_equal(slot, SLOTS - 1);
	assert_int_equal(fd, -1);
	for (int i = 0; i < SLOTS; i++)
		close(fds[i]);
}

static void a_folder_that_is_not_there_is_unavailable(void **state)
{
	int slot, fd;

	(void)state;
	assert_int_equal(slot_take("/nowhere", &slot, &fd), ERR_UNAVAIL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_lowest_free_place_is_taken),
		cmocka_unit_test(a_host_has_64_places),
		cmocka_unit_test(a_folder_that_is_not_there_is_unavailable),
	};

	return cmocka_run_group_tests_name("slot", tests, make_folder, remove_folder);
}
