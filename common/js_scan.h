/*
 * Is a text JSON, by RFC 8259 to the letter? Pure, and apart from json-c: what that lets pass or refuses
 * beyond the standard differs between its versions and flags (strict, 0.18 refuses every letter outside of
 * ASCII), so it is only given what has passed here.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/*
 * text[0..n) is well-formed UTF-8 without NUL. true: one value with nothing but white space around it, nested
 * at most depth_max deep, and no key with a NUL in it. *ret_keys: how many keys it spells out, doubled ones
 * too.
 */
bool js_scan(const char *text, size_t n, int depth_max, size_t *ret_keys);
