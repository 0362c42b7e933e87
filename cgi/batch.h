/*
 * What a thread of the API takes at once: the request it has waited for and, as long as they only read, those
 * that wait behind it. What needs no database is answered on the spot; whatever else is no read ends the
 * batch and is served last, alone.
 */
#pragma once

#include "cgi/app.h"
#include "cgi/lead.h"
#include "common/attr.h"
#include "common/err.h"

struct batch;

/* Everything is borrowed for the life of the batch. NULL when out of memory. */
struct batch *batch_new(struct app *app, struct lead *lead, int listen_fd, int stop_fd);
void batch_free(struct batch *batch);
FREEP(batch, struct batch *, batch_free)

/*
 * Wait for the lead and for requests, and serve them. OK; ERR_TIMEOUT, ERR_NOTFOUND: nothing came for a
 * while, or nothing that was a request; ERR_UNAVAIL: no further request is to be accepted; ERR_NOMEM: no
 * descriptors or memory, pause and go on.
 */
MUST_CHECK enum err batch_serve(struct batch *batch);
