/*
 * Settings: one table in config.c of {section.key, type, bounds, default, meaning} drives parsing,
 * --print-config and the sample file. An unknown key, a bad value or an unreadable file is an error with file
 * and line. Secrets are never values: a *_file key names the file that holds one.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "common/attr.h"
#include "common/db.h"
#include "common/err.h"
#include "common/kv.h"

/*
 * Threads share the settings. Texts are read only once they run; numbers may be changed under them by a
 * reload, so each is read by itself and at once, and no reader counts on two of them belonging together.
 */
struct site_settings {
	char *base_url; /* of the links, without a trailing slash */
	char *sender_name, *sender_logo, *contact, *privacy_url;
};

struct api_settings {
	char *socket; /* used when descriptor 0 is not a listening socket */
	_Atomic int64_t threads;
};

struct stream_settings {
	char *socket;
	_Atomic int64_t threads; /* that authorise and read the log; the streams themselves take one */
	_Atomic int64_t max_streams, max_per_session;
	_Atomic int64_t heartbeat_s, life_min_s, life_max_s, drain_s;
};

enum on_failure { ON_FAILURE_ERROR, ON_FAILURE_BANK }; /* in the order of its words */

struct generation_settings {
	_Atomic int64_t attempts, backoff_ms, lease_s, renew_s, deadline_s, candidate_retries, slow_after_s;
	_Atomic int64_t on_failure; /* enum on_failure */
};

struct generator_settings {
	char *name, *state_dir;
	_Atomic int64_t threads, in_flight, sweep_ms, drain_s;
};

struct ai_settings {
	char *provider; /* "bank", "openai", "anthropic" */
	char *base_url, *model, *key_file, *headers, *ca_file, *proxy;
	_Atomic int64_t connect_ms, first_content_ms, stall_ms, total_ms, max_tokens;
};

struct speech_settings {
	char *provider; /* "none" or "openai" */
	char *base_url, *model, *voice, *format, *instructions, *key_file;
	_Atomic int64_t total_ms, max_bytes;
};

struct log_settings {
	char *level; /* "error", "warning", "info", "debug" */
};

struct config {
	char *database_socket, *database_user, *database_password_file, *database_name;
	char *redis_socket, *redis_prefix;
	_Atomic int64_t database_timeout_ms, redis_timeout_ms;
	char *share_dir;
	_Atomic int64_t invite_expires_s;
	struct site_settings site;
	struct api_settings api;
	struct stream_settings stream;
	struct generation_settings generation;
	struct generator_settings generator;
	struct ai_settings ai;
	struct speech_settings speech;
	struct log_settings log;
	char *database_password; /* read from its file, or NULL */
};

#define CONFIG_MESSAGE_SIZE 400

/*
 * Defaults, then the file (NULL: defaults alone). On failure ret_message says "file:line: what is wrong and
 * what is allowed": ERR_NOTFOUND no such file, ERR_INPUT bad content, ERR_NOMEM. *ret is freed by
 * config_free().
 */
MUST_CHECK enum err config_load(const char *path, struct config **ret, char ret_message[CONFIG_MESSAGE_SIZE]);
void config_free(struct config *config);
FREEP(config, struct config *, config_free)

/* The whole table as a commented file, with the values of config (as --print-config shows it). */
void config_print(const struct config *config, FILE *to);

/*
 * Take over from fresh what can change while others read running, and call fn for every setting that differs:
 * applied tells which kind it is, value what it is now (applied only). What greenroomctl alone reads is left
 * out.
 */
typedef void config_differs_fn(void *ctx, const char *name, const char *value, bool applied);
void config_apply(struct config *running, const struct config *fresh, config_differs_fn *fn, void *ctx);

/* Handles for the servers of this configuration. */
struct db_settings config_db(const struct config *config);
struct kv_settings config_kv(const struct config *config);

/*
 * A secret from a file: its first line, without the line end, 1..512 printable bytes. ERR_NOTFOUND
 * unreadable, ERR_INPUT empty or not printable. The caller frees *ret.
 */
MUST_CHECK enum err config_secret(const char *path, char **ret);

/* Where that file is: ${CREDENTIALS_DIRECTORY} at the beginning of path is what systemd has given us. */
#define CONFIG_SECRET_PATH_SIZE 600
void config_secret_path(const char *path, char ret[CONFIG_SECRET_PATH_SIZE]);
