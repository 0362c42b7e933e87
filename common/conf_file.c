#include "common/conf_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/str.h"

#define SECTION_MAX 40

static const char blank[] = " \t\r\n";

/* text without the white space around it, cut off in place. */
static char *trim(char *text)
{
	size_t n;

	text += strspn(text, blank);
	n = strlen(text);
	while (n > 0 && strchr(blank, text[n - 1]))
		n--;
	text[n] = '\0';
	return text;
}

struct reader {
	conf_fn *fn;
	void *ctx;
	char section[SECTION_MAX + 1];
};

/* "[name]", already trimmed. NULL: fine; else what is wrong. */
static const char *take_section(struct reader *r, char *text)
{
	size_t n = strlen(text);
	char *name;

	if (text[n - 1] != ']')
		return "a section is written [name], with nothing behind it";
	text[n - 1] = '\0';
	name = trim(text + 1);
	if (!*name || strlen(name) > SECTION_MAX || strpbrk(name, "[]"))
		return "no section is called so";
	snprintf(r->section, sizeof(r->section), "%s", name);
	return NULL;
}

/* One line. OK, or ERR_INPUT with *ret_why as conf_read() gives it. */
static enum err take_line(struct reader *r, char *line, const char **ret_why)
{
	char *text = trim(line), *equals;

	*ret_why = NULL;
	if (!*text || *text == '#' || *text == ';')
		return OK;
	if (*text == '[') {
		*ret_why = take_section(r, text);
		return *ret_why ? ERR_INPUT : OK;
	}
	equals = strchr(text, '=');
	if (!equals || equals == text) {
		*ret_why = "neither a [section] nor key = value";
		return ERR_INPUT;
	}
	*equals = '\0';
	return r->fn(r->ctx, r->section, trim(text), trim(equals + 1)) ? OK : ERR_INPUT;
}

static enum err read_lines(FILE *file, struct reader *r, int *ret_line, const char **ret_why)
{
	static const char byte_order_mark[] = "\xEF\xBB\xBF";
	char *line = NULL;
	size_t room = 0;
	ssize_t n;
	enum err e = OK;

	errno = 0;
	for (*ret_line = 1; !e && (n = getline(&line, &room, file)) >= 0; *ret_line += !e) {
		bool marked = *ret_line == 1 && str_starts(line, byte_order_mark);

		*ret_why = n > CONF_LINE_MAX           ? "the line is too long"
			   : strlen(line) != (size_t)n ? "the line holds a NUL byte"
						       : NULL;
		e = *ret_why ? ERR_INPUT : take_line(r, line + (marked ? 3 : 0), ret_why);
	}
	free(line);
	if (!e && !feof(file))
		e = errno == ENOMEM ? ERR_NOMEM : ERR_NOTFOUND;
	return e;
}

enum err conf_read(const char *path, conf_fn *fn, void *ctx, int *ret_line, const char **ret_why)
{
	struct reader reader = { .fn = fn, .ctx = ctx };
	FILE *file = fopen(path, "re");
	int why_not;
	enum err e;

	if (!file)
		return ERR_NOTFOUND;
	e = read_lines(file, &reader, ret_line, ret_why);
	why_not = errno;
	fclose(file);
	errno = why_not;
	return e;
}
