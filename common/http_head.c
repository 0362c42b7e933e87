#include "common/http_head.h"

#include <string.h>
#include <strings.h>

#include "common/clock.h"

/* Names of the request id header, as OpenAI, Anthropic and Azure have them. */
static const char *const id_headers[] = { "x-request-id", "request-id", "apim-request-id" };

void http_printable(char *dst, size_t size, const char *text)
{
	size_t n = 0;

	for (; text[n] && n + 1 < size; n++)
		dst[n] = text[n] >= ' ' && text[n] <= '~' ? text[n] : '?';
	dst[n] = '\0';
}

static void take_header(struct http_head *head, const char *name, const char *value)
{
	for (size_t i = 0; i < ARRAY_LEN(id_headers); i++)
		if (strcasecmp(name, id_headers[i]) == 0 && !head->request_id[0])
			http_printable(head->request_id, sizeof(head->request_id), value);
	if (strcasecmp(name, "content-type") == 0)
		http_printable(head->content_type, sizeof(head->content_type), value);
	else if (strcasecmp(name, "retry-after") == 0)
		head->retry_after_s = http_retry_after_s(value, clock_wall_ms());
}

/* "Name: value" with any white space around the value. A line longer than any header of interest is skipped.
 */
void http_head_line(struct http_head *head, const char *src, size_t n)
{
	char text[512], *value;

	if (n >= sizeof(text))
		return;
	memcpy(text, src, n);
	text[n] = '\0';
	value = strchr(text, ':');
	if (!value)
		return;
	*value++ = '\0';
	value += strspn(value, " \t");
	for (n = strlen(value); n > 0 && strchr(" \t", value[n - 1]);)
		value[--n] = '\0';
	take_header(head, text, value);
}
