/*
 * A claimed job in the hands of a worker, whatever its kind: the head of a generation or of a speech. The
 * worker keeps them in one list, renews their leases together, and drives each through its kind's functions.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "common/store_job.h"

struct task;
struct worker;

struct task_kind {
	/* Take up a claimed job; it may be over at once. NULL: out of memory. */
	struct task *(*create)(struct worker *worker, const struct job *job);

	/* Do what the clocks ask for at now_ms, and what is due to be written. */
	void (*tick)(struct task *task, int64_t now_ms);

	/* Drop the call, and nothing else. */
	void (*hang_up)(struct task *task);

	/* Drop the call, write nothing more; the attempt counts as lost. */
	void (*drop)(struct task *task);

	/*
	 * Somebody else owns the job, or a commit of ours went through without our hearing of it: drop the
	 * call, and tell the readers what the newest event is, in case nobody has. doing: words for the log.
	 */
	void (*fenced)(struct task *task, const char *doing);

	/* The daemon stops: drop the call and give the job back without burning the attempt. false: the
	 * database is away, its lease will run out. */
	bool (*release)(struct task *task);

	void (*free)(struct task *task);
};

struct task {
	struct task *next;
	const struct task_kind *kind;
	struct job job;
	bool over; /* nothing left to do: the loop frees it */
	bool held; /* scratch of the worker's look at what it holds */
};
