/*
 * Reads the bank's files. One file is one family; a line is blank, a comment (#), a setting ("family:",
 * "match:", "broad:", "language:") or a question in four columns: competency | category | difficulty | text.
 * The settings hold for the lines below them. docs/questions.md describes it for those who write questions.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/str.h"
#include "daemon/bank_data.h"

enum { MESSAGE_SIZE = 200, COLUMNS = 4 };

/* A file being read: for messages, and the settings in force. */
struct reader {
	const char *file;
	int line;
	struct bank_family *family;
	char language[BANK_LANGUAGE_SIZE];
	char *message;
};

static enum err complain(const struct reader *r, const char *what)
{
	snprintf(r->message, MESSAGE_SIZE, "%.100s:%d: %s", r->file, r->line, what);
	return ERR_INPUT;
}

static char *trimmed(char *text)
{
	size_t n;

	text += strspn(text, " \t");
	for (n = strlen(text); n && strchr(" \t\r\n", text[n - 1]); n--)
		;
	text[n] = '\0';
	return text;
}

/* One element more; NULL when out of memory, and then the array is as it was. */
static void *grown(void *array, size_t count, size_t size)
{
	return realloc(array, (count + 1) * size);
}

static enum err add_match(struct bank_family *family, const char *pattern)
{
	char **match = grown(family->match, family->match_count, sizeof(*match));

	if (!match)
		return ERR_NOMEM;
	family->match = match;
	match[family->match_count] = strdup(pattern);
	return match[family->match_count] && ++family->match_count ? OK : ERR_NOMEM;
}

static enum err read_match(struct reader *r, char *list)
{
	for (char *item; (item = strsep(&list, ","));) {
		char *pattern = trimmed(item);
		enum err e = *pattern ? add_match(r->family, pattern) : complain(r, "an empty word in match");

		if (e)
			return e;
	}
	return OK;
}

static enum err read_setting(struct reader *r, const char *key, char *value)
{
	if (strcmp(key, "family") == 0) {
		if (!*value || strlen(value) >= sizeof(r->family->name) || *r->family->name)
			return complain(r, "family wants one short name, once a file");
		memcpy(r->family->name, value, strlen(value) + 1);
		return OK;
	}
	if (strcmp(key, "match") == 0)
		return read_match(r, value);
	if (strcmp(key, "broad") == 0) {
		r->family->broad = strcmp(value, "yes") == 0;
		return r->family->broad ? OK : complain(r, "broad wants yes, or to be left out");
	}
	if (strcmp(key, "language") == 0) {
		if (!str_is_language(value) || strlen(value) >= sizeof(r->language) || strchr(value, '-'))
			return complain(r, "language wants a primary tag such as en");
		memcpy(r->language, value, strlen(value) + 1);
		return OK;
	}
	return complain(r, "unknown setting; there are family, match, broad and language");
}

static enum err fill_question(const struct reader *r, char *const column[COLUMNS], struct question *q)
{
	question_set_competency(q, column[0]);
	if (!*q->competency)
		return complain(r, "a question wants a competency");
	question_set_category(q, column[1]);
	if (strcasecmp(column[1], q->category) != 0)
		return complain(r, "category is one of Behavioral, Situational, Technical, General");
	if (!difficulty_parse(column[2], &q->difficulty))
		return complain(r, "difficulty is one of easy, medium, hard");
	if (question_set_text(q, column[3], strlen(column[3])) != OK || !*q->text)
		return complain(r, "a question wants a text in UTF-8 that is not too long");
	return OK;
}

static enum err read_question(struct reader *r, char *line)
{
	struct bank_entry entry = { .question = { .tailored = false } }, *entries;
	char *column[COLUMNS], *rest = line;
	enum err e;

	for (int i = 0; i < COLUMNS; i++) {
		char *field = i + 1 < COLUMNS ? strsep(&rest, "|") : rest;

		if (!field)
			return complain(
				r, "a question has four columns: competency | category | difficulty | text");
		column[i] = trimmed(field);
	}
	if (!*r->language)
		return complain(r, "a language has to be set before the first question");
	memcpy(entry.language, r->language, sizeof(entry.language));
	e = fill_question(r, column, &entry.question);
	if (e)
		return e;
	entries = grown(r->family->entries, r->family->entry_count, sizeof(*entries));
	if (!entries)
		return ERR_NOMEM;
	r->family->entries = entries;
	entries[r->family->entry_count++] = entry;
	return OK;
}

static enum err read_line(struct reader *r, char *line)
{
	char *colon;

	line = trimmed(line);
	if (!*line || *line == '#')
		return OK;
	colon = strchr(line, ':');
	if (strchr(line, '|') && (!colon || strchr(line, '|') < colon))
		return read_question(r, line);
	if (!colon)
		return complain(r, "neither a setting nor a question");
	*colon = '\0';
	return read_setting(r, trimmed(line), trimmed(colon + 1));
}

static enum err read_file(const char *path, struct bank_family *family, char *message)
{
	struct reader r = { .file = path, .family = family, .message = message };
	char line[BANK_TEXT_MAX];
	FILE *file = fopen(path, "re");
	enum err e = file ? OK : complain(&r, "can't be read");

	while (!e && fgets(line, sizeof(line), file)) {
		r.line++;
		e = strchr(line, '\n') || feof(file) ? read_line(&r, line) : complain(&r, "line too long");
	}
	if (file)
		fclose(file);
	if (!e && (!*family->name || family->entry_count == 0))
		e = complain(&r, "a file wants a family and at least one question");
	return e;
}

static void family_done(struct bank_family *family)
{
	for (size_t i = 0; i < family->match_count; i++)
		free(family->match[i]);
	free(family->match);
	free(family->entries);
}

void bank_free(struct bank *bank)
{
	if (!bank)
		return;
	for (size_t i = 0; i < bank->count; i++)
		family_done(&bank->families[i]);
	free(bank->families);
	free(bank);
}

static enum err add_file(struct bank *bank, const char *folder, const char *name, char *message)
{
	struct bank_family *families = grown(bank->families, bank->count, sizeof(*families));
	char path[1024];

	if (!families)
		return ERR_NOMEM;
	bank->families = families;
	families[bank->count] = (struct bank_family){ .match = NULL };
	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return read_file(path, &families[bank->count++], message);
}

static int is_text_file(const struct dirent *entry)
{
	size_t n = strlen(entry->d_name);

	return *entry->d_name != '.' && n > 4 && strcmp(entry->d_name + n - 4, ".txt") == 0;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct bank_family *)a)->name, ((const struct bank_family *)b)->name);
}

static enum err add_folder(struct bank *bank, const char *folder, char *message)
{
	struct dirent **entries;
	int n = scandir(folder, &entries, is_text_file, alphasort);
	enum err e = OK;

	if (n < 0) {
		snprintf(message, MESSAGE_SIZE, "%s", strerror(errno));
		return errno == ENOMEM ? ERR_NOMEM : ERR_NOTFOUND;
	}
	for (int i = 0; i < n; i++) {
		if (!e)
			e = add_file(bank, folder, entries[i]->d_name, message);
		free(entries[i]);
	}
	free(entries);
	if (!e && bank->count)
		qsort(bank->families, bank->count, sizeof(*bank->families), by_name);
	return e;
}

static bool has_general(const struct bank *bank)
{
	for (size_t i = 0; i < bank->count; i++)
		if (strcmp(bank->families[i].name, "general") == 0)
			return true;
	return false;
}

enum err bank_load(const char *folder, struct bank **ret, char ret_message[200])
{
	AUTO(bank) struct bank *bank = calloc(1, sizeof(*bank));
	enum err e;

	if (!bank)
		return ERR_NOMEM;
	e = add_folder(bank, folder, ret_message);
	if (e)
		return e;
	if (!has_general(bank)) {
		snprintf(ret_message, MESSAGE_SIZE, "no file of the family \"general\"");
		return ERR_NOTFOUND;
	}
	*ret = TAKE(bank);
	return OK;
}
