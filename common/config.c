#include "common/config.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "common/conf_file.h"
#include "common/config_rows.h"
#include "common/str.h"

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

static bool number_of(const struct config_row *s, const char *value, int64_t *ret)
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
static void say_allowed(const struct config_row *s, char ret[CONFIG_MESSAGE_SIZE])
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

static enum err set(struct config *config, const struct config_row *s, const char *value)
{
	size_t n = strlen(value);
	int64_t number;
	char *copy;

	if (!config_is_text(s)) {
		if (!number_of(s, value, &number))
			return ERR_INPUT;
		*config_number_at(config, s) = number;
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
	free(*config_text_at(config, s));
	*config_text_at(config, s) = copy;
	return OK;
}

/* While a file is read: what it has set so far, and why a line was refused. */
struct load {
	struct config *config;
	enum err err;
	int line;                   /* that is being read, from 1 */
	int lines[CONFIG_ROWS_MAX]; /* where each setting stands; 0: nowhere */
	char message[CONFIG_MESSAGE_SIZE];
};

static bool on_setting(void *ctx, const char *section, const char *key, const char *value)
{
	struct load *load = ctx;

	load->err = ERR_INPUT;
	for (size_t i = 0; i < config_row_count; i++) {
		const struct config_row *s = &config_rows[i];

		if (strcmp(s->section, section) != 0 || strcmp(s->key, key) != 0)
			continue;
		if (load->lines[i]) {
			snprintf(load->message, sizeof(load->message), "%s.%s stands twice", section, key);
			return false;
		}
		load->lines[i] = load->line;
		load->err = set(load->config, s, value);
		if (load->err)
			say_allowed(s, load->message);
		return load->err == OK;
	}
	if (section[0])
		snprintf(load->message, sizeof(load->message),
			 "no setting is called %.60s.%.60s; --print-config lists them", section, key);
	else
		snprintf(load->message, sizeof(load->message), "%.60s stands before the first [section]",
			 key);
	return false;
}

static enum err read_file(const char *path, struct load *load, char ret_message[CONFIG_MESSAGE_SIZE])
{
	const char *why = NULL;
	enum err e = conf_read(path, on_setting, load, &load->line, &why);

	if (e == ERR_NOTFOUND)
		snprintf(ret_message, CONFIG_MESSAGE_SIZE, "%.200s: can't be read: %s", path,
			 strerror(errno));
	else if (e)
		snprintf(ret_message, CONFIG_MESSAGE_SIZE, "%.150s:%d: %.230s", path, load->line,
			 why ? why : load->message);
	return load->err ? load->err : e;
}

/* The host of a URL and what follows; "" if the URL is neither http nor https. */
static const char *host_of(const char *url)
{
	return str_starts(url, "http://") ? url + 7 : str_starts(url, "https://") ? url + 8 : "";
}

/* "http://host" or "https://host:8443", perhaps with one slash behind it: links are made by appending a path.
 */
static bool is_origin(const char *url)
{
	const char *host = host_of(url);
	size_t n = strcspn(host, "/?#@ ");

	return n > 0 && (host[n] == '\0' || strcmp(host + n, "/") == 0);
}

/* A provider's address, "" for its own: what stands behind the host is taken as people write it. */
static bool is_address(const char *url)
{
	return !url[0] || strcspn(host_of(url), "/?#") > 0;
}

/* "Name: value | Name: value"; whoever sends them looks at each name and value in full. */
static bool are_headers(const char *text)
{
	for (const char *part = text; part && *part; part = strstr(part, " | "), part += part ? 3 : 0)
		if (strcspn(part, ": |") == 0 || part[strcspn(part, ": |")] != ':')
			return false;
	return true;
}

/* The line of a setting; 0: the file doesn't have it. */
static int line_of(const struct load *load, const char *name)
{
	for (size_t i = 0; i < config_row_count; i++) {
		size_t n = strlen(config_rows[i].section);

		if (strncmp(name, config_rows[i].section, n) == 0 && name[n] == '.' &&
		    strcmp(name + n + 1, config_rows[i].key) == 0)
			return load->lines[i];
	}
	return 0;
}

/* What no single row can say: two settings that don't fit together, or one whose form is its own. */
struct misfit {
	const char *one, *other; /* "section.key"; the same where it is one */
	const char *wrong;
};

static struct misfit find_misfit(const struct config *c)
{
	if (c->stream.life_max_s < c->stream.life_min_s)
		return (struct misfit){ "stream.life_min", "stream.life_max",
					"stream.life_max is below stream.life_min" };
	if (c->generation.renew_s >= c->generation.lease_s)
		return (struct misfit){ "generation.lease", "generation.renew",
					"generation.renew has to be below generation.lease" };
	if (!is_origin(c->site.base_url))
		return (struct misfit){
			"site.base_url", "site.base_url",
			"site.base_url takes http:// or https://, a host and perhaps a port, and "
			"no path"
		};
	if (!is_address(c->ai.base_url))
		return (struct misfit){ "ai.base_url", "ai.base_url",
					"ai.base_url takes http:// or https:// and a host" };
	if (!is_address(c->speech.base_url))
		return (struct misfit){ "speech.base_url", "speech.base_url",
					"speech.base_url takes http:// or https:// and a host" };
	if (!are_headers(c->ai.headers))
		return (struct misfit){ "ai.headers", "ai.headers",
					"ai.headers takes 'Name: value', several separated by ' | '" };
	if (c->database_password_file[0] && !c->database_password)
		return (struct misfit){ "database.password_file", "database.password_file",
					"database.password_file holds no readable password" };
	return (struct misfit){ .wrong = NULL };
}

/* Named with the later of its lines. */
static enum err check_whole(const struct load *load, const char *path, char ret_message[CONFIG_MESSAGE_SIZE])
{
	struct config *c = load->config;
	size_t n = strlen(c->site.base_url);
	struct misfit misfit;
	int one, other;

	if (c->database_password_file[0] &&
	    config_secret(c->database_password_file, &c->database_password) == ERR_NOMEM)
		return ERR_NOMEM;
	misfit = find_misfit(c);
	if (misfit.wrong) {
		one = line_of(load, misfit.one);
		other = line_of(load, misfit.other);
		snprintf(ret_message, CONFIG_MESSAGE_SIZE, "%.200s:%d: %s", path ? path : "defaults",
			 one > other ? one : other, misfit.wrong);
		return ERR_INPUT;
	}
	if (c->site.base_url[n - 1] == '/')
		c->site.base_url[n - 1] = '\0';
	return OK;
}

enum err config_load(const char *path, struct config **ret, char ret_message[CONFIG_MESSAGE_SIZE])
{
	AUTO(config) struct config *config = calloc(1, sizeof(*config));
	struct load load = { .config = config };
	enum err e;

	ret_message[0] = '\0';
	if (!config)
		return ERR_NOMEM;
	for (size_t i = 0; i < config_row_count; i++) {
		e = set(config, &config_rows[i], config_rows[i].fallback);
		if (e)
			return e == ERR_INPUT ? ERR_BUG : e;
	}
	e = path ? read_file(path, &load, ret_message) : OK;
	if (e)
		return e;
	e = check_whole(&load, path, ret_message);
	if (e)
		return e;
	*ret = TAKE(config);
	return OK;
}

void config_free(struct config *config)
{
	if (!config)
		return;
	for (size_t i = 0; i < config_row_count; i++)
		if (config_is_text(&config_rows[i]))
			free(*config_text_at(config, &config_rows[i]));
	free(config->database_password);
	free(config);
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
