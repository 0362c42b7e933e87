/* The page's template language: everything escaped for its place, and a damaged template is told, not shown.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "cgi/template.h"
#include "common/js.h"

static struct var rows[] = {
	{ "a", "A" },
	{ "and", "{name} & {name}" },
	{ "brace", "{ {x} {name" },
	{ "deep", "{nested}" },
	{ "empty", "" },
	{ "greet", "Hello, <b>{name}</b>!" },
	{ "greeting", "longer" },
};
static const struct texts texts = { rows, ARRAY_LEN(rows) };

static const struct var vars[] = {
	{ "name", "<i>\"O'Neil\" & co</i>" },
	{ "nested", "{name}" },
	{ "yes", "true" },
	{ "no", "false" },
	{ "empty", "" },
	{ "null", NULL },
	{ "screen", "LANDING" },
	{ "json", "{\"a\":1}" },
	{ NULL, NULL },
};

static const struct template_input input = { vars, &texts };

static void check(const char *source, const char *wanted)
{
	AUTO(buf) struct buf out = BUF_INIT(10000);

	assert_int_equal(template_render(source, &input, &out), OK);
	assert_string_equal(buf_text(&out), wanted);
}

static void text_without_tags_stays_as_it_is(void **state)
{
	(void)state;
	check("", "");
	check("<p class=\"x\">{ } {name} }} </p>\n", "<p class=\"x\">{ } {name} }} </p>\n");
}

static void values_are_escaped_for_text_and_attributes(void **state)
{
	static const char escaped[] = "&lt;i&gt;&quot;O&#39;Neil&quot; &amp; co&lt;/i&gt;";
	AUTO(buf) struct buf wanted = BUF_INIT(500);

	(void)state;
	buf_printf(&wanted, "<p title=\"%s\" alt='%s'>%s</p>", escaped, escaped, escaped);
	check("<p title=\"{{name}}\" alt='{{name}}'>{{name}}</p>", buf_text(&wanted));
	check("{{nested}}", "{name}");
	check("[{{empty}}{{null}}]", "[]");
}

static void a_raw_value_stays_as_it_is(void **state)
{
	(void)state;
	check("<script>{{{json}}}</script>", "<script>{\"a\":1}</script>");
	check("{{{name}}}", "<i>\"O'Neil\" & co</i>");
}

static void texts_are_filled_in_and_escaped_once(void **state)
{
	(void)state;
	check("{{t.a}}", "A");
	check("[{{t.empty}}]", "[]");
	check("{{t.greet}}", "Hello, &lt;b&gt;&lt;i&gt;&quot;O&#39;Neil&quot; &amp; co&lt;/i&gt;&lt;/b&gt;!");
	check("{{t.brace}}", "{ {x} {name");
	check("{{t.deep}}", "{name}"); /* a value is no text: what looks like a name in it is not filled in */
}

static void conditions_keep_or_drop_their_inside(void **state)
{
	(void)state;
	check("a{{#if yes}}b{{/if}}c", "abc");
	check("a{{#if no}}b{{/if}}c", "ac");
	check("a{{#if empty}}b{{/if}}{{#if null}}b{{/if}}c", "ac");
	check("{{#if screen}}x{{/if}}", "x");
	check("{{#if screen=LANDING}}x{{/if}}{{#if screen=LAND}}y{{/if}}{{#if screen=LANDINGS}}z{{/if}}",
	      "x");
	check("{{#if empty=}}x{{/if}}{{#if no=false}}y{{/if}}", "xy");
	check("{{#if no}}{{name}}{{t.a}}{{{json}}}{{/if}}", "");
}

static void conditions_nest(void **state)
{
	(void)state;
	check("{{#if yes}}1{{#if no}}2{{#if yes}}3{{/if}}4{{/if}}5{{/if}}6", "156");
	check("{{#if no}}1{{#if no}}2{{/if}}3{{#if yes}}4{{/if}}5{{/if}}6", "6");
	check("{{#if yes}}{{#if yes}}{{#if yes}}{{#if yes}}x{{/if}}{{/if}}{{/if}}{{/if}}", "x");
}

static void a_damaged_template_is_our_fault(void **state)
{
	static const char *const damaged[] = {
		"{{nobody}}",
		"{{}}",
		"{{ name }}",
		"{{name",
		"{{name}",
		"{{{name}}",
		"{{{nobody}}}",
		"{{t.nothing}}",
		"{{t.}}",
		"{{t.gree}}",
		"{{t.greetings}}",
		"{{#if nobody}}{{/if}}",
		"{{#if nobody=x}}{{/if}}",
		"{{#if }}{{/if}}",
		"{{#if yes}}",
		"{{/if}}",
		"{{#if yes}}{{/if}}{{/if}}",
		"{{#if no}}{{nobody}}{{/if}}", /* also where nothing is written: it would fail for others */
		"{{#if no}}{{t.nothing}}{{/if}}",
		"{{#unless yes}}x{{/unless}}",
		"{{#if yes}}{{#if yes}}{{#if yes}}{{#if yes}}{{#if yes}}{{/if}}{{/if}}{{/if}}{{/if}}{{/if}}",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(damaged); i++) {
		AUTO(buf) struct buf out = BUF_INIT(1000);

		assert_int_equal(template_render(damaged[i], &input, &out), ERR_BUG);
	}
}

static void a_page_past_its_limit_is_told(void **state)
{
	AUTO(buf) struct buf out = BUF_INIT(5);

	(void)state;
	assert_int_equal(template_render("{{name}}", &input, &out), ERR_LIMIT);
}

static void texts_are_found_by_their_whole_key(void **state)
{
	(void)state;
	for (size_t i = 0; i < texts.count; i++)
		assert_string_equal(texts_find(&texts, rows[i].name, strlen(rows[i].name)), rows[i].value);
	assert_string_equal(texts_find(&texts, "greeting", 5), rows[5].value);
	assert_null(texts_find(&texts, "greetings", 9));
	assert_null(texts_find(&texts, "gree", 4));
	assert_null(texts_find(&texts, "", 0));
	assert_null(texts_find(&texts, "0", 1));
	assert_null(texts_find(&texts, "zz", 2));
	assert_null(texts_find(&(struct texts){ NULL, 0 }, "a", 1));
}

static void json_in_a_script_element_can_t_end_it_and_means_the_same(void **state)
{
	static const char json[] =
		"{\"a\":\"</script><!--<script>&amp; \xE2\x80\xA8\xE2\x80\xA9\xE2\x80\xAA\xC3\xA4\"}";
	AUTO(buf) struct buf out = BUF_INIT(1000);
	AUTO(json) struct json_object *before = NULL, *after = NULL;

	(void)state;
	template_script_json(&out, json);
	assert_null(strpbrk(buf_text(&out), "<>&"));
	assert_null(strstr(buf_text(&out), "\xE2\x80\xA8"));
	assert_null(strstr(buf_text(&out), "\xE2\x80\xA9"));
	assert_non_null(strstr(buf_text(&out), "\\u003c/script\\u003e"));
	assert_int_equal(js_parse(json, strlen(json), 1000, &before), OK);
	assert_int_equal(js_parse(buf_text(&out), out.len, 1000, &after), OK);
	assert_true(json_object_equal(before, after));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_without_tags_stays_as_it_is),
		cmocka_unit_test(values_are_escaped_for_text_and_attributes),
		cmocka_unit_test(a_raw_value_stays_as_it_is),
		cmocka_unit_test(texts_are_filled_in_and_escaped_once),
		cmocka_unit_test(conditions_keep_or_drop_their_inside),
		cmocka_unit_test(conditions_nest),
		cmocka_unit_test(a_damaged_template_is_our_fault),
		cmocka_unit_test(a_page_past_its_limit_is_told),
		cmocka_unit_test(texts_are_found_by_their_whole_key),
		cmocka_unit_test(json_in_a_script_element_can_t_end_it_and_means_the_same),
	};

	return cmocka_run_group_tests_name("template", tests, NULL, NULL);
}
