/* The models that an AI server lists: what can be asked for nothing, before the call that costs something. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "common/http.h"
#include "daemon/provider.h"

struct ai_settings;

/* What a server lists. A list only advises: servers take aliases and deployments that stand in none. */
struct doctor_models {
	int count;       /* 0: no list could be had, which proves nothing */
	bool has_ours;   /* the model of the settings stands in it */
	char names[160]; /* some of them, for a person: "a, b, c ..."; printable ASCII */
};

void doctor_models(struct http *http, const struct provider *provider, const struct ai_settings *ai,
		   const char *key, struct doctor_models *ret);
