/* The head of a FastCGI request: a judgement doesn't change with more bytes once it is made. */
#include <stdint.h>

#include "common/fcgi_head.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	enum fcgi_head verdict = FCGI_HEAD_PARTIAL;

	if (size > 512)
		size = 512; /* each length is judged from the start */
	for (size_t n = 0; n <= size; n++) {
		enum fcgi_head now = fcgi_head_judge(data, n);

		if (verdict != FCGI_HEAD_PARTIAL && now != verdict)
			__builtin_trap();
		verdict = now;
	}
	return 0;
}
