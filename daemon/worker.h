/*
 * A worker: one thread, one loop, one of everything (MariaDB, Redis, the doorbell, libcurl), up to in_flight
 * generations and a few speeches. Workers share nothing but what is read only, so there is no lock between
 * them.
 */
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/attr.h"
#include "common/config.h"
#include "common/db.h"
#include "common/http.h"
#include "common/kv.h"
#include "daemon/bank.h"
#include "daemon/prompt.h"
#include "daemon/provider.h"
#include "daemon/task.h"

/* Shared by all workers; read only after the start, but for the live numbers in config. */
struct shared {
	const struct config *config;
	const struct provider *provider;
	const struct bank *bank;
	const struct prompt_set *prompts; /* NULL for the bank */
	const char *key;                  /* NULL: none is sent */
	const char *speech_key;           /* likewise */
	atomic_bool stopping;             /* take no new job */
	atomic_int variant;               /* of the request: the last one that the server has taken */
	atomic_llong suspect_until_ms;    /* monotonic: no suspect job is taken up before */
	struct db_settings db_settings;
	struct kv_settings kv_settings;
	struct http_settings http_settings;
};

struct worker {
	struct shared *shared;
	char place[80]; /* "host/slot.thread": the same in every life of this worker */
	char name[100]; /* place#life */
	struct db *db;
	struct kv *kv;
	struct kv_bell *bell;
	struct http *http;
	struct task *tasks;             /* list */
	size_t running[JOB_SPEECH + 1]; /* how many of each kind */
	bool forfeited;                 /* former lives' leases are given up */
	bool more;                      /* the last claim came back full */
	bool away;                      /* the last claim failed */
	bool closing;                   /* a complete set waits to be closed */
	bool closed;                    /* one was, since the tasks were last looked through */
	bool strays;                    /* the table may hold jobs for us that we don't work on */
	int64_t next_speech_ms;         /* speech jobs are looked for then */
	int64_t next_sweep_ms, next_renew_ms, next_check_ms, next_bell_ms, next_tick_ms;
	int64_t lease_until_ms; /* by our own clock, cautiously: past it nothing is ours */
	int64_t listened_ms;    /* up to then, what the AI has said was read */
	int64_t rest_until_ms;  /* the database is away: generations write nothing before */
	int64_t drain_until_ms; /* 0: not stopping */
	int64_t suspect_id,
		suspect_until_ms; /* the suspect taken up last, and what it made of the shared mark */
};

/* life: a random number that tells this life of the process from its former ones. NULL when out of memory. */
struct worker *worker_new(struct shared *shared, const char *host, int slot, int thread, uint32_t life);
void worker_free(struct worker *worker);

/* Run until shared->stopping is set and the last generation has ended or the drain time is over. */
void worker_run(struct worker *worker);

/* Make the loop look at shared->stopping now; any thread may call it. */
void worker_wake(struct worker *worker);

/* A job will be due at at_ms (monotonic): look then, rather than at the next sweep. From the worker's own
 * thread. */
void worker_look_at(struct worker *worker, int64_t at_ms);

/*
 * Closing a set takes as long as presenting a first question, and nobody waits for it. So it is done when no
 * server has anything to say, one set between two looks at that, or when it has been due since due_at_ms
 * (monotonic) for two seconds. True: do it now; else the tasks are looked through again soon.
 */
bool worker_may_close(struct worker *worker, int64_t due_at_ms);

/* The same for a job of the kind speech. Nobody rings for those: the worker that presented the question
 * looks, the others find what it leaves at their sweeps. */
void worker_look_for_speech(struct worker *worker, int64_t at_ms);
