#include "cgi/stream_text.h"

#include <inttypes.h>

void stream_put_message(struct buf *b, int64_t seq, const char *data)
{
	if (seq > 0)
		buf_printf(b, "id: %" PRId64 "\n", seq);
	buf_puts(b, "data: ");
	buf_puts(b, data);
	buf_puts(b, "\n\n");
}

void stream_put_cursor(struct buf *b, int64_t seq)
{
	buf_printf(b, "id: %" PRId64 "\n\n", seq);
}

void stream_put_retry(struct buf *b, int64_t retry_ms)
{
	buf_printf(b, "retry: %" PRId64 "\n\n", retry_ms);
}

void stream_put_heartbeat(struct buf *b)
{
	buf_puts(b, ":\n\n");
}
