/*
 * Crash points for the fault tests: FAULT_POINT("start.before_commit") ends the process there with SIGKILL
 * when it was built with GREENROOM_FAULTS and the environment says GREENROOM_FAULT=start.before_commit (or
 * name:n for the n-th pass). In every other build it is nothing.
 */
#pragma once

#ifdef GREENROOM_FAULTS
void fault_point(const char *name);
#define FAULT_POINT(name) fault_point(name)
#else
#define FAULT_POINT(name) ((void)0)
#endif
