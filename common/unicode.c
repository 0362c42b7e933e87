#include "common/unicode.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "common/attr.h"
#include "common/str.h"

static char *mapped(const char *src, size_t n, utf8proc_option_t options)
{
	utf8proc_uint8_t *out = NULL;

	if (memchr(src, '\0', n) || !str_utf8(src, n, NULL))
		return NULL;
	if (utf8proc_map((const utf8proc_uint8_t *)src, (utf8proc_ssize_t)n, &out, options) < 0)
		return NULL;
	return (char *)out;
}

char *unicode_nfc(const char *src, size_t n)
{
	return mapped(src, n, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
}

/* The ASCII stand-in for a typographic mark, or 0. */
static char plain_mark(uint32_t cp)
{
	static const struct {
		uint32_t first, last;
		char plain;
	} marks[] = {
		{ 0x00B4, 0x00B4, '\'' }, { 0x2018, 0x201B, '\'' }, { 0x2032, 0x2032, '\'' },
		{ 0x2039, 0x203A, '\'' }, { 0x00AB, 0x00AB, '"' },  { 0x00BB, 0x00BB, '"' },
		{ 0x201C, 0x201F, '"' },  { 0x2033, 0x2033, '"' },  { 0x2010, 0x2015, '-' },
		{ 0x2212, 0x2212, '-' },
	};

	for (size_t i = 0; i < ARRAY_LEN(marks); i++)
		if (cp >= marks[i].first && cp <= marks[i].last)
			return marks[i].plain;
	return 0;
}

static bool is_ascii(const char *text, size_t n)
{
	unsigned char all = 0;

	for (size_t i = 0; i < n; i++)
		all |= (unsigned char)text[i];
	return all < 0x80;
}

/* ASCII, as most text is, has these forms already, but for the case. */
static char *folded_ascii(const char *text, size_t n, bool lower)
{
	char *out = malloc(n + 1);

	for (size_t i = 0; out && i <= n; i++)
		out[i] = lower && text[i] >= 'A' && text[i] <= 'Z' ? (char)(text[i] + ('a' - 'A')) : text[i];
	return out;
}

static char *folded(const char *text, utf8proc_option_t case_option)
{
	size_t n = strlen(text);
	char *out, *to;
	const char *from;

	if (is_ascii(text, n))
		return folded_ascii(text, n, case_option == UTF8PROC_CASEFOLD);
	out = mapped(text, n,
		     UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_STRIPMARK |
			     UTF8PROC_IGNORE | case_option);
	if (!out)
		return NULL;
	from = to = out;
	while (*from) {
		const char *start = from;
		char plain = plain_mark(str_utf8_next(&from));

		if (plain) {
			*to++ = plain; /* never longer than what it replaces */
			continue;
		}
		memmove(to, start, (size_t)(from - start));
		to += from - start;
	}
	*to = '\0';
	return out;
}

char *unicode_plain(const char *text)
{
	return folded(text, (utf8proc_option_t)0);
}

char *unicode_fold(const char *text)
{
	return folded(text, UTF8PROC_CASEFOLD);
}

/* Blank to the eye without being a space or a control: fillers, joiners, variation selectors; and the mark of
 * lost text. */
static bool looks_blank(uint32_t cp)
{
	static const uint32_t ranges[][2] = {
		{ 0x034F, 0x034F }, { 0x115F, 0x1160 },   { 0x17B4, 0x17B5 },
		{ 0x2800, 0x2800 }, { 0x3164, 0x3164 },   { 0xFE00, 0xFE0F },
		{ 0xFFA0, 0xFFA0 }, { 0xE0100, 0xE01EF }, { 0xFFFD, 0xFFFD },
	};

	for (size_t i = 0; i < ARRAY_LEN(ranges); i++)
		if (cp >= ranges[i][0] && cp <= ranges[i][1])
			return true;
	return false;
}

bool unicode_is_hidden(uint32_t cp)
{
	static const utf8proc_category_t hidden[] = {
		UTF8PROC_CATEGORY_CC, UTF8PROC_CATEGORY_CF, UTF8PROC_CATEGORY_CS, UTF8PROC_CATEGORY_CO,
		UTF8PROC_CATEGORY_CN, UTF8PROC_CATEGORY_ZL, UTF8PROC_CATEGORY_ZP,
	};
	utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)cp);

	for (size_t i = 0; i < ARRAY_LEN(hidden); i++)
		if (category == hidden[i])
			return true;
	return looks_blank(cp);
}

bool unicode_is_letter(uint32_t cp)
{
	utf8proc_category_t category;

	if (cp < 0x80)
		return (cp >= 'A' && cp <= 'Z') || (cp >= 'a' && cp <= 'z');
	category = utf8proc_category((utf8proc_int32_t)cp);
	return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO;
}

bool unicode_is_latin(uint32_t cp)
{
	return unicode_is_letter(cp) && (cp < 0x0250 || (cp >= 0x1E00 && cp <= 0x1EFF));
}

bool unicode_is_space(uint32_t cp)
{
	return (cp >= '\t' && cp <= '\r') || cp == 0x85 ||
	       utf8proc_category((utf8proc_int32_t)cp) == UTF8PROC_CATEGORY_ZS;
}
