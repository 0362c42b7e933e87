#include "common/err.h"

#include "common/attr.h"

static const struct err_info infos[] = {
	[OK] = { "ok", 200, false },
	[ERR_NOMEM] = { "out of memory", 503, true },
	[ERR_INPUT] = { "bad input", 400, false },
	[ERR_AUTH] = { "unauthorized", 401, false },
	[ERR_NOTFOUND] = { "not found", 404, false },
	[ERR_CONFLICT] = { "conflict", 409, false },
	[ERR_FENCED] = { "fenced out", 500, false },
	[ERR_LIMIT] = { "limit exceeded", 413, false },
	[ERR_TIMEOUT] = { "timeout", 503, true },
	[ERR_UNAVAIL] = { "unavailable", 503, true },
	[ERR_BUG] = { "internal error", 500, false },
};
_Static_assert(ARRAY_LEN(infos) == ERR__COUNT, "one row per value");

const struct err_info *err_info(enum err e)
{
	return (unsigned)e < ERR__COUNT ? &infos[e] : &infos[ERR_BUG];
}

const char *err_name(enum err e)
{
	return err_info(e)->name;
}
