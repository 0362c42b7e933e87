/*
 * The doctor as a candidate: what answers at the address that links begin with? Asked without a token, each
 * service refuses, and in its own words: whoever says something else is not greenroom.
 */
#include <string.h>

#include "common/str.h"
#include "ctl/doctor.h"
#include "ctl/doctor_call.h"

#define SITE     "site"
#define WAIT_MS  10000
#define BODY_MAX (64 * 1024)
#define NOBODY   "/api/session/00000000-0000-7000-8000-000000000000"
#define PROBLEM  "urn:greenroom:problem:"

static bool on_this_host(const char *url)
{
	const char *host = strstr(url, "://") + 3;

	return str_starts(host, "127.") || str_starts(host, "localhost") || str_starts(host, "[::1]");
}

/* Nothing came. From this host that need not mean anything: a firewall, a name that only others know. */
static void judge_silence(struct doctor *d, const char *detail)
{
	const char *url = d->ctl->config->site.base_url;

	if (on_this_host(url))
		doctor_find(d, FINDING_FAIL, SITE, "start nginx, or correct [site] base_url", "%s: %s", url,
			    detail);
	else
		doctor_find(d, FINDING_WARN, SITE,
			    "if candidates elsewhere can, all is well; else see name, firewall, certificate, "
			    "nginx",
			    "%s can't be reached from here: %s", url, detail);
}

/* true: nginx has our site there, and the other services are worth asking for. */
static bool judge_answer(struct doctor *d, const char *service, const struct doctor_call *call)
{
	const char *url = d->ctl->config->site.base_url;
	int status = call->head.status;
	bool ours = strstr(buf_text(&call->body), PROBLEM);

	if (ours && status == 401)
		doctor_find(d, FINDING_OK, SITE, NULL, "%s leads to %s", url, service);
	else if (ours && status == 503 && !d->database_up)
		doctor_find(d, FINDING_WARN, SITE, "mend MariaDB first", "%s answers 503 without MariaDB",
			    service);
	else if (ours && status >= 500)
		doctor_find(d, FINDING_FAIL, SITE,
			    "see that fastcgi_pass in the site names the sockets above, and that nginx may "
			    "use them "
			    "(group www-data)",
			    "%s: HTTP %d, nginx doesn't reach %s", url, status, service);
	else if (ours && status == 400)
		doctor_find(d, FINDING_FAIL, SITE, "write https into [site] base_url",
			    "%s: HTTP 400, the port wants TLS", url);
	else if (status >= 300 && status < 400)
		doctor_find(d, FINDING_FAIL, SITE,
			    "write the address that it redirects to into [site] base_url (https?)",
			    "%s: HTTP %d, a redirect", url, status);
	else if (ours)
		doctor_find(d, FINDING_FAIL, SITE, "see nginx' access log and that service's",
			    "%s: HTTP %d on the way to %s", url, status, service);
	else
		doctor_find(d, FINDING_FAIL, SITE,
			    "enable greenroom's site in nginx, and see its server_name and [site] base_url",
			    "%s: HTTP %d from something that is not greenroom", url, status);
	return ours && (status == 401 || status >= 500);
}

/* Is the site there? */
static bool knock(struct doctor *d, struct http *http, const char *service, const char *path)
{
	struct doctor_call call = { .body = BUF_INIT(BODY_MAX) };
	char url[400];
	struct ai_request req = { .url = url };
	bool there = false;
	enum err e;

	snprintf(url, sizeof(url), "%s" NOBODY "%s", d->ctl->config->site.base_url, path);
	e = doctor_call(http, &req, WAIT_MS, &call);
	if (e || call.result.failure)
		judge_silence(d, e ? err_name(e) : call.result.detail);
	else
		there = judge_answer(d, service, &call);
	buf_done(&call.body);
	return there;
}

void doctor_site(struct doctor *d)
{
	struct http_settings settings = { WAIT_MS, NULL, NULL };
	AUTO(http) struct http *http = NULL;
	bool there = true;

	if (http_new(&settings, &http))
		return;
	if (d->api_up)
		there = knock(d, http, "greenroom-api", "/now");
	if (there && d->stream_up)
		knock(d, http, "greenroom-stream", "/stream");
}
