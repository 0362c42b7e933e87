#include "cgi/template.h"

#include <stdlib.h>
#include <string.h>

#define NESTING_MAX 4

const char *texts_find(const struct texts *texts, const char *key, size_t key_len)
{
	size_t low = 0, high = texts->count;

	while (low < high) {
		size_t mid = (low + high) / 2;
		const char *name = texts->rows[mid].name;
		int order = strncmp(key, name, key_len);

		if (order == 0 && name[key_len] == '\0')
			return texts->rows[mid].value;
		if (order <= 0)
			high = mid;
		else
			low = mid + 1;
	}
	return NULL;
}

static const char *value_of(const struct template_input *in, const char *name, size_t len)
{
	for (const struct var *v = in->vars; v->name; v++)
		if (strlen(v->name) == len && strncmp(v->name, name, len) == 0)
			return v->value ? v->value : "";
	return NULL;
}

void template_escape(struct buf *out, const char *src, size_t n)
{
	static const struct {
		char c;
		const char *entity;
	} entities[] = {
		{ '&', "&amp;" }, { '<', "&lt;" }, { '>', "&gt;" }, { '"', "&quot;" }, { '\'', "&#39;" }
	};
	size_t from = 0;

	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < ARRAY_LEN(entities); k++) {
			if (src[i] != entities[k].c)
				continue;
			buf_put(out, src + from, i - from);
			buf_puts(out, entities[k].entity);
			from = i + 1;
		}
	}
	buf_put(out, src + from, n - from);
}

void template_script_json(struct buf *out, const char *json)
{
	for (; *json; json++) {
		if (*json == '<' || *json == '>' || *json == '&')
			buf_printf(out, "\\u%04x", (unsigned)*json);
		else if (strncmp(json, "\xE2\x80\xA8", 3) == 0 || strncmp(json, "\xE2\x80\xA9", 3) == 0) {
			buf_puts(out, json[2] == '\xA8' ? "\\u2028" : "\\u2029");
			json += 2;
		} else {
			buf_put(out, json, 1);
		}
	}
}

/* A text with its {name}s filled in. A brace that names no value is just a brace. */
static void put_text(struct buf *out, const struct template_input *in, const char *text)
{
	while (*text) {
		size_t plain = strcspn(text, "{"), len;
		const char *value;

		template_escape(out, text, plain);
		text += plain;
		if (!*text)
			break;
		len = strcspn(text, "}");
		value = text[len] ? value_of(in, text + 1, len - 1) : NULL;
		if (value) {
			template_escape(out, value, strlen(value));
			text += len + 1;
		} else {
			template_escape(out, text++, 1);
		}
	}
}

/* `name` or `name=VALUE`: does it hold? */
static enum err condition(const struct template_input *in, const char *text, size_t len, bool *ret)
{
	const char *equals = memchr(text, '=', len);
	size_t name_len = equals ? (size_t)(equals - text) : len;
	const char *value = value_of(in, text, name_len);

	if (!value)
		return ERR_BUG;
	if (equals)
		*ret = strlen(value) == len - name_len - 1 &&
		       strncmp(value, equals + 1, len - name_len - 1) == 0;
	else
		*ret = value[0] && strcmp(value, "false") != 0;
	return OK;
}

/* How far the conditions are open: depth of them, and from which on nothing is written (0: everything is). */
struct state {
	int depth, muted_from;
};

/* What stands between {{ and }}. */
static enum err tag(const struct template_input *in, const char *text, size_t len, struct state *state,
		    struct buf *out)
{
	const char *value;
	bool on;
	enum err e;

	if (len > 4 && strncmp(text, "#if ", 4) == 0) {
		if (++state->depth > NESTING_MAX)
			return ERR_BUG;
		e = condition(in, text + 4, len - 4, &on);
		if (!e && !on && !state->muted_from)
			state->muted_from = state->depth;
		return e;
	}
	if (len == 3 && strncmp(text, "/if", 3) == 0) {
		if (state->depth == 0)
			return ERR_BUG;
		if (state->muted_from == state->depth)
			state->muted_from = 0;
		state->depth--;
		return OK;
	}
	if (len > 2 && strncmp(text, "t.", 2) == 0) {
		value = texts_find(in->texts, text + 2, len - 2);
		if (value && !state->muted_from)
			put_text(out, in, value);
	} else {
		value = value_of(in, text, len);
		if (value && !state->muted_from)
			template_escape(out, value, strlen(value));
	}
	return value ? OK : ERR_BUG;
}

static enum err raw_tag(const struct template_input *in, const char *text, size_t len,
			const struct state *state, struct buf *out)
{
	const char *value = value_of(in, text, len);

	if (value && !state->muted_from)
		buf_puts(out, value);
	return value ? OK : ERR_BUG;
}

enum err template_render(const char *source, const struct template_input *in, struct buf *out)
{
	struct state state = { 0, 0 };
	enum err e = OK;

	while (!e && *source) {
		const char *open = strstr(source, "{{"), *close;
		size_t plain = open ? (size_t)(open - source) : strlen(source);
		bool raw;

		if (!state.muted_from)
			buf_put(out, source, plain);
		source += plain;
		if (!open)
			break;
		raw = open[2] == '{';
		close = strstr(open, raw ? "}}}" : "}}");
		if (!close)
			return ERR_BUG;
		open += raw ? 3 : 2;
		e = raw ? raw_tag(in, open, (size_t)(close - open), &state, out)
			: tag(in, open, (size_t)(close - open), &state, out);
		source = close + (raw ? 3 : 2);
	}
	return e ? e : state.depth ? ERR_BUG : out->err;
}
