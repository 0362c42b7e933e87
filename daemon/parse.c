/*
 * An incremental reader in two layers. The outer one looks at each byte once and knows only strings, escapes
 * and brackets: enough to see where a value begins and ends, whichever way the answer is cut into chunks. A
 * finished element then goes through the strict parser (js_parse), which decides whether it is a question.
 *
 * Until an array of questions is found ("committed"), whatever turns out not to be JSON was prose: forget it
 * and look for the next bracket; a part in which the model thinks aloud, in tags in front, is skipped.
 * Afterwards each element is handed on, also one that is not a usable question (not an object, not valid
 * JSON, duplicate keys, no text, a text that is not a string or too long): it goes on with an empty text, so
 * that its index is kept and the checks refuse it.
 */
#include "daemon/parse.h"

#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "common/js.h"

#define ANSWER_MAX ((size_t)256 * 1024)

enum place {
	PLACE_START,    /* nothing but space so far */
	PLACE_THINKING, /* inside the tags in which some models think aloud */
	PLACE_PROSE,    /* before or between values: a bracket may begin one */
	PLACE_OPENED,   /* behind a '[' that may open the array of questions */
	PLACE_BETWEEN,  /* in the committed array, between its elements */
	PLACE_VALUE,    /* inside a value, which is being collected */
	PLACE_DONE      /* behind the array */
};

struct parse {
	parse_question_fn *fn;
	void *ctx;
	enum err err; /* the first one sticks */
	enum place place;
	bool in_array; /* the value is an element, of the committed array or of one that may become it */
	bool committed;
	int count;
	size_t fed;
	size_t matched;   /* characters of the tag that is looked for */
	struct buf value; /* its bytes so far */

	char stack[JS_DEPTH_MAX]; /* open brackets of the value */
	int depth;
	bool in_string, escaped;
	bool fresh;          /* nothing but space since the last '{' */
	bool key_next;       /* the next string is a key */
	bool at_questions;   /* the last key was "questions" and its value has not begun */
	size_t string_start; /* offset of the current string's first character in value */
};

struct parse *parse_new(parse_question_fn *fn, void *ctx)
{
	struct parse *p = calloc(1, sizeof(*p));

	if (!p)
		return NULL;
	p->fn = fn;
	p->ctx = ctx;
	p->value = (struct buf)BUF_INIT(ANSWER_MAX);
	return p;
}

void parse_free(struct parse *p)
{
	if (!p)
		return;
	buf_done(&p->value);
	free(p);
}

bool parse_complete(const struct parse *p)
{
	return p->place == PLACE_DONE;
}

int parse_count(const struct parse *p)
{
	return p->count;
}

static const char *member_text(const struct json_object *obj, const char *key)
{
	struct json_object *val;
	const char *text;

	if (!json_object_object_get_ex(obj, key, &val) || !json_object_is_type(val, json_type_string))
		return NULL;
	text = json_object_get_string(val);
	/* A \u0000 inside would hide the rest from everybody who reads C strings. */
	return strlen(text) == (size_t)json_object_get_string_len(val) ? text : NULL;
}

/* Fill *q from a parsed element. false: there is no usable text in it. */
static bool read_question(const struct json_object *obj, struct question *q)
{
	const char *text = member_text(obj, "text");
	const char *category = member_text(obj, "category");
	const char *competency = member_text(obj, "competency");
	const char *difficulty = member_text(obj, "difficulty");

	if (category)
		question_set_category(q, category);
	if (competency)
		question_set_competency(q, competency);
	if (difficulty)
		(void)difficulty_parse(difficulty, &q->difficulty); /* unknown: stays medium */
	return text && question_set_text(q, text, strlen(text)) == OK;
}

/* The value is whole. An element is handed on whatever it is, a bare object only when it is a question. */
static enum err finish_value(struct parse *p)
{
	AUTO(json) struct json_object *obj = NULL;
	struct question q = { .index = p->count, .difficulty = DIFFICULTY_MEDIUM, .tailored = true };
	enum err e = js_parse(buf_text(&p->value), p->value.len, ANSWER_MAX, &obj);
	bool usable;

	if (e == ERR_NOMEM)
		return e;
	question_set_category(&q, "");
	usable = json_object_is_type(obj, json_type_object) && read_question(obj, &q);
	buf_clear(&p->value);
	p->depth = 0;
	p->committed = p->in_array;
	p->place = p->in_array ? PLACE_BETWEEN : PLACE_PROSE;
	if (usable || p->in_array) {
		p->count++;
		p->fn(p->ctx, &q);
	}
	return OK;
}

/* What was read can't be JSON. It was prose, unless questions have been taken out of this array already. */
static enum err give_up(struct parse *p)
{
	if (p->committed && p->count > 0)
		return ERR_INPUT;
	buf_clear(&p->value);
	p->depth = 0;
	p->in_string = false;
	p->committed = p->in_array = false;
	p->place = PLACE_PROSE;
	return OK;
}

static enum err open_bracket(struct parse *p, char c)
{
	if (p->depth == JS_DEPTH_MAX)
		return give_up(p);
	p->stack[p->depth++] = c;
	p->key_next = p->fresh = c == '{';
	p->at_questions = false;
	return OK;
}

static enum err close_bracket(struct parse *p, char c)
{
	if (p->stack[p->depth - 1] != (c == '}' ? '{' : '['))
		return give_up(p);
	p->key_next = p->fresh = p->at_questions = false;
	return --p->depth == 0 ? finish_value(p) : OK;
}

/* The '[' behind a "questions" key: what was collected so far was only its wrapping. */
static void commit(struct parse *p)
{
	buf_clear(&p->value);
	p->depth = 0;
	p->committed = p->in_array = true;
	p->place = PLACE_BETWEEN;
}

static enum err string_byte(struct parse *p, char c)
{
	static const char wanted[] = "questions";
	size_t n;

	if (p->escaped) {
		p->escaped = false;
	} else if (c == '\\') {
		p->escaped = true;
	} else if (c == '"') {
		p->in_string = false;
		n = p->value.len - 1 - p->string_start;
		p->at_questions = p->key_next && n == strlen(wanted) &&
				  memcmp(p->value.data + p->string_start, wanted, n) == 0;
		p->key_next = false;
		return p->depth == 0 ? finish_value(p) : OK; /* a string as element */
	}
	return OK;
}

/* Inside an object or array, outside strings. Only before the commit is it worth telling JSON from prose. */
static enum err structure_byte(struct parse *p, char c)
{
	bool fresh = p->fresh;

	switch (c) {
	case ' ':
	case '\t':
	case '\r':
	case '\n':
		return OK;
	case '"':
		p->in_string = true;
		p->fresh = false;
		p->string_start = p->value.len;
		return OK;
	case '{':
	case '[':
		if (fresh && !p->committed)
			return give_up(p);
		if (c == '[' && p->at_questions && !p->committed) {
			commit(p);
			return OK;
		}
		return open_bracket(p, c);
	case '}':
	case ']':
		return close_bracket(p, c);
	case ',':
		p->key_next = p->stack[p->depth - 1] == '{';
		p->at_questions = false;
		return OK;
	default:
		if (!p->committed && (fresh || !strchr(":+-.0123456789eEtrufalsn", c)))
			return give_up(p);
		return OK;
	}
}

/* The first byte of a value, whose kind the caller has seen. */
static enum err begin_value(struct parse *p, char c, bool in_array)
{
	p->place = PLACE_VALUE;
	p->in_array = in_array;
	buf_put(&p->value, &c, 1);
	if (p->value.err)
		return p->value.err;
	p->in_string = c == '"';
	p->string_start = 1;
	return c == '{' || c == '[' ? open_bracket(p, c) : OK;
}

/* The next character of a tag, at the answer's start or, where it ends the thinking, anywhere. true: it
 * stands whole. */
static bool tag_byte(struct parse *p, const char *tag, char c)
{
	if (c != tag[p->matched])
		p->matched = 0;
	p->matched += c == tag[p->matched];
	if (tag[p->matched])
		return false;
	p->matched = 0;
	return true;
}

static enum err prose_byte(struct parse *p, char c)
{
	if (c == '{')
		return begin_value(p, c, false);
	if (c == '[')
		p->place = PLACE_OPENED;
	return OK;
}

static enum err between_byte(struct parse *p, char c)
{
	if (strchr(" \t\r\n,", c))
		return OK;
	if (c == ']') {
		p->place = PLACE_DONE;
		return OK;
	}
	if (!strchr("{[\"-0123456789tfn", c))
		return give_up(p);
	return begin_value(p, c, true);
}

static enum err value_byte(struct parse *p, char c)
{
	bool scalar = p->depth == 0 && !p->in_string;

	if (scalar && strchr(" \t\r\n,]}", c)) {
		enum err e = finish_value(p);

		return e ? e : between_byte(p, c);
	}
	buf_put(&p->value, &c, 1);
	if (p->value.err)
		return p->value.err;
	if (p->in_string)
		return string_byte(p, c);
	return scalar ? OK : structure_byte(p, c);
}

/* "<think" as well begins "<thinking>"; what is thought is not the answer, though it may hold drafts of it.
 */
static enum err start_byte(struct parse *p, char c)
{
	if (p->matched == 0 && strchr(" \t\r\n", c))
		return OK;
	if (c == "<think"[p->matched]) {
		if (tag_byte(p, "<think", c))
			p->place = PLACE_THINKING;
		return OK;
	}
	p->matched = 0;
	p->place = PLACE_PROSE;
	return prose_byte(p, c);
}

static enum err step(struct parse *p, char c)
{
	enum err e = OK;
	enum place before = p->place;

	switch (p->place) {
	case PLACE_START:
		return start_byte(p, c);
	case PLACE_THINKING:
		if (tag_byte(p, "</think", c))
			p->place = PLACE_PROSE;
		return OK;
	case PLACE_PROSE:
		return prose_byte(p, c);
	case PLACE_OPENED:
		if (strchr(" \t\r\n", c))
			return OK;
		e = c == '{' ? begin_value(p, c, true) : give_up(p);
		break;
	case PLACE_BETWEEN:
		e = between_byte(p, c);
		break;
	case PLACE_VALUE:
		e = value_byte(p, c);
		break;
	case PLACE_DONE:
		return OK;
	}
	/* The byte that showed that it was prose may itself be the bracket that begins the real thing. */
	if (!e && p->place == PLACE_PROSE && (before != PLACE_VALUE || (c == '{' || c == '[')))
		return prose_byte(p, c);
	return e;
}

enum err parse_feed(struct parse *p, const char *text, size_t n)
{
	for (size_t i = 0; i < n && !p->err; i++) {
		/* A NUL is as wrong everywhere as any other control character, which strchr can tell apart.
		 */
		char c = text[i] ? text[i] : '\1';

		p->err = p->fed++ == ANSWER_MAX ? ERR_LIMIT : step(p, c);
	}
	return p->err;
}
