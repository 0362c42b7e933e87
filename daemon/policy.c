#include "daemon/policy.h"

#define BACKOFF_MAX_MS 60000

static int64_t pause_ms(const struct generation_settings *settings, const struct attempt *a)
{
	int64_t ceiling = settings->backoff_ms, pause, asked;

	for (int i = 1; i < a->number && ceiling < BACKOFF_MAX_MS; i++)
		ceiling *= 2;
	if (ceiling > BACKOFF_MAX_MS)
		ceiling = BACKOFF_MAX_MS;
	pause = a->jitter % (ceiling + 1);
	asked = a->retry_after_s > INT64_MAX / 1000 ? INT64_MAX : a->retry_after_s * 1000;
	return pause < asked ? asked : pause;
}

struct attempt_end policy_decide(const struct generation_settings *settings, const struct attempt *a)
{
	struct attempt_end end = { .failure = a->failure, .retry_in_ms = pause_ms(settings, a) };

	end.will_retry = !a->complete && failure_info(a->failure)->retry && a->number < settings->attempts &&
			 end.retry_in_ms < a->left_ms;
	if (end.will_retry)
		return end;
	end.retry_in_ms = 0;
	end.recoverable = a->generation <= settings->candidate_retries;
	end.keep = !a->presented && settings->on_failure == ON_FAILURE_BANK;
	return end;
}
