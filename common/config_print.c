#include <stdio.h>
#include <string.h>

#include "common/buf.h"
#include "common/config_rows.h"

#define COMMENT_WIDTH 82 /* of a comment line, without the # */
#define DAY_S         86400LL

/* The word at a place of "a|b|c". */
static void word_at(const char *words, int64_t at, char *ret, size_t size)
{
	for (; at > 0 && *words; at--)
		words += strcspn(words, "|") + 1;
	snprintf(ret, size, "%.*s", (int)strcspn(words, "|"), words);
}

/* In the largest unit that leaves no rest. */
static void write_duration(int64_t n, char ret[CONFIG_MESSAGE_SIZE])
{
	static const struct {
		int64_t s;
		char unit;
	} units[] = { { DAY_S, 'd' }, { 3600, 'h' }, { 60, 'm' }, { 1, 's' } };
	size_t i = 0;

	while (n % units[i].s != 0)
		i++;
	snprintf(ret, CONFIG_MESSAGE_SIZE, "%lld%c", (long long)(n / units[i].s), units[i].unit);
}

/* A number as it stands in the file. */
static void write_number(const struct config_row *s, int64_t n, char ret[CONFIG_MESSAGE_SIZE])
{
	if (s->kind == KIND_CHOICE)
		word_at(s->words, n, ret, CONFIG_MESSAGE_SIZE);
	else if (s->kind == KIND_COUNT)
		snprintf(ret, CONFIG_MESSAGE_SIZE, "%lld", (long long)n);
	else
		write_duration(n, ret);
}

static void print_value(struct config *config, const struct config_row *s, FILE *to)
{
	char number[CONFIG_MESSAGE_SIZE];
	const char *text = number;

	if (config_is_text(s))
		text = *config_text_at(config, s);
	else
		write_number(s, *config_number_at(config, s), number);
	fprintf(to, "%s =%s%s\n", s->key, *text ? " " : "", text);
}

/* What may stand there, in brackets; nothing where nothing is to be said. */
static void put_bounds(const struct config_row *s, struct buf *to)
{
	const char *live = s->change == LIVE ? "; live" : "";

	if (s->words)
		buf_printf(to, " (%s; default %s%s)", s->words, s->fallback, live);
	else if (s->kind == KIND_COUNT)
		buf_printf(to, " (%lld to %lld; default %s%s)", (long long)s->min, (long long)s->max,
			   s->fallback, live);
	else if (s->fallback[0])
		buf_printf(to, " (default %s%s)", s->fallback, live);
}

/* Text as comment lines of a width that fits a terminal. */
static void print_comment(const char *text, FILE *to)
{
	while (*text) {
		size_t n = strlen(text);

		if (n > COMMENT_WIDTH)
			for (n = COMMENT_WIDTH; n > 0 && text[n] != ' '; n--)
				;
		n = n ? n : strlen(text);
		fprintf(to, "# %.*s\n", (int)n, text);
		text += n + (text[n] == ' ');
	}
}

void config_print(const struct config *config, FILE *to)
{
	const char *section = "";

	fprintf(to, "# greenroom.conf: every setting, with what it means. A line that is left out keeps\n"
		    "# its default; comments stand on lines of their own. A reload applies what is live,\n"
		    "# the rest waits for a restart.\n");
	for (size_t i = 0; i < config_row_count; i++) {
		const struct config_row *s = &config_rows[i];
		AUTO(buf) struct buf comment = BUF_INIT(1000);

		if (strcmp(section, s->section) != 0)
			fprintf(to, "\n[%s]\n", s->section);
		section = s->section;
		buf_puts(&comment, s->meaning);
		put_bounds(s, &comment);
		print_comment(buf_text(&comment), to);
		print_value((struct config *)(uintptr_t)config, s, to);
	}
}

/* Texts are borrowed by whoever runs, so only numbers can be live; log.level is log_set_level()'s. */
static void apply_one(struct config *running, struct config *fresh, const struct config_row *s,
		      config_differs_fn *fn, void *ctx)
{
	char name[80], value[CONFIG_MESSAGE_SIZE] = "";
	int64_t number;

	snprintf(name, sizeof(name), "%s.%s", s->section, s->key);
	if (config_is_text(s)) {
		if (strcmp(*config_text_at(running, s), *config_text_at(fresh, s)) != 0)
			fn(ctx, name, value, false);
		return;
	}
	number = *config_number_at(fresh, s);
	if (*config_number_at(running, s) == number)
		return;
	if (s->change == LIVE) {
		*config_number_at(running, s) = number;
		write_number(s, number, value);
	}
	fn(ctx, name, value, s->change == LIVE);
}

void config_apply(struct config *running, const struct config *fresh, config_differs_fn *fn, void *ctx)
{
	for (size_t i = 0; i < config_row_count; i++)
		if (config_rows[i].change != CTL)
			apply_one(running, (struct config *)(uintptr_t)fresh, &config_rows[i], fn, ctx);
}
