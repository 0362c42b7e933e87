/* Invites as the administrator sees them: the one time that a link is shown, and telling open pages of
 * changes. */
#pragma once

#include "common/interview.h"
#include "ctl/ctl.h"

/* Print session id, link and expiry: lines for people (one line when brief), or the contract's JSON object.
 */
enum ctl_exit link_print(const struct ctl *ctl, const struct interview_made *made, bool brief);

/* Let open streams learn of it at once. Without Redis they do at their next look, so that is only noted,
 * once. */
void tell_streams(struct ctl *ctl, const struct outcome *outcome);
