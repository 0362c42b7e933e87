/* What may stand in Redis: a published message is a number and one line of JSON, or nothing of ours. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/frame.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);
	const char *frame;
	int64_t seq;

	if (!text)
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	if (frame_unpack(text, &seq, &frame) == OK && (seq < 0 || strpbrk(frame, "\r\n")))
		__builtin_trap();
	free(text);
	return 0;
}
