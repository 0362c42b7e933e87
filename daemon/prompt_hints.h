/* Which hints apply to an interview. Pure; the texts belong to prompt.c's set. */
#pragma once

#include "common/err.h"
#include "common/js.h"
#include "daemon/prompt.h"

enum hint {
	HINT_NO_DESCRIPTION,
	HINT_ENTRY_LEVEL,
	HINT_CONFIDENCE_LOW,
	HINT_CONFIDENCE_HIGH,
	HINT_LEVEL_EASY,
	HINT_LEVEL_HARD,
	HINT_STAGE,
	HINT_STAGE_EARLY,
	HINT_STAGE_SCREEN,
	HINT_STAGE_TECHNICAL,
	HINT_STAGE_FINAL,
	HINT_GOAL,
	HINT_STRUGGLE,
	HINT_MUST_PRACTICE,
	HINT_EARLIER,
	HINT__COUNT
};

const char *hint_name(enum hint hint); /* "entry_level", as in hints.txt */

/* The hints that apply, as a bit set. intake: the parsed object, or NULL. */
unsigned hints_for(const struct prompt_input *in, const struct json_object *intake);
