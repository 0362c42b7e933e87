#include "common/store_server.h"

#include <stdio.h>

static const char SQL_FACTS[] =
	"SELECT @@version, @@tx_isolation, @@time_zone, @@binlog_format, @@datadir, @@log_bin, @@read_only, "
	"@@innodb_flush_log_at_trx_commit, @@sync_binlog, @@max_connections, @@max_allowed_packet, NOW(3), "
	"@@character_set_client, @@sql_mode";

static void copy(char *dst, size_t size, const char *src)
{
	snprintf(dst, size, "%s", src ? src : "");
}

enum err store_server_facts(struct db *db, struct server_facts *ret)
{
	AUTO(db_rows) struct db_rows *rows = NULL;
	enum err e = db_query(db, SQL_FACTS, DB_NO_ARGS, &rows);

	if (e)
		return e;
	if (!db_rows_next(rows))
		return ERR_BUG;
	copy(ret->version, sizeof(ret->version), db_text(rows, 0, NULL));
	copy(ret->isolation, sizeof(ret->isolation), db_text(rows, 1, NULL));
	copy(ret->time_zone, sizeof(ret->time_zone), db_text(rows, 2, NULL));
	copy(ret->binlog_format, sizeof(ret->binlog_format), db_text(rows, 3, NULL));
	copy(ret->data_dir, sizeof(ret->data_dir), db_text(rows, 4, NULL));
	ret->binlog = db_i64(rows, 5);
	ret->read_only = db_i64(rows, 6);
	ret->flush_at_commit = db_i64(rows, 7);
	ret->sync_binlog = db_i64(rows, 8);
	ret->max_connections = db_i64(rows, 9);
	ret->max_packet_bytes = db_i64(rows, 10);
	ret->now_ms = db_time(rows, 11);
	copy(ret->charset, sizeof(ret->charset), db_text(rows, 12, NULL));
	copy(ret->sql_mode, sizeof(ret->sql_mode), db_text(rows, 13, NULL));
	return OK;
}

/* Privileges are checked before rows are looked for, and no invite has this key. */
static const char SQL_INSERT[] =
	"INSERT INTO invite (invite_id, session_id, token_hash, issued_at, expires_at) "
	"SELECT invite_id, session_id, token_hash, issued_at, expires_at FROM invite WHERE 1 = 0";
static const char SQL_UPDATE[] = "UPDATE invite SET expires_at = expires_at WHERE 1 = 0";
static const char SQL_DELETE[] = "DELETE FROM invite WHERE 1 = 0";

enum err store_server_may_write(struct db *db)
{
	enum err e = db_exec(db, SQL_INSERT, DB_NO_ARGS, NULL);

	if (!e)
		e = db_exec(db, SQL_UPDATE, DB_NO_ARGS, NULL);
	return e ? e : db_exec(db, SQL_DELETE, DB_NO_ARGS, NULL);
}

static const char SQL_STALE[] = "SELECT COUNT(*) FROM job WHERE due_at < NOW(3) - INTERVAL ? SECOND";

enum err store_server_stale_jobs(struct db *db, int64_t age_s, int64_t *ret_count)
{
	AUTO(db_rows) struct db_rows *rows = NULL;
	enum err e = db_query(db, SQL_STALE, DB_ARGS(DB_I64(age_s)), &rows);

	if (e)
		return e;
	if (!db_rows_next(rows))
		return ERR_BUG;
	*ret_count = db_i64(rows, 0);
	return OK;
}
