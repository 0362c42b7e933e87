/*
 * Identifiers and the invite token. Ids are UUIDs of version 7 (RFC 9562 section 5.7): random enough to be
 * public, and growing with time, so that primary keys are appended instead of scattered. The token is the
 * only secret here.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "common/attr.h"
#include "common/err.h"

#define ID_SIZE    37 /* UUID text and its NUL */
#define TOKEN_LEN  43 /* 256 bits in base64url */
#define TOKEN_SIZE (TOKEN_LEN + 1)
#define DIGEST_LEN 32 /* SHA-256 */

struct token_hash {
	unsigned char bytes[DIGEST_LEN];
};

/* A new id. ERR_NOMEM when the kernel gives no random bytes. */
MUST_CHECK enum err id_new(char ret[ID_SIZE]);

/* Is text a UUID in the canonical form: 36 characters, lower-case hex, four hyphens? Any version. */
bool id_valid(const char *text);

/* 256 random bits as text, shown once and never stored. */
MUST_CHECK enum err token_new(char ret[TOKEN_SIZE]);

/* Has text the shape of a token? Says nothing about whether there is an invite for it. */
bool token_valid(const char *text);

/* SHA-256 of any text; what the database keeps and looks up. */
MUST_CHECK enum err token_hash(const char *text, struct token_hash *ret);

/* SHA-256 of n bytes as lower-case hex, for hashes of files and projections. */
MUST_CHECK enum err digest_hex(const void *src, size_t n, char ret[2 * DIGEST_LEN + 1]);
