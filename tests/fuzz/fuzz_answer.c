/* An AI's answer, hostile: the first byte picks the provider, the second where the bytes are cut; then the
 * question parser. */
#include <stdint.h>

#include "common/check.h"
#include "daemon/parse.h"
#include "daemon/provider.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void on_question(void *ctx, const struct question *question)
{
	struct question q = *question;
	struct check_context context = { .language = "en" };

	(void)ctx;
	check_mend(&q);
	if (check_question(&q, &context) == 0 && !q.text[0])
		__builtin_trap(); /* a question without a text is no question */
}

static void on_text(void *ctx, const char *text, size_t n)
{
	if (parse_feed(ctx, text, n))
		return; /* it sticks; more is harmless */
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(parse) struct parse *parse = parse_new(on_question, NULL);
	AUTO(ai_stream) struct ai_stream *stream = NULL;
	size_t cut;

	if (size < 2 || !parse)
		return 0;
	stream = ai_stream_new(provider_find(data[0] & 1 ? "openai" : "anthropic"), on_text, parse);
	cut = 1 + data[1];
	for (size_t at = 2; stream && at < size; at += cut)
		ai_stream_feed(stream, (const char *)data + at, size - at < cut ? size - at : cut);
	if (stream)
		ai_stream_finish(stream);
	return 0;
}
