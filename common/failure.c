#include "common/failure.h"

#include <stddef.h>

#include "common/attr.h"

static const struct failure_info infos[] = {
	[FAILURE_NONE] = { "none", false, NULL },
	[FAILURE_CONNECT] = { "connect", true,
			      "check ai.base_url, ai.proxy, ai.ca_file, name resolution and the firewall" },
	[FAILURE_TIMEOUT] = { "timeout", true, NULL },
	[FAILURE_SERVER] = { "server", true, NULL },
	[FAILURE_RATE_LIMITED] = { "rate_limited", true, NULL },
	[FAILURE_QUOTA] = { "quota", false, "the account at the AI provider has no credit left: top it up" },
	[FAILURE_AUTH] = { "auth", false,
			   "check the key in ai.key_file, and whether its account may use ai.model" },
	[FAILURE_REQUEST] = { "request", false,
			      "check ai.base_url and ai.model: the server refuses the request" },
	[FAILURE_REFUSED] = { "refused", true, NULL },
	[FAILURE_INVALID_OUTPUT] = { "invalid_output", true, NULL },
	[FAILURE_TRUNCATED] = { "truncated", true, "if it keeps happening, raise ai.max_tokens" },
	[FAILURE_DEADLINE] = { "deadline", false,
			       "see whether a generator is running, and whether the AI is slower than "
			       "generation.deadline" },
	[FAILURE_LOST] = { "lost", true, NULL },
	[FAILURE_INTERNAL] = { "internal", true, "a fault of greenroom: see the log around this line" },
};
_Static_assert(ARRAY_LEN(infos) == FAILURE__COUNT, "one row per value");

const struct failure_info *failure_info(enum failure f)
{
	return (unsigned)f < FAILURE__COUNT ? &infos[f] : &infos[FAILURE_INTERNAL];
}
