#include "common/config.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "common/conf_file.h"
#include "common/str.h"

#ifndef SHARE_DIR
#define SHARE_DIR "/usr/local/share/greenroom"
#endif

/* A choice is a word that is kept as its place among the words. */
enum kind { KIND_TEXT, KIND_COUNT, KIND_DURATION_S, KIND_WORD, KIND_CHOICE };

/* What it takes for another value to count: a restart, a reload, or nothing, as greenroomctl alone reads it.
 */
enum change { RESTART, LIVE, CTL };

/* One row a setting. fallback is what stands without a file; min..max bound numbers, or the length of a text
 * in bytes. */
struct setting {
	const char *section, *key;
	enum kind kind;
	size_t offset;
	const char *fallback;
	int64_t min, max;
	const char *words; /* KIND_WORD, KIND_CHOICE: "a|b|c" */
	const char *meaning;
	enum change change;
};

#define AT(field)     offsetof(struct config, field)
#define DAY_S         86400LL
#define COMMENT_WIDTH 82

static const struct setting settings[] = {
	{ "site", "base_url", KIND_TEXT, AT(site.base_url), "http://127.0.0.1:8080", 8, 200, NULL,
	  "scheme, host and port of the links that are handed out, without a trailing slash", CTL },
	{ "site", "sender_name", KIND_TEXT, AT(site.sender_name), "", 0, 120, NULL,
	  "who invites, as the candidate reads it; empty: not named", RESTART },
	{ "site", "sender_logo", KIND_TEXT, AT(site.sender_logo), "", 0, 200, NULL,
	  "path on this site of a logo, e.g. /assets/logo.svg; empty: none", RESTART },
	{ "site", "contact", KIND_TEXT, AT(site.contact), "", 0, 200, NULL,
	  "where a candidate finds help: an e-mail address or a link; empty: the person who sent the "
	  "invite",
	  RESTART },
	{ "site", "privacy_url", KIND_TEXT, AT(site.privacy_url), "", 0, 200, NULL,
	  "page that explains privacy; empty: no link", RESTART },

	{ "paths", "share", KIND_TEXT, AT(share_dir), SHARE_DIR, 1, 200, NULL,
	  "folder with the page, the prompts and the question bank", RESTART },

	{ "database", "socket", KIND_TEXT, AT(database_socket), "/run/mysqld/mysqld.sock", 1, 107, NULL,
	  "MariaDB's unix socket", RESTART },
	{ "database", "user", KIND_TEXT, AT(database_user), "greenroom", 1, 80, NULL, "MariaDB user",
	  RESTART },
	{ "database", "password_file", KIND_TEXT, AT(database_password_file), "", 0, 200, NULL,
	  "file holding the password; empty: the user is authenticated by the socket (unix_socket)",
	  RESTART },
	{ "database", "name", KIND_TEXT, AT(database_name), "greenroom", 1, 64, NULL, "database", RESTART },
	{ "database", "timeout_ms", KIND_COUNT, AT(database_timeout_ms), "5000", 1000, 60000, NULL,
	  "longest wait for a connection or an answer, milliseconds, in steps of 1000", RESTART },

	{ "redis", "socket", KIND_TEXT, AT(redis_socket), "/run/redis/redis-server.sock", 1, 107, NULL,
	  "Redis' unix socket", RESTART },
	{ "redis", "prefix", KIND_TEXT, AT(redis_prefix), "greenroom", 1, 40, NULL,
	  "beginning of every key and channel; installations that share a Redis need different ones",
	  RESTART },
	{ "redis", "timeout_ms", KIND_COUNT, AT(redis_timeout_ms), "200", 10, 5000, NULL,
	  "longest wait for Redis, milliseconds; after it things go on without", RESTART },

	{ "api", "socket", KIND_TEXT, AT(api.socket), "/run/greenroom/api.sock", 1, 107, NULL,
	  "FastCGI socket, when none was handed over as standard input", RESTART },
	{ "api", "threads", KIND_COUNT, AT(api.threads), "8", 1, 256, NULL,
	  "requests handled at once; each thread holds a MariaDB and a Redis connection", RESTART },

	{ "stream", "socket", KIND_TEXT, AT(stream.socket), "/run/greenroom/stream.sock", 1, 107, NULL,
	  "FastCGI socket, when none was handed over as standard input", RESTART },
	{ "stream", "threads", KIND_COUNT, AT(stream.threads), "4", 1, 64, NULL,
	  "threads that authorise new streams and read the log for them", RESTART },
	{ "stream", "max_streams", KIND_COUNT, AT(stream.max_streams), "10000", 1, 1000000, NULL,
	  "streams open at once; more are answered 503 and the page polls", LIVE },
	{ "stream", "max_per_session", KIND_COUNT, AT(stream.max_per_session), "8", 1, 1000, NULL,
	  "streams of one session at once; more are answered 429", LIVE },
	{ "stream", "heartbeat", KIND_DURATION_S, AT(stream.heartbeat_s), "15s", 1, 3600, NULL,
	  "a comment is sent on a stream that has been silent for this long", LIVE },
	{ "stream", "life_min", KIND_DURATION_S, AT(stream.life_min_s), "5m", 1, DAY_S, NULL,
	  "a stream ends cleanly after a random time, the shortest of which is this", LIVE },
	{ "stream", "life_max", KIND_DURATION_S, AT(stream.life_max_s), "10m", 1, DAY_S, NULL,
	  "the longest of these times", LIVE },
	{ "stream", "drain", KIND_DURATION_S, AT(stream.drain_s), "5s", 1, 600, NULL,
	  "at a stop, readers are told to come back spread over this time", LIVE },

	{ "invite", "expires", KIND_DURATION_S, AT(invite_expires_s), "14d", 60, 3650 * DAY_S, NULL,
	  "an invite is good for this long unless it says otherwise", CTL },

	{ "generation", "attempts", KIND_COUNT, AT(generation.attempts), "3", 1, 20, NULL,
	  "attempts of a generation before it fails", LIVE },
	{ "generation", "backoff_ms", KIND_COUNT, AT(generation.backoff_ms), "1000", 1, 600000, NULL,
	  "pause before another attempt: random up to this, doubling with each, milliseconds", LIVE },
	{ "generation", "lease", KIND_DURATION_S, AT(generation.lease_s), "15s", 2, 3600, NULL,
	  "a worker that is silent for this long has lost its job", RESTART },
	{ "generation", "renew", KIND_DURATION_S, AT(generation.renew_s), "5s", 1, 1200, NULL,
	  "a worker renews its leases this often; at most a third of the lease is sensible", RESTART },
	{ "generation", "deadline", KIND_DURATION_S, AT(generation.deadline_s), "120s", 2, 3600, NULL,
	  "a generation that has no first question after this long fails", LIVE },
	{ "generation", "candidate_retries", KIND_COUNT, AT(generation.candidate_retries), "3", 0, 100, NULL,
	  "how often a candidate may ask again after a failed generation", LIVE },
	{ "generation", "slow_after", KIND_DURATION_S, AT(generation.slow_after_s), "8s", 1, 3600, NULL,
	  "a candidate who has waited this long is told that it takes longer than usual", LIVE },
	{ "generation", "on_failure", KIND_CHOICE, AT(generation.on_failure), "error", 0, 0, "error|bank",
	  "when the AI has failed for good: error shows it and offers a retry, bank asks questions from the "
	  "bank",
	  LIVE },

	{ "generator", "name", KIND_TEXT, AT(generator.name), "", 0, 60, NULL,
	  "name of this host in leases; empty: the host name. Hosts that share a database need different "
	  "ones",
	  RESTART },
	{ "generator", "state_dir", KIND_TEXT, AT(generator.state_dir), "/run/greenroom", 1, 200, NULL,
	  "folder for the lock by which a restarted generator knows its own leases", RESTART },
	{ "generator", "threads", KIND_COUNT, AT(generator.threads), "2", 1, 64, NULL,
	  "workers; each holds one MariaDB and two Redis connections", RESTART },
	{ "generator", "in_flight", KIND_COUNT, AT(generator.in_flight), "500", 1, 10000, NULL,
	  "generations at once in each worker", LIVE },
	{ "generator", "sweep_ms", KIND_COUNT, AT(generator.sweep_ms), "2000", 50, 60000, NULL,
	  "the job table is looked at this often even if nobody rings, milliseconds", LIVE },
	{ "generator", "drain", KIND_DURATION_S, AT(generator.drain_s), "20s", 1, 600, NULL,
	  "at a stop, running generations get this long, then they are released", LIVE },

	{ "ai", "provider", KIND_WORD, AT(ai.provider), "bank", 0, 0, "bank|openai|anthropic",
	  "bank: the built-in questions, no network; openai: chat completions of any compatible server; "
	  "anthropic: messages",
	  RESTART },
	{ "ai", "base_url", KIND_TEXT, AT(ai.base_url), "", 0, 300, NULL,
	  "empty: the provider's own; for openai it ends in /v1", RESTART },
	{ "ai", "model", KIND_TEXT, AT(ai.model), "", 0, 120, NULL,
	  "empty: a small, quick model of the provider", RESTART },
	{ "ai", "key_file", KIND_TEXT, AT(ai.key_file), "", 0, 300, NULL,
	  "file holding the API key; empty: none is sent. ${CREDENTIALS_DIRECTORY} is replaced at its "
	  "beginning",
	  RESTART },
	{ "ai", "headers", KIND_TEXT, AT(ai.headers), "", 0, 1000, NULL,
	  "further request headers, 'Name: value', separated by ' | '", RESTART },
	{ "ai", "ca_file", KIND_TEXT, AT(ai.ca_file), "", 0, 300, NULL,
	  "certificates to trust instead of the system's; empty: the system's", RESTART },
	{ "ai", "proxy", KIND_TEXT, AT(ai.proxy), "", 0, 300, NULL, "HTTP proxy; empty: none", RESTART },
	{ "ai", "connect_ms", KIND_COUNT, AT(ai.connect_ms), "5000", 50, 60000, NULL,
	  "longest wait for a connection, milliseconds", RESTART },
	{ "ai", "first_content_ms", KIND_COUNT, AT(ai.first_content_ms), "30000", 50, 600000, NULL,
	  "longest wait for the first piece of content after the request, milliseconds", LIVE },
	{ "ai", "stall_ms", KIND_COUNT, AT(ai.stall_ms), "15000", 50, 600000, NULL,
	  "longest wait for the next piece of content, milliseconds", LIVE },
	{ "ai", "total_ms", KIND_COUNT, AT(ai.total_ms), "90000", 50, 3600000, NULL,
	  "longest wait for the whole answer, milliseconds", LIVE },
	{ "ai", "max_tokens", KIND_COUNT, AT(ai.max_tokens), "2500", 100, 100000, NULL,
	  "longest answer, in the model's tokens", LIVE },

	{ "speech", "provider", KIND_WORD, AT(speech.provider), "none", 0, 0, "none|openai",
	  "who reads the first question aloud; none: the candidate's browser, where it has a voice; openai: "
	  "/audio/speech of any compatible server",
	  RESTART },
	{ "speech", "base_url", KIND_TEXT, AT(speech.base_url), "", 0, 300, NULL,
	  "empty: the provider's own; it ends in /v1", RESTART },
	{ "speech", "model", KIND_TEXT, AT(speech.model), "gpt-4o-mini-tts", 1, 120, NULL,
	  "the model that speaks", RESTART },
	{ "speech", "voice", KIND_TEXT, AT(speech.voice), "alloy", 1, 120, NULL,
	  "voice, as the provider names it", RESTART },
	{ "speech", "format", KIND_WORD, AT(speech.format), "mp3", 0, 0, "mp3|opus|aac|flac|wav",
	  "what is asked for; every browser plays mp3", RESTART },
	{ "speech", "instructions", KIND_TEXT, AT(speech.instructions), "", 0, 1000, NULL,
	  "how to speak, e.g. calm and friendly, for models that take it; empty: not sent", RESTART },
	{ "speech", "key_file", KIND_TEXT, AT(speech.key_file), "", 0, 300, NULL,
	  "file holding the API key; empty: none is sent. ${CREDENTIALS_DIRECTORY} is replaced at its "
	  "beginning",
	  RESTART },
	{ "speech", "total_ms", KIND_COUNT, AT(speech.total_ms), "30000", 50, 600000, NULL,
	  "longest wait for the whole audio, milliseconds", LIVE },
	{ "speech", "max_bytes", KIND_COUNT, AT(speech.max_bytes), "4000000", 1000, 8000000, NULL,
	  "audio of more bytes is refused", LIVE },

	{ "log", "level", KIND_WORD, AT(log.level), "info", 0, 0, "error|warning|info|debug",
	  "least urgent line to print", LIVE },
};

static char **text_at(struct config *config, const struct setting *s)
{
	return (char **)(void *)((char *)config + s->offset);
}

static _Atomic int64_t *number_at(struct config *config, const struct setting *s)
{
	return (_Atomic int64_t *)(void *)((char *)config + s->offset);
}

static bool is_text(const struct setting *s)
{
	return s->kind == KIND_TEXT || s->kind == KIND_WORD;
}

/* The place of value among the words of "a|b|c", from 0; -1: it is none of them. */
static int word_in(const char *words, const char *value)
{
	size_t n = strlen(value);
	int at = 0;

	for (const char *w = words; *w; w += strcspn(w, "|"), w += *w == '|', at++)
		if (n > 0 && strcspn(w, "|") == n && strncmp(w, value, n) == 0)
			return at;
	return -1;
}

/* The word at a place of "a|b|c". */
static void word_at(const char *words, int64_t at, char *ret, size_t size)
{
	for (; at > 0 && *words; at--)
		words += strcspn(words, "|") + 1;
	snprintf(ret, size, "%.*s", (int)strcspn(words, "|"), words);
}

static bool number_of(const struct setting *s, const char *value, int64_t *ret)
{
	if (s->kind == KIND_COUNT)
		return str_i64(value, s->min, s->max, ret);
	if (s->kind == KIND_CHOICE) {
		*ret = word_in(s->words, value);
		return *ret >= 0;
	}
	return str_duration_s(value, ret) && *ret >= s->min && *ret <= s->max;
}

/* What would be allowed, for the message. */
static void say_allowed(const struct setting *s, char ret[CONFIG_MESSAGE_SIZE])
{
	switch (s->kind) {
	case KIND_WORD:
	case KIND_CHOICE:
		snprintf(ret, CONFIG_MESSAGE_SIZE, "%s.%s takes one of %s", s->section, s->key, s->words);
		break;
	case KIND_COUNT:
		snprintf(ret, CONFIG_MESSAGE_SIZE, "%s.%s takes a whole number from %lld to %lld", s->section,
			 s->key, (long long)s->min, (long long)s->max);
		break;
	case KIND_DURATION_S:
		snprintf(ret, CONFIG_MESSAGE_SIZE,
			 "%s.%s takes a time such as 90s, 15m, 2h or 14d, from %llds to %llds", s->section,
			 s->key, (long long)s->min, (long long)s->max);
		break;
	case KIND_TEXT:
		snprintf(ret, CONFIG_MESSAGE_SIZE,
			 "%s.%s takes %lld to %lld bytes of text (UTF-8, no control characters)", s->section,
			 s->key, (long long)s->min, (long long)s->max);
		break;
	}
}

static enum err set(struct config *config, const struct setting *s, const char *value)
{
	size_t n = strlen(value);
	int64_t number;
	char *copy;

	if (!is_text(s)) {
		if (!number_of(s, value, &number))
			return ERR_INPUT;
		*number_at(config, s) = number;
		return OK;
	}
	if (s->kind == KIND_WORD && word_in(s->words, value) < 0)
		return ERR_INPUT;
	if (s->kind == KIND_TEXT && ((int64_t)n < s->min || (int64_t)n > s->max ||
				     !str_utf8(value, n, NULL) || str_has_control(value, "")))
		return ERR_INPUT;
	copy = strdup(value);
	if (!copy)
		return ERR_NOMEM;
	free(*text_at(config, s));
	*text_at(config, s) = copy;
	return OK;
}

/* While a file is read: what it has set so far, and why a line was refused. */
struct load {
	struct config *config;
	enum err err;
	bool seen[ARRAY_LEN(settings)];
	char message[CONFIG_MESSAGE_SIZE];
};

static bool on_setting(void *ctx, const char *section, const char *key, const char *value)
{
	struct load *load = ctx;

	load->err = ERR_INPUT;
	for (size_t i = 0; i < ARRAY_LEN(settings); i++) {
		const struct setting *s = &settings[i];

		if (strcmp(s->section, section) != 0 || strcmp(s->key, key) != 0)
			continue;
		if (load->seen[i]) {
			snprintf(load->message, sizeof(load->message), "%s.%s stands twice", section, key);
			return false;
		}
		load->seen[i] = true;
		load->err = set(load->config, s, value);
		if (load->err)
			say_allowed(s, load->message);
		return load->err == OK;
	}
	snprintf(load->message, sizeof(load->message),
		 "no setting is called %.60s.%.60s; --print-config lists them", section, key);
	return false;
}

static enum err read_file(const char *path, struct config *config, char ret_message[CONFIG_MESSAGE_SIZE])
{
	struct load load = { .config = config };
	const char *why = NULL;
	int line = 0;
	enum err e = conf_read(path, on_setting, &load, &line, &why);

	if (e == ERR_NOTFOUND)
		snprintf(ret_message, CONFIG_MESSAGE_SIZE, "%.200s: can't be read", path);
	else if (e)
		snprintf(ret_message, CONFIG_MESSAGE_SIZE, "%.150s:%d: %.230s", path, line,
			 why ? why : load.message);
	return load.err ? load.err : e;
}

/* "http://host" or "https://host:8443", perhaps with one slash behind it: links are made by appending a path.
 */
static bool is_origin(const char *url)
{
	const char *host = str_starts(url, "http://") ? url + 7 : str_starts(url, "https://") ? url + 8 : "";
	size_t n = strcspn(host, "/?#@ ");

	return n > 0 && (host[n] == '\0' || strcmp(host + n, "/") == 0);
}

/* What no single row can say. */
static enum err check_whole(struct config *c, const char *path, char ret_message[CONFIG_MESSAGE_SIZE])
{
	const char *wrong = NULL;
	size_t n = strlen(c->site.base_url);

	if (c->stream.life_max_s < c->stream.life_min_s)
		wrong = "stream.life_max is below stream.life_min";
	else if (c->generation.renew_s >= c->generation.lease_s)
		wrong = "generation.renew has to be below generation.lease";
	else if (!is_origin(c->site.base_url))
		wrong = "site.base_url takes http:// or https://, a host and perhaps a port, and no path";
	if (wrong) {
		snprintf(ret_message, CONFIG_MESSAGE_SIZE, "%.200s: %s", path ? path : "defaults", wrong);
		return ERR_INPUT;
	}
	if (c->site.base_url[n - 1] == '/')
		c->site.base_url[n - 1] = '\0';
	if (!c->database_password_file[0])
		return OK;
	if (config_secret(c->database_password_file, &c->database_password)) {
		snprintf(ret_message, CONFIG_MESSAGE_SIZE,
			 "%.120s: database.password_file: %.200s holds no readable password",
			 path ? path : "defaults", c->database_password_file);
		return ERR_INPUT;
	}
	return OK;
}

enum err config_load(const char *path, struct config **ret, char ret_message[CONFIG_MESSAGE_SIZE])
{
	AUTO(config) struct config *config = calloc(1, sizeof(*config));
	enum err e;

	ret_message[0] = '\0';
	if (!config)
		return ERR_NOMEM;
	for (size_t i = 0; i < ARRAY_LEN(settings); i++) {
		e = set(config, &settings[i], settings[i].fallback);
		if (e)
			return e == ERR_INPUT ? ERR_BUG : e;
	}
	e = path ? read_file(path, config, ret_message) : OK;
	if (e)
		return e;
	e = check_whole(config, path, ret_message);
	if (e)
		return e;
	*ret = TAKE(config);
	return OK;
}

void config_free(struct config *config)
{
	if (!config)
		return;
	for (size_t i = 0; i < ARRAY_LEN(settings); i++)
		if (is_text(&settings[i]))
			free(*text_at(config, &settings[i]));
	free(config->database_password);
	free(config);
}

/* In the largest unit that leaves no rest. */
static void write_duration(int64_t n, char ret[CONFIG_MESSAGE_SIZE])
{
	static const struct {
		int64_t s;
		char unit;
	} units[] = { { DAY_S, 'd' }, { 3600, 'h' }, { 60, 'm' }, { 1, 's' } };
	size_t i = 0;

	while (n % units[i].s != 0)
		i++;
	snprintf(ret, CONFIG_MESSAGE_SIZE, "%lld%c", (long long)(n / units[i].s), units[i].unit);
}

/* A number as it stands in the file. */
static void write_number(const struct setting *s, int64_t n, char ret[CONFIG_MESSAGE_SIZE])
{
	if (s->kind == KIND_CHOICE)
		word_at(s->words, n, ret, CONFIG_MESSAGE_SIZE);
	else if (s->kind == KIND_COUNT)
		snprintf(ret, CONFIG_MESSAGE_SIZE, "%lld", (long long)n);
	else
		write_duration(n, ret);
}

static void print_value(struct config *config, const struct setting *s, FILE *to)
{
	char number[CONFIG_MESSAGE_SIZE];
	const char *text = number;

	if (is_text(s))
		text = *text_at(config, s);
	else
		write_number(s, *number_at(config, s), number);
	fprintf(to, "%s =%s%s\n", s->key, *text ? " " : "", text);
}

/* What may stand there, in brackets; nothing where nothing is to be said. */
static void put_bounds(const struct setting *s, struct buf *to)
{
	const char *live = s->change == LIVE ? "; live" : "";

	if (s->words)
		buf_printf(to, " (%s; default %s%s)", s->words, s->fallback, live);
	else if (s->kind == KIND_COUNT)
		buf_printf(to, " (%lld to %lld; default %s%s)", (long long)s->min, (long long)s->max,
			   s->fallback, live);
	else if (s->fallback[0])
		buf_printf(to, " (default %s%s)", s->fallback, live);
}

/* Text as comment lines of a width that fits a terminal. */
static void print_comment(const char *text, FILE *to)
{
	while (*text) {
		size_t n = strlen(text);

		if (n > COMMENT_WIDTH)
			for (n = COMMENT_WIDTH; n > 0 && text[n] != ' '; n--)
				;
		n = n ? n : strlen(text);
		fprintf(to, "# %.*s\n", (int)n, text);
		text += n + (text[n] == ' ');
	}
}

void config_print(const struct config *config, FILE *to)
{
	const char *section = "";

	fprintf(to, "# greenroom.conf: every setting, with what it means. A line that is left out keeps\n"
		    "# its default; comments stand on lines of their own. A reload applies what is live,\n"
		    "# the rest waits for a restart.\n");
	for (size_t i = 0; i < ARRAY_LEN(settings); i++) {
		const struct setting *s = &settings[i];
		AUTO(buf) struct buf comment = BUF_INIT(1000);

		if (strcmp(section, s->section) != 0)
			fprintf(to, "\n[%s]\n", s->section);
		section = s->section;
		buf_puts(&comment, s->meaning);
		put_bounds(s, &comment);
		print_comment(buf_text(&comment), to);
		print_value((struct config *)(uintptr_t)config, s, to);
	}
}

/* Texts are borrowed by whoever runs, so only numbers can be live; log.level is log_set_level()'s. */
static void apply_one(struct config *running, struct config *fresh, const struct setting *s,
		      config_differs_fn *fn, void *ctx)
{
	char name[80], value[CONFIG_MESSAGE_SIZE] = "";
	int64_t number;

	snprintf(name, sizeof(name), "%s.%s", s->section, s->key);
	if (is_text(s)) {
		if (strcmp(*text_at(running, s), *text_at(fresh, s)) != 0)
			fn(ctx, name, value, false);
		return;
	}
	number = *number_at(fresh, s);
	if (*number_at(running, s) == number)
		return;
	if (s->change == LIVE) {
		*number_at(running, s) = number;
		write_number(s, number, value);
	}
	fn(ctx, name, value, s->change == LIVE);
}

void config_apply(struct config *running, const struct config *fresh, config_differs_fn *fn, void *ctx)
{
	for (size_t i = 0; i < ARRAY_LEN(settings); i++)
		if (settings[i].change != CTL)
			apply_one(running, (struct config *)(uintptr_t)fresh, &settings[i], fn, ctx);
}

struct db_settings config_db(const struct config *config)
{
	int ms = (int)config->database_timeout_ms;

	return (struct db_settings){ .socket = config->database_socket,
				     .user = config->database_user,
				     .password = config->database_password,
				     .name = config->database_name,
				     .connect_ms = ms,
				     .io_ms = ms };
}

struct kv_settings config_kv(const struct config *config)
{
	return (struct kv_settings){ .socket = config->redis_socket,
				     .prefix = config->redis_prefix,
				     .timeout_ms = (int)config->redis_timeout_ms };
}

void config_secret_path(const char *path, char ret[CONFIG_SECRET_PATH_SIZE])
{
	static const char variable[] = "${CREDENTIALS_DIRECTORY}";
	const char *folder = getenv("CREDENTIALS_DIRECTORY");

	if (str_starts(path, variable))
		snprintf(ret, CONFIG_SECRET_PATH_SIZE, "%s%s", folder ? folder : "",
			 path + sizeof(variable) - 1);
	else
		snprintf(ret, CONFIG_SECRET_PATH_SIZE, "%s", path);
}

enum err config_secret(const char *path, char **ret)
{
	char full[CONFIG_SECRET_PATH_SIZE], line[514];
	FILE *file;
	char *got, *copy;
	size_t n;

	config_secret_path(path, full);
	file = fopen(full, "re");
	if (!file)
		return ERR_NOTFOUND;
	got = fgets(line, sizeof(line), file);
	fclose(file);
	n = got ? strcspn(line, "\r\n") : 0;
	line[n] = '\0';
	copy = n > 0 && n <= 512 && str_utf8(line, n, NULL) && !str_has_control(line, "") ? strdup(line)
											  : NULL;
	explicit_bzero(line, sizeof(line));
	if (!copy)
		return ERR_INPUT;
	*ret = copy;
	return OK;
}
