#include "daemon/prompt.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "common/check.h"
#include "common/question.h"
#include "common/session.h"
#include "common/str.h"
#include "daemon/prompt_hints.h"

#define FILE_MAX_BYTES (32 * 1024)
#define USER_MAX_BYTES (512 * 1024)

enum file { FILE_SYSTEM, FILE_USER, FILE_REPAIR, FILE_HINTS, FILE__COUNT };
static const char *const file_names[] = { "system.txt", "user.txt", "repair.txt", "hints.txt" };
_Static_assert(ARRAY_LEN(file_names) == FILE__COUNT, "one name per file");

struct prompt_set {
	char *files[FILE__COUNT];
	char *hints[HINT__COUNT];
	char *system;
	const char *texts[FILE__COUNT + 1]; /* the files and a NULL */
	char *words[FILE__COUNT + 1];       /* the same, by check_words_of() */
	char hash[2 * DIGEST_LEN + 1];
};

/* What readers of the answer count on, so no file of an operator's replaces it. */
static const char answer_form[] =
	"\n"
	"The answer is one JSON object and nothing else: no code fence, no thoughts, nothing before or after "
	"it.\n"
	"Begin with its brace at once, and write the questions in the order in which they are asked. The "
	"form:\n"
	"\n"
	"{\"questions\": [{\"text\": \"...\", \"category\": \"Behavioral\", \"competency\": \"...\", "
	"\"difficulty\": \"easy\"}]}\n"
	"\n"
	"- text: the question as the candidate will read it, without number, label, line break, markup or "
	"placeholder.\n"
	"- category: Behavioral, Situational or Technical. These three words stay in English.\n"
	"- competency: the one competency that it is about, in one to four plain words.\n"
	"- difficulty: easy, medium or hard. These three words stay in English.\n";

void prompt_set_free(struct prompt_set *set)
{
	if (!set)
		return;
	for (size_t i = 0; i < FILE__COUNT; i++) {
		free(set->files[i]);
		free(set->words[i]);
	}
	for (size_t i = 0; i < HINT__COUNT; i++)
		free(set->hints[i]);
	free(set->system);
	free(set);
}

const char *prompt_system(const struct prompt_set *set)
{
	return set->system;
}

const char *prompt_hash(const struct prompt_set *set)
{
	return set->hash;
}

const char *const *prompt_texts(const struct prompt_set *set)
{
	return set->texts;
}

const char *const *prompt_words(const struct prompt_set *set)
{
	return (const char *const *)set->words;
}

static enum err refuse(char *message, enum err e, const char *fmt, ...) PRINTF(3, 4);

static enum err refuse(char *message, enum err e, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(message, PROMPT_MESSAGE_SIZE, fmt, ap);
	va_end(ap);
	return e;
}

/* Read at most FILE_MAX_BYTES + 1 bytes, which is enough to know that there are too many. */
static enum err read_text(const char *path, struct buf *ret)
{
	FILE *from = fopen(path, "re");
	char piece[4096];
	size_t n;

	if (!from)
		return ERR_NOTFOUND;
	while (!ret->err && (n = fread(piece, 1, sizeof(piece), from)) > 0)
		buf_put(ret, piece, n);
	fclose(from);
	return ret->err;
}

static enum err load_file(const char *folder, const char *name, char **ret, char *message)
{
	AUTO(buf) struct buf text = BUF_INIT(FILE_MAX_BYTES);
	char path[400];
	enum err e;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	e = read_text(path, &text);
	if (e == ERR_NOTFOUND)
		return refuse(message, e, "%s: can't be read", path);
	if (e == ERR_LIMIT)
		return refuse(message, e, "%s: longer than %d bytes", path, FILE_MAX_BYTES);
	if (e)
		return e;
	if (strlen(buf_text(&text)) != text.len || !str_utf8(buf_text(&text), text.len, NULL) ||
	    str_has_control(buf_text(&text), "\n\t"))
		return refuse(message, ERR_INPUT, "%s: not plain text in UTF-8", path);
	if (strspn(buf_text(&text), " \t\n") == text.len)
		return refuse(message, ERR_INPUT, "%s: empty", path);
	return buf_take(&text, ret, NULL);
}

/* What fills a placeholder. */
struct filling {
	const char *name, *text;
};

static const struct filling *find_filling(const struct filling *fillings, const char *name, size_t n)
{
	for (; fillings->name; fillings++)
		if (strlen(fillings->name) == n && memcmp(fillings->name, name, n) == 0)
			return fillings;
	return NULL;
}

/*
 * Copy template, each {{name}} replaced by its filling, which is not looked at again: data can't bring in
 * placeholders of its own. fillings ends with a NULL row. ERR_INPUT: a name that isn't among them.
 */
static enum err fill(const char *template, const struct filling *fillings, struct buf *ret)
{
	const char *open;

	while ((open = strstr(template, "{{"))) {
		const char *close = strstr(open, "}}");
		const struct filling *f = close ? find_filling(fillings, open + 2, (size_t)(close - open - 2))
						: NULL;

		if (!f)
			return ERR_INPUT;
		buf_put(ret, template, (size_t)(open - template));
		buf_puts(ret, f->text);
		template = close + 2;
	}
	buf_puts(ret, template);
	return ret->err;
}

static enum err check_user_template(const char *path, const char *template, char *message)
{
	static const char *const needed[] = { "{{count}}", "{{language}}", "{{hints}}", "{{data}}" };
	static const struct filling nothing[] = {
		{ "count", "" }, { "language", "" }, { "hints", "" }, { "data", "" }, { NULL, NULL }
	};
	AUTO(buf) struct buf sink = BUF_INIT(FILE_MAX_BYTES);

	for (size_t i = 0; i < ARRAY_LEN(needed); i++)
		if (!strstr(template, needed[i]))
			return refuse(message, ERR_INPUT, "%s: %s does not occur", path, needed[i]);
	if (fill(template, nothing, &sink) == ERR_INPUT)
		return refuse(message, ERR_INPUT,
			      "%s: only {{count}}, {{language}}, {{hints}} and {{data}} may stand in braces",
			      path);
	return sink.err;
}

/* One line of hints.txt, n bytes without its end. */
static enum err take_hint(struct prompt_set *set, const char *line, size_t n, int number, char *message)
{
	const char *colon = memchr(line, ':', n);
	const char *text = colon ? colon + 1 : line + n;

	if (n == 0 || *line == '#')
		return OK;
	while (text < line + n && *text == ' ')
		text++;
	for (int i = 0; colon && i < HINT__COUNT; i++) {
		const char *name = hint_name((enum hint)i);

		if (strlen(name) != (size_t)(colon - line) || strncmp(line, name, strlen(name)) != 0)
			continue;
		if (set->hints[i])
			return refuse(message, ERR_INPUT, "hints.txt:%d: %s stands twice", number, name);
		set->hints[i] = strndup(text, (size_t)(line + n - text));
		return set->hints[i] ? OK : ERR_NOMEM;
	}
	return refuse(message, ERR_INPUT, "hints.txt:%d: no hint is called %.*s", number,
		      (int)(colon && colon - line < 40 ? colon - line : 0), line);
}

static enum err take_hints(struct prompt_set *set, char *message)
{
	const char *line = set->files[FILE_HINTS];
	int number = 1;
	enum err e = OK;

	for (; *line && !e; number++) {
		size_t n = strcspn(line, "\n");

		e = take_hint(set, line, n, number, message);
		line += n + (line[n] == '\n');
	}
	for (int i = 0; i < HINT__COUNT && !e; i++)
		if (!set->hints[i])
			e = refuse(message, ERR_INPUT, "hints.txt: %s is missing", hint_name((enum hint)i));
	return e;
}

/* The texts with their ends, so that moving a sentence from one to the next changes the hash. */
static enum err take_hash(struct prompt_set *set)
{
	AUTO(buf) struct buf all = BUF_INIT((FILE__COUNT + 1) * (FILE_MAX_BYTES + 1));

	for (size_t i = 0; i < FILE__COUNT; i++)
		buf_put(&all, set->files[i], strlen(set->files[i]) + 1);
	buf_puts(&all, answer_form);
	return all.err ? all.err : digest_hex(all.data, all.len, set->hash);
}

static enum err compose_system(struct prompt_set *set)
{
	AUTO(buf) struct buf system = BUF_INIT(FILE_MAX_BYTES + sizeof(answer_form));

	buf_puts(&system, set->files[FILE_SYSTEM]);
	buf_puts(&system, answer_form);
	return buf_take(&system, &set->system, NULL);
}

enum err prompt_load(const char *folder, struct prompt_set **ret, char ret_message[PROMPT_MESSAGE_SIZE])
{
	AUTO(prompt_set) struct prompt_set *set = calloc(1, sizeof(*set));
	enum err e = set ? OK : ERR_NOMEM;

	ret_message[0] = '\0'; /* stays so when memory runs out */
	for (size_t i = 0; i < FILE__COUNT && !e; i++) {
		e = load_file(folder, file_names[i], &set->files[i], ret_message);
		if (!e) {
			set->texts[i] = set->files[i];
			set->words[i] = check_words_of(set->files[i]);
			e = set->words[i] ? OK : ERR_NOMEM;
		}
	}
	if (!e)
		e = check_user_template(file_names[FILE_USER], set->files[FILE_USER], ret_message);
	if (!e)
		e = take_hints(set, ret_message);
	if (!e)
		e = compose_system(set);
	if (!e)
		e = take_hash(set);
	if (!e)
		*ret = TAKE(set);
	return e;
}

/* The hints as a list, empty if none applies. */
static void list_hints(const struct prompt_set *set, unsigned chosen, struct buf *ret)
{
	for (int i = 0; i < HINT__COUNT; i++)
		if (chosen & 1u << i && *set->hints[i])
			buf_printf(ret, "- %s\n", set->hints[i]);
}

static void add_texts(struct js *js, const char *key, const char *const *texts, size_t n)
{
	struct json_object *list = json_object_new_array();

	for (size_t i = 0; list && i < n; i++) {
		struct json_object *text = json_object_new_string(texts[i]);

		if (!text || json_object_array_add(list, text) < 0) {
			json_object_put(text);
			js->err = js->err ? js->err : ERR_NOMEM;
		}
	}
	js_add(js, key, list);
}

static size_t list_len(const char *const *list)
{
	size_t n = 0;

	while (list && list[n])
		n++;
	return n;
}

static void add_refused(struct js *js, const struct prompt_refused *refused, size_t n)
{
	struct json_object *list = json_object_new_array();

	for (size_t i = 0; list && i < n; i++) {
		struct js one = js_new();
		struct json_object *val = NULL;
		enum err e;

		js_add_text(&one, "text", refused[i].text);
		add_texts(&one, "failed", refused[i].failed, list_len(refused[i].failed));
		e = js_take(&one, &val);
		if (!e && json_object_array_add(list, val) < 0)
			e = ERR_NOMEM;
		if (e) {
			json_object_put(val);
			js->err = js->err ? js->err : e;
		}
	}
	js_add(js, "refused", list);
}

/* All that is not ours, as JSON text. Consumes nothing; intake may be NULL. */
static enum err data_text(const struct prompt_input *in, struct json_object *intake,
			  const struct prompt_refused *refused, size_t n, char **ret)
{
	AUTO(js) struct js data = js_new();

	js_add_text(&data, "role", in->role);
	if (in->job_description)
		js_add_text(&data, "jobDescription", in->job_description);
	if (intake)
		js_add(&data, "intake", json_object_get(intake));
	if (in->earlier_count > 0)
		add_texts(&data, "earlierQuestions", in->earlier, in->earlier_count);
	if (n > 0)
		add_refused(&data, refused, n);
	return js_take_text(&data, ret);
}

/* The user message without refused questions is prompt_build's, with them prompt_repair's. */
static enum err compose(const struct prompt_set *set, const struct prompt_input *in,
			const struct prompt_refused *refused, size_t n, struct buf *ret)
{
	AUTO(json) struct json_object *intake = NULL;
	AUTO(buf) struct buf hints = BUF_INIT(2 * FILE_MAX_BYTES);
	char count[12], *data = NULL;
	enum err e = OK;

	if (in->count < 1 || in->count > QUESTIONS_MAX || !str_is_language(in->language))
		return ERR_INPUT;
	if (in->intake_json)
		e = js_parse(in->intake_json, strlen(in->intake_json), USER_MAX_BYTES, &intake);
	if (!e && intake && !json_object_is_type(intake, json_type_object))
		e = ERR_INPUT;
	if (!e)
		e = data_text(in, intake, refused, n, &data);
	if (e)
		return e;
	snprintf(count, sizeof(count), "%d", in->count);
	list_hints(set, hints_for(in, intake), &hints);
	if (n > 0)
		buf_puts(&hints, set->files[FILE_REPAIR]);
	e = hints.err ? hints.err
		      : fill(set->files[FILE_USER],
			     (const struct filling[]){ { "count", count },
						       { "language", in->language },
						       { "hints", buf_text(&hints) },
						       { "data", data },
						       { NULL, NULL } },
			     ret);
	free(data);
	return e;
}

enum err prompt_build(const struct prompt_set *set, const struct prompt_input *in, char **ret_user)
{
	return prompt_repair(set, in, NULL, 0, ret_user);
}

enum err prompt_repair(const struct prompt_set *set, const struct prompt_input *in,
		       const struct prompt_refused *refused, size_t n, char **ret_user)
{
	AUTO(buf) struct buf user = BUF_INIT(USER_MAX_BYTES);
	enum err e = compose(set, in, refused, n, &user);

	return e ? e : buf_take(&user, ret_user, NULL);
}
