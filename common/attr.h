/* Compiler attributes used throughout, and the scope-bound cleanup that makes a plain `return` a safe
 * failure. */
#pragma once

#define MUST_CHECK     __attribute__((warn_unused_result))
#define PRINTF(fmt, a) __attribute__((format(printf, fmt, a)))
#define AUTO(name)     __attribute__((cleanup(name##_freep), unused))

/* FREEP(job, struct job *, job_free) in job.h makes AUTO(job) usable. */
#define FREEP(name, type, fn)                                                                                \
	static inline void name##_freep(type *p)                                                             \
	{                                                                                                    \
		if (*p)                                                                                      \
			fn(*p);                                                                              \
	}

/* Hand an AUTO pointer to someone else: yields it and leaves NULL behind. */
#define TAKE(p)                                                                                              \
	__extension__({                                                                                      \
		__typeof__(p) take_ = (p);                                                                   \
		(p) = 0;                                                                                     \
		take_;                                                                                       \
	})

#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))
