#include "common/str.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

bool str_i64(const char *text, int64_t min, int64_t max, int64_t *ret)
{
	const char *digits = text + (*text == '-');
	char *end;
	long long n;

	if (*digits < '0' || *digits > '9')
		return false;
	errno = 0;
	n = strtoll(text, &end, 10);
	if (errno || *end || n < min || n > max)
		return false;
	*ret = n;
	return true;
}

bool str_duration_s(const char *text, int64_t *ret_s)
{
	static const struct {
		char unit;
		int64_t s;
	} units[] = { { 's', 1 }, { 'm', 60 }, { 'h', 3600 }, { 'd', 86400 } };
	const int64_t max_s = 3650LL * 86400;
	size_t n = strlen(text);
	char digits[24];
	int64_t count, factor = 1;

	if (n == 0 || n >= sizeof(digits))
		return false;
	memcpy(digits, text, n + 1);
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (digits[n - 1] == units[i].unit) {
			factor = units[i].s;
			digits[n - 1] = '\0';
			break;
		}
	}
	if (!str_i64(digits, 1, max_s / factor, &count))
		return false;
	*ret_s = count * factor;
	return true;
}

/* Length of the sequence that starts at s (n > 0 bytes left), 0 if it is not well-formed; its code point to
 * *ret. */
static size_t utf8_sequence(const unsigned char *s, size_t n, uint32_t *ret)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t len = s[0] < 0x80   ? 1
		     : s[0] < 0xC2 ? 0
		     : s[0] < 0xE0 ? 2
		     : s[0] < 0xF0 ? 3
		     : s[0] < 0xF5 ? 4
				   : 0;
	uint32_t cp;

	if (len == 0 || len > n)
		return 0;
	cp = len == 1 ? s[0] : s[0] & (0x7Fu >> len);
	for (size_t i = 1; i < len; i++) {
		if ((s[i] & 0xC0) != 0x80)
			return 0;
		cp = cp << 6 | (s[i] & 0x3Fu);
	}
	if (cp < least[len] || cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF))
		return 0;
	*ret = cp;
	return len;
}

bool str_utf8(const char *src, size_t n, size_t *ret_chars)
{
	const unsigned char *s = (const unsigned char *)src;
	size_t chars = 0;
	uint32_t cp;

	while (n) {
		size_t len = utf8_sequence(s, n, &cp);

		if (!len)
			return false;
		s += len;
		n -= len;
		chars++;
	}
	if (ret_chars)
		*ret_chars = chars;
	return true;
}

uint32_t str_utf8_next(const char **src)
{
	const unsigned char *s = (const unsigned char *)*src;
	uint32_t cp = 0;
	size_t len;

	if (*s < 0x80) {
		*src += *s != 0;
		return *s;
	}
	len = utf8_sequence(s, strnlen(*src, 4), &cp);
	if (!len) { /* not well-formed after all: go on byte by byte rather than past the end */
		cp = 0xFFFD;
		len = 1;
	}
	*src += len;
	return cp;
}

bool str_has_control(const char *text, const char *keep)
{
	uint32_t cp;

	while ((cp = str_utf8_next(&text))) {
		if (cp < 0x20 && !strchr(keep, (int)cp))
			return true;
		if (cp >= 0x7F && cp < 0xA0)
			return true;
	}
	return false;
}

static const char base64url_alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

void str_base64url(char *dst, const void *src, size_t n)
{
	const unsigned char *s = src;
	uint32_t bits = 0;
	int have = 0;

	for (size_t i = 0; i < n; i++) {
		bits = bits << 8 | s[i];
		for (have += 8; have >= 6; have -= 6)
			*dst++ = base64url_alphabet[bits >> (have - 6) & 63];
	}
	if (have)
		*dst++ = base64url_alphabet[bits << (6 - have) & 63];
	*dst = '\0';
}

bool str_is_base64url(const char *text, size_t n)
{
	return strlen(text) == n && strspn(text, base64url_alphabet) == n;
}

void str_hex(char *dst, const void *src, size_t n)
{
	static const char digits[] = "0123456789abcdef";
	const unsigned char *s = src;

	for (size_t i = 0; i < n; i++) {
		*dst++ = digits[s[i] >> 4];
		*dst++ = digits[s[i] & 15];
	}
	*dst = '\0';
}

uint32_t str_hash(const char *text, size_t n)
{
	uint32_t hash = 2166136261u;

	for (size_t i = 0; i < n; i++)
		hash = (hash ^ (unsigned char)text[i]) * 16777619u;
	return hash;
}

bool str_starts(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

bool str_is_language(const char *text)
{
	size_t subtag = 0, n = strlen(text);

	if (n < 2 || n > 35)
		return false;
	for (size_t i = 0; i <= n; i++) {
		bool letter = (text[i] >= 'a' && text[i] <= 'z') || (text[i] >= 'A' && text[i] <= 'Z');
		bool digit = text[i] >= '0' && text[i] <= '9';
		bool first = memchr(text, '-', i) == NULL;

		if (letter || (digit && !first)) {
			subtag++;
		} else if ((text[i] == '-' || text[i] == '\0') && subtag >= (first ? 2u : 1u) &&
			   subtag <= 8) {
			subtag = 0;
		} else {
			return false;
		}
	}
	return true;
}
