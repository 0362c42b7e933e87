/* The little of Unicode that questions need; only unicode.c includes utf8proc.h. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* src[0..n) in normal form C, NUL-terminated, the caller frees it. NULL: not UTF-8, holds a NUL, or no
 * memory. */
char *unicode_nfc(const char *src, size_t n);

/*
 * text made easy to compare: compatibility forms folded, accents and invisible characters dropped,
 * typographic quotes and dashes made ASCII; unicode_fold folds case as well ("Größe" gives "grosse"). The
 * caller frees it; NULL as above.
 */
char *unicode_plain(const char *text);
char *unicode_fold(const char *text);

/* Invisible or deceptive: controls, zero-width and bidi characters, private use, unassigned, line separators.
 */
bool unicode_is_hidden(uint32_t cp);

bool unicode_is_letter(uint32_t cp);
bool unicode_is_latin(uint32_t cp); /* a letter of the Latin script */
bool unicode_is_space(uint32_t cp); /* any white space, the no-break ones too */
