/*
 * The candidate's page: the files of share/page, read once at start (templates, one text file per language),
 * and the first response rendered from them, so that the right screen is there before any script runs.
 */
#pragma once

#include <stdbool.h>

#include "common/attr.h"
#include "common/buf.h"
#include "common/config.h"
#include "common/err.h"
#include "common/projection.h"

struct page;

/* ret_message says which file is missing or damaged: ERR_NOTFOUND, ERR_INPUT; ERR_NOMEM. */
MUST_CHECK enum err page_load(const char *share_dir, struct page **ret,
			      char ret_message[CONFIG_MESSAGE_SIZE]);
void page_free(struct page *page);
FREEP(page, struct page *, page_free)

struct page_input {
	const struct config *config;
	const struct facts *facts;
	const char *accept_language; /* the browser's, for sessions in a language that has no texts */
};

/* The page of a session, complete HTML. ret_language: what it is in, static. */
MUST_CHECK enum err page_render(const struct page *page, const struct page_input *in, struct buf *out,
				const char **ret_language);

/* Pages without a session: the one for every dead link, and the one for a server that is away for a moment.
 */
enum page_aside { PAGE_DEAD, PAGE_AWAY, PAGE_ASIDE__COUNT };
MUST_CHECK enum err page_render_aside(const struct page *page, enum page_aside aside,
				      const struct page_input *in, struct buf *out,
				      const char **ret_language);
