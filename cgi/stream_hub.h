/*
 * The loop that holds all open streams: one thread that never waits for anything but its descriptors and its
 * clock. It takes connections over from the gate, gives each listener what the feed learns, and ends each
 * when its time has come.
 */
#pragma once

#include <stdint.h>

#include "cgi/stream_queue.h"
#include "cgi/stream_quota.h"
#include "common/config.h"
#include "common/ids.h"

struct hub;

/* Start it. config and quota are borrowed. NULL: no memory, descriptors or threads. */
struct hub *hub_new(const struct config *config, struct quota *quota);

/* A stream whose response has begun: its place in the quota is taken, its headers and first frames are sent.
 */
struct arrival {
	struct queue_item item;
	int fd; /* of the connection, to be owned by the hub */
	uint16_t request_id;
	char session_id[ID_SIZE];
	int64_t last_seq, end_seq; /* as in struct opening */
	int64_t newest_seq;        /* of the log when access was checked */
	int64_t expires_in_ms;     /* the invite's remaining time */
};

/* Consumes the arrival (allocated by malloc). From any thread. */
void hub_take(struct hub *hub, struct arrival *arrival);

/* Say goodbye to every listener, then end. Returns at once. */
void hub_stop(struct hub *hub);

/* After hub_stop: has it ended? Waits until the given time (CLOCK_REALTIME); true frees the hub. */
struct timespec;
bool hub_wait(struct hub *hub, const struct timespec *until);
