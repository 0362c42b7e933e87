#include "cgi/stream_record.h"

#define VERSION     1
#define CONTENT_MAX 65535u

/* Record types, section 8. */
enum { TYPE_ABORT_REQUEST = 2, TYPE_END_REQUEST = 3, TYPE_STDIN = 5, TYPE_STDOUT = 6, TYPE_DATA = 8 };

static void put_header(struct buf *b, unsigned char type, uint16_t request_id, size_t n)
{
	const unsigned char header[RECORD_HEADER_SIZE] = {
		VERSION,
		type,
		(unsigned char)(request_id >> 8),
		(unsigned char)request_id,
		(unsigned char)(n >> 8),
		(unsigned char)n,
	};

	buf_put(b, header, sizeof(header));
}

void record_put_stdout(struct buf *b, uint16_t request_id, const char *text, size_t n)
{
	while (n > 0) {
		size_t part = n < CONTENT_MAX ? n : CONTENT_MAX;

		put_header(b, TYPE_STDOUT, request_id, part);
		buf_put(b, text, part);
		text += part;
		n -= part;
	}
}

void record_put_end(struct buf *b, uint16_t request_id)
{
	static const unsigned char complete[8] = { 0 }; /* status 0, FCGI_REQUEST_COMPLETE */

	put_header(b, TYPE_STDOUT, request_id, 0);
	put_header(b, TYPE_END_REQUEST, request_id, sizeof(complete));
	buf_put(b, complete, sizeof(complete));
}

static enum record_verdict judge(const unsigned char *header, uint16_t request_id)
{
	if (header[0] != VERSION || (header[2] << 8 | header[3]) != request_id)
		return RECORD_GARBAGE;
	switch (header[1]) {
	case TYPE_STDIN:
	case TYPE_DATA:
		return RECORD_FINE;
	case TYPE_ABORT_REQUEST:
		return RECORD_ABORT;
	default:
		return RECORD_GARBAGE;
	}
}

enum record_verdict record_feed(struct record_reader *r, uint16_t request_id, const unsigned char *src,
				size_t n)
{
	const unsigned char *end = src + n;

	while (src < end) {
		size_t left = (size_t)(end - src);

		if (r->skip > 0) {
			size_t part = r->skip < left ? r->skip : left;

			r->skip -= (uint32_t)part;
			src += part;
			continue;
		}
		r->header[r->have++] = *src++;
		if (r->have < RECORD_HEADER_SIZE)
			continue;
		r->have = 0;
		r->skip = (uint32_t)(r->header[4] << 8 | r->header[5]) + r->header[6];
		if (judge(r->header, request_id) != RECORD_FINE)
			return judge(r->header, request_id);
	}
	return RECORD_FINE;
}
