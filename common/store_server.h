/* SQL about the MariaDB server itself, for the doctor: is it the kind of server that greenroom relies on? */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "common/attr.h"
#include "common/db.h"
#include "common/err.h"

struct server_facts {
	char version[81];   /* "10.11.6-MariaDB-0+deb12u1" */
	char isolation[33]; /* of this connection: "READ-COMMITTED" */
	char time_zone[65]; /* of this connection: "+00:00" */
	char charset[33];   /* of this connection: "utf8mb4" */
	char sql_mode[301]; /* of this connection: "STRICT_ALL_TABLES,..." */
	char binlog_format[17];
	char data_dir[257];
	bool binlog, read_only;
	int64_t flush_at_commit, sync_binlog, max_connections, max_packet_bytes;
	int64_t now_ms; /* its clock */
};
MUST_CHECK enum err store_server_facts(struct db *db, struct server_facts *ret);

/* May this user read, insert, change and delete? Touches no row. ERR_BUG: it may not, db_detail says what. */
MUST_CHECK enum err store_server_may_write(struct db *db);

/* Jobs that have been due for longer than age_s: nobody takes them up. */
MUST_CHECK enum err store_server_stale_jobs(struct db *db, int64_t age_s, int64_t *ret_count);
