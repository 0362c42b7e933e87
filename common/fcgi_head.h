/*
 * The head of a FastCGI request, pure: FCGI_BEGIN_REQUEST and the parameters, as a web server sends them at
 * once. It is judged before libfcgi sees it, as libfcgi waits for ever for a peer that stops half way, and
 * has believed lengths that it shouldn't (CVE-2025-23016). Format: FastCGI specification, sections 3.3
 * to 5.2.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

enum fcgi_head {
	FCGI_HEAD_PARTIAL, /* fine so far, more has to come */
	FCGI_HEAD_WHOLE,   /* up to the empty FCGI_PARAMS record; what follows isn't looked at */
	FCGI_HEAD_BAD      /* not the beginning of a request to a responder */
};

/* Judge the n bytes that a connection began with. */
enum fcgi_head fcgi_head_judge(const unsigned char *src, size_t n);
