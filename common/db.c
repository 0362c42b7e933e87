#include "common/db.h"

#include <assert.h>
#include <errmsg.h>
#include <mysql.h>
#include <mysqld_error.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/clock.h"

#define STATEMENTS_MAX 64 /* distinct statements of one connection */
#define COLUMNS_MAX    40
#define ARGS_MAX       48
#define LOCK_WAIT_S    3
#define FROZEN_S       3 /* a client silent for this long inside a transaction loses it, and its locks */

#ifndef ER_CHECKREAD
#define ER_CHECKREAD 1020 /* "Record has changed since last read" */
#endif

struct cached {
	const char *sql; /* the key: its address */
	MYSQL_STMT *stmt;
};

struct db {
	const struct db_settings *settings;
	MYSQL *conn;    /* NULL: not connected */
	bool in_tx;     /* between BEGIN and its end; no reconnect then */
	bool tx_lost;   /* the connection went away inside it */
	unsigned epoch; /* counts the connections, so that rows know whether their statement still lives */
	size_t cached_count;
	struct cached cached[STATEMENTS_MAX];
	char detail[300];
};

struct db *db_new(const struct db_settings *settings)
{
	struct db *db = calloc(1, sizeof(*db));

	if (db)
		db->settings = settings;
	return db;
}

static void disconnect(struct db *db)
{
	for (size_t i = 0; i < db->cached_count; i++)
		mysql_stmt_close(db->cached[i].stmt);
	db->cached_count = 0;
	db->epoch++;
	if (db->conn)
		mysql_close(db->conn);
	db->conn = NULL;
	if (db->in_tx)
		db->tx_lost = true;
}

void db_free(struct db *db)
{
	if (!db)
		return;
	disconnect(db);
	free(db);
}

bool db_is_hasty(const struct db *db)
{
	return db->settings->hasty;
}

const char *db_detail(const struct db *db)
{
	return db->detail;
}

/* The one translation of MariaDB's error numbers; keeps the text and drops a dead connection. */
static enum err failed(struct db *db, unsigned number, const char *text)
{
	snprintf(db->detail, sizeof(db->detail), "%u: %s", number, text);
	switch (number) {
	case ER_DUP_ENTRY:
		return ERR_CONFLICT;
	case ER_LOCK_DEADLOCK:
	case ER_LOCK_WAIT_TIMEOUT:
	case ER_CHECKREAD:
	case ER_ERROR_DURING_COMMIT: /* InnoDB chose it as a victim meanwhile */
	case ER_QUERY_INTERRUPTED:
	case ER_STATEMENT_TIMEOUT:
		return ERR_TIMEOUT;
	case ER_DATA_TOO_LONG:
	case ER_TRUNCATED_WRONG_VALUE_FOR_FIELD:
	case ER_WARN_DATA_OUT_OF_RANGE:
		return ERR_INPUT;
	case ER_OUTOFMEMORY:
	case ER_OUT_OF_RESOURCES:
		return ERR_NOMEM;
	case ER_CON_COUNT_ERROR:
	case ER_SERVER_SHUTDOWN:
	case ER_CONNECTION_KILLED:
	case ER_UNKNOWN_COM_ERROR:
	case ER_OPTION_PREVENTS_STATEMENT: /* read-only server */
	case ER_DISK_FULL:
	case ER_RECORD_FILE_FULL:
		disconnect(db);
		return ERR_UNAVAIL;
	default:
		break;
	}
	if (number >= CR_MIN_ERROR &&
	    number <= CR_MAX_ERROR) { /* the client library's own: the connection is no more */
		disconnect(db);
		return ERR_UNAVAIL;
	}
	return ERR_BUG;
}

static enum err failed_conn(struct db *db)
{
	return failed(db, mysql_errno(db->conn), mysql_error(db->conn));
}

static enum err plain(struct db *db, const char *sql)
{
	return mysql_query(db->conn, sql) ? failed_conn(db) : OK;
}

static MYSQL *open_connection(const struct db_settings *s)
{
	unsigned connect_s = (unsigned)(s->connect_ms + 999) / 1000, io_s = (unsigned)(s->io_ms + 999) / 1000;
	my_bool off = 0;
	MYSQL *conn = mysql_init(NULL);

	if (!conn)
		return NULL;
	mysql_optionsv(conn, MYSQL_OPT_CONNECT_TIMEOUT, (void *)&connect_s);
	mysql_optionsv(conn, MYSQL_OPT_READ_TIMEOUT, (void *)&io_s);
	mysql_optionsv(conn, MYSQL_OPT_WRITE_TIMEOUT, (void *)&io_s);
	mysql_optionsv(conn, MYSQL_OPT_RECONNECT, (void *)&off);
	mysql_optionsv(conn, MYSQL_SET_CHARSET_NAME, (void *)"utf8mb4");
	return conn;
}

/* Refused for who we are or for a missing database: an operator has to act, but a restart of ours would not
 * help. */
static enum err connect_failed(struct db *db, MYSQL *conn)
{
	snprintf(db->detail, sizeof(db->detail), "%u: %s", mysql_errno(conn), mysql_error(conn));
	mysql_close(conn);
	return ERR_UNAVAIL;
}

/* Shorter than the wait for an answer: a lock must not look like a server that is gone. */
static int lock_wait_s(const struct db_settings *s)
{
	int io_s = (s->io_ms + 999) / 1000, wanted_s = s->hasty ? 0 : LOCK_WAIT_S;

	return wanted_s < io_s ? wanted_s : io_s - 1;
}

static enum err ensure_connected(struct db *db)
{
	static const char setup_text[] =
		"SET character_set_client = utf8mb4, character_set_results = utf8mb4, "
		"time_zone = '+00:00', sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,"
		"ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION', innodb_lock_wait_timeout = %d, "
		"idle_transaction_timeout = %d, "
		"tx_isolation = 'READ-COMMITTED', collation_connection = utf8mb4_bin, autocommit = 1";
	const struct db_settings *s = db->settings;
	char setup[sizeof(setup_text) + 20];
	MYSQL *conn;

	if (db->conn)
		return OK;
	if (db->in_tx)
		return ERR_UNAVAIL;
	conn = open_connection(s);
	if (!conn)
		return ERR_NOMEM;
	if (!mysql_real_connect(conn, NULL, s->user, s->password, s->name, 0, s->socket, CLIENT_FOUND_ROWS))
		return connect_failed(db, conn);
	snprintf(setup, sizeof(setup), setup_text, lock_wait_s(s), FROZEN_S);
	if (mysql_query(conn, setup))
		return connect_failed(db, conn);
	db->conn = conn;
	return OK;
}

static enum err ping_once(struct db *db)
{
	enum err e = ensure_connected(db);

	if (e)
		return e;
	return mysql_ping(db->conn) ? failed_conn(db) : OK;
}

/* Like a read outside a transaction: a connection that the server has closed meanwhile is no answer yet. */
enum err db_ping(struct db *db)
{
	enum err e = ping_once(db);

	return e == ERR_UNAVAIL && !db->in_tx ? ping_once(db) : e;
}

static enum err failed_stmt(struct db *db, MYSQL_STMT *stmt)
{
	return failed(db, mysql_stmt_errno(stmt), mysql_stmt_error(stmt));
}

/* Prepare, or find prepared, the statement of this text. */
static enum err statement(struct db *db, const char *sql, MYSQL_STMT **ret)
{
	my_bool on = 1;
	MYSQL_STMT *stmt;

	for (size_t i = 0; i < db->cached_count; i++) {
		if (db->cached[i].sql == sql) {
			*ret = db->cached[i].stmt;
			return OK;
		}
	}
	assert(db->cached_count < STATEMENTS_MAX);
	stmt = mysql_stmt_init(db->conn);
	if (!stmt)
		return ERR_NOMEM;
	mysql_stmt_attr_set(stmt, STMT_ATTR_UPDATE_MAX_LENGTH, &on);
	if (mysql_stmt_prepare(stmt, sql, strlen(sql))) {
		unsigned number = mysql_stmt_errno(stmt);
		char text[200];

		snprintf(text, sizeof(text), "%s", mysql_stmt_error(stmt));
		mysql_stmt_close(stmt);
		return failed(db, number, text);
	}
	db->cached[db->cached_count++] = (struct cached){ sql, stmt };
	*ret = stmt;
	return OK;
}

static void bind_arg(MYSQL_BIND *bind, const struct db_arg *arg)
{
	*bind = (MYSQL_BIND){ 0 };
	if (arg->kind == DB_ARG_I64) {
		bind->buffer_type = MYSQL_TYPE_LONGLONG;
		bind->buffer = (void *)(uintptr_t)&arg->i64;
	} else if (arg->kind == DB_ARG_NULL || !arg->text) {
		bind->buffer_type = MYSQL_TYPE_NULL;
	} else {
		bind->buffer_type = arg->kind == DB_ARG_TEXT ? MYSQL_TYPE_STRING : MYSQL_TYPE_BLOB;
		bind->buffer = (void *)(uintptr_t)arg->text;
		bind->buffer_length = arg->kind == DB_ARG_TEXT ? strlen(arg->text) : arg->len;
	}
}

static enum err execute(struct db *db, const char *sql, const struct db_arg *args, size_t nargs,
			MYSQL_STMT **ret)
{
	MYSQL_BIND binds[ARGS_MAX];
	MYSQL_STMT *stmt = NULL;
	enum err e;

	if (db->tx_lost)
		return ERR_UNAVAIL;
	e = ensure_connected(db);
	if (!e)
		e = statement(db, sql, &stmt);
	if (e)
		return e;
	if (nargs > ARGS_MAX || mysql_stmt_param_count(stmt) != nargs) {
		snprintf(db->detail, sizeof(db->detail), "wrong argument count for: %.100s", sql);
		return ERR_BUG;
	}
	for (size_t i = 0; i < nargs; i++)
		bind_arg(&binds[i], &args[i]);
	if ((nargs && mysql_stmt_bind_param(stmt, binds)) || mysql_stmt_execute(stmt))
		return failed_stmt(db, stmt);
	*ret = stmt;
	return OK;
}

enum err db_exec(struct db *db, const char *sql, const struct db_arg *args, size_t nargs,
		 uint64_t *ret_matched)
{
	MYSQL_STMT *stmt = NULL;
	enum err e = execute(db, sql, args, nargs, &stmt);

	if (e)
		return e;
	if (ret_matched)
		*ret_matched = mysql_stmt_affected_rows(stmt);
	return OK;
}

enum col_kind { COL_I64, COL_TIME, COL_TEXT };

/* A column's place in the current row. Text columns share one allocation, sized by the longest value of the
 * result. */
struct col {
	enum col_kind kind;
	my_bool is_null;
	unsigned long len;
	int64_t i64;
	MYSQL_TIME time;
	char *text;
};

struct db_rows {
	const struct db *db;
	unsigned epoch;
	MYSQL_STMT *stmt; /* lives as long as the connection does */
	unsigned count;
	char *arena;
	struct col cols[COLUMNS_MAX];
};

static enum col_kind kind_of(enum enum_field_types type)
{
	switch ((int)type) {
	case MYSQL_TYPE_TINY:
	case MYSQL_TYPE_SHORT:
	case MYSQL_TYPE_INT24:
	case MYSQL_TYPE_LONG:
	case MYSQL_TYPE_LONGLONG:
	case MYSQL_TYPE_YEAR:
		return COL_I64;
	case MYSQL_TYPE_DATETIME:
	case MYSQL_TYPE_TIMESTAMP:
		return COL_TIME;
	default:
		return COL_TEXT;
	}
}

/* Say where each column goes; text gets its slice of the arena. */
static enum err bind_columns(struct db_rows *rows, const MYSQL_RES *meta, MYSQL_BIND *binds)
{
	const MYSQL_FIELD *fields = ((MYSQL_RES *)(uintptr_t)meta)->fields;
	size_t total = 0, at = 0;

	for (unsigned i = 0; i < rows->count; i++)
		total += fields[i].max_length + 1;
	rows->arena = malloc(total);
	if (!rows->arena)
		return ERR_NOMEM;
	for (unsigned i = 0; i < rows->count; i++) {
		struct col *col = &rows->cols[i];
		MYSQL_BIND *b = &binds[i];

		*b = (MYSQL_BIND){ .is_null = &col->is_null, .length = &col->len };
		col->kind = kind_of(fields[i].type);
		if (col->kind == COL_I64) {
			b->buffer_type = MYSQL_TYPE_LONGLONG;
			b->buffer = &col->i64;
		} else if (col->kind == COL_TIME) {
			b->buffer_type = MYSQL_TYPE_DATETIME;
			b->buffer = &col->time;
			b->buffer_length = sizeof(col->time);
		} else {
			col->text = rows->arena + at;
			b->buffer_type = MYSQL_TYPE_STRING;
			b->buffer = col->text;
			b->buffer_length = fields[i].max_length + 1;
			at += fields[i].max_length + 1;
		}
	}
	return OK;
}

static enum err store(struct db *db, struct db_rows *rows)
{
	MYSQL_BIND binds[COLUMNS_MAX];
	MYSQL_RES *meta;
	enum err e;

	if (mysql_stmt_store_result(rows->stmt))
		return failed_stmt(db, rows->stmt);
	meta = mysql_stmt_result_metadata(rows->stmt);
	if (!meta)
		return ERR_BUG; /* a statement without a result */
	rows->count = mysql_num_fields(meta);
	assert(rows->count <= COLUMNS_MAX);
	e = bind_columns(rows, meta, binds);
	mysql_free_result(meta);
	if (!e && mysql_stmt_bind_result(rows->stmt, binds))
		e = failed_stmt(db, rows->stmt);
	return e;
}

static enum err query_once(struct db *db, const char *sql, const struct db_arg *args, size_t nargs,
			   struct db_rows **ret)
{
	AUTO(db_rows) struct db_rows *rows = calloc(1, sizeof(*rows));
	enum err e;

	if (!rows)
		return ERR_NOMEM;
	rows->db = db;
	rows->epoch = db->epoch - 1; /* nothing to free yet */
	e = execute(db, sql, args, nargs, &rows->stmt);
	if (e)
		return e;
	rows->epoch = db->epoch;
	e = store(db, rows);
	if (e)
		return e;
	*ret = TAKE(rows);
	return OK;
}

/* Outside a transaction a read is simply repeated once: a server that was restarted costs nobody an answer.
 */
enum err db_query(struct db *db, const char *sql, const struct db_arg *args, size_t nargs,
		  struct db_rows **ret)
{
	enum err e = query_once(db, sql, args, nargs, ret);

	if (e == ERR_UNAVAIL && !db->in_tx)
		e = query_once(db, sql, args, nargs, ret);
	return e;
}

static bool alive(const struct db_rows *rows)
{
	return rows->epoch == rows->db->epoch;
}

void db_rows_free(struct db_rows *rows)
{
	if (!rows)
		return;
	if (alive(rows))
		mysql_stmt_free_result(rows->stmt);
	free(rows->arena);
	free(rows);
}

bool db_rows_next(struct db_rows *rows)
{
	if (!alive(rows) || mysql_stmt_fetch(rows->stmt) != 0)
		return false;
	for (unsigned i = 0; i < rows->count; i++)
		if (rows->cols[i].text && !rows->cols[i].is_null)
			rows->cols[i].text[rows->cols[i].len] = '\0';
	return true;
}

static const struct col *column(const struct db_rows *rows, unsigned i, enum col_kind kind)
{
	assert(i < rows->count && rows->cols[i].kind == kind);
	(void)kind;
	return &rows->cols[i];
}

bool db_is_null(const struct db_rows *rows, unsigned col)
{
	assert(col < rows->count);
	return rows->cols[col].is_null;
}

int64_t db_i64(const struct db_rows *rows, unsigned col)
{
	const struct col *c = column(rows, col, COL_I64);

	return c->is_null ? 0 : c->i64;
}

int64_t db_time(const struct db_rows *rows, unsigned col)
{
	const struct col *c = column(rows, col, COL_TIME);
	struct tm tm;

	if (c->is_null)
		return 0;
	tm = (struct tm){ .tm_year = (int)c->time.year - 1900,
			  .tm_mon = (int)c->time.month - 1,
			  .tm_mday = (int)c->time.day,
			  .tm_hour = (int)c->time.hour,
			  .tm_min = (int)c->time.minute,
			  .tm_sec = (int)c->time.second };
	return (int64_t)timegm(&tm) * 1000 + (int64_t)(c->time.second_part / 1000);
}

const char *db_text(const struct db_rows *rows, unsigned col, size_t *len)
{
	const struct col *c = column(rows, col, COL_TEXT);

	if (c->is_null)
		return NULL;
	if (len)
		*len = c->len;
	return c->text;
}

enum err db_begin(struct db *db, struct db_tx *ret)
{
	enum err e = ensure_connected(db);

	assert(!db->in_tx);
	if (e)
		return e;
	e = plain(db, "START TRANSACTION");
	if (e ==
	    ERR_UNAVAIL) { /* an idle connection that the server has closed meanwhile: nothing is lost yet */
		e = ensure_connected(db);
		if (!e)
			e = plain(db, "START TRANSACTION");
	}
	if (e)
		return e;
	db->in_tx = true;
	db->tx_lost = false;
	ret->db = db;
	return OK;
}

/* The transaction is over, whatever became of it. */
static void leave(struct db_tx *tx)
{
	tx->db->in_tx = false;
	tx->db->tx_lost = false;
	tx->db = NULL;
}

enum err db_commit(struct db_tx *tx)
{
	struct db *db = tx->db;
	enum err e = db->tx_lost || !db->conn ? ERR_UNAVAIL : plain(db, "COMMIT");

	if (e && e != ERR_UNAVAIL)
		db_rollback(tx);
	else
		leave(tx);
	return e;
}

void db_rollback(struct db_tx *tx)
{
	struct db *db = tx->db;

	if (db->conn && plain(db, "ROLLBACK") != OK && db->conn)
		disconnect(db); /* a connection in an unknown state is not used again */
	leave(tx);
}

/* Read away every result of a multi-statement query; the first failure counts. */
static enum err drain_results(struct db *db)
{
	int more;

	do {
		MYSQL_RES *res = mysql_store_result(db->conn);

		if (res)
			mysql_free_result(res);
		else if (mysql_field_count(db->conn))
			return failed_conn(db);
		more = mysql_next_result(db->conn);
	} while (more == 0);
	return more > 0 ? failed_conn(db) : OK;
}

enum err db_script(struct db *db, const char *text)
{
	enum err e = ensure_connected(db), done;

	if (e)
		return e;
	mysql_set_server_option(db->conn, MYSQL_OPTION_MULTI_STATEMENTS_ON);
	e = plain(db, text);
	if (!e)
		e = drain_results(db);
	if (!db->conn)
		return e;
	done = mysql_set_server_option(db->conn, MYSQL_OPTION_MULTI_STATEMENTS_OFF) ? failed_conn(db) : OK;
	return e ? e : done;
}
