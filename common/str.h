/* Small text tools: bounded numbers, UTF-8 validation, base64url and hex, durations. No locale, no
 * allocation. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Decimal with an optional leading '-', nothing around it, min..max inclusive. *ret is written on true only.
 */
bool str_i64(const char *text, int64_t min, int64_t max, int64_t *ret);

/* A count with an optional unit s, m, h or d ("90d", "15m"; none = seconds), 1 s .. 3650 d. */
bool str_duration_s(const char *text, int64_t *ret_s);

/*
 * Is src[0..n) well-formed UTF-8 (RFC 3629: no overlong forms, no surrogates, at most U+10FFFF)?
 * ret_chars (may be NULL) gets the number of code points on true.
 */
bool str_utf8(const char *src, size_t n, size_t *ret_chars);

/* Decode the code point at *src (NUL-terminated, well-formed UTF-8) and move *src past it; 0 at the end. */
uint32_t str_utf8_next(const char **src);

/* Does text hold a control character (C0, DEL, C1), NUL aside? keep: bytes below 0x20 that are allowed, e.g.
 * "\n\t". */
bool str_has_control(const char *text, const char *keep);

/* base64url without padding (RFC 4648 section 5). dst holds ceil(n * 4 / 3) + 1 bytes. */
void str_base64url(char *dst, const void *src, size_t n);

/* Is text exactly n characters of the base64url alphabet? */
bool str_is_base64url(const char *text, size_t n);

/* Lower-case hex; dst holds 2 * n + 1 bytes. */
void str_hex(char *dst, const void *src, size_t n);

/* FNV-1a, 32 bits: quick, and no secret to anybody. */
uint32_t str_hash(const char *text, size_t n);

/* Prefix test. */
bool str_starts(const char *text, const char *prefix);

/* A BCP 47 language tag as far as its shape goes (RFC 5646 section 2.1: subtags of 1-8 alphanumerics), <= 35
 * bytes. */
bool str_is_language(const char *text);
