/* FastCGI bytes after the take-over: the verdict doesn't depend on how they are cut. */
#include <stdint.h>

#include "cgi/stream_record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct record_reader whole = { { 0 }, 0, 0 }, bytes = { { 0 }, 0, 0 };
	enum record_verdict at_once = record_feed(&whole, 1, data, size), in_turn = RECORD_FINE;

	for (size_t i = 0; i < size && in_turn == RECORD_FINE; i++)
		in_turn = record_feed(&bytes, 1, data + i, 1);
	if (at_once != in_turn)
		__builtin_trap();
	return 0;
}
