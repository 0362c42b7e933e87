#include "common/ids.h"

#include <openssl/evp.h>
#include <string.h>
#include <sys/random.h>

#include "common/clock.h"
#include "common/str.h"

/* All or nothing: up to 256 bytes never come short once the pool is ready (getrandom(2)). */
static enum err random_bytes(void *dst, size_t n)
{
	return getrandom(dst, n, 0) == (ssize_t)n ? OK : ERR_NOMEM;
}

enum err id_new(char ret[ID_SIZE])
{
	static const int hyphen_after[] = { 4, 6, 8, 10, 16 };
	unsigned char raw[16];
	uint64_t at_ms = (uint64_t)clock_wall_ms();
	enum err e = random_bytes(raw, sizeof(raw));
	size_t from = 0;

	if (e)
		return e;
	for (int i = 0; i < 6; i++)
		raw[i] = (unsigned char)(at_ms >> (40 - 8 * i));
	raw[6] = (unsigned char)((raw[6] & 0x0F) | 0x70);
	raw[8] = (unsigned char)((raw[8] & 0x3F) | 0x80);
	for (size_t i = 0; i < ARRAY_LEN(hyphen_after); i++) {
		size_t n = (size_t)hyphen_after[i] - from;

		str_hex(ret, raw + from, n);
		ret += 2 * n;
		*ret++ = '-';
		from += n;
	}
	ret[-1] = '\0';
	return OK;
}

bool id_valid(const char *text)
{
	if (strlen(text) != ID_SIZE - 1)
		return false;
	for (int i = 0; i < ID_SIZE - 1; i++) {
		bool hyphen = i == 8 || i == 13 || i == 18 || i == 23;

		if (hyphen ? text[i] != '-' : !strchr("0123456789abcdef", text[i]))
			return false;
	}
	return true;
}

enum err token_new(char ret[TOKEN_SIZE])
{
	unsigned char raw[32];
	enum err e = random_bytes(raw, sizeof(raw));

	if (e)
		return e;
	str_base64url(ret, raw, sizeof(raw));
	explicit_bzero(raw, sizeof(raw));
	return OK;
}

bool token_valid(const char *text)
{
	return str_is_base64url(text, TOKEN_LEN);
}

static enum err sha256(const void *src, size_t n, unsigned char ret[DIGEST_LEN])
{
	return EVP_Digest(src, n, ret, NULL, EVP_sha256(), NULL) == 1 ? OK : ERR_NOMEM;
}

enum err token_hash(const char *text, struct token_hash *ret)
{
	return sha256(text, strlen(text), ret->bytes);
}

enum err digest_hex(const void *src, size_t n, char ret[2 * DIGEST_LEN + 1])
{
	unsigned char raw[DIGEST_LEN];
	enum err e = sha256(src, n, raw);

	if (e)
		return e;
	str_hex(ret, raw, sizeof(raw));
	return OK;
}
