/* `questions check`: the checks that every question passes before a candidate reads it, over sentences. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "common/check.h"
#include "common/js.h"
#include "common/str.h"
#include "ctl/handlers.h"

#define LINE_MAX_BYTES (64 * 1024 * 1024)

/* One line of input and what is said about it. */
struct sentence {
	const char *text; /* without the line end */
	size_t len;
	struct question question;
	uint64_t refused;
};

/* The bit of a check, by its name. */
static uint64_t bit_of(const char *name)
{
	for (unsigned bit = 0; bit < CHECK_MAX && check_name(bit); bit++)
		if (strcmp(check_name(bit), name) == 0)
			return UINT64_C(1) << bit;
	return 0;
}

/* As in a generation: mend what is harmless, then check. What can't even be stored says so by its own name.
 */
static void judge(struct sentence *s, const struct check_context *context)
{
	enum err e;

	s->question = (struct question){ .category = "General", .difficulty = DIFFICULTY_MEDIUM };
	e = question_set_text(&s->question, s->text, s->len);
	if (e) {
		s->refused = bit_of(e == ERR_LIMIT ? "length" : "utf8");
		return;
	}
	(void)check_mend(&s->question);
	s->refused = check_question(&s->question, context);
}

/* The text as JSON can hold it: bytes that are no UTF-8 become the replacement character. */
static enum err add_text(struct js *js, const char *text)
{
	AUTO(buf) struct buf buf = BUF_INIT(LINE_MAX_BYTES);
	const char *end = text + strlen(text);
	char *copy = NULL;
	enum err e;

	while (text < end) {
		size_t len = 1;

		while (len < 4 && text + len < end && !str_utf8(text, len, NULL))
			len++;
		if (str_utf8(text, len, NULL)) {
			buf_put(&buf, text, len);
			text += len;
		} else {
			buf_puts(&buf, "\xEF\xBF\xBD");
			text++;
		}
	}
	e = buf_take(&buf, &copy, NULL);
	if (!e)
		js_add_text(js, "text", copy);
	free(copy);
	return e;
}

static enum err sentence_json(const struct sentence *s, char **ret)
{
	struct json_object *failed = json_object_new_array();
	struct js js = js_new();

	enum err e = add_text(&js, s->text);

	js.err = js.err ? js.err : e;
	js_add_bool(&js, "ok", s->refused == 0);
	for (unsigned bit = 0; failed && bit < CHECK_MAX && check_name(bit); bit++)
		if (s->refused & UINT64_C(1) << bit)
			json_object_array_add(failed, json_object_new_string(check_name(bit)));
	js_add(&js, "failed", failed);
	return js_take_text(&js, ret);
}

static void print_names(uint64_t refused)
{
	const char *between = "";

	for (unsigned bit = 0; bit < CHECK_MAX && check_name(bit); bit++) {
		if (refused & UINT64_C(1) << bit) {
			printf("%s%s", between, check_name(bit));
			between = ",";
		}
	}
	fputs(refused ? "" : "ok", stdout);
}

static enum ctl_exit print_sentence(const struct ctl *ctl, const struct sentence *s)
{
	char *text = NULL;
	enum err e;

	if (ctl->json) {
		e = sentence_json(s, &text);
		return ctl_print_json(e, text);
	}
	print_names(s->refused);
	printf("\t%s\n", s->text);
	return CTL_OK;
}

static enum ctl_exit check_stream(const struct ctl *ctl, FILE *file, const struct check_context *context,
				  int64_t *ret_refused)
{
	enum ctl_exit status = CTL_OK;
	char *line = NULL;
	size_t size = 0;
	ssize_t n;

	while (status == CTL_OK && (n = getline(&line, &size, file)) >= 0) {
		struct sentence s = { .text = line };

		while (n > 0 && (line[n - 1] == '\n' || line[n - 1] == '\r'))
			n--;
		line[n] = '\0';
		s.len = (size_t)n;
		if (n == 0)
			continue;
		judge(&s, context);
		*ret_refused += s.refused != 0;
		status = print_sentence(ctl, &s);
	}
	free(line);
	return status;
}

enum ctl_exit cmd_questions_check(struct ctl *ctl, const struct args *args)
{
	struct check_context context = { .language = args_value(args, "language") };
	bool standard = !args->operand || strcmp(args->operand, "-") == 0;
	const char *name = standard ? "standard input" : args->operand;
	enum ctl_exit status;
	int64_t refused = 0;
	FILE *file;

	if (context.language && !str_is_language(context.language)) {
		ctl_say("--language %s is not a language tag such as en or de-AT", context.language);
		return CTL_USAGE;
	}
	file = standard ? stdin : fopen(args->operand, "re");
	if (!file) {
		ctl_say("%s: can't be read: %s", name, strerror(errno));
		return CTL_FAILED;
	}
	status = check_stream(ctl, file, &context, &refused);
	if (ferror(file)) {
		ctl_say("%s: can't be read: %s", name, strerror(errno));
		status = CTL_FAILED;
	}
	if (!standard)
		fclose(file);
	return status == CTL_OK && refused ? CTL_FAILED : status;
}
