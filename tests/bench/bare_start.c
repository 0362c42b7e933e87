/*
 * What POST start is measured beside: the same statements with the same durability, executed by nothing but
 * libmariadb. CONNECTIONS threads share the sessions in FILE (one id a line), each started once; prints one
 * JSON line.
 *
 * Usage: bare_start SOCKET USER DATABASE CONNECTIONS FILE
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

#define STATEMENTS 6

static const char *const texts[STATEMENTS] = {
	"SELECT i.invite_id, s.session_id, s.status, s.target_role, s.language, s.generation, s.last_seq, "
	"s.updated_at "
	"FROM invite i JOIN session s ON s.session_id = i.session_id WHERE s.session_id = ?",
	"SELECT session_id, status, target_role, language, questions_planned, generation, last_seq, "
	"created_at, updated_at "
	"FROM session WHERE session_id = ? FOR UPDATE",
	"INSERT INTO job (session_id, kind, generation, due_at, deadline_at, correlation_id, created_at) "
	"VALUES (?, 'questions', 1, NOW(3) + INTERVAL 1 DAY, NOW(3) + INTERVAL 120 SECOND, ?, NOW(3))",
	"INSERT INTO event (session_id, seq, event_id, actor_type, event_type, event_version, payload, "
	"occurred_at, "
	"idempotency_key, correlation_id) VALUES "
	"(?, 3, ?, 'candidate', 'SESSION_STARTED', 1, '{}', NOW(3), 'start', ?), "
	"(?, 4, ?, 'candidate', 'QUESTIONS_REQUESTED', 1, "
	"'{\"generation\":1,\"requestedBy\":\"candidate\"}', NOW(3), "
	"'generation-1', ?)",
	"UPDATE session SET status = 'GENERATING_QUESTIONS', generation = 1, last_seq = 4, correlation_id = "
	"?, "
	"requested_at = NOW(3), updated_at = NOW(3) WHERE session_id = ?",
	"SELECT s.session_id, s.status, s.target_role, s.language, s.generation, s.last_seq, s.updated_at, "
	"j.attempt "
	"FROM session s LEFT JOIN job j ON j.session_id = s.session_id AND j.kind = 'questions' AND "
	"j.generation = s.generation WHERE s.session_id = ?",
};

static const char *socket_path, *user, *database;
static char (*ids)[ID_SIZE];
static size_t id_count;
static atomic_size_t next_id;
static atomic_int ready;
static atomic_bool go;

static void die(MYSQL *conn, const char *what)
{
	fprintf(stderr, "%s: %s\n", what, mysql_error(conn));
	exit(1);
}

static void run(MYSQL *conn, MYSQL_STMT *stmt, const char *const *args)
{
	MYSQL_BIND binds[8];
	unsigned long n = mysql_stmt_param_count(stmt);

	memset(binds, 0, sizeof(binds));
	for (unsigned long i = 0; i < n; i++) {
		binds[i].buffer_type = MYSQL_TYPE_STRING;
		binds[i].buffer = (void *)(uintptr_t)args[i];
		binds[i].buffer_length = strlen(args[i]);
	}
	if (mysql_stmt_bind_param(stmt, binds) || mysql_stmt_execute(stmt)) {
		fprintf(stderr, "%s\n", mysql_stmt_error(stmt));
		die(conn, "execute");
	}
	if (mysql_stmt_field_count(stmt)) {
		mysql_stmt_store_result(stmt);
		mysql_stmt_free_result(stmt);
	}
}

static void start(MYSQL *conn, MYSQL_STMT **stmts, const char *id)
{
	char a[ID_SIZE], b[ID_SIZE], c[ID_SIZE];

	if (id_new(a) || id_new(b) || id_new(c))
		exit(1);
	run(conn, stmts[0], (const char *[]){ id });
	mysql_query(conn, "START TRANSACTION");
	run(conn, stmts[1], (const char *[]){ id });
	run(conn, stmts[2], (const char *[]){ id, a });
	run(conn, stmts[3], (const char *[]){ id, b, a, id, c, a });
	run(conn, stmts[4], (const char *[]){ a, id });
	if (mysql_query(conn, "COMMIT"))
		die(conn, "commit");
	run(conn, stmts[5], (const char *[]){ id });
}

static void *thread_main(void *arg)
{
	MYSQL *conn = mysql_init(NULL);
	MYSQL_STMT *stmts[STATEMENTS];

	(void)arg;
	if (!mysql_real_connect(conn, NULL, user, NULL, database, 0, socket_path, CLIENT_FOUND_ROWS))
		die(conn, "connect");
	mysql_query(conn, "SET time_zone = '+00:00', tx_isolation = 'READ-COMMITTED'");
	for (int i = 0; i < STATEMENTS; i++) {
		stmts[i] = mysql_stmt_init(conn);
		if (mysql_stmt_prepare(stmts[i], texts[i], strlen(texts[i])))
			die(conn, "prepare");
	}
	atomic_fetch_add(&ready, 1);
	while (!atomic_load(&go))
		sched_yield();
	for (size_t i = atomic_fetch_add(&next_id, 1); i < id_count; i = atomic_fetch_add(&next_id, 1))
		start(conn, stmts, ids[i]);
	for (int i = 0; i < STATEMENTS; i++)
		mysql_stmt_close(stmts[i]);
	mysql_close(conn);
	return NULL;
}

int main(int argc, char **argv)
{
	int n = argc == 6 ? atoi(argv[4]) : 0;
	FILE *file = argc == 6 ? fopen(argv[5], "r") : NULL;
	pthread_t threads[256];
	int64_t began_us;
	double seconds;

	if (!file || n < 1 || n > 256) {
		fprintf(stderr, "Usage: bare_start SOCKET USER DATABASE CONNECTIONS FILE\n");
		return 2;
	}
	socket_path = argv[1];
	user = argv[2];
	database = argv[3];
	ids = calloc(1000000, sizeof(*ids));
	while (ids && id_count < 1000000 && fscanf(file, "%36s", ids[id_count]) == 1)
		id_count++;
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
	printf("{\"starts\":%zu,\"seconds\":%.4f,\"perSecond\":%.1f}\n", id_count, seconds,
	       (double)id_count / seconds);
	return 0;
}
