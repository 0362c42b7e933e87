/*
 * MariaDB, the adapter: only db.c includes mysql.h. One connection per thread, never shared; it connects at
 * the first call that needs it and again after a loss, never in the middle of a transaction. Every connection
 * runs in UTC, strict SQL mode, utf8mb4, READ COMMITTED, with matched (not changed) rows counted.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/attr.h"
#include "common/err.h"

struct db_settings {
	const char *socket, *user, *password, *name; /* password may be NULL: unix_socket authentication */
	int connect_ms, io_ms;                       /* give up after, rounded up to whole seconds */
	bool hasty; /* the caller comes back by itself: db_retry hardly repeats, no lock is waited for */
};

struct db;

/* No I/O yet; settings are borrowed for the life of the handle. NULL when out of memory. */
struct db *db_new(const struct db_settings *settings);
void db_free(struct db *db);
bool db_is_hasty(const struct db *db); /* as its settings say */
FREEP(db, struct db *, db_free)

/* Connect now if not connected, and see that the server answers. ERR_UNAVAIL; ERR_BUG if the server is set up
 * wrongly. */
MUST_CHECK enum err db_ping(struct db *db);

/* The server's or library's text for the last failure; for logs and operators, never for clients. */
const char *db_detail(const struct db *db);

struct db_arg {
	enum { DB_ARG_I64, DB_ARG_TEXT, DB_ARG_BLOB, DB_ARG_NULL } kind;
	int64_t i64;
	const char *text; /* DB_ARG_TEXT and DB_ARG_BLOB; borrowed for the call */
	size_t len;       /* DB_ARG_BLOB */
};
#define DB_I64(v)     ((struct db_arg){ .kind = DB_ARG_I64, .i64 = (v) })
#define DB_TEXT(s)    ((struct db_arg){ .kind = DB_ARG_TEXT, .text = (s) }) /* NULL is sent as SQL NULL */
#define DB_BLOB(p, n) ((struct db_arg){ .kind = DB_ARG_BLOB, .text = (const char *)(p), .len = (n) })
#define DB_NULL       ((struct db_arg){ .kind = DB_ARG_NULL })
#define DB_ARGS(...)                                                                                         \
	(const struct db_arg[]){ __VA_ARGS__ },                                                              \
		sizeof((const struct db_arg[]){ __VA_ARGS__ }) / sizeof(struct db_arg)
#define DB_NO_ARGS NULL, 0

/*
 * Run one statement that returns no rows. `sql` is a static array with one ? per argument, prepared once per
 * connection and found again by its address. Arguments are read during the call and not retained. ret_matched
 * (may be NULL): rows the WHERE clause matched, set on OK only. ERR_CONFLICT duplicate key; ERR_TIMEOUT lock
 * wait or deadlock: leave the transaction and run it again; ERR_INPUT a value the column refuses; ERR_UNAVAIL
 * server gone, statements dropped, the next call reconnects (inside a transaction every further call fails
 * with it until the transaction is over); ERR_BUG wrong argument count or SQL.
 */
MUST_CHECK enum err db_exec(struct db *db, const char *sql, const struct db_arg *args, size_t nargs,
			    uint64_t *ret_matched);

/*
 * Run one query and fetch all its rows; the same errors. The caller frees *ret before it runs the same query
 * again on this connection. A query that can give many rows carries a LIMIT.
 */
struct db_rows;
MUST_CHECK enum err db_query(struct db *db, const char *sql, const struct db_arg *args, size_t nargs,
			     struct db_rows **ret);
void db_rows_free(struct db_rows *rows);
FREEP(db_rows, struct db_rows *, db_rows_free)

/* Move to the next row; false at the end, or when the connection was lost meanwhile. */
bool db_rows_next(struct db_rows *rows);

/*
 * Columns of the current row, counted from 0; asking for another type than the query gives is our bug
 * (assert). Integers for integer columns; times (DATETIME) as UTC milliseconds; both 0 for NULL. Text is
 * NUL-terminated, borrowed until the next row, NULL for NULL; len (may be NULL) gets its bytes.
 */
bool db_is_null(const struct db_rows *rows, unsigned col);
int64_t db_i64(const struct db_rows *rows, unsigned col);
int64_t db_time(const struct db_rows *rows, unsigned col);
const char *db_text(const struct db_rows *rows, unsigned col, size_t *len);

/*
 * A transaction: AUTO(db_tx) struct db_tx tx = { 0 }; then db_begin, the work, db_commit. Rolled back unless
 * committed. db_commit: ERR_UNAVAIL means the outcome is unknown: run the unit of work again, it decides by
 * what it reads.
 */
struct db_tx {
	struct db *db;
};
MUST_CHECK enum err db_begin(struct db *db, struct db_tx *ret);
MUST_CHECK enum err db_commit(struct db_tx *tx);
void db_rollback(struct db_tx *tx);
static inline void db_tx_freep(struct db_tx *tx)
{
	if (tx->db)
		db_rollback(tx);
}

/*
 * Run a unit of work (a whole transaction) and again, with jittered pauses, while it ends in ERR_TIMEOUT or
 * ERR_UNAVAIL and the budget lasts (a hasty handle's is short). A unit decides by what it reads under its
 * locks, so a repeat after an unknown COMMIT is harmless.
 */
typedef enum err db_unit_fn(struct db *db, void *ctx);
MUST_CHECK enum err db_retry(struct db *db, db_unit_fn *unit, void *ctx, int budget_ms);

/* Several statements of trusted text, as in a migration file; no arguments, no rows. Same errors as db_exec.
 */
MUST_CHECK enum err db_script(struct db *db, const char *text);
