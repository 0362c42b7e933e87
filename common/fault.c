#include "common/fault.h"

#ifdef GREENROOM_FAULTS

#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "common/str.h"

void fault_point(const char *name)
{
	static atomic_int passes;
	const char *wanted = getenv("GREENROOM_FAULT");
	size_t n = strlen(name);
	int64_t nth = 1;

	if (!wanted || strncmp(wanted, name, n) != 0 || (wanted[n] && wanted[n] != ':'))
		return;
	if (wanted[n] == ':' && !str_i64(wanted + n + 1, 1, 1000000, &nth))
		return;
	if (atomic_fetch_add(&passes, 1) + 1 == nth)
		raise(SIGKILL);
}

#else

typedef int fault_points_are_compiled_out; /* ISO C wants a declaration */

#endif
