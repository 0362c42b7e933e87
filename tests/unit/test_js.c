/* JSON: strict in, typed and bounded out of it, and a builder whose first failure sticks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "common/js.h"

static enum err parse(const char *text, struct json_object **ret)
{
	return js_parse(text, strlen(text), 10000, ret);
}

static void what_json_allows_is_read(void **state)
{
	static const char *const good[][2] = {
		{ "{}", "{}" },
		{ " \t\r\n[ ] \n", "[]" },
		{ "1", "1" },
		{ "-0", "0" },
		{ "[0,-1,1.5,2e3,1E-2,0.0,-0.5]", "[0,-1,1.5,2e3,1E-2,0.0,-0.5]" },
		{ "\"\"", "\"\"" },
		{ "true", "true" },
		{ "null", "null" },
		{ "{\"a\":{\"a\":1},\"b\":[{\"a\":2}]}", "{\"a\":{\"a\":1},\"b\":[{\"a\":2}]}" },
		{ "{\"\":1}", "{\"\":1}" },
		{ "\"a:\\\"b\\\":{\"", "\"a:\\\"b\\\":{\"" },
		{ "[\"NaN\",\"-01\",\"1.\"]", "[\"NaN\",\"-01\",\"1.\"]" },
		{ "{\"a\\\\u0000\":1}", "{\"a\\\\u0000\":1}" },
		{ "\"\\u00e4\\ud83d\\ude00\\/\"", "\"\xC3\xA4\xF0\x9F\x98\x80/\"" },
		{ "\"\x7F\"", "\"\x7F\"" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(good); i++) {
		AUTO(json) struct json_object *val = NULL;
		char *text = NULL;

		assert_int_equal(parse(good[i][0], &val), OK);
		assert_int_equal(js_write(val, &text), OK);
		assert_string_equal(text, good[i][1]);
		free(text);
	}
}

static void what_json_does_not_allow_is_refused(void **state)
{
	static const char *const bad[] = {
		"",
		" ",
		"{",
		"}",
		"[",
		"]",
		"{]",
		"[1}",
		"\"",
		"\"a",
		"nul",
		"tru",
		"NULL",
		"True",
		"undefined",
		/* behind the value, or between values */
		"{} {}",
		"1 2",
		"{}x",
		"{}\v",
		"[1 2]",
		"{\"a\" 1}",
		"{\"a\":1 \"b\":2}",
		"[1,]",
		"{\"a\":1,}",
		"[,1]",
		",",
		"{\"a\"}",
		"{\"a\":}",
		"{:1}",
		"{1:1}",
		"{a:1}",
		"{'a':1}",
		"['a']",
		"[\"a\":1]",
		"\xEF\xBB\xBF{}",
		"// x\n1",
		"1 // x",
		"/* x */ 1",
		"# x\n1",
		/* numbers */
		"NaN",
		"[NaN]",
		"Infinity",
		"{\"a\":-Infinity}",
		"-",
		"01",
		"-01",
		"00",
		"1.",
		"[1.]",
		".5",
		"+1",
		"1e",
		"1e+",
		"0x10",
		"1-2",
		"--1",
		"1.2.3",
		"1e5e5",
		"1_000",
		/* strings */
		"\"\t\"",
		"\"a\nb\"",
		"\"\x01\"",
		"\"\\x\"",
		"\"\\u12\"",
		"\"\\u12g4\"",
		"\"\\\"",
		"\"\xFF\"",
		"\"\xC0\x80\"",
		"\"\xED\xA0\x80\"",
		"\"\xF5\x80\x80\x80\"",
		"\"\xC3\"",
		"{\"\xC3(\":1}",
		/* keys */
		"{\"a\":1,\"a\":2}",
		"{\"a\":1,\"\\u0061\":2}",
		"{\"x\":[{\"a\":1,\"b\":2,\"a\":1}]}",
		"{\"a\\u0000b\":1}",
		"{\"a\":1,\"b\":{},\"b\" : 0}",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct json_object *val = (struct json_object *)(uintptr_t)0x1;

		assert_int_equal(parse(bad[i], &val), ERR_INPUT);
		assert_ptr_equal(val, (struct json_object *)(uintptr_t)0x1);
	}
}

static void a_nul_byte_is_refused_wherever_it_stands(void **state)
{
	struct json_object *val;

	(void)state;
	assert_int_equal(js_parse("{}\0", 3, 10, &val), ERR_INPUT);
	assert_int_equal(js_parse("\0{}", 3, 10, &val), ERR_INPUT);
	assert_int_equal(js_parse("\"\0\"", 3, 10, &val), ERR_INPUT);
	assert_int_equal(js_parse("{}}", 2, 10, &val), OK); /* what stands behind n isn't looked at */
	json_object_put(val);
}

static void the_limit_is_in_bytes_and_comes_first(void **state)
{
	struct json_object *val;

	(void)state;
	assert_int_equal(js_parse("[12]", 4, 4, &val), OK);
	json_object_put(val);
	assert_int_equal(js_parse("[12]", 4, 3, &val), ERR_LIMIT);
	assert_int_equal(js_parse("nonsense", 8, 7, &val), ERR_LIMIT);
	assert_int_equal(js_parse("[12]", 4, 0, &val), ERR_LIMIT);
	assert_int_equal(js_parse("[12]", SIZE_MAX, SIZE_MAX, &val), ERR_LIMIT);
}

static void values_nest_16_deep(void **state)
{
	(void)state;
	for (int depth = JS_DEPTH_MAX - 1; depth <= JS_DEPTH_MAX + 1; depth++) {
		AUTO(buf) struct buf arrays = BUF_INIT(100), objects = BUF_INIT(200);
		struct json_object *val = NULL;
		enum err wanted = depth <= JS_DEPTH_MAX ? OK : ERR_INPUT;

		for (int i = 1; i < depth; i++) {
			buf_puts(&arrays, "[");
			buf_puts(&objects, "{\"k\":");
		}
		buf_puts(&arrays, "1");
		buf_puts(&objects, "\"\"");
		for (int i = 1; i < depth; i++) {
			buf_puts(&arrays, "]");
			buf_puts(&objects, "}");
		}
		assert_int_equal(parse(buf_text(&arrays), &val), wanted);
		json_object_put(TAKE(val));
		assert_int_equal(parse(buf_text(&objects), &val), wanted);
		json_object_put(TAKE(val));
	}
}

static void a_lone_surrogate_becomes_the_replacement_character(void **state)
{
	static const char *const texts[] = { "{\"a\":\"\\ud800\"}", "{\"a\":\"\\udc00\"}" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		AUTO(json) struct json_object *val = NULL;
		const char *text;

		assert_int_equal(parse(texts[i], &val), OK);
		assert_int_equal(js_text(val, "a", 10, &text), OK);
		assert_string_equal(text, "\xEF\xBF\xBD");
	}
}

/* Each getter against a member of each type: exactly one fits, and nothing is converted. */
static void getters_convert_nothing(void **state)
{
	static const char members[] = "{\"int\":1,\"bool\":true,\"text\":\"1\",\"object\":{},\"array\":[],"
				      "\"double\":1.0,\"null\":null,\"numeric\":\"12abc\",\"true\":\"true\"}";
	static const struct {
		const char *key;
		enum err i64, on, text, object, array;
	} rows[] = {
		{ "int", OK, ERR_INPUT, ERR_INPUT, ERR_INPUT, ERR_INPUT },
		{ "bool", ERR_INPUT, OK, ERR_INPUT, ERR_INPUT, ERR_INPUT },
		{ "text", ERR_INPUT, ERR_INPUT, OK, ERR_INPUT, ERR_INPUT },
		{ "object", ERR_INPUT, ERR_INPUT, ERR_INPUT, OK, ERR_INPUT },
		{ "array", ERR_INPUT, ERR_INPUT, ERR_INPUT, ERR_INPUT, OK },
		{ "double", ERR_INPUT, ERR_INPUT, ERR_INPUT, ERR_INPUT, ERR_INPUT },
		{ "numeric", ERR_INPUT, ERR_INPUT, OK, ERR_INPUT, ERR_INPUT },
		{ "true", ERR_INPUT, ERR_INPUT, OK, ERR_INPUT, ERR_INPUT },
		{ "null", ERR_NOTFOUND, ERR_NOTFOUND, ERR_NOTFOUND, ERR_NOTFOUND, ERR_NOTFOUND },
		{ "none", ERR_NOTFOUND, ERR_NOTFOUND, ERR_NOTFOUND, ERR_NOTFOUND, ERR_NOTFOUND },
	};
	AUTO(json) struct json_object *obj = NULL;
	struct json_object *val;
	const char *text;
	int64_t n;
	bool on;

	(void)state;
	assert_int_equal(parse(members, &obj), OK);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		assert_int_equal(js_i64(obj, rows[i].key, -10, 10, &n), rows[i].i64);
		assert_int_equal(js_bool(obj, rows[i].key, &on), rows[i].on);
		assert_int_equal(js_text(obj, rows[i].key, 10, &text), rows[i].text);
		assert_int_equal(js_object(obj, rows[i].key, &val), rows[i].object);
		assert_int_equal(js_array(obj, rows[i].key, 10, &val), rows[i].array);
	}
}

static void getters_refuse_what_is_no_object(void **state)
{
	static const char *const texts[] = { "null", "[]", "\"a\"", "1" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		AUTO(json) struct json_object *val = NULL;
		int64_t n = 7;

		assert_int_equal(parse(texts[i], &val), OK);
		assert_int_equal(js_i64(val, "a", 0, 10, &n), ERR_INPUT);
		assert_int_equal(n, 7);
	}
}

static void numbers_keep_their_bounds_even_when_they_are_huge(void **state)
{
	AUTO(json) struct json_object *obj = NULL;
	int64_t n = 7;

	(void)state;
	assert_int_equal(parse("{\"a\":5,\"big\":99999999999999999999,\"small\":-99999999999999999999,"
			       "\"top\":9007199254740993}",
			       &obj),
			 OK);
	assert_int_equal(js_i64(obj, "a", 5, 5, &n), OK);
	assert_int_equal(n, 5);
	assert_int_equal(js_i64(obj, "a", 6, 9, &n), ERR_INPUT);
	assert_int_equal(js_i64(obj, "a", 0, 4, &n), ERR_INPUT);
	assert_int_equal(js_i64(obj, "big", 0, INT64_MAX - 1, &n), ERR_INPUT);
	assert_int_equal(js_i64(obj, "small", INT64_MIN + 1, 0, &n), ERR_INPUT);
	assert_int_equal(n, 5);
	assert_int_equal(js_i64(obj, "top", 0, INT64_MAX - 1, &n), OK);
	assert_true(n == 9007199254740993);
}

static void texts_are_bounded_in_characters_and_hold_no_nul(void **state)
{
	AUTO(json) struct json_object *obj = NULL;
	const char *text = NULL;

	(void)state;
	assert_int_equal(
		parse("{\"a\":\"\\u00e4\\u00f6\xE2\x82\xAC\",\"nul\":\"x\\u0000y\",\"empty\":\"\"}", &obj),
		OK);
	assert_int_equal(js_text(obj, "a", 3, &text), OK);
	assert_string_equal(text, "\xC3\xA4\xC3\xB6\xE2\x82\xAC");
	assert_int_equal(js_text(obj, "a", 2, &text), ERR_INPUT);
	assert_int_equal(js_text(obj, "nul", 10, &text), ERR_INPUT);
	assert_int_equal(js_text(obj, "empty", 0, &text), OK);
	assert_string_equal(text, "");
}

static void arrays_are_bounded_in_elements(void **state)
{
	AUTO(json) struct json_object *obj = NULL;
	struct json_object *val;

	(void)state;
	assert_int_equal(parse("{\"a\":[1,2,3]}", &obj), OK);
	assert_int_equal(js_array(obj, "a", 3, &val), OK);
	assert_int_equal(json_object_array_length(val), 3);
	assert_int_equal(js_array(obj, "a", 2, &val), ERR_INPUT);
}

static void unknown_keys_are_named(void **state)
{
	static const char *const known[] = { "a", "b", NULL };
	static const struct {
		const char *text, *unknown;
	} rows[] = { { "{}", NULL },
		     { "{\"a\":1}", NULL },
		     { "{\"b\":1,\"a\":null}", NULL },
		     { "{\"a\":1,\"A\":2}", "A" },
		     { "{\"ab\":1}", "ab" },
		     { "{\"\":1}", "" } };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		AUTO(json) struct json_object *obj = NULL;
		const char *found;

		assert_int_equal(parse(rows[i].text, &obj), OK);
		found = js_unknown_key(obj, known);
		assert_true(rows[i].unknown ? found && strcmp(found, rows[i].unknown) == 0 : !found);
	}
}

static void the_builder_writes_members_in_order(void **state)
{
	struct js js = js_new(), child = js_new();
	char *text;

	(void)state;
	js_add_text(&js, "text", "a\"</b>\n\xC3\xA4");
	js_add_text(&js, "none", NULL);
	js_add_i64(&js, "n", INT64_MIN);
	js_add_bool(&js, "on", true);
	js_add_null(&js, "null");
	js_add_time(&js, "at", 1);
	js_add_time(&js, "never", 0);
	js_add_bool(&child, "x", false);
	js_add_js(&js, "child", &child);
	js_add(&js, "list", json_object_new_array());
	assert_int_equal(js_take_text(&js, &text), OK);
	assert_string_equal(
		text,
		"{\"text\":\"a\\\"</b>\\n\xC3\xA4\",\"none\":null,\"n\":-9223372036854775808,\"on\":true,"
		"\"null\":null,\"at\":\"1970-01-01T00:00:00.001Z\",\"never\":null,"
		"\"child\":{\"x\":false},\"list\":[]}");
	free(text);
	assert_null(child.obj);
	assert_null(js.obj);
}

static void a_failure_of_the_builder_sticks_and_travels_up(void **state)
{
	struct js js = js_new(), child = js_new();
	struct json_object *val = NULL;
	char *text = NULL;

	(void)state;
	js_add(&child, "broken", NULL);
	js_add_i64(&child, "after", 1);
	js_add_null(&child, "after that");
	js_add_js(&js, "child", &child);
	js_add_text(&js, "more", "x");
	assert_int_equal(js_take(&js, &val), ERR_NOMEM);
	assert_null(val);
	assert_null(js.obj);
	js = js_new();
	js.err = ERR_BUG;
	js_add(&js, "consumed", json_object_new_string("freed on failure too"));
	assert_int_equal(js_take_text(&js, &text), ERR_BUG);
	assert_null(text);
}

static void a_builder_can_be_given_up(void **state)
{
	AUTO(js) struct js js = js_new();

	(void)state;
	js_add_text(&js, "a", "b");
	js_done(&js);
	assert_null(js.obj);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_json_allows_is_read),
		cmocka_unit_test(what_json_does_not_allow_is_refused),
		cmocka_unit_test(a_nul_byte_is_refused_wherever_it_stands),
		cmocka_unit_test(the_limit_is_in_bytes_and_comes_first),
		cmocka_unit_test(values_nest_16_deep),
		cmocka_unit_test(a_lone_surrogate_becomes_the_replacement_character),
		cmocka_unit_test(getters_convert_nothing),
		cmocka_unit_test(getters_refuse_what_is_no_object),
		cmocka_unit_test(numbers_keep_their_bounds_even_when_they_are_huge),
		cmocka_unit_test(texts_are_bounded_in_characters_and_hold_no_nul),
		cmocka_unit_test(arrays_are_bounded_in_elements),
		cmocka_unit_test(unknown_keys_are_named),
		cmocka_unit_test(the_builder_writes_members_in_order),
		cmocka_unit_test(a_failure_of_the_builder_sticks_and_travels_up),
		cmocka_unit_test(a_builder_can_be_given_up),
	};

	return cmocka_run_group_tests_name("js", tests, NULL, NULL);
}
