/*
 * The page's template language, pure and small: `{{name}}` is a value, HTML-escaped; `{{t.key}}` is a text of
 * the language, in which `{name}` stands for values; `{{{name}}}` is a value as it is (JSON made safe for a
 * script element);
 * `{{#if name}}`, `{{#if name=VALUE}}` ... `{{/if}}` keeps its inside if the value is neither empty nor
 * "false", or equal.
 */
#pragma once

#include <stddef.h>

#include "common/attr.h"
#include "common/buf.h"
#include "common/err.h"

struct var {
	const char *name, *value;
};

/* The texts of a language: sorted by key. */
struct texts {
	struct var *rows;
	size_t count;
};

struct template_input {
	const struct var *vars; /* ended by a NULL name */
	const struct texts *texts;
};

/*
 * Render into out. ERR_BUG when the template names what isn't there or is unbalanced: a file of ours is
 * damaged; out->err tells of memory and limits as usual.
 */
MUST_CHECK enum err template_render(const char *source, const struct template_input *in, struct buf *out);

/* The text of a key, or NULL. */
const char *texts_find(const struct texts *texts, const char *key, size_t key_len);

/* HTML-escape (& < > " ') src[0..n). */
void template_escape(struct buf *out, const char *src, size_t n);

/* Make JSON safe inside a script element: < > & and U+2028/9 as \uXXXX. */
void template_script_json(struct buf *out, const char *json);
