/* The checks one by one where the corpora don't reach: bounds, context, mends, patterns. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/check.h"
#include "common/check_words.h"

static struct question made(const char *text)
{
	struct question q = { .index = 0 };

	strncpy(q.text, text, sizeof(q.text) - 1); /* as it is: also what question_set_text would refuse */
	return q;
}

static bool refused(const struct question *q, const struct check_context *context, const char *name)
{
	uint64_t set = check_question(q, context);

	for (unsigned i = 0; check_name(i); i++)
		if (strcmp(check_name(i), name) == 0)
			return set >> i & 1;
	fail_msg("no check is called %s", name);
	return false;
}

static bool text_refused(const char *text, const char *name)
{
	const struct check_context english = { .language = "en" };
	const struct question q = made(text);

	return refused(&q, &english, name);
}

static void names_are_distinct_and_end(void **state)
{
	unsigned n = 0;

	(void)state;
	for (; check_name(n); n++)
		for (unsigned i = 0; i < n; i++)
			assert_string_not_equal(check_name(i), check_name(n));
	assert_in_range(n, 15, CHECK_MAX);
	assert_null(check_name(CHECK_MAX));
	for (n = 0; check_mend_name(n); n++)
		assert_true(*check_mend_name(n));
	assert_in_range(n, 4, 64);
}

static void an_empty_text_is_refused(void **state)
{
	(void)state;
	assert_true(text_refused("", "length"));
	assert_true(text_refused("", "word_count"));
	assert_true(text_refused("", "one_ask"));
}

static void bytes_that_are_no_normal_form_are_refused(void **state)
{
	(void)state;
	assert_true(text_refused("How do you plan \xFF your week at work?", "utf8"));
	assert_true(text_refused("How do you plan a\xCC\x88 week at work?", "utf8"));
	assert_false(text_refused("How do you plan \xC3\xA4 week at work?", "utf8"));
}

static void length_counts_characters(void **state)
{
	char text[QUESTION_TEXT_MAX_CHARS + 2];

	(void)state;
	memset(text, 'a', sizeof(text));
	text[QUESTION_TEXT_MAX_CHARS + 1] = '\0';
	assert_true(text_refused(text, "length"));
	text[QUESTION_TEXT_MAX_CHARS] = '\0';
	assert_false(text_refused(text, "length"));
	text[20] = '\0';
	assert_false(text_refused(text, "length"));
	text[19] = '\0';
	assert_true(text_refused(text, "length"));
}

static void words_and_sentences_are_counted(void **state)
{
	char text[200] = "";

	(void)state;
	assert_true(text_refused("What would you change first?", "word_count"));
	assert_false(text_refused("What would you change first here?", "word_count"));
	for (int i = 0; i < 45; i++)
		strcat(text, "ab ");
	assert_false(text_refused(text, "word_count"));
	strcat(text, "ab");
	assert_true(text_refused(text, "word_count"));
	assert_false(
		text_refused("Imagine a busy day, e.g. a Monday. What do you do first?", "sentence_count"));
	assert_true(text_refused("It is Monday. It is busy. What do you do first?", "sentence_count"));
}

static void entry_level_is_asked_plainly(void **state)
{
	static const char text[] =
		"How would you communicate operational priorities to colleagues across different "
		"departments during a period of considerable organisational change?";
	const struct question q = made(text);
	const struct check_context plain = { .language = "en", .entry_level = true };

	(void)state;
	assert_true(refused(&q, &plain, "reading_level"));
}

static void a_question_like_an_earlier_one_is_a_duplicate(void **state)
{
	const struct question earlier[] = {
		made("How do you plan a busy week?"),
		made("Tell me about a time you dealt with a difficult customer.")
	};
	const struct check_context context = { .language = "en", .earlier = earlier, .earlier_count = 2 };
	const struct question same = made(
		"Describe a situation in which you had to deal with a difficult customer.");
	const struct question other = made("Tell me about a time you trained a new colleague.");

	(void)state;
	assert_true(refused(&earlier[0], &context, "duplicate"));
	assert_true(refused(&same, &context, "duplicate"));
	assert_false(refused(&other, &context, "duplicate"));
}

static void filler_does_not_hide_likeness(void **state)
{
	static const struct {
		const char *earlier, *later;
		bool alike;
	} rows[] = {
		{ "How do you prioritise your tasks?", "How do you set priorities when you have many tasks?",
		  true },
		{ "How do you cope with stress?", "How do you deal with stress at work?", true },
		{ "What motivates you at work?", "What keeps you motivated in your daily work?", true },
		{ "How do you debug a memory leak?", "How would you find a memory leak?", true },
		{ "How do you calm a frightened child?", "How do you calm a frightened horse?", false },
		{ "How do you learn a new tool?", "How do you use a tool safely?", false },
		{ "How would you find a leak in a pipe?", "How would you find a memory leak in a program?",
		  false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct question earlier = made(rows[i].earlier), later = made(rows[i].later);
		const struct check_context context = { .language = "en",
						       .earlier = &earlier,
						       .earlier_count = 1 };

		assert_int_equal(refused(&later, &context, "duplicate"), rows[i].alike);
	}
}

static void languages_are_told_apart(void **state)
{
	static const struct {
		const char *language, *text;
	} rows[] = {
		{ "sv", "Ber\xC3\xA4tta om en g\xC3\xA5ng n\xC3\xA4r du hj\xC3\xA4lpte en kollega att "
			"l\xC3\xA4ra sig n\xC3\xA5got nytt." },
		{ "da",
		  "Fort\xC3\xA6l om en gang, hvor du l\xC3\xA6rte en kollega noget nyt p\xC3\xA5 arbejdet." },
		{ "fi", "Miten toimit, kun asiakas on vihainen ja haluaa rahansa takaisin?" },
		{ "cs", "Jak postupujete, kdy\xC5\xBE se na v\xC3\xA1s z\xC3\xA1kazn\xC3\xADk zlob\xC3\xAD "
			"kv\xC5\xAFli zpo\xC5\xBE"
			"d\xC4\x9Bn\xC3\xAD?" },
		{ "es", "Cu\xC3\xA9nteme una ocasi\xC3\xB3n en la que ayud\xC3\xB3 a un compa\xC3\xB1"
			"ero de la tienda." },
	};
	const struct question english = made("How do you handle a customer who is angry with you?");

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct check_context context = { .language = rows[i].language };
		const struct question q = made(rows[i].text);

		assert_int_equal(check_question(&q, &context), 0);
		assert_true(refused(&english, &context, "language"));
	}
}

static void a_run_of_the_prompt_or_the_description_is_a_leak(void **state)
{
	static const char description[] = "About us.\nThe night team moves forty thousand parcels between "
					  "eight in the evening and four in the "
					  "morning on the main belt.\n";
	char *description_words = check_words_of(description);
	char *prompt_words = check_words_of(
		"Ask one thing at a time and keep the words plain for everybody.");
	const char *const prompts[] = { prompt_words, NULL };
	const struct check_context context = { .language = "en",
					       .description_words = description_words,
					       .prompt_words = prompts };
	const struct question copied = made(
		"How would you feel when the night team moves forty thousand parcels between "
		"eight in the evening and four in the morning?");
	const struct question prompted = made(
		"How would you ask one thing at a time and keep the words plain?");
	const struct question own = made(
		"How do you keep a night team moving when parcels pile up on the main belt?");

	(void)state;
	assert_true(refused(&copied, &context, "leak"));
	assert_true(refused(&prompted, &context, "leak"));
	assert_false(refused(&own, &context, "leak"));
	free(description_words);
	free(prompt_words);
}

/* A description is read in pieces: a run across a cut, and one behind far more words than fit into one, are
 * found. */
static void a_long_text_gives_all_its_words_in_order(void **state)
{
	char *text = calloc(1, 60000), *words;
	size_t n = 0;

	(void)state;
	for (int i = 0; i < 9000; i++)
		n += (size_t)sprintf(text + n, "w%d%s", i % 1000, i % 7 ? " " : ". ");
	words = check_words_of(text);
	assert_non_null(words);
	assert_non_null(strstr(words, " w998 w999 w0 w1 "));
	n = 0;
	for (const char *at = words; (at = strchr(at + 1, ' ')) && at[1]; n++)
		;
	assert_int_equal(n, 8999);
	free(words);
	free(text);
}

static void words_of_nothing_are_none(void **state)
{
	char *none = check_words_of(""), *noise = check_words_of("\xFF\xFE(");

	(void)state;
	assert_string_equal(none, " ");
	assert_string_equal(noise, " ");
	free(none);
	free(noise);
}

/* A role may be made of words that are nobody's business; its name is work all the same. */
static void a_role_by_its_own_name_is_work(void **state)
{
	static const struct {
		const char *role, *text;
		bool refused;
	} rows[] = {
		{ NULL, "Tell me about being a mother of two small children.", true },
		{ "Mother of two small children", "Tell me about being a mother of two small children.",
		  false },
		{ "Elderly Care Assistant", "What drew you to work as an elderly care assistant?", false },
		{ "Catholic school teacher", "What do you enjoy most about being a Catholic school teacher?",
		  false },
		{ "Elderly care assistant", "As an elderly person, how would you keep up with this shift?",
		  true },
		{ "Elderly care assistant", "Which illnesses have you had in the last two years?", true },
		{ "how old are you", "Before we begin, how old are you today?", true },
		{ "Are you pregnant", "Are you pregnant, and how would you plan the year?", true },
		{ "Mother", "As a mother, how do you plan your working day?", true },
		{ "religion or political party", "What is your religion or political party?", true },
		{ "pool attendant", "We plan our shifts in writing; pool attendant how old are you?", true },
		{ "Foster mother (m/f/d)", "As a foster mother, how do you plan your week?", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct check_context context = { .language = "en", .target_role = rows[i].role };
		const struct question q = made(rows[i].text);

		if (refused(&q, &context, "protected_topic") != rows[i].refused)
			fail_msg("%s / %s", rows[i].role ? rows[i].role : "-", rows[i].text);
	}
}

static void the_competency_is_looked_at_too(void **state)
{
	const struct check_context context = { .language = "en" };
	struct question q = made("How do you plan a busy week at work?");

	(void)state;
	strcpy(q.competency, "Planning & order");
	assert_int_equal(check_question(&q, &context), 0);
	strcpy(q.competency, "<script>");
	assert_true(refused(&q, &context, "label"));
	strcpy(q.competency, "Phone 555 010 9999");
	assert_true(refused(&q, &context, "leak"));
	strcpy(q.competency, "see www.example.org");
	assert_true(refused(&q, &context, "label"));
}

static void a_label_speaks_to_nobody(void **state)
{
	static const char *const bad[] = { "Age and religion", "You have been rejected",
					   "Are you pregnant", "Loser",
					   "Scored 1 to 10",   "Marital status",
					   "Final chance",     "Ihr Alter" };
	static const char *const good[] = {
		"Age groups",    "Race conditions", "Call handling",         "Weight management",
		"Final checks",  "Pregnancy care",  "Learning from failure", "US tax law",
		"Zero downtime", "On-call work"
	};
	const struct check_context context = { .language = "en" };
	struct question q = made("How do you plan a busy week at work?");

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		strcpy(q.competency, bad[i]);
		assert_true(refused(&q, &context, "label"));
	}
	for (size_t i = 0; i < ARRAY_LEN(good); i++) {
		strcpy(q.competency, good[i]);
		assert_int_equal(check_question(&q, &context), 0);
	}
}

/* The same words, once the candidate's and once another's or the job's. */
static void a_protected_topic_is_the_candidate_s_own_life(void **state)
{
	static const struct {
		const char *language, *own, *work;
	} rows[] = {
		{ "en", "What do your children say about night work?",
		  "What do your pupils' children say about night work?" },
		{ "en", "How does your family feel about your hours?",
		  "How does your family court team feel about late hearings?" },
		{ "en", "How do you get up the stairs with your back?",
		  "How do you lift a heavy box without hurting your back?" },
		{ "en", "What did you learn about yourself in jail?",
		  "What did you learn about people who were in jail?" },
		{ "en", "How do you feel about the strike last year?",
		  "How do you explain the strike last year to customers?" },
		{ "en", "How did you end up with so much debt back then?",
		  "How do you help a client with so much debt to plan?" },
		{ "en", "How would you plan your week if you were pregnant?",
		  "How would you plan the week of a colleague who is pregnant?" },
		{ "en", "Which tablets do you take during a long shift?",
		  "Which tablets do you give a patient during a long shift?" },
		{ "en", "What is it like for you to be a mother at work?",
		  "How do you help a patient who is to be a mother at work?" },
		{ "en", "What do you do when your period comes on a shift?",
		  "What do you do when your builds break on a shift?" },
		{ "de", "Was sagen Ihre Kinder zu Ihrer Arbeit in der Nacht?",
		  "Was sagen die Eltern der Kinder zu Ihrer Arbeit?" },
		{ "de", "Was haben Sie damals im Gef\xC3\xA4ngnis gelernt?",
		  "Wie helfen Sie einem Klienten, der im Gef\xC3\xA4ngnis war?" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct check_context context = { .language = rows[i].language };
		const struct question own = made(rows[i].own), work = made(rows[i].work);

		if (!refused(&own, &context, "protected_topic"))
			fail_msg("passes: %s", own.text);
		if (refused(&work, &context, "protected_topic"))
			fail_msg("refused: %s", work.text);
	}
}

static struct question with_lead(const char *lead, const char *text)
{
	char whole[400];

	snprintf(whole, sizeof(whole), "%s%s", lead, text);
	return made(whole);
}

/* Much about work around it makes no private question harmless, and the same around one about work no harm.
 */
static void what_stands_around_a_question_hides_nothing(void **state)
{
	static const char *const leads[] = {
		"Our warehouse team ships two thousand orders a day and works with tight deadlines. ",
		"This role includes debugging services in production, writing tests and talking to "
		"customers; ",
		"Given that the team plans its shifts together and hands over in writing, ",
		"For the warehouse team that packs the orders ",
		"Our team is busy talking to customers\xE2\x80\x94",
	};
	static const char *const own[] = { "how old are you?", "which church do you go to?",
					   "when do you plan to have children?",
					   "which medication do you take at the moment?" };
	static const char *const work[] = { "how do you plan your day?",
					    "which tools do you reach for first?",
					    "how would you train a new colleague?" };
	const struct check_context context = { .language = "en" };

	(void)state;
	for (size_t lead = 0; lead < ARRAY_LEN(leads); lead++) {
		for (size_t i = 0; i < ARRAY_LEN(own); i++) {
			const struct question q = with_lead(leads[lead], own[i]);

			if (!refused(&q, &context, "protected_topic"))
				fail_msg("passes: %s", q.text);
		}
		for (size_t i = 0; i < ARRAY_LEN(work); i++) {
			const struct question q = with_lead(leads[lead], work[i]);

			if (refused(&q, &context, "protected_topic"))
				fail_msg("refused: %s", q.text);
		}
	}
}

static void a_language_without_tables_is_checked_for_form(void **state)
{
	const struct check_context french = { .language = "fr-CA" }, russian = { .language = "ru" };
	const struct question q = made(
		"Comment expliquez-vous une facture \xC3\xA0 un client qui ne la comprend pas ?");
	const struct question english = made(
		"How do you explain a bill to a client who does not understand it?");

	(void)state;
	assert_int_equal(check_question(&q, &french), 0);
	assert_true(refused(&english, &french, "language"));
	assert_true(refused(&english, &russian, "language"));
}

static void no_language_wanted_means_the_text_s_own(void **state)
{
	const struct check_context any = { .language = NULL };
	const struct question german = made("Wie planen Sie eine Woche, in der alles dringend ist?");

	(void)state;
	assert_int_equal(check_question(&german, &any), 0);
}

static void harmless_faults_are_mended(void **state)
{
	static const struct {
		const char *before, *after, *mend;
	} rows[] = {
		{ "- How do you plan?", "How do you plan?", "bullet" },
		{ "\xE2\x80\xA2 How do you plan?", "How do you plan?", "bullet" },
		{ "1. How do you plan?", "How do you plan?", "numbering" },
		{ "(2) How do you plan?", "How do you plan?", "numbering" },
		{ "Question 1: How do you plan?", "How do you plan?", "question_label" },
		{ "Q3) How do you plan?", "How do you plan?", "question_label" },
		{ "Frage 2: Wie planen Sie?", "Wie planen Sie?", "question_label" },
		{ "What\xE2\x80\x99s your plan?", "What's your plan?", "smart_quotes" },
		{ "  How\xC2\xA0 do\n you plan? ", "How do you plan?", "white_space" },
		{ "\"How do you plan?\"", "How do you plan?", "outer_quotes" },
		{ "\xE2\x80\x9C"
		  "1. Question 2: How do you plan?\xE2\x80\x9D",
		  "How do you plan?", "numbering" },
		{ "**Question 1:** How do you plan?", "How do you plan?", "question_label" },
		{ "Question one: How do you plan?", "How do you plan?", "question_label" },
		{ "1st question: How do you plan?", "How do you plan?", "question_label" },
		{ "Question 1 of 5: How do you plan?", "How do you plan?", "question_label" },
		{ "Interview Question #1 - How do you plan?", "How do you plan?", "question_label" },
		{ "Behavioral: How do you plan?", "How do you plan?", "question_label" },
		{ "Behavioral question: How do you plan?", "How do you plan?", "question_label" },
		{ "How do you plan? (Situational)", "How do you plan?", "category_tag" },
		{ "a) How do you plan?", "How do you plan?", "numbering" },
		{ "2 - How do you plan?", "How do you plan?", "numbering" },
		{ "\xE2\x86\x92 How do you plan?", "How do you plan?", "bullet" },
		{ "'How do you plan what's next?'", "How do you plan what's next?", "outer_quotes" },
		{ "Technical debt grows: how do you plan?", "Technical debt grows: how do you plan?", NULL },
		{ "How do you plan (in general)?", "How do you plan (in general)?", NULL },
		{ "'Agile' means what to you?", "'Agile' means what to you?", NULL },
		{ "3D printing: how do you plan?", "3D printing: how do you plan?", NULL },
		{ "Questions come up. How do you plan?", "Questions come up. How do you plan?", NULL },
		{ "12 people call. How do you plan?", "12 people call. How do you plan?", NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct question q = made(rows[i].before);
		uint64_t set = check_mend(&q);
		bool named = rows[i].mend == NULL && set == 0;

		assert_string_equal(q.text, rows[i].after);
		for (unsigned k = 0; rows[i].mend && check_mend_name(k); k++)
			named = named || ((set >> k & 1) && strcmp(check_mend_name(k), rows[i].mend) == 0);
		assert_true(named);
		assert_int_equal(check_mend(&q), 0);
	}
}

static void patterns_match_as_described(void **state)
{
	static const struct {
		const char *text, *pattern;
		bool matches;
	} rows[] = {
		{ "How old are you?", "how old|young are you", true },
		{ "How Old're you", "^ how old are you $", true },
		{ "You retired early", "retir~", true },
		{ "your own child", "your ?<fill> child|kid", true },
		{ "pregnant patients", "pregnant !patients", false },
		{ "pregnant", "pregnant !patients", true },
		{ "a b c d e", "a .. e", true },
		{ "a b c d e f", "a .. f", false },
		{ "a b c d e f", "a ... f", true },
		{ "aa bb. cc dd", "bb cc", false },
		{ "aa bb. cc dd", "aa .. dd", false },
		{ "Ihre Kinder, ihre Kinder", "+ihre kinder", true },
		{ "nur ihre Kinder", "+ihre kinder", false },
		{ "go on, right?", ", right $", true },
		{ "turn right", ", right $", false },
		{ "plan to retire soon", "retire soon|$", true },
		{ "plan to retire", "retire soon|$", true },
		{ "retire a server", "retire soon|$", false },
		{ "You don't, Dr. Smith can't", "you do not dr smith can not", true },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const char *const list[] = { rows[i].pattern, NULL };
		struct words words;

		assert_true(words_read(&words, rows[i].text));
		if ((words_find(&words, list) != NULL) != rows[i].matches)
			fail_msg("%s / %s", rows[i].text, rows[i].pattern);
	}
}

/* Whatever bytes come, the checks answer, and never with "good". */
static void noise_is_survived(void **state)
{
	const struct check_context context = { .language = "en", .target_role = "" };
	unsigned seed = 4;

	(void)state;
	for (int round = 0; round < 500; round++) {
		struct question q = { .index = 0 };

		for (size_t i = 0; i < sizeof(q.text) - 1; i++) {
			seed = seed * 1103515245u + 12345u;
			q.text[i] = (char)(1 + (seed >> 16) % 255);
		}
		assert_int_not_equal(check_question(&q, &context), 0);
		(void)check_mend(&q);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_distinct_and_end),
		cmocka_unit_test(an_empty_text_is_refused),
		cmocka_unit_test(bytes_that_are_no_normal_form_are_refused),
		cmocka_unit_test(length_counts_characters),
		cmocka_unit_test(words_and_sentences_are_counted),
		cmocka_unit_test(entry_level_is_asked_plainly),
		cmocka_unit_test(a_question_like_an_earlier_one_is_a_duplicate),
		cmocka_unit_test(filler_does_not_hide_likeness),
		cmocka_unit_test(languages_are_told_apart),
		cmocka_unit_test(a_run_of_the_prompt_or_the_description_is_a_leak),
		cmocka_unit_test(a_long_text_gives_all_its_words_in_order),
		cmocka_unit_test(words_of_nothing_are_none),
		cmocka_unit_test(a_role_by_its_own_name_is_work),
		cmocka_unit_test(the_competency_is_looked_at_too),
		cmocka_unit_test(what_stands_around_a_question_hides_nothing),
		cmocka_unit_test(a_language_without_tables_is_checked_for_form),
		cmocka_unit_test(no_language_wanted_means_the_text_s_own),
		cmocka_unit_test(a_label_speaks_to_nobody),
		cmocka_unit_test(a_protected_topic_is_the_candidate_s_own_life),
		cmocka_unit_test(harmless_faults_are_mended),
		cmocka_unit_test(patterns_match_as_described),
		cmocka_unit_test(noise_is_survived),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
