/*
 * Takes complete questions out of a growing answer. The text may be wrapped in fences or sentences; the first
 * JSON object with a "questions" array counts (an array of questions, or objects that are questions, without
 * the wrapping, as well). Each element is handed on as soon as its closing brace is there. Pure.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "common/attr.h"
#include "common/err.h"
#include "common/question.h"

struct parse;

/*
 * Called once per complete element, in order. The text is as written, trimmed and in normal form C; the
 * checks come after. An element that is no usable question (not an object, broken, without a text, too long
 * for the array) comes with the text "", which every check set refuses; it counts, so that index says where
 * it stood.
 */
typedef void parse_question_fn(void *ctx, const struct question *question);

struct parse *parse_new(parse_question_fn *fn, void *ctx);
void parse_free(struct parse *parse);
FREEP(parse, struct parse *, parse_free)

/* More of the answer. ERR_LIMIT past 256 KB; ERR_INPUT when it can't become valid any more; ERR_NOMEM. All
 * stick. */
MUST_CHECK enum err parse_feed(struct parse *parse, const char *text, size_t n);

/* Is the array closed, so that no more questions can come? */
bool parse_complete(const struct parse *parse);
int parse_count(const struct parse *parse); /* elements handed on so far */
