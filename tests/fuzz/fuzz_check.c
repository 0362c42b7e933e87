/* The question checks on any text: they end, and what they let through has a text within its bounds. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/check.h"
#include "common/str.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct check_context context = { .language = "en", .target_role = "Nurse" };
	char *words;
	struct question q = { .index = 0 };
	size_t n = size < sizeof(q.text) - 1 ? size : sizeof(q.text) - 1, chars;

	memcpy(q.text, data, n);
	words = check_words_of(q.text);
	if (words && words[0] != ' ')
		__builtin_trap();
	free(words);
	check_mend(&q);
	if (check_question(&q, &context))
		return 0;
	if (!str_utf8(q.text, strlen(q.text), &chars) || chars < 20 || chars > QUESTION_TEXT_MAX_CHARS)
		__builtin_trap();
	return 0;
}
