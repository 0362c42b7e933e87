#include "common/js_scan.h"

#include <string.h>

struct scan {
	const char *at, *end;
	size_t keys;
};

static void skip_space(struct scan *s)
{
	while (s->at < s->end && strchr(" \t\r\n", *s->at))
		s->at++;
}

static bool skip_one(struct scan *s, const char *of)
{
	bool found = s->at < s->end && strchr(of, *s->at);

	s->at += found;
	return found;
}

static bool skip_word(struct scan *s, const char *word)
{
	size_t n = strlen(word);

	if ((size_t)(s->end - s->at) < n || memcmp(s->at, word, n) != 0)
		return false;
	s->at += n;
	return true;
}

static bool skip_digits(struct scan *s)
{
	const char *from = s->at;

	while (s->at < s->end && *s->at >= '0' && *s->at <= '9')
		s->at++;
	return s->at > from;
}

static bool skip_number(struct scan *s)
{
	skip_one(s, "-");
	if (!skip_one(s, "0") && !skip_digits(s))
		return false;
	if (skip_one(s, ".") && !skip_digits(s))
		return false;
	if (!skip_one(s, "eE"))
		return true;
	skip_one(s, "+-");
	return skip_digits(s);
}

/* Behind the backslash. */
static bool skip_escape(struct scan *s)
{
	if (skip_one(s, "\"\\/bfnrt"))
		return true;
	if (!skip_one(s, "u"))
		return false;
	for (int i = 0; i < 4; i++)
		if (!skip_one(s, "0123456789abcdefABCDEF"))
			return false;
	return true;
}

/* *ret_nul: does it hold an escaped NUL? */
static bool skip_string(struct scan *s, bool *ret_nul)
{
	*ret_nul = false;
	if (!skip_one(s, "\""))
		return false;
	while (s->at < s->end && *s->at != '"') {
		if ((unsigned char)*s->at < 0x20)
			return false;
		if (*s->at++ != '\\')
			continue;
		*ret_nul |= s->end - s->at > 4 && memcmp(s->at, "u0000", 5) == 0;
		if (!skip_escape(s))
			return false;
	}
	return skip_one(s, "\"");
}

static bool skip_key(struct scan *s)
{
	bool nul;

	skip_space(s);
	if (!skip_string(s, &nul) || nul)
		return false;
	s->keys++;
	skip_space(s);
	return skip_one(s, ":");
}

static bool skip_value(struct scan *s, int depth_left);

/* Behind the opening bracket; close ends the list. */
static bool skip_members(struct scan *s, int depth_left, bool keyed, const char *close)
{
	skip_space(s);
	if (skip_one(s, close))
		return true;
	do {
		if ((keyed && !skip_key(s)) || !skip_value(s, depth_left))
			return false;
	} while (skip_one(s, ","));
	return skip_one(s, close);
}

/* A value and the white space around it. */
static bool skip_value(struct scan *s, int depth_left)
{
	bool nul, good;

	if (depth_left == 0)
		return false;
	skip_space(s);
	if (skip_one(s, "{"))
		good = skip_members(s, depth_left - 1, true, "}");
	else if (skip_one(s, "["))
		good = skip_members(s, depth_left - 1, false, "]");
	else if (s->at < s->end && *s->at == '"')
		good = skip_string(s, &nul);
	else
		good = skip_word(s, "true") || skip_word(s, "false") || skip_word(s, "null") ||
		       skip_number(s);
	skip_space(s);
	return good;
}

bool js_scan(const char *text, size_t n, int depth_max, size_t *ret_keys)
{
	struct scan s = { text, text + n, 0 };

	if (!skip_value(&s, depth_max) || s.at < s.end)
		return false;
	*ret_keys = s.keys;
	return true;
}
