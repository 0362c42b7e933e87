/*
 * Learns the table by which protected topics are known (common/check_weights.h) from sentences that people
 * have judged, and prints it as a C file. The build runs it; nothing of it is installed.
 *
 *     weigh pairs FILE... pass FILE... reject FILE... bank FILE...
 *
 * pairs: "topic | question that pries | its twin about work", or without the twin. pass: a question a line.
 * reject: "check | question", of which those of protected_topic count. bank: "competency | category |
 * difficulty | question".
 * "#" begins a comment, "language: de" says what follows is in.
 *
 * The weights are those of a logistic regression (liblinear's L2R_LR), language by language. Every sentence
 * ends on its side: what the weights still get wrong counts double in the next round. A feature that occurs
 * once proves nothing and is left out.
 */
#include <linear.h>

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/attr.h"
#include "common/check_features.h"
#include "common/check_weights.h"

#define LINE_BYTES  4000
#define MOST_ROUNDS 10
#define LEAST_COUNT 2
#define COST        1.0 /* of an error, beside that of large weights: liblinear's C */
#define ORDINARY    3 /* times that a question counts which has no twin, as most of those that models write */
#define MARGIN      0.1 /* how far on its side a sentence has to be, so that rounding can't move it over */

enum { WORK = -1, PRIES = 1 };

struct place {
	const char *file;
	int line;
};

/* A part of a sentence. Its features are numbers from 1, rising, and end with -1, as liblinear wants them. */
struct part {
	struct feature_node *features;
	int times; /* that it counts */
};

/* One sentence, and what is learned from: of one that pries the whole; of one about work, once they have been
 * mistaken, its parts as well. */
struct sentence {
	char *text;
	struct place at;
	int side, times;
	struct part *parts;
	size_t count;
};

/* All that is known of a language. */
struct lesson {
	char language[9];
	struct sentence *sentences;
	size_t count, room;
	uint32_t *known; /* features by rising hash; a feature's number is its place and 1 */
	size_t known_count;
};

static struct lesson lessons[8];

static void fail(const char *what, struct place at, const char *text)
{
	fprintf(stderr, "weigh: %s:%d: %s: %s\n", at.file, at.line, what, text);
	exit(1);
}

static void *need(void *memory)
{
	if (!memory) {
		fprintf(stderr, "weigh: out of memory\n");
		exit(1);
	}
	return memory;
}

static struct lesson *lesson_of(const char *language)
{
	for (size_t i = 0; i < ARRAY_LEN(lessons) - 1; i++) {
		if (!lessons[i].language[0])
			snprintf(lessons[i].language, sizeof(lessons[i].language), "%s", language);
		if (strcmp(lessons[i].language, language) == 0)
			return &lessons[i];
	}
	fprintf(stderr, "weigh: more than %zu languages\n", ARRAY_LEN(lessons) - 1);
	exit(1);
}

static void add_sentence(const char *language, const char *text, int side, int times, struct place at)
{
	struct lesson *lesson = lesson_of(language);

	if (lesson->count == lesson->room) {
		lesson->room = lesson->room ? lesson->room * 2 : 1024;
		lesson->sentences = need(
			realloc(lesson->sentences, lesson->room * sizeof(*lesson->sentences)));
	}
	lesson->sentences[lesson->count++] = (struct sentence){
		.text = need(strdup(text)), .at = at, .side = side, .times = times
	};
}

/* Cut a line at " | " into at most `most` fields; how many there are. */
static int split(char *line, char **field, int most)
{
	int count = 0;

	for (char *bar; count < most && line; line = bar ? bar + 3 : NULL) {
		bar = strstr(line, " | ");
		if (bar)
			*bar = '\0';
		field[count++] = line;
	}
	return count;
}

/* Takes what a line of a file of that kind has to teach. */
static void take_line(const char *kind, const char *language, char *line, struct place at)
{
	char *field[5];
	int count = split(line, field, (int)ARRAY_LEN(field));

	if (strcmp(kind, "pairs") == 0 && (count == 2 || count == 3)) {
		add_sentence(language, field[1], PRIES, 1, at);
		if (count == 3)
			add_sentence(language, field[2], WORK, 1, at);
	} else if (strcmp(kind, "pass") == 0 && count == 1) {
		add_sentence(language, field[0], WORK, ORDINARY, at);
	} else if (strcmp(kind, "reject") == 0 && count == 2) {
		if (strcmp(field[0], "protected_topic") == 0)
			add_sentence(language, field[1], PRIES, 1, at);
	} else if (strcmp(kind, "bank") == 0) {
		if (count == 4)
			add_sentence(language, field[3], WORK, ORDINARY, at);
	} else {
		fail("not a line of this kind of file", at, kind);
	}
}

static void read_file(const char *kind, const char *path)
{
	char line[LINE_BYTES], language[9] = "en";
	FILE *file = fopen(path, "re");
	struct place at = { path, 0 };

	if (!file) {
		perror(path);
		exit(1);
	}
	while (fgets(line, sizeof(line), file)) {
		at.line++;
		line[strcspn(line, "\n")] = '\0';
		if (*line && *line != '#' && sscanf(line, "language: %8[a-z]", language) != 1)
			take_line(kind, language, line, at);
	}
	fclose(file);
}

/* The hashes of one sentence's features. */
struct hashes {
	uint32_t *hash;
	size_t count, room;
};

static void keep_hash(void *ctx, const char *feature)
{
	struct hashes *hashes = ctx;

	if (hashes->count == hashes->room) {
		hashes->room = hashes->room ? hashes->room * 2 : 1 << 16;
		hashes->hash = need(realloc(hashes->hash, hashes->room * sizeof(*hashes->hash)));
	}
	hashes->hash[hashes->count++] = feature_hash(feature);
}

static int by_hash(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

static void read_words(const struct sentence *sentence, struct words *words)
{
	if (!words_read(words, sentence->text))
		fail("not UTF-8", sentence->at, sentence->text);
}

/* The features that occur LEAST_COUNT times in the lesson. */
static void learn_features(struct lesson *lesson)
{
	struct hashes all = { NULL, 0, 0 };
	static struct words words;

	for (size_t i = 0; i < lesson->count; i++) {
		read_words(&lesson->sentences[i], &words);
		features_of(&words, (struct span){ 0, words.count }, keep_hash, &all);
	}
	qsort(all.hash, all.count, sizeof(*all.hash), by_hash);
	for (size_t i = 0, end; i < all.count; i = end) {
		for (end = i + 1; end < all.count && all.hash[end] == all.hash[i]; end++)
			;
		if (end - i >= LEAST_COUNT)
			all.hash[lesson->known_count++] = all.hash[i];
	}
	lesson->known = all.hash;
}

static int number_of(const struct lesson *lesson, uint32_t hash)
{
	const uint32_t *at = bsearch(&hash, lesson->known, lesson->known_count, sizeof(hash), by_hash);

	return at ? (int)(at - lesson->known) + 1 : 0;
}

static struct feature_node *number_part(const struct lesson *lesson, const struct words *words,
					struct span span)
{
	struct hashes hashes = { NULL, 0, 0 };
	struct feature_node *features, *node;

	features_of(words, span, keep_hash, &hashes);
	qsort(hashes.hash, hashes.count, sizeof(*hashes.hash), by_hash);
	node = features = need(calloc(hashes.count + 2, sizeof(*node)));
	for (size_t i = 0; i < hashes.count; i++) {
		int number = number_of(lesson, hashes.hash[i]);

		if (number && node > features && node[-1].index == number)
			node[-1].value++;
		else if (number)
			*node++ = (struct feature_node){ number, 1 };
	}
	*node++ = (struct feature_node){ (int)lesson->known_count + 1, 1 }; /* the bias */
	node->index = -1;
	free(hashes.hash);
	return features;
}

static void number_sentence(const struct lesson *lesson, struct sentence *sentence)
{
	static struct words words;
	struct span spans[SPANS_MAX];

	read_words(sentence, &words);
	sentence->count = sentence->side == PRIES ? 1 : spans_of(&words, spans);
	spans[0] = (struct span){ 0, words.count };
	sentence->parts = need(calloc(sentence->count, sizeof(*sentence->parts)));
	for (size_t i = 0; i < sentence->count; i++)
		sentence->parts[i].features = number_part(lesson, &words, spans[i]);
	sentence->parts[0].times = sentence->times;
}

static void quiet(const char *text)
{
	(void)text;
}

/* Give each part as often as it counts; only counts them if x is NULL. */
static int give_examples(const struct lesson *lesson, struct feature_node **x, double *y)
{
	int count = 0;

	for (size_t i = 0; i < lesson->count; i++) {
		const struct sentence *sentence = &lesson->sentences[i];

		for (size_t part = 0; part < sentence->count; part++)
			for (int n = 0; n < sentence->parts[part].times; n++, count++)
				if (x) {
					x[count] = sentence->parts[part].features;
					y[count] = sentence->side;
				}
	}
	return count;
}

static struct model *learn_once(const struct lesson *lesson)
{
	struct parameter how = { .solver_type = L2R_LR, .eps = 0.001, .C = COST };
	struct problem what = { .n = (int)lesson->known_count + 1, .bias = -1 }; /* ours is a feature */
	struct model *model;

	what.l = give_examples(lesson, NULL, NULL);
	what.x = need(calloc((size_t)what.l, sizeof(*what.x)));
	what.y = need(calloc((size_t)what.l, sizeof(*what.y)));
	give_examples(lesson, what.x, what.y);
	model = need(train(&what, &how));
	free(what.x);
	free(what.y);
	return model;
}

/* Positive: it pries. */
static double weight_at(const struct model *model, size_t at)
{
	return model->label[0] == PRIES ? model->w[at] : -model->w[at];
}

static int32_t rounded(double weight)
{
	return (int32_t)lround(weight * WEIGHT_UNIT);
}

static double sum_of(const struct model *model, const struct feature_node *node)
{
	double sum = 0;

	for (; node->index > 0; node++)
		sum += weight_at(model, (size_t)node->index - 1) * node->value;
	return sum;
}

/* How many parts are on the wrong side; they count more from now on. */
static int correct(const struct model *model, struct sentence *sentence)
{
	int wrong = 0;

	for (size_t i = 0; i < sentence->count; i++) {
		struct part *part = &sentence->parts[i];

		if (sum_of(model, part->features) * sentence->side > MARGIN)
			continue;
		part->times += part->times ? part->times : 1;
		wrong++;
	}
	return wrong;
}

/* Learn until every sentence is on its side. */
static struct model *learn(struct lesson *lesson)
{
	for (int round = 1;; round++) {
		struct model *model = learn_once(lesson);
		int wrong = 0;

		for (size_t i = 0; i < lesson->count; i++) {
			struct sentence *sentence = &lesson->sentences[i];
			int missed = correct(model, sentence);

			if (missed && round == MOST_ROUNDS)
				fail("stands on both sides, or nearly", sentence->at, sentence->text);
			wrong += missed;
		}
		if (wrong == 0)
			return model;
		free_and_destroy_model(&model);
	}
}

static void print_table(const struct lesson *lesson, const struct model *model)
{
	printf("\n/* %zu sentences */\nstatic const struct weight weights_%s[] = {\n", lesson->count,
	       lesson->language);
	for (size_t i = 0; i < lesson->known_count; i++)
		if (rounded(weight_at(model, i)))
			printf("\t{ %uu, %d },\n", (unsigned)lesson->known[i],
			       (int)rounded(weight_at(model, i)));
	printf("};\n");
}

static void teach(struct lesson *lesson, int32_t *ret_bias)
{
	struct model *model;

	learn_features(lesson);
	for (size_t i = 0; i < lesson->count; i++)
		number_sentence(lesson, &lesson->sentences[i]);
	model = learn(lesson);
	print_table(lesson, model);
	*ret_bias = rounded(weight_at(model, lesson->known_count));
	free_and_destroy_model(&model);
}

int main(int argc, char **argv)
{
	int32_t bias[ARRAY_LEN(lessons)];
	const char *kind = NULL;

	for (int i = 1; i < argc; i++) {
		if (strchr(argv[i], '.'))
			read_file(kind ? kind : "", argv[i]);
		else
			kind = argv[i];
	}
	set_print_string_function(quiet);
	printf("/* Made by tools/weigh.c from the sentences in corpus/, bank/ and tests/unit/data/; changes "
	       "are lost. */\n"
	       "#include \"common/check_weights.h\"\n\n#include <stddef.h>\n");
	for (size_t i = 0; lessons[i].language[0]; i++)
		teach(&lessons[i], &bias[i]);
	printf("\nconst struct weights weights[] = {\n");
	for (size_t i = 0; lessons[i].language[0]; i++)
		printf("\t{ \"%s\", weights_%s, sizeof(weights_%s) / sizeof(weights_%s[0]), %d },\n",
		       lessons[i].language, lessons[i].language, lessons[i].language, lessons[i].language,
		       (int)bias[i]);
	printf("\t{ NULL, NULL, 0, 0 },\n};\n");
	return 0;
}
