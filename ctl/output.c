/* What greenroomctl says: messages on stderr that name the mend, JSON lines, times; and files read whole. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "common/clock.h"
#include "ctl/ctl.h"

#define FILE_MAX_BYTES (16 * 1024 * 1024)

void ctl_say(const char *fmt, ...)
{
	char text[1200];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	fputs(CTL_NAME ": ", stderr);
	for (const char *c = text; *c; c++) {
		if ((unsigned char)*c < 0x20 || *c == 0x7F)
			fprintf(stderr, "\\x%02X", (unsigned)(unsigned char)*c);
		else
			fputc(*c, stderr);
	}
	fputc('\n', stderr);
}

/* MariaDB's error number, with which the detail begins. */
static long error_number(const char *detail)
{
	return strtol(detail, NULL, 10);
}

void ctl_db_remedy(const struct ctl *ctl, char ret_what[CTL_REMEDY_SIZE], char ret_todo[CTL_REMEDY_SIZE])
{
	const struct db_settings *s = &ctl->db_settings;
	const char *detail = db_detail(ctl->db);

	switch (error_number(detail)) {
	case 1049:
		snprintf(ret_what, CTL_REMEDY_SIZE, "there is no database '%s'", s->name);
		snprintf(ret_todo, CTL_REMEDY_SIZE,
			 "create it in MariaDB:  CREATE DATABASE %s CHARACTER SET utf8mb4 COLLATE "
			 "utf8mb4_bin;",
			 s->name);
		break;
	case 1044:
	case 1045:
	case 1698:
		snprintf(ret_what, CTL_REMEDY_SIZE, "MariaDB refuses the user '%s' (%s)", s->user, detail);
		if (s->password) {
			snprintf(ret_todo, CTL_REMEDY_SIZE,
				 "correct [database] user and password_file, or in MariaDB:  GRANT ALL ON "
				 "%s.* TO "
				 "'%s'@'localhost';",
				 s->name, s->user);
			break;
		}
		snprintf(
			ret_todo, CTL_REMEDY_SIZE,
			"run this as the system user of that name, or create it in MariaDB:  CREATE USER "
			"'%s'@'localhost' IDENTIFIED VIA unix_socket; GRANT ALL ON %s.* TO '%s'@'localhost';",
			s->user, s->name, s->user);
		break;
	default:
		snprintf(ret_what, CTL_REMEDY_SIZE, "MariaDB can't be reached at %s (%s)", s->socket, detail);
		snprintf(ret_todo, CTL_REMEDY_SIZE, "see that it runs and that [database] socket is right");
	}
}

static void say_unreachable(const struct ctl *ctl)
{
	char what[CTL_REMEDY_SIZE], todo[CTL_REMEDY_SIZE];

	ctl_db_remedy(ctl, what, todo);
	ctl_say("%s: %s", what, todo);
}

enum ctl_exit ctl_db_failed(const struct ctl *ctl, enum err e, const char *what)
{
	const char *detail = db_detail(ctl->db);

	if (e == ERR_UNAVAIL)
		say_unreachable(ctl);
	else if (e == ERR_BUG && (error_number(detail) == 1146 || error_number(detail) == 1054))
		ctl_say("%s: the database lacks tables or columns: run " CTL_NAME " migrate", what);
	else if (e == ERR_BUG && error_number(detail) == 1142)
		ctl_say("%s: the MariaDB user '%s' lacks a privilege (%s): GRANT ALL ON %s.* TO it", what,
			ctl->db_settings.user, detail, ctl->db_settings.name);
	else if (e == ERR_TIMEOUT)
		ctl_say("%s: MariaDB was too busy (%s): try again", what, detail);
	else
		ctl_say("%s: %s (%s)", what, err_name(e), detail);
	return CTL_FAILED;
}

enum ctl_exit ctl_session_failed(const struct ctl *ctl, enum err e, const char *session_id)
{
	char what[80];

	if (e == ERR_NOTFOUND) {
		ctl_say("there is no session %s: " CTL_NAME " session list shows those there are",
			session_id);
		return CTL_FAILED;
	}
	snprintf(what, sizeof(what), "session %s", session_id);
	return ctl_db_failed(ctl, e, what);
}

enum ctl_exit ctl_print_json(enum err e, char *text)
{
	if (e)
		ctl_say("the result can't be put into JSON: %s", err_name(e));
	else
		puts(text);
	free(text);
	return e ? CTL_FAILED : CTL_OK;
}

const char *ctl_time(int64_t at_ms, char ret[CTL_TIME_SIZE])
{
	char iso[CLOCK_ISO_SIZE];

	clock_iso(at_ms, iso);
	if (at_ms == 0)
		snprintf(ret, CTL_TIME_SIZE, "-");
	else
		snprintf(ret, CTL_TIME_SIZE, "%.10s %.8s UTC", iso, iso + 11);
	return ret;
}

static enum err read_stream(FILE *file, char **ret, size_t *ret_len)
{
	AUTO(buf) struct buf buf = BUF_INIT(FILE_MAX_BYTES);
	char part[16384];
	size_t n;

	while (!buf.err && (n = fread(part, 1, sizeof(part), file)) > 0)
		buf_put(&buf, part, n);
	if (ferror(file))
		return ERR_UNAVAIL;
	buf_put(&buf, "", 0);
	return buf_take(&buf, ret, ret_len);
}

char *ctl_read_file(const char *path, size_t *ret_len)
{
	bool standard = strcmp(path, "-") == 0;
	FILE *file = standard ? stdin : fopen(path, "re");
	char *text = NULL;
	enum err e = file ? read_stream(file, &text, ret_len) : ERR_UNAVAIL;

	if (e == ERR_UNAVAIL)
		ctl_say("%s: can't be read: %s", standard ? "standard input" : path, strerror(errno));
	else if (e)
		ctl_say("%s: %s", path,
			e == ERR_LIMIT ? "is larger than 16 MB: is it the right file?" : err_name(e));
	if (file && !standard)
		fclose(file);
	return text;
}
