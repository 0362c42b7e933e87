/* Internal to the bank: what bank_load.c reads and bank.c chooses from. */
#pragma once

#include "daemon/bank.h"

enum { BANK_TEXT_MAX = 2048, BANK_LANGUAGE_SIZE = 9 };

struct bank_entry {
	char language[BANK_LANGUAGE_SIZE]; /* primary subtag, "en" */
	struct question question;          /* an easy one may open an interview, the others follow */
};

struct bank_family {
	char name[32];
	char **match; /* word patterns (common/check_words.h) */
	size_t match_count;
	bool broad; /* found in every trade ("manager", "assistant"): the trade's own family goes first */
	struct bank_entry *entries;
	size_t entry_count;
};

struct bank {
	struct bank_family *families; /* by name */
	size_t count;
};
