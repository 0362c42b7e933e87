#include "common/migrate.h"

#include <stdio.h>
#include <string.h>

static const char SQL_KNOWN[] = "SELECT COUNT(*) FROM information_schema.TABLES "
				"WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'schema_migration'";
static const char SQL_TABLE[] =
	"CREATE TABLE IF NOT EXISTS schema_migration ("
	"version INT UNSIGNED NOT NULL PRIMARY KEY, "
	"name VARCHAR(80) CHARACTER SET ascii COLLATE ascii_bin NOT NULL, "
	"checksum CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'SHA-256 of the text', "
	"started_at DATETIME(3) NOT NULL, "
	"applied_at DATETIME(3) NULL COMMENT 'NULL: it runs, or it stopped half way') "
	"ENGINE=InnoDB COMMENT='the migrations this database has had'";
static const char SQL_LOCK[] = "SELECT GET_LOCK(CONCAT('greenroom-', SHA1(DATABASE())), ?) = 1";
static const char SQL_CHARSET[] = "SELECT DEFAULT_CHARACTER_SET_NAME FROM information_schema.SCHEMATA "
				  "WHERE SCHEMA_NAME = DATABASE()";

#define COLUMNS "version, name, checksum, started_at, applied_at"
static const char SQL_NEWEST[] = "SELECT " COLUMNS " FROM schema_migration ORDER BY version DESC LIMIT 1";
static const char SQL_FIND[] = "SELECT " COLUMNS " FROM schema_migration WHERE version = ?";
static const char SQL_BEGIN[] =
	"INSERT INTO schema_migration (version, name, checksum, started_at) VALUES (?, ?, ?, NOW(3))";
static const char SQL_END[] = "UPDATE schema_migration SET applied_at = NOW(3) WHERE version = ?";

/* The first column of a query's one row as a number. */
static enum err number(struct db *db, const char *sql, const struct db_arg *args, size_t nargs, int64_t *ret)
{
	AUTO(db_rows) struct db_rows *rows = NULL;
	enum err e = db_query(db, sql, args, nargs, &rows);

	if (e)
		return e;
	if (!db_rows_next(rows))
		return ERR_BUG;
	*ret = db_i64(rows, 0);
	return OK;
}

enum err migrate_known(struct db *db, bool *ret)
{
	int64_t n;
	enum err e = number(db, SQL_KNOWN, DB_NO_ARGS, &n);

	if (!e)
		*ret = n > 0;
	return e;
}

enum err migrate_prepare(struct db *db)
{
	return db_exec(db, SQL_TABLE, DB_NO_ARGS, NULL);
}

enum err migrate_lock(struct db *db, int wait_s)
{
	int64_t got;
	enum err e = number(db, SQL_LOCK, DB_ARGS(DB_I64(wait_s)), &got);

	return e ? e : got ? OK : ERR_TIMEOUT;
}

enum err migrate_charset(struct db *db, char ret[33])
{
	AUTO(db_rows) struct db_rows *rows = NULL;
	enum err e = db_query(db, SQL_CHARSET, DB_NO_ARGS, &rows);

	if (e)
		return e;
	if (!db_rows_next(rows))
		return ERR_NOTFOUND;
	snprintf(ret, 33, "%s", db_text(rows, 0, NULL));
	return OK;
}

static enum err one_row(struct db *db, const char *sql, const struct db_arg *args, size_t nargs,
			struct migration_row *ret)
{
	AUTO(db_rows) struct db_rows *rows = NULL;
	enum err e = db_query(db, sql, args, nargs, &rows);

	if (e)
		return e;
	if (!db_rows_next(rows))
		return ERR_NOTFOUND;
	*ret = (struct migration_row){ .version = (int)db_i64(rows, 0),
				       .started_at_ms = db_time(rows, 3),
				       .applied_at_ms = db_time(rows, 4) };
	snprintf(ret->name, sizeof(ret->name), "%s", db_text(rows, 1, NULL));
	snprintf(ret->checksum, sizeof(ret->checksum), "%s", db_text(rows, 2, NULL));
	return OK;
}

enum err migrate_newest(struct db *db, struct migration_row *ret)
{
	return one_row(db, SQL_NEWEST, DB_NO_ARGS, ret);
}

enum err migrate_find(struct db *db, int version, struct migration_row *ret)
{
	return one_row(db, SQL_FIND, DB_ARGS(DB_I64(version)), ret);
}

enum err migrate_checksum(const struct migration *m, char ret[2 * DIGEST_LEN + 1])
{
	return digest_hex(m->text, strlen(m->text), ret);
}

enum err migrate_apply(struct db *db, const struct migration *m)
{
	char checksum[2 * DIGEST_LEN + 1];
	enum err e = migrate_checksum(m, checksum);

	if (!e)
		e = db_exec(db, SQL_BEGIN, DB_ARGS(DB_I64(m->version), DB_TEXT(m->name), DB_TEXT(checksum)),
			    NULL);
	if (!e)
		e = db_script(db, m->text);
	return e ? e : db_exec(db, SQL_END, DB_ARGS(DB_I64(m->version)), NULL);
}
