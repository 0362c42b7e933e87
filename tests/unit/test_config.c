/* Settings: the defaults, the file's form, what is refused and how the message points to it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/buf.h"
#include "common/config.h"

static char path[64];
static char message[CONFIG_MESSAGE_SIZE];

static void write_file(const char *text, size_t n)
{
	FILE *file = fopen(path, "we");

	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, n, file), n);
	assert_int_equal(fclose(file), 0);
}

static enum err load(const char *text, struct config **ret)
{
	write_file(text, strlen(text));
	return config_load(path, ret, message);
}

/* Loading text has to fail with e and a message that begins with the file and ends so. */
static void refused(const char *text, enum err e, const char *ending)
{
	struct config *config = NULL;
	size_t n = strlen(path);

	assert_int_equal(load(text, &config), e);
	assert_null(config);
	assert_memory_equal(message, path, n);
	if (strcmp(message + n, ending) != 0)
		fail_msg("'%s' instead of '%s'", message + n, ending);
}

static int make_file(void **state)
{
	int fd;

	(void)state;
	snprintf(path, sizeof(path), "/tmp/greenroom-test-config-XXXXXX");
	fd = mkstemp(path);
	return fd < 0 ? -1 : close(fd);
}

static int remove_file(void **state)
{
	(void)state;
	return unlink(path);
}

static void without_a_file_the_defaults_stand(void **state)
{
	AUTO(config) struct config *config = NULL;

	(void)state;
	assert_int_equal(config_load(NULL, &config, message), OK);
	assert_string_equal(config->site.base_url, "http://127.0.0.1:8080");
	assert_string_equal(config->ai.provider, "bank");
	assert_string_equal(config->site.sender_name, "");
	assert_int_equal(config->api.threads, 8);
	assert_int_equal(config->invite_expires_s, 14 * 86400);
	assert_null(config->database_password);
	assert_string_equal(message, "");
}

static void a_file_replaces_what_it_names(void **state)
{
	static const char text[] =
		"\xEF\xBB\xBF# comment\n; another\r\n\n  [api]  \r\n\tthreads=3\n[ stream ]\n"
		"heartbeat = 2m\n[ai]\nprovider=openai\n[api]\nsocket = /run/x.sock";
	AUTO(config) struct config *config = NULL;

	(void)state;
	assert_int_equal(load(text, &config), OK);
	assert_int_equal(config->api.threads, 3);
	assert_string_equal(config->api.socket, "/run/x.sock");
	assert_int_equal(config->stream.heartbeat_s, 120);
	assert_string_equal(config->ai.provider, "openai");
	assert_int_equal(config->stream.threads, 4);
}

static void an_empty_file_is_a_file(void **state)
{
	AUTO(config) struct config *config = NULL;

	(void)state;
	assert_int_equal(load("", &config), OK);
}

static void a_value_is_the_rest_of_its_line(void **state)
{
	static const char text[] = "[site]\nsender_name =  Acme ; Sons # = [x] : \"y\"  \nsender_logo =\n"
				   "contact = M\xC3\xBCller\n[ai]\nheaders = X-A: 1 | X-B: a=b\n";
	AUTO(config) struct config *config = NULL;

	(void)state;
	assert_int_equal(load(text, &config), OK);
	assert_string_equal(config->site.sender_name, "Acme ; Sons # = [x] : \"y\"");
	assert_string_equal(config->site.sender_logo, "");
	assert_string_equal(config->site.contact, "M\xC3\xBCller");
	assert_string_equal(config->ai.headers, "X-A: 1 | X-B: a=b");
}

static void a_value_of_any_length_up_to_its_bound_arrives_whole(void **state)
{
	static const size_t sizes[] = { 180, 199, 200, 201, 300, 1000 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		AUTO(config) struct config *config = NULL;
		AUTO(buf) struct buf text = BUF_INIT(2000);
		char value[1001] = "";

		memset(value, 'h', sizes[i]);
		value[1] = ':';
		value[150] = ' ';
		buf_printf(&text, "[ai]\nheaders = %s\nmodel = m\n", value);
		assert_int_equal(load(buf_text(&text), &config), OK);
		assert_string_equal(config->ai.headers, value);
		assert_string_equal(config->ai.model, "m");
	}
}

static void what_is_wrong_is_named_with_its_line(void **state)
{
	(void)state;
	refused("[api]\nthread = 3\n", ERR_INPUT,
		":2: no setting is called api.thread; --print-config lists them");
	refused("[api]\n\n# x\nthreads = 0\n", ERR_INPUT,
		":4: api.threads takes a whole number from 1 to 256");
	refused("threads = 1\n", ERR_INPUT, ":1: threads stands before the first [section]");
	refused("[apis]\nthreads = 1\n", ERR_INPUT,
		":2: no setting is called apis.threads; --print-config lists them");
	refused("[api]\nThreads = 1\n", ERR_INPUT,
		":2: no setting is called api.Threads; --print-config lists them");
	refused("[api]\nthreads = 1\nthreads = 1\n", ERR_INPUT, ":3: api.threads stands twice");
	refused("[api]\nthreads = 1\n[log]\nlevel = info\n[api]\nthreads = 2\n", ERR_INPUT,
		":6: api.threads stands twice");
	refused("[ai]\nprovider = gpt\n", ERR_INPUT, ":2: ai.provider takes one of bank|openai|anthropic");
	refused("[stream]\nheartbeat = 0\n", ERR_INPUT,
		":2: stream.heartbeat takes a time such as 90s, 15m, 2h or 14d, from 1s to 3600s");
	refused("[redis]\nprefix =\n", ERR_INPUT,
		":2: redis.prefix takes 1 to 40 bytes of text (UTF-8, no control characters)");
}

static void the_first_fault_is_the_one_that_is_named(void **state)
{
	(void)state;
	refused("[api]\nnonsense\nthreads = x\n", ERR_INPUT, ":2: neither a [section] nor key = value");
	refused("[api]\nthreads = x\nnonsense\n", ERR_INPUT,
		":2: api.threads takes a whole number from 1 to 256");
}

static void lines_of_another_form_are_refused(void **state)
{
	static const char form[] = ":2: neither a [section] nor key = value";
	static const char section[] = ":2: a section is written [name], with nothing behind it";
	AUTO(buf) struct buf text = BUF_INIT(6000);

	(void)state;
	refused("[api]\nthreads : 3\n", ERR_INPUT, form);
	refused("[api]\nthreads\n", ERR_INPUT, form);
	refused("[api]\n= 3\n", ERR_INPUT, form);
	refused("[api]\n[log\n", ERR_INPUT, section);
	refused("[api]\n[log] x\n", ERR_INPUT, section);
	refused("[api]\n[\n", ERR_INPUT, section);
	refused("[api]\n[]\n", ERR_INPUT, ":2: no section is called so");
	refused("[api]\n[[x]]\n", ERR_INPUT, ":2: no section is called so");
	refused("[api]\n[abcdefghijabcdefghijabcdefghijabcdefghijx]\n", ERR_INPUT,
		":2: no section is called so");
	buf_puts(&text, "[ai]\nheaders = ");
	for (int i = 0; i < 4200; i++)
		buf_puts(&text, "x");
	buf_puts(&text, "\nmodel = y\n");
	refused(buf_text(&text), ERR_INPUT, ":2: the line is too long");
}

static void bad_values_are_refused(void **state)
{
	static const char *const bad[] = {
		"[api]\nthreads = 257\n",
		"[api]\nthreads = -1\n",
		"[api]\nthreads = 8 # eight\n",
		"[api]\nthreads = 8x\n",
		"[api]\nthreads =\n",
		"[api]\nthreads = 1e2\n",
		"[api]\nthreads = 99999999999999999999\n",
		"[stream]\ndrain = 601s\n",
		"[stream]\ndrain = 5 s\n",
		"[log]\nlevel =\n",
		"[log]\nlevel = INFO\n",
		"[log]\nlevel = info|debug\n",
		"[log]\nlevel = inf\n",
		"[site]\nsender_name = a\tb\n",
		"[site]\nsender_name = \xFF\n",
		"[site]\nsender_name = a\x7F\n",
		"[site]\nsender_name = a\xC2\x85\n",
		"[database]\nname = 12345678901234567890123456789012345678901234567890123456789012345\n",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct config *config = NULL;

		assert_int_equal(load(bad[i], &config), ERR_INPUT);
		assert_non_null(strstr(message, ":2: "));
	}
}

static void a_nul_byte_is_refused(void **state)
{
	struct config *config = NULL;

	(void)state;
	write_file("[api]\nthreads = 1\0 2\n", 22);
	assert_int_equal(config_load(path, &config, message), ERR_INPUT);
	assert_non_null(strstr(message, ":2: the line holds a NUL byte"));
}

static void what_cannot_be_read_is_not_found(void **state)
{
	struct config *config = NULL;

	(void)state;
	assert_int_equal(config_load("/nowhere/greenroom.conf", &config, message), ERR_NOTFOUND);
	assert_string_equal(message, "/nowhere/greenroom.conf: can't be read: No such file or directory");
	assert_int_equal(config_load("/tmp", &config, message), ERR_NOTFOUND);
	assert_string_equal(message, "/tmp: can't be read: Is a directory");
	assert_null(config);
}

static void settings_have_to_fit_together(void **state)
{
	(void)state;
	refused("[stream]\nlife_min = 11m\n", ERR_INPUT, ":2: stream.life_max is below stream.life_min");
	refused("[stream]\nlife_max = 2m\nthreads = 4\nlife_min = 3m\nheartbeat = 1s\n", ERR_INPUT,
		":4: stream.life_max is below stream.life_min");
	refused("[generation]\nlease = 5s\n", ERR_INPUT,
		":2: generation.renew has to be below generation.lease");
}

static void an_ai_is_reached_by_http_and_headers_have_names(void **state)
{
	struct config *config = NULL;

	(void)state;
	refused("[ai]\nbase_url = ftp://a.example\n", ERR_INPUT,
		":2: ai.base_url takes http:// or https:// and a host");
	refused("[ai]\n\nbase_url = localhost:11434\n", ERR_INPUT,
		":3: ai.base_url takes http:// or https:// and a host");
	refused("[speech]\nbase_url = https:///v1\n", ERR_INPUT,
		":2: speech.base_url takes http:// or https:// and a host");
	refused("[ai]\nheaders = nonsense\n", ERR_INPUT,
		":2: ai.headers takes 'Name: value', several separated by ' | '");
	refused("[ai]\nheaders = A: b | : c\n", ERR_INPUT,
		":2: ai.headers takes 'Name: value', several separated by ' | '");
	assert_int_equal(
		load("[ai]\nbase_url = https://u@a.example:1/v1?x=/y\nheaders = A: b:c | D: e | F: |\n",
		     &config),
		OK);
	config_free(config);
}

static void the_base_url_is_an_origin(void **state)
{
	static const char *const good[][2] = { { "http://localhost", "http://localhost" },
					       { "https://a.example/", "https://a.example" },
					       { "https://[::1]:8443", "https://[::1]:8443" } };
	static const char *const bad[] = { "https://",       "http:///",        "http://a/b",
					   "http://a//",     "ftp://a.example", "//a.example",
					   "a.example:8080", "http://a?x=1",    "http://a#x",
					   "http://u@a",     "http://a b",      "HTTP://a.example" };
	char text[100];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(good); i++) {
		AUTO(config) struct config *config = NULL;

		snprintf(text, sizeof(text), "[site]\nbase_url = %s\n", good[i][0]);
		assert_int_equal(load(text, &config), OK);
		assert_string_equal(config->site.base_url, good[i][1]);
	}
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct config *config = NULL;

		snprintf(text, sizeof(text), "[site]\nbase_url = %s\n", bad[i]);
		assert_int_equal(load(text, &config), ERR_INPUT);
		assert_non_null(strstr(message, ":2: site.base_url takes"));
	}
}

static char *printed(const struct config *config)
{
	char *text = NULL;
	size_t n;
	FILE *file = open_memstream(&text, &n);

	assert_non_null(file);
	config_print(config, file);
	assert_int_equal(fclose(file), 0);
	return text;
}

static void what_is_printed_reads_back_as_the_same_settings(void **state)
{
	static const char *const files[] = {
		"",
		"[site]\nsender_name = A ; b # c = d\nbase_url = https://x/\n[invite]\nexpires = 90s\n"
		"[stream]\nlife_min = 1d\nlife_max = 24h\n[log]\nlevel = "
		"debug\n[generation]\ncandidate_retries = 0\n",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		AUTO(config) struct config *first = NULL, *second = NULL;
		char *once, *twice;

		assert_int_equal(load(files[i], &first), OK);
		once = printed(first);
		assert_int_equal(load(once, &second), OK);
		twice = printed(second);
		assert_string_equal(once, twice);
		assert_true(i == 0 || strstr(once, "sender_name = A ; b # c = d\n"));
		assert_true(i == 0 || strstr(once, "expires = 90s\n"));
		free(once);
		free(twice);
	}
}

static void every_printed_setting_is_explained_and_known(void **state)
{
	AUTO(config) struct config *config = NULL;
	char *text, *line, *rest, before = '\n';
	int settings = 0;

	(void)state;
	assert_int_equal(config_load(NULL, &config, message), OK);
	text = printed(config);
	for (line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
		if (line[0] != '#' && line[0] != '[') {
			assert_int_equal(before, '#');
			settings++;
		}
		before = line[0];
	}
	assert_true(settings > 40);
	free(text);
}

static void append_name(void *ctx, const char *name, const char *value, bool applied)
{
	char *names = ctx;
	size_t n = strlen(names);

	snprintf(names + n, 400 - n, "%s%s%s ", name, applied ? "=" : "", value);
}

static void what_is_live_is_taken_over_and_the_rest_is_named(void **state)
{
	AUTO(config) struct config *running = NULL, *fresh = NULL;
	char names[400] = "";
	static const char text[] =
		"[site]\nbase_url = https://x\nsender_name = X\n[log]\nlevel = debug\n[api]\nthreads = 9\n"
		"[stream]\nheartbeat = 15s\nmax_streams = 7\n[generation]\ndeadline = 1h\non_failure = bank\n"
		"lease = 16s\n[invite]\nexpires = 1d\n[ai]\nstall_ms = 999\n";

	(void)state;
	assert_int_equal(config_load(NULL, &running, message), OK);
	assert_int_equal(load(text, &fresh), OK);
	config_apply(running, fresh, append_name, names);
	assert_string_equal(names,
			    "site.sender_name api.threads stream.max_streams=7 generation.lease "
			    "generation.deadline=1h generation.on_failure=bank ai.stall_ms=999 log.level ");
	assert_int_equal(running->stream.max_streams, 7);
	assert_int_equal(running->generation.deadline_s, 3600);
	assert_int_equal(running->generation.on_failure, ON_FAILURE_BANK);
	assert_int_equal(running->ai.stall_ms, 999);
	assert_int_equal(running->api.threads, 8);
	assert_int_equal(running->generation.lease_s, 15);
	assert_string_equal(running->site.sender_name, "");
	names[0] = '\0';
	config_apply(running, fresh, append_name, names);
	assert_string_equal(names, "site.sender_name api.threads generation.lease log.level ");
	names[0] = '\0';
	config_apply(fresh, fresh, append_name, names);
	assert_string_equal(names, "");
}

static void the_servers_get_their_settings(void **state)
{
	static const char text[] = "[database]\nsocket = /d\nuser = u\nname = n\ntimeout_ms = 2000\n"
				   "[redis]\nsocket = /r\nprefix = p\ntimeout_ms = 30\n";
	AUTO(config) struct config *config = NULL;
	struct db_settings db;
	struct kv_settings kv;

	(void)state;
	assert_int_equal(load(text, &config), OK);
	db = config_db(config);
	kv = config_kv(config);
	assert_string_equal(db.socket, "/d");
	assert_string_equal(db.user, "u");
	assert_string_equal(db.name, "n");
	assert_null(db.password);
	assert_int_equal(db.connect_ms, 2000);
	assert_int_equal(db.io_ms, 2000);
	assert_string_equal(kv.socket, "/r");
	assert_string_equal(kv.prefix, "p");
	assert_int_equal(kv.timeout_ms, 30);
}

static void a_secret_is_the_first_line_of_its_file(void **state)
{
	static const char *const good[][2] = { { "abc", "abc" },
					       { "abc\n", "abc" },
					       { "abc\r\n", "abc" },
					       { "abc\nrest\n", "abc" },
					       { " a b ", " a b " } };
	static const char *const bad[] = { "", "\n", "\nabc\n", "a\tb\n", "\xFF\n", "a\x7F" };
	char longest[514];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(good); i++) {
		char *secret = NULL;

		write_file(good[i][0], strlen(good[i][0]));
		assert_int_equal(config_secret(path, &secret), OK);
		assert_string_equal(secret, good[i][1]);
		free(secret);
	}
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		char *secret = NULL;

		write_file(bad[i], strlen(bad[i]));
		assert_int_equal(config_secret(path, &secret), ERR_INPUT);
		assert_null(secret);
	}
	memset(longest, 'k', sizeof(longest));
	for (size_t n = 512; n <= 514; n++) {
		char *secret = NULL;

		write_file(longest, n);
		assert_int_equal(config_secret(path, &secret), n == 512 ? OK : ERR_INPUT);
		free(secret);
	}
}

static void a_secret_may_stand_in_the_credentials_folder(void **state)
{
	char *secret = NULL, named[100];

	(void)state;
	write_file("s3cret\n", 7);
	setenv("CREDENTIALS_DIRECTORY", "/tmp", 1);
	snprintf(named, sizeof(named), "${CREDENTIALS_DIRECTORY}%s", path + strlen("/tmp"));
	assert_int_equal(config_secret(named, &secret), OK);
	assert_string_equal(secret, "s3cret");
	free(secret);
	unsetenv("CREDENTIALS_DIRECTORY");
	assert_int_equal(config_secret("${CREDENTIALS_DIRECTORY}/greenroom-no-such", &secret), ERR_NOTFOUND);
	assert_int_equal(config_secret("/nowhere/key", &secret), ERR_NOTFOUND);
	assert_int_equal(config_secret("/tmp", &secret), ERR_INPUT);
}

static void the_database_password_is_read_with_the_settings(void **state)
{
	AUTO(config) struct config *config = NULL;
	char secret_path[80], text[200], ending[200], *shown;
	FILE *file;

	(void)state;
	snprintf(secret_path, sizeof(secret_path), "%s.password", path);
	file = fopen(secret_path, "we");
	assert_non_null(file);
	fputs("hunter2\n", file);
	fclose(file);
	snprintf(text, sizeof(text), "[database]\npassword_file = %s\n", secret_path);
	assert_int_equal(load(text, &config), OK);
	assert_string_equal(config->database_password, "hunter2");
	assert_string_equal(config_db(config).password, "hunter2");
	shown = printed(config);
	assert_null(strstr(shown, "hunter2"));
	free(shown);
	unlink(secret_path);
	snprintf(ending, sizeof(ending), ":2: database.password_file holds no readable password");
	refused(text, ERR_INPUT, ending);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_a_file_the_defaults_stand),
		cmocka_unit_test(a_file_replaces_what_it_names),
		cmocka_unit_test(an_empty_file_is_a_file),
		cmocka_unit_test(a_value_is_the_rest_of_its_line),
		cmocka_unit_test(a_value_of_any_length_up_to_its_bound_arrives_whole),
		cmocka_unit_test(what_is_wrong_is_named_with_its_line),
		cmocka_unit_test(the_first_fault_is_the_one_that_is_named),
		cmocka_unit_test(lines_of_another_form_are_refused),
		cmocka_unit_test(bad_values_are_refused),
		cmocka_unit_test(a_nul_byte_is_refused),
		cmocka_unit_test(what_cannot_be_read_is_not_found),
		cmocka_unit_test(settings_have_to_fit_together),
		cmocka_unit_test(an_ai_is_reached_by_http_and_headers_have_names),
		cmocka_unit_test(the_base_url_is_an_origin),
		cmocka_unit_test(what_is_printed_reads_back_as_the_same_settings),
		cmocka_unit_test(every_printed_setting_is_explained_and_known),
		cmocka_unit_test(what_is_live_is_taken_over_and_the_rest_is_named),
		cmocka_unit_test(the_servers_get_their_settings),
		cmocka_unit_test(a_secret_is_the_first_line_of_its_file),
		cmocka_unit_test(a_secret_may_stand_in_the_credentials_folder),
		cmocka_unit_test(the_database_password_is_read_with_the_settings),
	};

	return cmocka_run_group_tests_name("config", tests, make_file, remove_file);
}
