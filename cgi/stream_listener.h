/*
 * One reader of a session's stream: how far it has come, what it is told, when it ends. Every event goes to
 * every listener through listener_event, wherever it was learnt from; only the one that comes next is sent,
 * so nothing is doubled and nothing is skipped.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/queue.h>

#include "cgi/stream_conn.h"
#include "cgi/stream_lookup.h"
#include "cgi/stream_wheel.h"

struct hub;
struct topic;

struct listener {
	struct wheel_node timer; /* first, so that a node that is due is its listener */
	LIST_ENTRY(listener) link;
	struct hub *hub;     /* whose it is */
	struct topic *topic; /* set by topic_join */
	struct conn conn;
	int64_t last_seq;     /* everything up to here has been sent */
	int64_t end_seq;      /* the stream ends when this has been sent; 0: not known yet */
	int64_t admitted_seq; /* the log's newest event when access was checked */
	int64_t spoke_ms,
		dies_ms; /* monotonic: when something was sent last, when the stream ends at the latest */
	bool expires;    /* at dies_ms the invite does, not just the stream */
	bool stalled;    /* output was pending at the last look already */
};

/* Offer an event. */
enum conn_state listener_event(struct listener *l, const struct lookup_event *ev, int64_t now_ms);

/* A progress tick: data is its frame. */
enum conn_state listener_tick(struct listener *l, const char *data, int64_t now_ms);

/* The timer has gone off: heartbeat, end of life, or the end of a reader that doesn't read. */
enum conn_state listener_due(struct listener *l, int64_t now_ms, int64_t heartbeat_ms);

/* When the timer has to go off next. */
int64_t listener_next_ms(const struct listener *l, int64_t heartbeat_ms);

/* End the stream; the reader is to come back after retry_ms. */
enum conn_state listener_goodbye(struct listener *l, int64_t retry_ms);
