#include "common/fcgi_head.h"

#include <stdbool.h>

#define HEADER_SIZE 8
#define BEGIN_SIZE  8
#define VERSION     1
#define RESPONDER   1

enum { TYPE_BEGIN_REQUEST = 1, TYPE_PARAMS = 4 };

static size_t u16(const unsigned char *at)
{
	return (size_t)at[0] << 8 | at[1];
}

/*
 * The parameters run on from record to record: names and values, each pair behind its two lengths, of one
 * byte, or of four where the first bit is set.
 */
struct params {
	unsigned char lengths[8];
	size_t have;   /* bytes of lengths that are filled */
	uint64_t skip; /* bytes of name and value still to come */
};

/* Bytes of the two lengths that begin at, as far as can be told from the first n of them. */
static size_t lengths_size(const unsigned char *at, size_t n)
{
	size_t first = n > 0 && at[0] & 0x80 ? 4 : 1;

	return first + (n > first && at[first] & 0x80 ? 4 : 1);
}

static uint64_t length_at(const unsigned char *at)
{
	return at[0] & 0x80 ? (uint64_t)(at[0] & 0x7f) << 24 | (uint64_t)at[1] << 16 | u16(at + 2) : at[0];
}

static void params_feed(struct params *p, const unsigned char *src, size_t n)
{
	while (n > 0) {
		if (p->skip > 0) {
			size_t part = p->skip < n ? (size_t)p->skip : n;

			p->skip -= part;
			src += part;
			n -= part;
			continue;
		}
		p->lengths[p->have++] = *src++;
		n--;
		if (p->have < lengths_size(p->lengths, p->have))
			continue;
		p->skip = length_at(p->lengths) + length_at(p->lengths + (p->lengths[0] & 0x80 ? 4 : 1));
		p->have = 0;
	}
}

/* Is this the header of the first record? */
static bool begins(const unsigned char *header)
{
	return header[0] == VERSION && header[1] == TYPE_BEGIN_REQUEST && u16(header + 2) != 0 &&
	       u16(header + 4) == BEGIN_SIZE;
}

static bool goes_on(const unsigned char *header, size_t request_id)
{
	return header[0] == VERSION && header[1] == TYPE_PARAMS && u16(header + 2) == request_id;
}

enum fcgi_head fcgi_head_judge(const unsigned char *src, size_t n)
{
	struct params params = { .have = 0 };
	size_t at, request_id;

	if (n < HEADER_SIZE)
		return n == 0 || src[0] == VERSION ? FCGI_HEAD_PARTIAL : FCGI_HEAD_BAD;
	if (!begins(src))
		return FCGI_HEAD_BAD;
	request_id = u16(src + 2);
	at = HEADER_SIZE + BEGIN_SIZE + src[6];
	if (n >= HEADER_SIZE + 2 && u16(src + HEADER_SIZE) != RESPONDER)
		return FCGI_HEAD_BAD;
	while (at + HEADER_SIZE <= n) {
		const unsigned char *header = src + at;
		size_t size = u16(header + 4), there = n - at - HEADER_SIZE;

		if (!goes_on(header, request_id))
			return FCGI_HEAD_BAD;
		if (size == 0)
			return params.skip == 0 && params.have == 0 ? FCGI_HEAD_WHOLE : FCGI_HEAD_BAD;
		params_feed(&params, header + HEADER_SIZE, size < there ? size : there);
		at += HEADER_SIZE + size + header[6];
	}
	return FCGI_HEAD_PARTIAL;
}
