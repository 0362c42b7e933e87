#include "cgi/stream_cursor.h"

#include <stdio.h>
#include <string.h>

#include "common/str.h"

bool stream_path(const char *path, char ret_session[ID_SIZE])
{
	static const char head[] = "/api/session/", tail[] = "/stream";
	const char *id = path + sizeof(head) - 1;
	size_t n;

	if (!str_starts(path, head))
		return false;
	n = strcspn(id, "/");
	if (n == 0 || strcmp(id + n, tail) != 0)
		return false;
	snprintf(ret_session, ID_SIZE, "%.*s", n < ID_SIZE ? (int)n : 0, id);
	if (!id_valid(ret_session))
		ret_session[0] = '\0';
	return true;
}

/* The value of the first after= in a query; "" without one, "-" (no number either) for one too long to be
 * one. */
static void after_of(const char *query, char *ret, size_t size)
{
	ret[0] = '\0';
	for (const char *at = query; *at; at += *at == '&') {
		size_t n = strcspn(at, "&");

		if (str_starts(at, "after=")) {
			snprintf(ret, size, "%.*s", n - 6 < size ? (int)(n - 6) : 1,
				 n - 6 < size ? at + 6 : "-");
			return;
		}
		at += n;
	}
}

struct cursor cursor_parse(const char *last_event_id, const char *query)
{
	struct cursor cursor = { CURSOR_NONE, 0 };
	char after[32];

	if (!last_event_id[0]) {
		after_of(query, after, sizeof(after));
		last_event_id = after;
	}
	if (last_event_id[0])
		cursor.kind = str_i64(last_event_id, 0, UINT32_MAX, &cursor.seq) ? CURSOR_AT : CURSOR_WRONG;
	return cursor;
}

struct opening opening_decide(struct cursor cursor, int64_t newest_seq, bool over)
{
	bool right = cursor.kind == CURSOR_AT && cursor.seq <= newest_seq;
	struct opening opening = { .last_seq = right ? cursor.seq : newest_seq,
				   .end_seq = over ? newest_seq : 0 };

	if (cursor.kind != CURSOR_NONE && !right)
		opening.resync = cursor.kind == CURSOR_AT ? "future_cursor" : "bad_cursor";
	opening.nothing = over && opening.last_seq == newest_seq && !opening.resync;
	return opening;
}
