/*
 * What POST start is measured beside: the same statements with the same durability, executed by nothing but
 * libmariadb. CONNECTIONS threads share the sessions in FILE, each started once; prints one JSON line.
 *
 * Usage: bare_start SOCKET USER DATABASE CONNECTIONS FILE SCRIPT
 *
 * FILE: a session a line, SESSION_ID SPACE TOKEN. SCRIPT: one start, as tests/bench/starts.py has learned it
 * from MariaDB's log of a start through greenroom:
 *
 *   Q SQL           executed as it is
 *   E SQL           prepared once a connection, executed with the arguments that follow, one a line:
 *   A session       the session's id
 *   A hash          SHA-256 of its token
 *   A fresh N       an id made for this start, the same wherever N is the same
 *   A int N         a number
 *   A text TEXT     a text, in which @session stands for the session's id and @freshNN for a fresh one
 *   A null
 */
#include <mysql.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/clock.h"
#include "common/ids.h"

#define STEPS_MAX 32
#define ARGS_MAX  64
#define FRESH_MAX 16
#define LINE_SIZE 8192

enum source { SESSION, HASH, FRESH, INT, TEXT, NOTHING };

struct arg {
	enum source source;
	int64_t n; /* INT: the value; FRESH: which */
	char *text;
};

struct step {
	bool prepared;
	char *sql;
	struct arg args[ARGS_MAX];
	size_t arg_count;
};

/* A session and its token. */
struct one {
	char id[ID_SIZE], token[TOKEN_SIZE];
};

static const char *socket_path, *user, *database;
static struct step steps[STEPS_MAX];
static size_t step_count;
static int fresh_count; /* ids made for a start */
static struct one *sessions;
static size_t session_count;
static atomic_size_t next_session;
static atomic_int ready;
static atomic_bool go;

static void die(MYSQL *conn, const char *what, const char *detail)
{
	fprintf(stderr, "%s: %s\n", what, detail ? detail : mysql_error(conn));
	exit(1);
}

/* Reading what to do */

/* Another id to be made for each start, unless it is one of those already. */
static void count_fresh(int64_t n)
{
	if (n < 0 || n >= FRESH_MAX)
		die(NULL, "too many ids", "a start makes more than there is room for");
	if (fresh_count <= n)
		fresh_count = (int)n + 1;
}

static struct arg parse_arg(const char *text)
{
	struct arg arg = { .source = NOTHING };
	int n;

	if (strcmp(text, "session") == 0) {
		arg.source = SESSION;
	} else if (strcmp(text, "hash") == 0) {
		arg.source = HASH;
	} else if (sscanf(text, "fresh %ld", &arg.n) == 1) {
		arg.source = FRESH;
		count_fresh(arg.n);
	} else if (sscanf(text, "int %ld", &arg.n) == 1) {
		arg.source = INT;
	} else if (strncmp(text, "text ", 5) == 0) {
		arg = (struct arg){ .source = TEXT, .text = strdup(text + 5) };
		for (const char *at = arg.text; at && (at = strstr(at, "@fresh")); at++)
			if (sscanf(at, "@fresh%2d", &n) == 1)
				count_fresh(n);
	} else if (strcmp(text, "null") != 0) {
		die(NULL, "not an argument", text);
	}
	return arg;
}

static void load_script(const char *path)
{
	FILE *file = fopen(path, "r");
	char line[LINE_SIZE];

	if (!file)
		die(NULL, "can't read", path);
	while (fgets(line, sizeof(line), file)) {
		struct step *last = step_count ? &steps[step_count - 1] : NULL;

		line[strcspn(line, "\n")] = '\0';
		if (line[0] == 'A' && last && last->arg_count < ARGS_MAX)
			last->args[last->arg_count++] = parse_arg(line + 2);
		else if ((line[0] == 'Q' || line[0] == 'E') && step_count < STEPS_MAX)
			steps[step_count++] = (struct step){ .prepared = line[0] == 'E',
							     .sql = strdup(line + 2) };
		else
			die(NULL, "not a line of a script", line);
	}
	fclose(file);
}

static void load_sessions(const char *path)
{
	FILE *file = fopen(path, "r");

	sessions = calloc(100000, sizeof(*sessions));
	if (!file || !sessions)
		die(NULL, "can't read", path);
	while (session_count < 100000 &&
	       fscanf(file, "%36s %43s", sessions[session_count].id, sessions[session_count].token) == 2)
		session_count++;
	fclose(file);
}

/* Starting */

/* One session's values. */
struct values {
	const struct one *one;
	struct token_hash hash;
	char fresh[FRESH_MAX][ID_SIZE];
	char texts[LINE_SIZE]; /* those with ids in them, one behind the other */
	size_t texts_len;
};

/* The text with this start's ids in it. Such texts of one start have to fit into its values. */
static const char *filled(const char *text, struct values *v)
{
	char *begin = v->texts + v->texts_len, *to = begin;
	int n;

	if (!strchr(text, '@'))
		return text;
	if (v->texts_len + strlen(text) * 5 > sizeof(v->texts))
		die(NULL, "too long", text);
	while (*text) {
		if (strncmp(text, "@session", 8) == 0) {
			to = stpcpy(to, v->one->id);
			text += 8;
		} else if (sscanf(text, "@fresh%2d", &n) == 1) {
			to = stpcpy(to, v->fresh[n % FRESH_MAX]);
			text += 8;
		} else {
			*to++ = *text++;
		}
	}
	*to++ = '\0';
	v->texts_len += (size_t)(to - begin);
	return begin;
}

static MYSQL_BIND bind_of(const struct arg *arg, struct values *v)
{
	const void *at = arg->source == SESSION ? v->one->id
			 : arg->source == FRESH ? v->fresh[arg->n]
			 : arg->source == HASH  ? (const char *)v->hash.bytes
			 : arg->source == TEXT  ? filled(arg->text, v)
						: NULL;
	MYSQL_BIND bind = { .buffer_type = MYSQL_TYPE_STRING, .buffer = (void *)(uintptr_t)at };

	if (arg->source == INT)
		return (MYSQL_BIND){ .buffer_type = MYSQL_TYPE_LONGLONG,
				     .buffer = (void *)(uintptr_t)&arg->n };
	if (arg->source == NOTHING)
		return (MYSQL_BIND){ .buffer_type = MYSQL_TYPE_NULL };
	if (arg->source == HASH)
		bind.buffer_type = MYSQL_TYPE_BLOB;
	bind.buffer_length = arg->source == HASH ? sizeof(v->hash.bytes) : strlen(at);
	return bind;
}

static void execute(MYSQL *conn, MYSQL_STMT *stmt, const struct step *step, struct values *v)
{
	MYSQL_BIND binds[ARGS_MAX];

	for (size_t i = 0; i < step->arg_count; i++)
		binds[i] = bind_of(&step->args[i], v);
	if ((step->arg_count && mysql_stmt_bind_param(stmt, binds)) || mysql_stmt_execute(stmt))
		die(conn, step->sql, mysql_stmt_error(stmt));
	if (!mysql_stmt_field_count(stmt))
		return;
	if (mysql_stmt_store_result(stmt) || mysql_stmt_num_rows(stmt) == 0)
		die(conn, step->sql, "no row");
	mysql_stmt_free_result(stmt);
}

static void query(MYSQL *conn, const char *sql)
{
	MYSQL_RES *res;

	if (mysql_query(conn, sql))
		die(conn, sql, NULL);
	res = mysql_store_result(conn);
	if (res)
		mysql_free_result(res);
}

static void start(MYSQL *conn, MYSQL_STMT **stmts, const struct one *one)
{
	struct values v = { .one = one };

	if (token_hash(one->token, &v.hash))
		exit(1);
	for (int i = 0; i < fresh_count; i++)
		if (id_new(v.fresh[i]))
			exit(1);
	for (size_t i = 0; i < step_count; i++) {
		if (steps[i].prepared)
			execute(conn, stmts[i], &steps[i], &v);
		else
			query(conn, steps[i].sql);
	}
}

/* As common/db.c sets a connection up. */
static MYSQL *connected(void)
{
	MYSQL *conn = mysql_init(NULL);

	mysql_optionsv(conn, MYSQL_SET_CHARSET_NAME, (void *)"utf8mb4");
	if (!mysql_real_connect(conn, NULL, user, NULL, database, 0, socket_path, CLIENT_FOUND_ROWS))
		die(conn, "connect", NULL);
	query(conn, "SET time_zone = '+00:00', sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,"
		    "ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION', innodb_lock_wait_timeout = 3, "
		    "idle_transaction_timeout = 3, tx_isolation = 'READ-COMMITTED', "
		    "collation_connection = utf8mb4_bin, autocommit = 1");
	return conn;
}

static void *thread_main(void *arg)
{
	MYSQL *conn = connected();
	MYSQL_STMT *stmts[STEPS_MAX];

	(void)arg;
	for (size_t i = 0; i < step_count; i++) {
		stmts[i] = steps[i].prepared ? mysql_stmt_init(conn) : NULL;
		if (stmts[i] && mysql_stmt_prepare(stmts[i], steps[i].sql, strlen(steps[i].sql)))
			die(conn, steps[i].sql, mysql_stmt_error(stmts[i]));
		if (stmts[i] && mysql_stmt_param_count(stmts[i]) != steps[i].arg_count)
			die(conn, steps[i].sql, "wrong number of arguments");
	}
	atomic_fetch_add(&ready, 1);
	while (!atomic_load(&go))
		sched_yield();
	for (size_t i = atomic_fetch_add(&next_session, 1); i < session_count;
	     i = atomic_fetch_add(&next_session, 1))
		start(conn, stmts, &sessions[i]);
	for (size_t i = 0; i < step_count; i++)
		if (stmts[i])
			mysql_stmt_close(stmts[i]);
	mysql_close(conn);
	return NULL;
}

int main(int argc, char **argv)
{
	int n = argc == 7 ? atoi(argv[4]) : 0;
	pthread_t threads[256];
	int64_t began_us;
	double seconds;

	if (n < 1 || n > 256) {
		fprintf(stderr, "Usage: bare_start SOCKET USER DATABASE CONNECTIONS FILE SCRIPT\n");
		return 2;
	}
	socket_path = argv[1];
	user = argv[2];
	database = argv[3];
	load_sessions(argv[5]);
	load_script(argv[6]);
	mysql_library_init(0, NULL, NULL);
	for (int i = 0; i < n; i++)
		if (pthread_create(&threads[i], NULL, thread_main, NULL))
			return 1;
	while (atomic_load(&ready) < n)
		sched_yield();
	began_us = clock_mono_us();
	atomic_store(&go, true);
	for (int i = 0; i < n; i++)
		pthread_join(threads[i], NULL);
	seconds = (double)(clock_mono_us() - began_us) / 1e6;
	printf("{\"starts\":%zu,\"seconds\":%.4f,\"perSecond\":%.1f}\n", session_count, seconds,
	       (double)session_count / seconds);
	return 0;
}
