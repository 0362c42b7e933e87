/* Internal to the checks: pattern lists (check_words.h) of the protected topics, each NULL-terminated. */
#pragma once

#include <stdbool.h>

#include "common/check_words.h"

/* check_whose.c: does the text speak of private life that is the candidate's? Languages it doesn't know: no. */
bool topic_is_candidates(const struct words *words, const char *language);

/* check_topics_person.c */
extern const char *const topic_age[],
	*const topic_race[], *const topic_religion[], *const topic_sex_orientation[],
							      *const topic_family[],
								      *const topic_origin_citizenship[];
/* check_topics_private.c */
extern const char *const topic_health[],
	*const topic_arrest[], *const topic_military_discharge[],
				       *const topic_union[], *const topic_politics[], *const topic_finances[];
/* check_topics_indirect.c */
extern const char *const topic_indirect[], *const topic_indirect_german[];
