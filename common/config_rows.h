/*
 * Private to common/config*.c: the table of settings, a row each. config_table.c holds it, config.c reads a
 * file by it, config_print.c writes one and takes over what a reload may change.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/config.h"

/* A choice is a word that is kept as its place among the words. */
enum kind { KIND_TEXT, KIND_COUNT, KIND_DURATION_S, KIND_WORD, KIND_CHOICE };

/* What it takes for another value to count: a restart, a reload, or nothing, as greenroomctl alone reads it.
 */
enum change { RESTART, LIVE, CTL };

/* One row a setting. fallback is what stands without a file; min..max bound numbers, or the length of a text
 * in bytes. */
struct config_row {
	const char *section, *key;
	enum kind kind;
	size_t offset;
	const char *fallback;
	int64_t min, max;
	const char *words; /* KIND_WORD, KIND_CHOICE: "a|b|c" */
	const char *meaning;
	enum change change;
};

#define CONFIG_ROWS_MAX 100
extern const struct config_row config_rows[];
extern const size_t config_row_count; /* at most CONFIG_ROWS_MAX */

/* The place of a row's value in a configuration. */
static inline char **config_text_at(struct config *config, const struct config_row *s)
{
	return (char **)(void *)((char *)config + s->offset);
}

static inline _Atomic int64_t *config_number_at(struct config *config, const struct config_row *s)
{
	return (_Atomic int64_t *)(void *)((char *)config + s->offset);
}

static inline bool config_is_text(const struct config_row *s)
{
	return s->kind == KIND_TEXT || s->kind == KIND_WORD;
}
