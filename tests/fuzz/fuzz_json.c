/* JSON from outside: what is accepted can be written, and what is written is accepted again. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/js.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(json) struct json_object *val = NULL, *again = NULL;
	char *text = NULL;

	if (js_parse((const char *)data, size, 65536, &val) || js_write(val, &text))
		return 0;
	if (js_parse(text, strlen(text), 1 << 20, &again))
		__builtin_trap();
	free(text);
	return 0;
}
