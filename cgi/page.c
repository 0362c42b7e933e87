#include "cgi/page.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cgi/template.h"
#include "common/ids.h"
#include "common/js.h"
#include "common/str.h"

#define FILE_MAX      (256u << 10) /* bytes of one page file */
#define LANGUAGES_MAX 32

struct language {
	char code[9]; /* primary subtag, "en" */
	struct texts texts;
	char *script_json; /* all texts, for the script */
};

struct page {
	char *index;
	char *asides[PAGE_ASIDE__COUNT]; /* pages without a session */
	char version[13];                /* of everything static, so that it can be cached for ever */
	struct language languages[LANGUAGES_MAX];
	size_t language_count;
};

static const struct {
	const char *file, *screen;
} asides[] = {
	[PAGE_DEAD] = { "dead.html", "DEAD" },
	[PAGE_AWAY] = { "away.html", "AWAY" },
};
_Static_assert(ARRAY_LEN(asides) == PAGE_ASIDE__COUNT, "one row per page");

/* load */

static enum err read_file(const char *path, char **ret, size_t *ret_len)
{
	AUTO(buf) struct buf text = BUF_INIT(FILE_MAX);
	FILE *file = fopen(path, "re");
	char chunk[4096];
	size_t n;

	if (!file)
		return ERR_NOTFOUND;
	while ((n = fread(chunk, 1, sizeof(chunk), file)) > 0)
		buf_put(&text, chunk, n);
	if (ferror(file))
		text.err = ERR_INPUT;
	fclose(file);
	return buf_take(&text, ret, ret_len);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct var *)a)->name, ((const struct var *)b)->name);
}

static void texts_done(struct texts *texts)
{
	for (size_t i = 0; i < texts->count; i++) {
		free((void *)(uintptr_t)texts->rows[i].name);
		free((void *)(uintptr_t)texts->rows[i].value);
	}
	free(texts->rows);
	*texts = (struct texts){ 0 };
}

/* A flat object of strings, sorted by key. */
static enum err texts_of(struct json_object *obj, struct texts *ret)
{
	struct texts texts = { 0 };

	if (!json_object_is_type(obj, json_type_object))
		return ERR_INPUT;
	texts.rows = calloc((size_t)json_object_object_length(obj) + 1, sizeof(*texts.rows));
	if (!texts.rows)
		return ERR_NOMEM;
	json_object_object_foreach (obj, key, val) {
		struct var *row = &texts.rows[texts.count++];

		row->name = strdup(key);
		row->value = json_object_is_type(val, json_type_string) ? strdup(json_object_get_string(val))
									: NULL;
		if (!row->name || !row->value) {
			texts_done(&texts);
			return ERR_INPUT;
		}
	}
	qsort(texts.rows, texts.count, sizeof(*texts.rows), by_name);
	*ret = texts;
	return OK;
}

static enum err language_of(const char *code, const char *text, size_t n, struct language *ret)
{
	AUTO(json) struct json_object *obj = NULL;
	AUTO(buf) struct buf script = BUF_INIT(4 * FILE_MAX);
	enum err e = js_parse(text, n, FILE_MAX, &obj);
	char *json = NULL;

	snprintf(ret->code, sizeof(ret->code), "%s", code);
	if (!e)
		e = js_write(obj, &json);
	if (!e)
		template_script_json(&script, json);
	free(json);
	if (!e)
		e = buf_take(&script, &ret->script_json, NULL);
	return e ? e : texts_of(obj, &ret->texts);
}

static enum err load_language(struct page *page, const char *folder, const char *name)
{
	struct language *language = &page->languages[page->language_count];
	char path[600], code[9], *text = NULL;
	size_t n = strlen(name), len = 0;
	enum err e;

	if (n < 7 || n > 13 || strcmp(name + n - 5, ".json") != 0)
		return OK; /* not one of ours */
	if (page->language_count == LANGUAGES_MAX)
		return ERR_LIMIT;
	snprintf(code, sizeof(code), "%.*s", (int)(n - 5), name);
	snprintf(path, sizeof(path), "%.500s/%.20s", folder, name);
	e = read_file(path, &text, &len);
	page->language_count++;
	if (!e)
		e = language_of(code, text, len, language);
	free(text);
	return e;
}

static enum err load_languages(struct page *page, const char *folder, char message[CONFIG_MESSAGE_SIZE])
{
	DIR *dir = opendir(folder);
	struct dirent *entry;
	enum err e = OK;

	if (!dir) {
		snprintf(message, CONFIG_MESSAGE_SIZE, "%.300s: can't be read", folder);
		return ERR_NOTFOUND;
	}
	while (!e && (entry = readdir(dir))) {
		e = load_language(page, folder, entry->d_name);
		if (e)
			snprintf(message, CONFIG_MESSAGE_SIZE, "%.200s/%.60s: not a JSON object of texts",
				 folder, entry->d_name);
	}
	closedir(dir);
	return e;
}

static int is_asset(const struct dirent *entry)
{
	const char *dot = strrchr(entry->d_name, '.');

	return dot && (strcmp(dot, ".css") == 0 || strcmp(dot, ".js") == 0 || strcmp(dot, ".svg") == 0);
}

static enum err append_file(struct buf *all, const char *folder, const char *name)
{
	char path[600], *text = NULL;
	size_t n = 0;
	enum err e;

	snprintf(path, sizeof(path), "%.300s/%.255s", folder, name);
	e = read_file(path, &text, &n);
	if (!e)
		buf_put(all, text, n);
	free(text);
	return e;
}

static int by_file_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

/* The version of the static files is a hash over what the browser may keep. */
static enum err hash_assets(struct page *page, const char *folder, char message[CONFIG_MESSAGE_SIZE])
{
	AUTO(buf) struct buf all = BUF_INIT(8 * FILE_MAX);
	char digest[2 * DIGEST_LEN + 1];
	struct dirent **entries = NULL;
	int n = scandir(folder, &entries, is_asset, by_file_name);
	enum err e = n > 0 ? OK : ERR_NOTFOUND;

	for (int i = 0; i < n; i++) {
		if (!e)
			e = append_file(&all, folder, entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
	if (!e)
		e = all.err ? all.err : digest_hex(buf_text(&all), all.len, digest);
	if (e)
		snprintf(message, CONFIG_MESSAGE_SIZE, "%.300s: its css, js and svg files can't be read",
			 folder);
	else
		snprintf(page->version, sizeof(page->version), "%.12s", digest);
	return e;
}

static const struct language *find_language(const struct page *page, const char *tag, size_t len)
{
	for (size_t i = 0; i < page->language_count; i++)
		if (strlen(page->languages[i].code) == len &&
		    strncasecmp(page->languages[i].code, tag, len) == 0)
			return &page->languages[i];
	return NULL;
}

enum err page_load(const char *share_dir, struct page **ret, char ret_message[CONFIG_MESSAGE_SIZE])
{
	AUTO(page) struct page *page = calloc(1, sizeof(*page));
	char folder[300], path[600];
	enum err e;

	if (!page)
		return ERR_NOMEM;
	ret_message[0] = '\0';
	snprintf(folder, sizeof(folder), "%s/page", share_dir);
	snprintf(path, sizeof(path), "%s/index.html", folder);
	e = read_file(path, &page->index, NULL);
	for (int i = 0; !e && i < PAGE_ASIDE__COUNT; i++) {
		snprintf(path, sizeof(path), "%s/%s", folder, asides[i].file);
		e = read_file(path, &page->asides[i], NULL);
	}
	if (e) {
		snprintf(ret_message, CONFIG_MESSAGE_SIZE,
			 "%.300s: can't be read; paths.share names its folder", path);
		return e;
	}
	e = hash_assets(page, folder, ret_message);
	if (e)
		return e;
	snprintf(path, sizeof(path), "%s/text", folder);
	e = load_languages(page, path, ret_message);
	if (!e && !find_language(page, "en", 2)) {
		snprintf(ret_message, CONFIG_MESSAGE_SIZE, "%.300s: holds no en.json", path);
		e = ERR_NOTFOUND;
	}
	if (!e)
		*ret = TAKE(page);
	return e;
}

void page_free(struct page *page)
{
	if (!page)
		return;
	for (size_t i = 0; i < page->language_count; i++) {
		texts_done(&page->languages[i].texts);
		free(page->languages[i].script_json);
	}
	free(page->index);
	for (int i = 0; i < PAGE_ASIDE__COUNT; i++)
		free(page->asides[i]);
	free(page);
}

/* render */

/* The browser's languages in the order it names them (RFC 9110 section 12.5.4; weights hardly ever say
 * otherwise). */
static const struct language *accepted(const struct page *page, const char *header)
{
	const struct language *found = NULL;

	while (!found && *header) {
		header += strspn(header, ", \t");
		found = find_language(page, header, strcspn(header, "-;, \t"));
		header += strcspn(header, ",");
	}
	return found;
}

static const struct language *choose(const struct page *page, const struct page_input *in)
{
	const char *wanted = in->facts ? in->facts->session.language : "";
	const struct language *found = find_language(page, wanted, strcspn(wanted, "-"));

	if (!found)
		found = accepted(page, in->accept_language);
	return found ? found : find_language(page, "en", 2);
}

static const char *direction(const char *code)
{
	static const char *const rtl[] = { "ar", "fa", "he", "ur", "ps", "yi", "dv", "sd", "ckb" };

	for (size_t i = 0; i < ARRAY_LEN(rtl); i++)
		if (strcmp(rtl[i], code) == 0)
			return "rtl";
	return "ltr";
}

/* Values that need memory of their own while a page is rendered. */
struct scratch {
	const char *screen;
	char number[12], count[12], minutes[12], generation[12], slow_after[24];
	char reference[PROJECTION_REFERENCE_SIZE];
	struct buf projection;
};

static const char *yes(bool on)
{
	return on ? "true" : "false";
}

static enum err render(const struct page *page, const struct page_input *in, const char *source,
		       const struct language *language, struct scratch *s, struct buf *out)
{
	static const struct facts nobody;
	const struct facts *f = in->facts ? in->facts : &nobody;
	const struct site_settings *site = &in->config->site;
	int retries = (int)in->config->generation.candidate_retries;
	const struct var vars[] = {
		{ "lang", language->code },
		{ "dir", direction(language->code) },
		{ "screen", s->screen },
		{ "sessionId", f->session.session_id },
		{ "role", f->session.target_role },
		{ "number", s->number },
		{ "count", s->count },
		{ "minutes", s->minutes },
		{ "questionText", f->question.text },
		{ "language", f->session.language }, /* of the question; the page's own is lang */
		{ "tailored", yes(f->question.tailored) },
		{ "questionId", f->question.question_id },
		{ "category", f->question.category },
		{ "competency", f->question.competency },
		{ "message", projection_message(f, retries) },
		{ "reference", s->reference },
		{ "canRetry", yes(session_can_retry(&f->session, retries)) },
		{ "generation", s->generation },
		{ "slowAfterMs", s->slow_after },
		{ "sender", site->sender_name },
		{ "senderLogo", site->sender_logo },
		{ "contact", site->contact },
		{ "privacyUrl", site->privacy_url },
		{ "assetVersion", page->version },
		{ "projection", buf_text(&s->projection) },
		{ "texts", language->script_json },
		{ NULL, NULL },
	};
	const struct template_input input = { vars, &language->texts };

	return template_render(source, &input, out);
}

static void fill_scratch(const struct facts *f, int64_t slow_after_s, struct scratch *s)
{
	int count = f->set_complete && f->questions_stored ? f->questions_stored
							   : f->session.questions_planned;

	s->screen = projection_screen(f);
	projection_reference(f, s->reference);
	snprintf(s->slow_after, sizeof(s->slow_after), "%" PRId64, slow_after_s * 1000);
	snprintf(s->number, sizeof(s->number), "%d", f->session.current_question_index + 1);
	snprintf(s->count, sizeof(s->count), "%d", count);
	snprintf(s->minutes, sizeof(s->minutes), "%d", 3 * f->session.questions_planned);
	snprintf(s->generation, sizeof(s->generation), "%d", f->session.generation);
}

enum err page_render(const struct page *page, const struct page_input *in, struct buf *out,
		     const char **ret_language)
{
	struct scratch scratch = { .projection = BUF_INIT(FILE_MAX) };
	const struct language *language = choose(page, in);
	char *json = NULL, etag[PROJECTION_ETAG_SIZE];
	enum err e = projection_write(in->facts, (int)in->config->generation.candidate_retries, &json, etag);

	if (!e) {
		template_script_json(&scratch.projection, json);
		fill_scratch(in->facts, in->config->generation.slow_after_s, &scratch);
		e = render(page, in, page->index, language, &scratch, out);
	}
	if (!e)
		*ret_language = language->code;
	free(json);
	buf_done(&scratch.projection);
	return e;
}

enum err page_render_aside(const struct page *page, enum page_aside aside, const struct page_input *in,
			   struct buf *out, const char **ret_language)
{
	struct page_input nobody = { in->config, NULL, in->accept_language };
	const struct language *language = choose(page, &nobody);
	struct scratch scratch = { .screen = asides[aside].screen };
	enum err e = render(page, &nobody, page->asides[aside], language, &scratch, out);

	if (!e)
		*ret_language = language->code;
	return e;
}
