/* GET /healthz and /readyz, on the local listener: is the process up, do its dependencies answer? */
#include "cgi/app.h"
#include "common/js.h"

#include <stdlib.h>

enum err healthz_get(struct app *app, struct req *req, struct resp *resp)
{
	(void)app;
	(void)req;
	resp_json(resp, 200, "{\"status\":\"up\"}");
	return OK;
}

/* Without MariaDB nothing works: not ready. Without Redis everything works, slower: ready, and said. */
enum err readyz_get(struct app *app, struct req *req, struct resp *resp)
{
	bool database = db_ping(app->db) == OK, redis = kv_ping(app->kv) == OK;
	struct js js = js_new();
	char *json = NULL;
	enum err e;

	(void)req;
	js_add_text(&js, "status", !database ? "unavailable" : redis ? "ready" : "degraded");
	js_add_text(&js, "database", database ? "up" : "down");
	js_add_text(&js, "redis", redis ? "up" : "down");
	e = js_take_text(&js, &json);
	if (e)
		return e;
	resp_json(resp, database ? 200 : 503, json);
	if (!database)
		resp_header(resp, "Retry-After", "2");
	free(json);
	return OK;
}
