/* What a server says when it refuses, hostile: the first byte picks the provider, the second the status. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/provider.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const int statuses[] = { 400, 401, 403, 404, 422, 429, 500, 200 };
	static const char key[] = "sk-canary-0123456789";
	const struct provider *provider = provider_find(size && data[0] & 1 ? "openai" : "anthropic");
	struct ai_result result = { 0 };
	int status, variant = 0, steps = 0;
	char *body;

	if (size < 2 || !(body = malloc(size - 1)))
		return 0;
	status = statuses[data[1] & 7];
	memcpy(body, data + 2, size - 2);
	body[size - 2] = '\0';
	while ((variant = provider->next_variant(status, body, variant)) >= 0)
		if (++steps > 7)
			__builtin_trap(); /* the same server would be asked for ever */
	ai_http_failure(status, body, &result);
	ai_redact(result.detail, key, "X-Key: h-canary-9876543210");
	if (!result.failure || strstr(result.detail, "canary-0"))
		__builtin_trap();
	free(body);
	return 0;
}
