/*
 * FastCGI records after a connection was taken over from libfcgi, pure: the ones we write (the response's
 * bytes, the end of the request) and a reader for what the web server still sends. Format: FastCGI
 * specification, section 3.3.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "common/buf.h"

#define RECORD_HEADER_SIZE 8

/* Append text[0..n) as FCGI_STDOUT records, as many as it takes (each holds at most 65535 bytes). */
void record_put_stdout(struct buf *b, uint16_t request_id, const char *text, size_t n);

/* Append the end of the request: the empty FCGI_STDOUT record, then FCGI_END_REQUEST, complete, status 0. */
void record_put_end(struct buf *b, uint16_t request_id);

/* Where in the incoming bytes we are; all zero at the start of a record. */
struct record_reader {
	unsigned char header[RECORD_HEADER_SIZE];
	uint8_t have;  /* bytes of header that are filled */
	uint32_t skip; /* bytes of content and padding still to come */
};

enum record_verdict {
	RECORD_FINE,   /* input that means nothing to us: the request's body, and the end of it */
	RECORD_ABORT,  /* the web server gives the request up */
	RECORD_GARBAGE /* not FastCGI, or about another request */
};

/* Take n bytes, cut anywhere. After anything but RECORD_FINE the reader is of no further use. */
enum record_verdict record_feed(struct record_reader *r, uint16_t request_id, const unsigned char *src,
				size_t n);
