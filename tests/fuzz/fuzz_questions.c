/* The text of an answer straight into the question parser: whatever the cuts, the same questions in the same
 * order. */
#include <stdint.h>
#include <string.h>

#include "daemon/parse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct seen {
	int count;
	size_t bytes;
};

static void on_question(void *ctx, const struct question *question)
{
	struct seen *seen = ctx;

	seen->count++;
	seen->bytes += strlen(question->text);
}

static struct seen read_all(const char *text, size_t n, size_t cut)
{
	struct seen seen = { 0, 0 };
	AUTO(parse) struct parse *parse = parse_new(on_question, &seen);

	for (size_t at = 0; parse && at < n; at += cut)
		if (parse_feed(parse, text + at, n - at < cut ? n - at : cut))
			break;
	return seen;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct seen whole = read_all((const char *)data, size, size + 1),
		    bytes = read_all((const char *)data, size, 1);

	if (whole.count != bytes.count || whole.bytes != bytes.bytes)
		__builtin_trap();
	return 0;
}
