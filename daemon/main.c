/*
 * greenroom-generator: takes jobs from the table, asks the AI, stores questions. One thread per worker; the
 * main thread only waits for signals.
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "common/log.h"
#include "common/program.h"
#include "common/watchdog.h"
#include "daemon/slot.h"
#include "daemon/speech.h"
#include "daemon/worker.h"

static const struct program program = {
	.name = "greenroom-generator",
	.purpose = "Takes up requested generations, asks the AI and stores the questions.",
};

/* What the workers share, owned. */
struct generator {
	struct shared shared;
	struct bank *bank;
	struct prompt_set *prompts;
	char *key, *speech_key;
	size_t count, running;
	struct worker **workers;
	pthread_t *threads;
};

static void forget(char *secret)
{
	if (secret)
		explicit_bzero(secret, strlen(secret));
	free(secret);
}

static void generator_done(struct generator *g)
{
	for (size_t i = 0; g->workers && i < g->count; i++)
		worker_free(g->workers[i]);
	free(g->workers);
	free(g->threads);
	bank_free(g->bank);
	prompt_set_free(g->prompts);
	forget(g->key);
	forget(g->speech_key);
}

static bool load_bank(struct generator *g, const struct config *config)
{
	char folder[300], message[200] = "";
	enum err e;

	snprintf(folder, sizeof(folder), "%s/bank", config->share_dir);
	e = bank_load(folder, &g->bank, message);
	if (e)
		log_error("the question bank can't be read: %s folder=%s %s", err_name(e), folder, message);
	return e == OK;
}

/* The key that a setting names a file for; no file, no key. */
static bool load_key(const char *setting, const char *path, char **ret)
{
	enum err e = path[0] ? config_secret(path, ret) : OK;

	if (e)
		log_error("%s: %s holds no readable key", setting, path);
	return e == OK;
}

static bool load_ai(struct generator *g, const struct config *config)
{
	char folder[300], message[PROMPT_MESSAGE_SIZE] = "";
	enum err e;

	snprintf(folder, sizeof(folder), "%s/prompts", config->share_dir);
	e = prompt_load(folder, &g->prompts, message);
	if (e) {
		log_error("the prompts can't be read: %s folder=%s %s", err_name(e), folder, message);
		return false;
	}
	return load_key("ai.key_file", config->ai.key_file, &g->key);
}

static bool load(struct generator *g, const struct config *config)
{
	g->shared.config = config;
	g->shared.provider = provider_find(config->ai.provider);
	g->shared.db_settings = config_db(config);
	g->shared.db_settings.hasty = true; /* the worker's loop comes back to whatever is due */
	g->shared.kv_settings = config_kv(config);
	g->shared.http_settings = (struct http_settings){ config->ai.connect_ms, config->ai.ca_file,
							  config->ai.proxy };
	atomic_init(&g->shared.stopping, false);
	atomic_init(&g->shared.variant, 0);
	atomic_init(&g->shared.suspect_until_ms, 0);
	if (!load_bank(g, config) || (g->shared.provider->network && !load_ai(g, config)))
		return false;
	if (speech_on(config) && !load_key("speech.key_file", config->speech.key_file, &g->speech_key))
		return false;
	g->shared.bank = g->bank;
	g->shared.prompts = g->prompts;
	g->shared.key = g->key;
	g->shared.speech_key = g->speech_key;
	return true;
}

static void *thread_main(void *arg)
{
	watchdog_enter("worker");
	worker_run(arg);
	watchdog_leave();
	return NULL;
}

/* One worker per thread, named by host, place and life. */
static bool start(struct generator *g, int slot)
{
	const struct config *config = g->shared.config;
	char host[64] = "localhost";
	uint32_t life = 0;

	if (config->generator.name[0])
		snprintf(host, sizeof(host), "%s", config->generator.name);
	else
		gethostname(host, sizeof(host) - 1);
	if (getrandom(&life, sizeof(life), 0) != sizeof(life))
		return false;
	g->count = (size_t)config->generator.threads;
	g->workers = calloc(g->count, sizeof(struct worker *));
	g->threads = calloc(g->count, sizeof(pthread_t));
	if (!g->workers || !g->threads)
		return false;
	for (size_t i = 0; i < g->count; i++) {
		g->workers[i] = worker_new(&g->shared, host, slot, (int)i, life);
		if (!g->workers[i])
			return false;
	}
	while (g->running < g->count &&
	       pthread_create(&g->threads[g->running], NULL, thread_main, g->workers[g->running]) == 0)
		g->running++;
	return g->running == g->count;
}

static void stop(struct generator *g)
{
	atomic_store(&g->shared.stopping, true);
	for (size_t i = 0; i < g->running; i++)
		worker_wake(g->workers[i]);
	program_leave_on_second_signal();
	for (size_t i = 0; i < g->running; i++)
		pthread_join(g->threads[i], NULL);
}

static int run(struct generator *g, int slot, struct config *config)
{
	bool ok = start(g, slot);

	if (ok) {
		log_info("ready workers=%zu provider=%s place=%d", g->count, g->shared.provider->name, slot);
		program_serve(config);
	} else {
		log_error("can't start %zu workers: out of memory or threads", g->count);
	}
	stop(g);
	log_info("stopped");
	return ok ? EXIT_SUCCESS : EXIT_FAILURE;
}

int main(int argc, char **argv)
{
	AUTO(config) struct config *config = NULL;
	struct generator g = { 0 };
	int status, slot, lock_fd;
	enum err e;

	program_block_signals();
	if (!program_start(&program, argc, argv, &config, &status))
		return status;
	e = slot_take(config->generator.state_dir, &slot, &lock_fd);
	if (e) {
		log_error("no place in generator.state_dir=%s: %s", config->generator.state_dir,
			  e == ERR_LIMIT ? "64 generators run here already" : strerror(errno));
		return EXIT_FAILURE;
	}
	status = load(&g, config) ? run(&g, slot, config) : EXIT_FAILURE;
	generator_done(&g);
	close(lock_fd);
	return status;
}
