#include "ctl/event_line.h"

#include <stdio.h>
#include <string.h>

#include "common/js.h"
#include "ctl/ctl.h"

#define PAYLOAD_MAX 65536

/* Members as key=value; what is null has nothing to say. */
static void print_payload(struct json_object *payload)
{
	json_object_object_foreach (payload, key, val)
		if (val)
			printf(" %s=%s", key,
			       json_object_is_type(val, json_type_string)
				       ? json_object_get_string(val)
				       : json_object_to_json_string_ext(val, JSON_C_TO_STRING_PLAIN));
}

enum err event_line(const struct event *ev)
{
	AUTO(json) struct json_object *payload = NULL;
	char at[CTL_TIME_SIZE];
	enum err e = js_parse(ev->payload, strlen(ev->payload), PAYLOAD_MAX, &payload);

	if (e || !json_object_is_type(payload, json_type_object))
		return e == ERR_NOMEM ? e : ERR_BUG;
	printf("%4lld  %s  %-9s  %s", (long long)ev->seq, ctl_time(ev->occurred_at_ms, at),
	       actor_name(ev->actor), event_type_name(ev->type));
	print_payload(payload);
	putchar('\n');
	return OK;
}
