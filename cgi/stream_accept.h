/*
 * The way in: threads that take requests off the FastCGI socket, check them as the API does, and either
 * answer them (a refusal, or 204 where nothing more will come) or begin the stream and hand it to the hub.
 */
#pragma once

#include <stdbool.h>

#include "cgi/stream_hub.h"
#include "cgi/stream_quota.h"
#include "common/config.h"

struct gate;

/* Start config->stream.threads threads. All arguments are borrowed. NULL: no memory, descriptors or threads.
 */
struct gate *gate_new(const struct config *config, int listen_fd, struct hub *hub, struct quota *quota);

/* Take no further request. Returns at once. */
void gate_close(struct gate *gate);

/* After gate_close: have the threads ended? Waits until the given time (CLOCK_REALTIME); true frees the gate.
 */
struct timespec;
bool gate_wait(struct gate *gate, const struct timespec *until);
