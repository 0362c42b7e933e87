#include "daemon/speech_wire.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "daemon/provider_parts.h"

#define DEFAULT_BASE_URL "https://api.openai.com/v1"

static enum err body_text(const struct speech_settings *settings, const char *text, char **ret)
{
	struct js body = js_new();

	js_add_text(&body, "model", settings->model);
	js_add_text(&body, "input", text);
	js_add_text(&body, "voice", settings->voice);
	js_add_text(&body, "response_format", settings->format);
	if (settings->instructions[0])
		js_add_text(&body, "instructions", settings->instructions);
	return js_take_text(&body, ret);
}

enum err speech_request(const struct speech_settings *settings, const char *key, const char *text,
			struct ai_request *ret)
{
	AUTO(ai_request) struct ai_request req = { 0 };
	enum err e = ai_url(settings->base_url, DEFAULT_BASE_URL, false, "/audio/speech", &req.url);

	if (!e)
		e = ai_add_header(&req, "Content-Type", "application/json");
	if (!e)
		e = ai_add_header(&req, "Accept", "audio/*");
	if (!e && key)
		e = ai_add_bearer(&req, key);
	if (!e)
		e = body_text(settings, text, &req.body);
	if (!e)
		ai_request_give(&req, ret);
	return e;
}

/* What servers call the formats, and what browsers do. */
static const struct {
	const char *said, *meant;
} media_types[] = {
	{ "audio/mpeg", "audio/mpeg" },    { "audio/mp3", "audio/mpeg" },  { "audio/mpeg3", "audio/mpeg" },
	{ "audio/ogg", "audio/ogg" },      { "audio/opus", "audio/ogg" },  { "audio/aac", "audio/aac" },
	{ "audio/x-aac", "audio/aac" },    { "audio/flac", "audio/flac" }, { "audio/x-flac", "audio/flac" },
	{ "audio/wav", "audio/wav" },      { "audio/x-wav", "audio/wav" }, { "audio/wave", "audio/wav" },
	{ "audio/vnd.wave", "audio/wav" }, { "audio/webm", "audio/webm" },
};

/* The type that will be served; NULL: none that we would. Parameters don't matter. */
static const char *media_type(const char *content_type)
{
	size_t n = strcspn(content_type, "; \t");

	for (size_t i = 0; i < ARRAY_LEN(media_types); i++)
		if (strlen(media_types[i].said) == n &&
		    strncasecmp(media_types[i].said, content_type, n) == 0)
			return media_types[i].meant;
	return NULL;
}

static struct speech_result refused(const struct speech_answer *answer)
{
	struct ai_result result = ai_result_new();
	struct speech_result ret;

	ai_http_failure(answer->head->status, answer->body, &result);
	ret = (struct speech_result){ .failure = result.failure };
	memcpy(ret.detail, result.detail, sizeof(ret.detail));
	return ret;
}

struct speech_result speech_judge(const struct speech_answer *answer)
{
	struct speech_result ret = { .failure = FAILURE_NONE };
	char type[81] = "";

	if (answer->head->status != 200)
		return refused(answer);
	ret.media_type = media_type(answer->head->content_type);
	ai_copy(type, sizeof(type), answer->head->content_type);
	if (!ret.media_type)
		snprintf(ret.detail, sizeof(ret.detail), "the answer is no audio that browsers play: %s",
			 type[0] ? type : "no media type");
	else if (answer->size == 0)
		snprintf(ret.detail, sizeof(ret.detail), "the answer is empty");
	if (ret.detail[0])
		ret.failure = FAILURE_INVALID_OUTPUT;
	return ret;
}

const char *speech_mend(enum failure failure)
{
	switch (failure) {
	case FAILURE_CONNECT:
		return "check speech.base_url, ai.proxy, ai.ca_file, name resolution and the firewall";
	case FAILURE_AUTH:
		return "check the key in speech.key_file, and whether its account may use speech.model";
	case FAILURE_REQUEST:
		return "check speech.base_url, model, voice, format and instructions: the server refuses the "
		       "request";
	case FAILURE_INVALID_OUTPUT:
		return "check speech.base_url and format: the server's answer can't be played";
	case FAILURE_DEADLINE:
	case FAILURE_TRUNCATED:
		return NULL;
	case FAILURE_NONE:
	case FAILURE_TIMEOUT:
	case FAILURE_SERVER:
	case FAILURE_RATE_LIMITED:
	case FAILURE_QUOTA:
	case FAILURE_REFUSED:
	case FAILURE_LOST:
	case FAILURE_INTERNAL:
	case FAILURE__COUNT:
		break;
	}
	return failure_info(failure)->mend;
}
