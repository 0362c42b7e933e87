#include "common/store_event.h"

#include <stdio.h>
#include <string.h>

#define ROW "(?, ?, ?, ?, ?, ?, ?, NOW(3), ?, ?)"
#define INTO                                                                                                 \
	"INSERT INTO event (session_id, seq, event_id, actor_type, event_type, event_version, payload, "     \
	"occurred_at, idempotency_key, correlation_id) VALUES "

static const char SQL_APPEND[] = INTO ROW;
static const char SQL_APPEND_2[] = INTO ROW ", " ROW;

#define ARGS_OF(ev)                                                                                          \
	DB_TEXT((ev)->session_id), DB_I64((ev)->seq), DB_TEXT((ev)->event_id),                               \
		DB_TEXT(actor_name((ev)->actor)), DB_TEXT(event_type_name((ev)->type)),                      \
		DB_I64((ev)->version), DB_TEXT((ev)->payload), DB_TEXT((ev)->idempotency_key),               \
		DB_TEXT((ev)->correlation_id[0] ? (ev)->correlation_id : NULL)

enum err store_events_append(struct db *db, struct session *s, struct event *events, int count)
{
	enum err e = OK;

	for (int i = 0; i < count; i++) {
		if (!session_apply(s, &events[i]))
			return ERR_BUG;
		snprintf(events[i].session_id, sizeof(events[i].session_id), "%s", s->session_id);
		events[i].seq = ++s->last_seq;
	}
	for (int i = 0; !e && i < count; i += 2) {
		const struct event *one = &events[i];

		if (i + 1 < count)
			e = db_exec(db, SQL_APPEND_2, DB_ARGS(ARGS_OF(one), ARGS_OF(one + 1)), NULL);
		else
			e = db_exec(db, SQL_APPEND, DB_ARGS(ARGS_OF(one)), NULL);
	}
	return e;
}

static const char SQL_STANDS[] =
	"SELECT 1 FROM event WHERE session_id = ? AND event_type = ? AND idempotency_key = ?";

enum err store_event_stands(struct db *db, const char *session_id, const struct event *ev, bool *ret)
{
	AUTO(db_rows) struct db_rows *rows = NULL;
	enum err e = db_query(db, SQL_STANDS,
			      DB_ARGS(DB_TEXT(session_id), DB_TEXT(event_type_name(ev->type)),
				      DB_TEXT(ev->idempotency_key)),
			      &rows);

	if (!e)
		*ret = db_rows_next(rows);
	return e;
}

static const char SQL_LIST[] =
	"SELECT session_id, seq, event_id, actor_type, event_type, event_version, payload, occurred_at, "
	"idempotency_key, correlation_id FROM event WHERE session_id = ? AND seq > ? ORDER BY seq LIMIT ?";

static enum err event_from_row(const struct db_rows *rows, struct event *ret)
{
	const char *correlation = db_text(rows, 9, NULL);
	struct event ev = { .seq = db_i64(rows, 1),
			    .version = (int)db_i64(rows, 5),
			    .occurred_at_ms = db_time(rows, 7) };

	if (!actor_parse(db_text(rows, 3, NULL), &ev.actor) ||
	    !event_type_parse(db_text(rows, 4, NULL), &ev.type))
		return ERR_BUG;
	snprintf(ev.session_id, sizeof(ev.session_id), "%s", db_text(rows, 0, NULL));
	snprintf(ev.event_id, sizeof(ev.event_id), "%s", db_text(rows, 2, NULL));
	snprintf(ev.idempotency_key, sizeof(ev.idempotency_key), "%s", db_text(rows, 8, NULL));
	snprintf(ev.correlation_id, sizeof(ev.correlation_id), "%s", correlation ? correlation : "");
	ev.payload = strdup(db_text(rows, 6, NULL));
	if (!ev.payload)
		return ERR_NOMEM;
	*ret = ev;
	return OK;
}

enum err store_event_list(struct db *db, const char *session_id, int64_t after, int64_t limit,
			  event_row_fn *fn, void *ctx)
{
	AUTO(db_rows) struct db_rows *rows = NULL;
	enum err e = db_query(db, SQL_LIST, DB_ARGS(DB_TEXT(session_id), DB_I64(after), DB_I64(limit)),
			      &rows);

	while (!e && db_rows_next(rows)) {
		struct event ev;

		e = event_from_row(rows, &ev);
		if (e)
			return e;
		e = fn(ctx, &ev);
		event_done(&ev);
	}
	return e;
}
