#include "common/config_rows.h"

#ifndef SHARE_DIR
#define SHARE_DIR "/usr/local/share/greenroom"
#endif

#define AT(field) offsetof(struct config, field)
#define DAY_S     86400LL

const struct config_row config_rows[] = {
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
	  "empty: the provider's own; behind a bare host, /v1 is added", RESTART },
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
	  "empty: the provider's own; behind a bare host, /v1 is added", RESTART },
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

const size_t config_row_count = ARRAY_LEN(config_rows);
_Static_assert(ARRAY_LEN(config_rows) <= CONFIG_ROWS_MAX, "raise CONFIG_ROWS_MAX");
