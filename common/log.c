#include "common/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/str.h"

static const char *log_name = "greenroom";
static enum log_level log_level = LOG_LEVEL_INFO;
static _Thread_local char log_id[64];

void log_start(const char *name, enum log_level level)
{
	log_name = name;
	log_level = level;
}

void log_set_level(enum log_level level)
{
	__atomic_store_n(&log_level, level, __ATOMIC_RELAXED);
}

void log_context(const char *id)
{
	snprintf(log_id, sizeof(log_id), "%s", id ? id : "");
}

/*
 * Escape what could end or forge a line (control characters, C1 too) and what is no UTF-8, for which journald
 * would hide the whole line. Characters go in whole or not at all.
 */
static size_t escape(char *dst, size_t size, const char *src)
{
	size_t n = 0;

	while (*src) {
		const char *next = src;
		uint32_t cp = str_utf8_next(&next);
		size_t len = (size_t)(next - src);
		bool plain = cp >= 0x20 && (cp < 0x7F || cp >= 0xA0) && str_utf8(src, len, NULL);

		if (n + (plain ? len : 4 * len) >= size)
			break;
		for (; src < next; src++) {
			if (plain)
				dst[n++] = *src;
			else
				n += (size_t)snprintf(dst + n, 5, "\\x%02x", (unsigned)(unsigned char)*src);
		}
	}
	return n;
}

void log_write(enum log_level level, const char *fmt, ...)
{
	char text[1024], line[1400];
	va_list ap;
	int head;
	size_t n;

	if (level > __atomic_load_n(&log_level, __ATOMIC_RELAXED))
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	head = snprintf(line, sizeof(line), "<%d>%s: ", (int)level, log_name);
	n = (size_t)head + escape(line + head, sizeof(line) - (size_t)head - sizeof(log_id) - 8, text);
	if (log_id[0]) {
		n += (size_t)snprintf(line + n, 5, " id=");
		n += escape(line + n, sizeof(line) - n - 1, log_id);
	}
	line[n++] = '\n';
	if (write(STDERR_FILENO, line, n) <
	    0) /* one write, so lines of threads don't mix; nobody left to tell */
		return;
}
