/* The doctor's look at MariaDB, Redis and the generator. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/migrate.h"
#include "common/store_server.h"
#include "ctl/doctor.h"

#define CLOCKS_APART_MS   2000
#define SPARE_CONNECTIONS 10 /* for administrators, backups, monitoring */
#define PACKET_MIN        (1024 * 1024)
#define DISK_FREE_PERCENT 5
#define STALE_S           30
#define PLACES            64 /* of generators on a host */

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
		doctor_find(d, FINDING_WARN, MARIADB, "set innodb_flush_log_at_trx_commit = 1",
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

	if (strcmp(f->isolation, "READ-COMMITTED") != 0 || strcmp(f->time_zone, "+00:00") != 0)
		doctor_find(d, FINDING_FAIL, MARIADB,
			    "look for an init_connect or a proxy that changes settings",
			    "the connection runs at %s in time zone %s", f->isolation, f->time_zone);
	else
		doctor_find(d, FINDING_OK, MARIADB, NULL, "connections run at READ COMMITTED in UTC");
	if (apart_ms > CLOCKS_APART_MS)
		doctor_find(d, FINDING_WARN, MARIADB,
			    "let both machines keep time (systemd-timesyncd, chrony)",
			    "its clock and ours are %lld ms apart", (long long)apart_ms);
}

static void examine_limits(struct doctor *d, const struct server_facts *f)
{
	const struct config *c = d->ctl->config;
	int64_t needed = c->api.threads + c->stream.threads + c->generator.threads + SPARE_CONNECTIONS;
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
	if (f->max_packet_bytes < PACKET_MIN)
		doctor_find(d, FINDING_WARN, MARIADB, "set max_allowed_packet = 16M",
			    "max_allowed_packet = %lld is small", (long long)f->max_packet_bytes);
}

static void examine_disk(struct doctor *d, const struct server_facts *f)
{
	struct statvfs fs;

	if (statvfs(f->data_dir, &fs) != 0 || fs.f_blocks == 0)
		return; /* the server's folder is not ours to see */
	if (fs.f_bavail * 100 / fs.f_blocks < DISK_FREE_PERCENT)
		doctor_find(d, FINDING_WARN, MARIADB, "free some space, or run purge",
			    "less than %d %% of the disk under %s is free", DISK_FREE_PERCENT, f->data_dir);
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
	if (examine_schema(d))
		examine_rights(d);
}

void doctor_redis(struct doctor *d)
{
	if (kv_ping(d->ctl->kv))
		doctor_find(d, FINDING_FAIL, "redis",
			    "start Redis, correct [redis] socket, or put our user into the socket's group; "
			    "until then things work, but slower",
			    "can't be reached at %s: %s", d->ctl->kv_settings.socket, kv_detail(d->ctl->kv));
	else
		doctor_find(d, FINDING_OK, "redis", NULL, "answers at %s", d->ctl->kv_settings.socket);
}

/* A running generator holds the lock of its place; ours, to find out, lasts an instant. -1: the folder can't
 * be looked into. */
static int running_generators(const char *state_dir)
{
	int running = 0;

	if (access(state_dir, R_OK | X_OK) != 0)
		return -1;
	for (int place = 0; place < PLACES; place++) {
		char path[320];
		int fd;

		snprintf(path, sizeof(path), "%s/generator-%d.lock", state_dir, place);
		fd = open(path, O_RDONLY | O_CLOEXEC);
		if (fd < 0)
			continue;
		running += flock(fd, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
		close(fd);
	}
	return running;
}

void doctor_generator(struct doctor *d)
{
	const char *folder = d->ctl->config->generator.state_dir;
	int running = running_generators(folder);
	int64_t stale = 0;

	if (running < 0)
		doctor_find(d, FINDING_FAIL, "generator", "create the folder, owned by the services' user",
			    "generator.state_dir %s: %s", folder, strerror(errno));
	else if (running == 0)
		doctor_find(d, FINDING_WARN, "generator", "start greenroom-generator here or on another host",
			    "none runs on this host");
	else
		doctor_find(d, FINDING_OK, "generator", NULL, "%d running on this host", running);
	if (store_server_stale_jobs(d->ctl->db, STALE_S, &stale) == OK && stale > 0)
		doctor_find(d, FINDING_FAIL, "generator", "start greenroom-generator and see its log",
			    "%lld jobs have been due for more than %d s and nobody takes them up",
			    (long long)stale, STALE_S);
}
