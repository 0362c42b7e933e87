/* What is kept of an answer's headers. Pure, but for the clock that a Retry-After date is held against. */
#pragma once

#include <stddef.h>

#include "common/http.h"

/* Take in one header line, src[0..n) without its line end, if it is of interest. */
void http_head_line(struct http_head *head, const char *src, size_t n);

/* Copy text as far as it fits; anything but printable ASCII becomes '?', since it will be logged. */
void http_printable(char *dst, size_t size, const char *text);
