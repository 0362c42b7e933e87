/* `migrate`: bring the database to the schema that this program carries. */
#include "common/migrate.h"

#include <string.h>

#include <stdio.h>

#include "common/js.h"
#include "ctl/handlers.h"

#define SILENT_WAIT_S 1
#define LOCK_WAIT_S   600
#define STEP_MS       (3600 * 1000) /* a migration may rewrite a large table */

static enum ctl_exit failed(const struct ctl *ctl, enum err e)
{
	return ctl_db_failed(ctl, e, "the schema can't be brought up to date");
}

/* Only one run at a time; the second waits and finds nothing left to do. */
static enum err lock(struct db *db)
{
	enum err e = migrate_lock(db, SILENT_WAIT_S);

	if (e != ERR_TIMEOUT)
		return e;
	ctl_say("another migrate is running; waiting for it");
	return migrate_lock(db, LOCK_WAIT_S);
}

static enum ctl_exit refuse_charset(const struct ctl *ctl)
{
	char charset[33];
	enum err e = migrate_charset(ctl->db, charset);

	if (e)
		return failed(ctl, e);
	if (strcmp(charset, "utf8mb4") == 0)
		return CTL_OK;
	ctl_say("the database '%s' has the character set %s: ALTER DATABASE %s CHARACTER SET utf8mb4 COLLATE "
		"utf8mb4_bin; then run migrate again",
		ctl->db_settings.name, charset, ctl->db_settings.name);
	return CTL_FAILED;
}

static enum ctl_exit refuse_newer(const struct ctl *ctl)
{
	struct migration_row row;
	enum err e = migrate_newest(ctl->db, &row);

	if (e)
		return e == ERR_NOTFOUND ? CTL_OK : failed(ctl, e);
	if (row.version <= migration_count)
		return CTL_OK;
	ctl_say("the database has schema version %d (%s), newer than version %d that this " CTL_NAME
		" knows: install the greenroom that made it, or restore the backup from before the upgrade",
		row.version, row.name, migration_count);
	return CTL_FAILED;
}

static enum ctl_exit refuse_half(const struct migration_row *row)
{
	char started[CTL_TIME_SIZE];

	ctl_say("migration %d (%s) began at %s and never finished: MariaDB can't undo it. Restore the backup "
		"from "
		"before it (a new installation: drop the database and create it again), then run migrate; "
		"or, "
		"once you have completed it by hand:  UPDATE schema_migration SET applied_at = NOW(3) WHERE "
		"version = %d;",
		row->version, row->name, ctl_time(row->started_at_ms, started), row->version);
	return CTL_FAILED;
}

static enum ctl_exit check_applied(const struct migration *m, const struct migration_row *row)
{
	char checksum[2 * DIGEST_LEN + 1];

	if (row->applied_at_ms == 0)
		return refuse_half(row);
	if (migrate_checksum(m, checksum) == OK && strcmp(checksum, row->checksum) == 0)
		return CTL_OK;
	ctl_say("migration %d (%s) was applied to this database with other contents than this " CTL_NAME
		" carries: install the greenroom that made the database; an applied migration never changes",
		row->version, row->name);
	return CTL_FAILED;
}

/* See to one migration; *io_applied counts those that were run now. */
static enum ctl_exit step(const struct ctl *ctl, const struct migration *m, int *io_applied)
{
	struct migration_row row;
	enum err e = migrate_find(ctl->db, m->version, &row);

	if (!e)
		return check_applied(m, &row);
	if (e != ERR_NOTFOUND)
		return failed(ctl, e);
	if (!ctl->json)
		printf("applying %04d_%s\n", m->version, m->name);
	e = migrate_apply(ctl->db, m);
	if (e) {
		ctl_say("migration %d (%s) failed half way: %s", m->version, m->name, db_detail(ctl->db));
		return failed(ctl, e);
	}
	(*io_applied)++;
	return CTL_OK;
}

static enum ctl_exit report(const struct ctl *ctl, int applied)
{
	struct js js;
	char *text = NULL;
	enum err e;

	if (!ctl->json) {
		printf("schema version %d: %s\n", migration_count, applied ? "done" : "nothing to do");
		return CTL_OK;
	}
	js = js_new();
	js_add_i64(&js, "version", migration_count);
	js_add_i64(&js, "applied", applied);
	e = js_take_text(&js, &text);
	return ctl_print_json(e, text);
}

enum ctl_exit cmd_migrate(struct ctl *ctl, const struct args *args)
{
	int applied = 0;
	enum ctl_exit status;
	enum err e;

	(void)args;
	ctl->db_settings.io_ms = STEP_MS;
	e = db_ping(ctl->db);
	if (!e)
		e = lock(ctl->db);
	if (e)
		return failed(ctl, e);
	status = refuse_charset(ctl);
	if (status == CTL_OK) {
		e = migrate_prepare(ctl->db);
		status = e ? failed(ctl, e) : refuse_newer(ctl);
	}
	for (int i = 0; status == CTL_OK && i < migration_count; i++)
		status = step(ctl, &migrations[i], &applied);
	return status == CTL_OK ? report(ctl, applied) : status;
}
