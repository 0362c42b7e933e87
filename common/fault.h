/*
 * Crash points for the fault tests: FAULT_POINT("start.before_push") ends the process there with SIGKILL, or
 * freezes it with SIGSTOP, if the file named by GREENROOM_FAULT in the environment asks for it. The file
 * holds "NAME N KILL" or "NAME N STOP"; N counts the passes of all processes that see the file, and at the
 * N-th the file is removed, so a fault strikes once. Compiled in by `make FAULTS=1` only; in every other
 * build a point is nothing. The names stand in fault.c.
 */
#pragma once

#ifdef GREENROOM_FAULTS
void fault_point(const char *name);
#define FAULT_POINT(name) fault_point(name)
#else
#define FAULT_POINT(name) ((void)0)
#endif
