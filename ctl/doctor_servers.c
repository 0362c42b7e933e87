/* The doctor's look at MariaDB and Redis. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>

#include "common/clock.h"
#include "common/migrate.h"
#include "common/store_server.h"
#include "common/str.h"
#include "ctl/doctor.h"
#include "daemon/speech.h"

#define CLOCKS_APART_MS   2000
#define CLOCKS_WRONG_MS   60000 /* certificates and logs are of no use then */
#define OWN_CONNECTIONS   3     /* of a host beside its threads: the API's sweep, two that read the log */
#define SPARE_CONNECTIONS 10    /* for administrators, backups, monitoring */
#define PACKET_MIN        (1024 * 1024)
#define DISK_LOW_PERCENT  5
#define DISK_FULL_PERCENT 1

#define MARIADB "mariadb"

static void examine_version(struct doctor *d, const struct server_facts *f)
{
	char *end;
	long major = strtol(f->version, &end, 10), minor = *end == '.' ? strtol(end + 1, NULL, 10) : 0;

	if (!strstr(f->version, "MariaDB"))
		doctor_find(d, FINDING_FAIL, MARIADB, "use MariaDB 10.11 or later", "the server is %s",
			    f->version);
	else if (major < 10 || (major == 10 && minor < 11))
		doctor_find(d, FINDING_FAIL, MARIADB, "upgrade to MariaDB 10.11 or later",
			    "version %s is too old", f->version);
	else
		doctor_find(d, FINDING_OK, MARIADB, NULL, "version %s at %s", f->version,
			    d->ctl->db_settings.socket);
}

static void examine_durability(struct doctor *d, const struct server_facts *f)
{
	if (f->flush_at_commit != 1)
		doctor_find(d, FINDING_FAIL, MARIADB, "set innodb_flush_log_at_trx_commit = 1",
			    "a power failure can lose acknowledged starts (innodb_flush_log_at_trx_commit = "
			    "%lld)",
			    (long long)f->flush_at_commit);
	else
		doctor_find(d, FINDING_OK, MARIADB, NULL, "commits are durable");
	if (f->binlog && f->sync_binlog != 1)
		doctor_find(
			d, FINDING_WARN, MARIADB, "set sync_binlog = 1",
			"a power failure can set the binary log and the tables apart (sync_binlog = %lld)",
			(long long)f->sync_binlog);
	if (f->binlog && strcmp(f->binlog_format, "STATEMENT") == 0)
		doctor_find(d, FINDING_FAIL, MARIADB, "set binlog_format = MIXED or ROW",
			    "binlog_format = STATEMENT can't log transactions at READ COMMITTED");
	if (f->read_only)
		doctor_find(d, FINDING_FAIL, MARIADB,
			    "set read_only = 0, or point [database] socket at the primary",
			    "the server is read-only");
}

static void examine_connection(struct doctor *d, const struct server_facts *f)
{
	int64_t apart_ms = llabs(f->now_ms - clock_wall_ms());
	bool good = strcmp(f->isolation, "READ-COMMITTED") == 0 && strcmp(f->time_zone, "+00:00") == 0 &&
		    strcmp(f->charset, "utf8mb4") == 0 && strstr(f->sql_mode, "STRICT_ALL_TABLES");

	if (!good)
		doctor_find(d, FINDING_FAIL, MARIADB,
			    "look for a proxy between us and the server that changes settings",
			    "the connection runs at %s in time zone %s with %s and sql_mode %s", f->isolation,
			    f->time_zone, f->charset, f->sql_mode);
	else
		doctor_find(d, FINDING_OK, MARIADB, NULL,
			    "connections are strict, at READ COMMITTED, in UTC and utf8mb4");
	if (apart_ms > CLOCKS_APART_MS)
		doctor_find(d, apart_ms > CLOCKS_WRONG_MS ? FINDING_FAIL : FINDING_WARN, MARIADB,
			    "let both machines keep time (systemd-timesyncd, chrony)",
			    "its clock and ours are %lld ms apart", (long long)apart_ms);
}

/* Audio is stored in one statement; a job description is far smaller. */
static void examine_packet(struct doctor *d, const struct server_facts *f)
{
	const struct config *c = d->ctl->config;
	int64_t needed = PACKET_MIN + (speech_on(c) ? c->speech.max_bytes : 0);
	char todo[100];

	snprintf(todo, sizeof(todo), "set max_allowed_packet = %lldM", (long long)(needed / PACKET_MIN + 1));
	if (f->max_packet_bytes < needed)
		doctor_find(d, FINDING_FAIL, MARIADB, todo, "max_allowed_packet = %lld; we may send %lld",
			    (long long)f->max_packet_bytes, (long long)needed);
}

static void examine_limits(struct doctor *d, const struct server_facts *f)
{
	const struct config *c = d->ctl->config;
	int64_t needed = c->api.threads + c->stream.threads + c->generator.threads + OWN_CONNECTIONS +
			 SPARE_CONNECTIONS;
	char todo[100];

	snprintf(todo, sizeof(todo), "set max_connections = %lld or more", (long long)needed);
	if (f->max_connections < needed)
		doctor_find(
			d, FINDING_FAIL, MARIADB, todo,
			"%lld connections are allowed; the threads of one host and %d spare ones need %lld",
			(long long)f->max_connections, SPARE_CONNECTIONS, (long long)needed);
	else
		doctor_find(d, FINDING_OK, MARIADB, NULL, "%lld connections are allowed, %lld are needed",
			    (long long)f->max_connections, (long long)needed);
	examine_packet(d, f);
}

static void examine_disk(struct doctor *d, const struct server_facts *f)
{
	struct statvfs fs;
	unsigned long long percent;

	if (statvfs(f->data_dir, &fs) != 0 || fs.f_blocks == 0)
		return; /* the server's folder is not ours to see */
	percent = fs.f_bavail * 100ULL / fs.f_blocks;
	if (percent < DISK_LOW_PERCENT)
		doctor_find(d, percent < DISK_FULL_PERCENT ? FINDING_FAIL : FINDING_WARN, MARIADB,
			    "free some space there; " CTL_NAME " purge, then OPTIMIZE TABLE, gives some back",
			    "%llu %% of the disk under %s is free", percent, f->data_dir);
}

static void examine_rights(struct doctor *d)
{
	const struct db_settings *s = &d->ctl->db_settings;
	char todo[300];

	snprintf(todo, sizeof(todo), "GRANT ALL ON %s.* TO '%s'@'localhost';", s->name, s->user);
	if (store_server_may_write(d->ctl->db))
		doctor_find(d, FINDING_FAIL, MARIADB, todo, "the user '%s' may not write: %s", s->user,
			    db_detail(d->ctl->db));
}

/* *ret: the schema is the one this version works with. */
static bool examine_schema(struct doctor *d)
{
	struct migration_row row = { 0 };
	bool known = false;
	enum err e = migrate_known(d->ctl->db, &known);

	if (!e && known)
		e = migrate_newest(d->ctl->db, &row);
	if (e && e != ERR_NOTFOUND)
		doctor_find(d, FINDING_FAIL, "schema", "see what MariaDB's own log says", "can't be read: %s",
			    db_detail(d->ctl->db));
	else if (row.version < migration_count)
		doctor_find(d, FINDING_FAIL, "schema", "run " CTL_NAME " migrate",
			    "version %d; this greenroom needs %d", row.version, migration_count);
	else if (row.version > migration_count)
		doctor_find(d, FINDING_FAIL, "schema", "install the greenroom that made it",
			    "version %d is newer than this greenroom, which knows %d", row.version,
			    migration_count);
	else if (row.applied_at_ms == 0)
		doctor_find(d, FINDING_FAIL, "schema", "run " CTL_NAME " migrate; it says what to do",
			    "migration %d (%s) stopped half way", row.version, row.name);
	else
		doctor_find(d, FINDING_OK, "schema", NULL, "version %d", row.version);
	return row.version == migration_count;
}

static void examine_charset(struct doctor *d)
{
	char charset[33] = "", todo[200];

	snprintf(todo, sizeof(todo), "ALTER DATABASE %s CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;",
		 d->ctl->db_settings.name);
	if (migrate_charset(d->ctl->db, charset) == OK && strcmp(charset, "utf8mb4") != 0)
		doctor_find(d, FINDING_FAIL, "schema", todo, "the database's character set is %s", charset);
}

void doctor_mariadb(struct doctor *d)
{
	struct server_facts facts = { 0 };
	char what[CTL_REMEDY_SIZE], todo[CTL_REMEDY_SIZE];
	enum err e = store_server_facts(d->ctl->db, &facts);

	if (e) {
		ctl_db_remedy(d->ctl, what, todo);
		doctor_find(d, FINDING_FAIL, MARIADB, todo, "%s", what);
		return;
	}
	examine_version(d, &facts);
	examine_durability(d, &facts);
	examine_connection(d, &facts);
	examine_limits(d, &facts);
	examine_disk(d, &facts);
	examine_charset(d);
	d->database_up = examine_schema(d);
	if (d->database_up)
		examine_rights(d);
}

/* What Redis says when it takes our connection but not our commands, and the mend. */
static const char *redis_mend(const char *detail)
{
	static const struct {
		const char *word, *mend;
	} answers[] = {
		{ "NOAUTH",
		  "take requirepass out of redis.conf: who may use the socket is said by its group" },
		{ "NOPERM",
		  "allow the default user all commands and keys (ACL SETUSER default ~* &* +@all)" },
		{ "READONLY", "point [redis] socket at the primary; this one is a replica" },
		{ "OOM", "raise maxmemory, or set maxmemory-policy allkeys-lru" },
		{ "MISCONF",
		  "set save \"\": greenroom needs nothing kept, and the snapshot fails (a full disk?)" },
		{ "LOADING", "wait until it has read its file" },
	};

	for (size_t i = 0; i < ARRAY_LEN(answers); i++)
		if (str_starts(detail, answers[i].word))
			return answers[i].mend;
	return "start Redis, correct [redis] socket, or put our user into the socket's group";
}

/* Rings, which is harmless, so that a server which answers but takes no writes is found as well. */
void doctor_redis(struct doctor *d)
{
	struct kv *kv = d->ctl->kv;
	const char *socket = d->ctl->kv_settings.socket;
	enum err e = kv_ping(kv);

	if (!e) {
		kv_ring(kv);
		e = kv_flush(kv);
	}
	if (e)
		doctor_find(d, FINDING_FAIL, "redis", redis_mend(kv_detail(kv)),
			    "no use at %s, so things are slower: %s", socket, kv_detail(kv));
	else
		doctor_find(d, FINDING_OK, "redis", NULL, "answers and takes writes at %s", socket);
}
