/* The built-in bank: what it holds passes the checks, and the choice is fixed, spread and fitting. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/check.h"
#include "common/session.h"
#include "daemon/bank.h"
#include "daemon/bank_data.h"

static struct bank *bank;

static int load(void **state)
{
	char message[200] = "";
	enum err e = bank_load("bank", &bank, message);

	(void)state;
	if (e)
		print_message("bank: %s %s\n", err_name(e), message);
	return e;
}

static int unload(void **state)
{
	(void)state;
	bank_free(bank);
	return 0;
}

static char *slurp(const char *path)
{
	char *text = calloc(1, 20001);
	FILE *file = fopen(path, "re");

	assert_non_null(file);
	assert_true(fread(text, 1, 20000, file) > 0);
	fclose(file);
	return text;
}

static void choose(const char *session, const char *role, const char *description, const char *language,
		   int count, int generation, struct question *ret)
{
	const struct bank_wish wish = { .session_id = session,
					.target_role = role,
					.job_description = description,
					.language = language,
					.count = count,
					.generation = generation };

	assert_int_equal(bank_choose(bank, &wish, ret), OK);
}

static void every_question_passes_the_checks(void **state)
{
	(void)state;
	for (size_t i = 0; i < bank->count; i++)
		for (size_t k = 0; k < bank->families[i].entry_count; k++) {
			const struct bank_entry *entry = &bank->families[i].entries[k];
			struct question mended = entry->question;
			const struct check_context context = { .language = entry->language };
			uint64_t refused = check_question(&entry->question, &context);

			if (refused || check_mend(&mended))
				fail_msg("%s: %s", bank->families[i].name, entry->question.text);
		}
}

static size_t competencies(const struct bank_family *family)
{
	size_t n = 0;

	for (size_t i = 0; i < family->entry_count; i++) {
		size_t k = 0;

		while (k < i && strcmp(family->entries[k].question.competency,
				       family->entries[i].question.competency) != 0)
			k++;
		n += k == i;
	}
	return n;
}

static void there_are_families_enough_and_each_is_rich(void **state)
{
	(void)state;
	assert_true(bank->count >= 13);
	for (size_t i = 0; i < bank->count; i++) {
		const struct bank_family *family = &bank->families[i];

		assert_true(family->entry_count >= 12);
		assert_true(competencies(family) >= 5);
		assert_true(family->match_count > 0 || strcmp(family->name, "general") == 0);
	}
}

static void no_two_questions_of_a_family_are_alike(void **state)
{
	(void)state;
	for (size_t i = 0; i < bank->count; i++)
		for (size_t k = 0; k < bank->families[i].entry_count; k++)
			for (size_t m = 0; m < k; m++)
				assert_string_not_equal(bank->families[i].entries[k].question.text,
							bank->families[i].entries[m].question.text);
}

static void the_same_session_gets_the_same_questions(void **state)
{
	struct question first[QUESTIONS_MAX], again[QUESTIONS_MAX], other[QUESTIONS_MAX];
	int differ = 0;

	(void)state;
	choose("session-a", "Nurse", NULL, "en", QUESTIONS_MAX, 1, first);
	choose("session-a", "Nurse", NULL, "en", QUESTIONS_MAX, 1, again);
	choose("session-b", "Nurse", NULL, "en", QUESTIONS_MAX, 1, other);
	for (int i = 0; i < QUESTIONS_MAX; i++) {
		assert_string_equal(first[i].text, again[i].text);
		differ += strcmp(first[i].text, other[i].text) != 0;
	}
	assert_true(differ > 0);
}

static void a_set_opens_easily_and_spreads_over_competencies(void **state)
{
	static const char *const languages[] = { "en", "de", "en-GB", "DE-at", "xx" };
	struct question q[QUESTIONS_MAX];

	(void)state;
	for (size_t l = 0; l < ARRAY_LEN(languages); l++)
		for (int count = 1; count <= QUESTIONS_MAX; count++) {
			choose("some session", "Software developer", NULL, languages[l], count, 1, q);
			assert_int_equal(q[0].difficulty, DIFFICULTY_EASY);
			for (int i = 0; i < count; i++) {
				assert_int_equal(q[i].index, i);
				assert_false(q[i].tailored);
				assert_true(*q[i].text && *q[i].competency);
				for (int k = 0; k < i; k++) {
					assert_string_not_equal(q[i].text, q[k].text);
					if (count <= 5)
						assert_string_not_equal(q[i].competency, q[k].competency);
				}
			}
		}
}

static void a_later_generation_asks_something_else(void **state)
{
	struct question first[5], second[5];

	(void)state;
	choose("s", "Nurse", NULL, "en", 5, 1, first);
	choose("s", "Nurse", NULL, "en", 5, 2, second);
	for (int i = 0; i < 5; i++)
		for (int k = 0; k < 5; k++)
			assert_string_not_equal(first[i].text, second[k].text);
}

static void roles_find_their_family(void **state)
{
	static const struct {
		const char *role, *family;
	} rows[] = {
		{ "Staff nurse", "nursing" },
		{ "Backend engineer", "software" },
		{ "Warehouse team lead", "warehouse" },
		{ "Primary school teacher", "teaching" },
		{ "Shop assistant", "retail" },
		{ "Hotel receptionist", "hospitality" },
		{ "Office administrator", "office" },
		{ "Accountant", "finance" },
		{ "Electrician", "construction" },
		{ "Call centre agent", "customer_service" },
		{ "Bus driver", "driving" },
		{ "Project manager", "management" },
		{ "CNC machine operator", "manufacturing" },
		{ "Cleaner", "cleaning" },
		{ "Marketing specialist", "marketing" },
		{ "Krankenpfleger", "nursing" },
		{ "Softwareentwicklerin", "software" },
		{ "Registered Nurse (ICU)", "nursing" },
		{ "Sr. SWE", "software" },
		{ "RN", "nursing" },
		{ "Lagerist", "warehouse" },
		{ "HGV driver", "driving" },
		{ "Head of Finance", "finance" },
		{ "CFO", "finance" },
		{ "Sous-chef", "hospitality" },
		{ "COO", "management" },
		{ "Fachkraft für Lagerlogistik", "warehouse" },
		{ "Berufskraftfahrer", "driving" },
		{ "Trucker", "driving" },
		{ "Grundschullehrerin", "teaching" },
		{ "Helpdesk agent", "customer_service" },
		{ "Kundenberater", "customer_service" },
		{ "Bauleiter", "construction" },
		{ "Room attendant", "cleaning" },
		{ "Receptionist", "office" },
		{ "Office manager", "office" },
		{ "PA to the CEO", "office" },
		{ "Car salesman", "retail" },
		{ "Night porter", "hospitality" },
		{ "Mechatroniker", "manufacturing" },
		{ "Zimmermädchen", "cleaning" },
		{ "Bäcker", "hospitality" },
		{ "Engineering manager", "software" },
		{ "Kitchen porter", "hospitality" },
		{ "School bus driver", "driving" },
		{ "Nursing home manager", "nursing" },
		{ "Front-end dev", "software" },
		{ "C++ engineer", "software" },
		{ "Altenpflegehelfer (m/w/d)", "nursing" },
		{ "Astronaut", "general" },
		{ "Security guard", "general" },
		{ "Lion tamer", "general" },
		{ "", "general" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		assert_string_equal(bank_family(bank, rows[i].role, NULL), rows[i].family);
}

static void real_descriptions_get_different_questions(void **state)
{
	static const struct {
		const char *role, *path, *family;
	} rows[] = {
		{ "Registered nurse", "tests/job_descriptions/nurse.txt", "nursing" },
		{ "Backend engineer", "tests/job_descriptions/backend_engineer.txt", "software" },
		{ "Warehouse team lead", "tests/job_descriptions/warehouse_team_lead.txt", "warehouse" },
	};
	struct question q[ARRAY_LEN(rows)][5];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char *text = slurp(rows[i].path);

		assert_string_equal(bank_family(bank, rows[i].role, text), rows[i].family);
		assert_string_equal(bank_family(bank, "Colleague", text), rows[i].family);
		choose("s", rows[i].role, text, "en", 5, 1, q[i]);
		free(text);
		for (size_t k = 0; k < i; k++)
			for (int a = 0; a < 5; a++)
				for (int b = 0; b < 5; b++)
					assert_string_not_equal(q[i][a].text, q[k][b].text);
	}
}

static void german_falls_back_to_german(void **state)
{
	struct question q[5];
	const struct check_context german = { .language = "de" };

	(void)state;
	choose("s", "Backend engineer", NULL, "de", 5, 1, q);
	for (int i = 0; i < 5; i++)
		assert_int_equal(check_question(&q[i], &german), 0);
}

static void counts_out_of_bounds_are_refused(void **state)
{
	struct question q[1];
	struct bank_wish wish = { .session_id = "s", .target_role = "x", .language = "en", .count = 0 };

	(void)state;
	assert_int_equal(bank_choose(bank, &wish, q), ERR_LIMIT);
	wish.count = QUESTIONS_MAX + 1;
	assert_int_equal(bank_choose(bank, &wish, q), ERR_LIMIT);
}

/* Load a folder that holds one file with this text. */
static enum err load_text(const char *text, char message[200])
{
	char folder[] = "/tmp/greenroom-bank-XXXXXX", path[64];
	struct bank *loaded = NULL;
	FILE *file;
	enum err e;

	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/x.txt", folder);
	file = fopen(path, "we");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
	e = bank_load(folder, &loaded, message);
	bank_free(loaded);
	unlink(path);
	rmdir(folder);
	return e;
}

static void bad_files_are_named_with_their_line(void **state)
{
	static const struct {
		const char *text, *part;
		enum err err;
	} rows[] = {
		{ "family: general\nlanguage: en\nA | General | easy | What do you like about it?\n", "",
		  OK },
		{ "family: other\nlanguage: en\nA | General | easy | What do you like about it?\n", "",
		  ERR_NOTFOUND },
		{ "family: general\nA | General | easy | What?\n", "x.txt:2: a language", ERR_INPUT },
		{ "family: general\nlanguage: en\nA | Fun | easy | What?\n", "x.txt:3: category", ERR_INPUT },
		{ "family: general\nlanguage: en\nA | General | nice | What?\n", "x.txt:3: difficulty",
		  ERR_INPUT },
		{ "family: general\nlanguage: en\nA | General | easy\n", "x.txt:3: a question has four",
		  ERR_INPUT },
		{ "family: general\nlanguage: en\nA | General | easy |\n", "x.txt:3: a question wants a text",
		  ERR_INPUT },
		{ "family: general\nlanguage: en\n | General | easy | What?\n",
		  "x.txt:3: a question wants a comp", ERR_INPUT },
		{ "family: general\nlanguage: en\nA | General | easy | \xFF\n",
		  "x.txt:3: a question wants a text", ERR_INPUT },
		{ "family: a\nfamily: b\n", "x.txt:2: family", ERR_INPUT },
		{ "match: a,,b\n", "x.txt:1: an empty word", ERR_INPUT },
		{ "broad: no\n", "x.txt:1: broad", ERR_INPUT },
		{ "colour: red\n", "x.txt:1: unknown setting", ERR_INPUT },
		{ "hello\n", "x.txt:1: neither", ERR_INPUT },
		{ "language: en-GB\n", "x.txt:1: language", ERR_INPUT },
		{ "# nothing\n", "x.txt:1: a file wants a family", ERR_INPUT },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char message[200] = "";

		assert_int_equal(load_text(rows[i].text, message), rows[i].err);
		if (!strstr(message, rows[i].part))
			fail_msg("%s instead of %s", message, rows[i].part);
	}
}

static void a_missing_folder_is_not_found(void **state)
{
	struct bank *none = NULL;
	char message[200] = "";

	(void)state;
	assert_int_equal(bank_load("/nonexistent", &none, message), ERR_NOTFOUND);
	assert_string_equal(message, "No such file or directory");
	assert_null(none);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_question_passes_the_checks),
		cmocka_unit_test(there_are_families_enough_and_each_is_rich),
		cmocka_unit_test(no_two_questions_of_a_family_are_alike),
		cmocka_unit_test(the_same_session_gets_the_same_questions),
		cmocka_unit_test(a_set_opens_easily_and_spreads_over_competencies),
		cmocka_unit_test(a_later_generation_asks_something_else),
		cmocka_unit_test(roles_find_their_family),
		cmocka_unit_test(real_descriptions_get_different_questions),
		cmocka_unit_test(german_falls_back_to_german),
		cmocka_unit_test(counts_out_of_bounds_are_refused),
		cmocka_unit_test(bad_files_are_named_with_their_line),
		cmocka_unit_test(a_missing_folder_is_not_found),
	};

	return cmocka_run_group_tests(tests, load, unload);
}
