#include "ctl/doctor_models.h"

#include <stdio.h>
#include <string.h>

#include "common/config.h"
#include "common/http_head.h"
#include "common/js.h"
#include "ctl/doctor_call.h"

#define BODY_MAX    (1024 * 1024) /* some servers list hundreds, each with a page of properties */
#define MODELS_MAX  10000
#define ID_MAX      200
#define WAIT_MS     10000
#define NAMES_SHOWN 6

static void add_name(struct doctor_models *models, const char *id)
{
	size_t n = strlen(models->names);

	if (models->count > NAMES_SHOWN || n + strlen(id) + 8 > sizeof(models->names))
		return;
	if (models->count == NAMES_SHOWN)
		id = "...";
	snprintf(models->names + n, sizeof(models->names) - n, "%s", n ? ", " : "");
	n = strlen(models->names);
	http_printable(models->names + n, sizeof(models->names) - n, id);
}

/* {"data": [{"id": "..."}]}, as OpenAI and Anthropic have it, and whoever is compatible. */
static void read_list(const struct json_object *obj, const char *wanted, struct doctor_models *ret)
{
	struct json_object *list = NULL;

	if (js_array(obj, "data", MODELS_MAX, &list))
		return;
	for (size_t i = 0; i < json_object_array_length(list); i++) {
		const char *id;

		if (js_text(json_object_array_get_idx(list, i), "id", ID_MAX, &id))
			continue;
		add_name(ret, id);
		ret->count++;
		ret->has_ours = ret->has_ours || strcmp(id, wanted) == 0;
	}
}

void doctor_models(struct http *http, const struct provider *provider, const struct ai_settings *ai,
		   const char *key, struct doctor_models *ret)
{
	AUTO(ai_request) struct ai_request req = { 0 };
	AUTO(json) struct json_object *obj = NULL;
	struct doctor_call call = { .body = BUF_INIT(BODY_MAX) };
	enum err e = ai_request_models(provider, ai, key, &req);

	*ret = (struct doctor_models){ 0 };
	if (!e)
		e = doctor_call(http, &req, WAIT_MS, &call);
	if (!e && call.head.status == 200)
		e = js_parse(buf_text(&call.body), call.body.len, BODY_MAX, &obj);
	if (!e && obj)
		read_list(obj, *ai->model ? ai->model : provider->default_model, ret);
	buf_done(&call.body);
}
