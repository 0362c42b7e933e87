/*
 * The schema's versions: which migrations a database has had, and the steps of applying one. MariaDB commits
 * each DDL statement by itself, so a migration can't be rolled back: its row is written before it runs and
 * completed after it, and a row that stays incomplete tells where it stopped.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "common/attr.h"
#include "common/db.h"
#include "common/err.h"
#include "common/ids.h"

struct migration {
	int version; /* 1, 2, 3 ... without a gap */
	const char *name, *text;
};

/* What this program carries, made from schema/ by tools/embed.sh. */
extern const struct migration migrations[];
extern const int migration_count; /* also the version that this program knows */

/* A migration as the database remembers it. */
struct migration_row {
	int version;
	char name[81];
	char checksum[2 * DIGEST_LEN + 1]; /* SHA-256 of its text, hex */
	int64_t started_at_ms;
	int64_t applied_at_ms; /* 0: it runs, or it stopped half way */
};

/* Does the database have the table that remembers migrations? Without it nothing was ever applied. */
MUST_CHECK enum err migrate_known(struct db *db, bool *ret);

/* Create that table if it isn't there. */
MUST_CHECK enum err migrate_prepare(struct db *db);

/*
 * One migration run at a time: hold the lock as long as this connection lives. wait_s: longest wait.
 * ERR_TIMEOUT: somebody else holds it.
 */
MUST_CHECK enum err migrate_lock(struct db *db, int wait_s);

/* The newest row, or ERR_NOTFOUND: none. */
MUST_CHECK enum err migrate_newest(struct db *db, struct migration_row *ret);

/* The row of a version, or ERR_NOTFOUND. */
MUST_CHECK enum err migrate_find(struct db *db, int version, struct migration_row *ret);

/* The default character set of the database, at most 32 bytes. */
MUST_CHECK enum err migrate_charset(struct db *db, char ret[33]);

/* Write the row, run the text, complete the row. Any failure leaves the row incomplete if it was written. */
MUST_CHECK enum err migrate_apply(struct db *db, const struct migration *m);

/* The checksum that a row of m has to have. */
MUST_CHECK enum err migrate_checksum(const struct migration *m, char ret[2 * DIGEST_LEN + 1]);
