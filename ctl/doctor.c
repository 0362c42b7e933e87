/* `doctor`: the frame, and what can be seen without asking anybody: settings, files, sockets. */
#include "ctl/doctor.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "common/js.h"
#include "common/str.h"
#include "ctl/handlers.h"
#include "daemon/bank.h"
#include "daemon/prompt.h"

#define SUBJECT_WIDTH 9
#define PATH_SIZE     320

static const char *const finding_names[] = {
	[FINDING_OK] = "ok", [FINDING_WARN] = "warn", [FINDING_FAIL] = "fail"
};

static void keep_finding(struct doctor *d, const char *const texts[4])
{
	static const char *const keys[4] = { "status", "check", "what", "todo" };
	struct json_object *val = NULL;
	struct js js = js_new();

	for (int i = 0; i < 4; i++)
		js_add_text(&js, keys[i], texts[i]);
	if (js_take(&js, &val) == OK)
		json_object_array_add(d->checks, val);
}

void doctor_find(struct doctor *d, enum finding finding, const char *subject, const char *todo,
		 const char *fmt, ...)
{
	char what[700];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	if (finding == FINDING_FAIL)
		d->failed = true;
	if (d->checks)
		keep_finding(d, (const char *const[4]){ finding_names[finding], subject, what, todo });
	else
		printf("%-4s  %-*s  %s%s%s\n", finding_names[finding], SUBJECT_WIDTH, subject, what,
		       todo ? " — " : "", todo ? todo : "");
}

/* A secret that others on this machine can read is none. */
static void examine_secret(struct doctor *d, const char *setting, const char *path)
{
	char *secret = NULL;
	struct stat st;
	enum err e;

	if (!path[0])
		return;
	e = config_secret(path, &secret);
	if (secret)
		explicit_bzero(secret, strlen(secret));
	free(secret);
	if (e)
		doctor_find(d, FINDING_FAIL, "config",
			    "write the secret into the first line and let the services' user read it",
			    "%s: %s %s", setting, path,
			    e == ERR_NOTFOUND ? "can't be read" : "is empty or no text");
	else if (stat(path, &st) == 0 && st.st_mode & S_IROTH)
		doctor_find(d, FINDING_WARN, "config", "chmod 0640 it", "%s: everybody can read %s", setting,
			    path);
}

static void examine_settings(struct doctor *d, const struct config *c)
{
	if (str_starts(c->site.base_url, "http://") && !str_starts(c->site.base_url, "http://127.") &&
	    !str_starts(c->site.base_url, "http://localhost") &&
	    !str_starts(c->site.base_url, "http://[::1]"))
		doctor_find(d, FINDING_WARN, "config",
			    "serve the site over https and say so in [site] base_url",
			    "links are %s: tokens travel in the clear", c->site.base_url);
	if (c->generation.renew_s * 3 > c->generation.lease_s)
		doctor_find(d, FINDING_WARN, "config", "set generation.renew to a third of generation.lease",
			    "leases of %llds are renewed only each %llds", (long long)c->generation.lease_s,
			    (long long)c->generation.renew_s);
	if (c->ai.first_content_ms > c->generation.deadline_s * 1000)
		doctor_find(d, FINDING_WARN, "config",
			    "set ai.first_content_ms well below generation.deadline",
			    "the AI may be silent for longer than a generation may take");
	examine_secret(d, "database.password_file", c->database_password_file);
	if (strcmp(c->ai.provider, "bank") != 0)
		examine_secret(d, "ai.key_file", c->ai.key_file);
	if (strcmp(c->speech.provider, "none") != 0)
		examine_secret(d, "speech.key_file", c->speech.key_file);
}

static bool examine_config(struct doctor *d)
{
	struct ctl *ctl = d->ctl;
	char message[CONFIG_MESSAGE_SIZE];
	enum err e = config_load(ctl->config_path, &ctl->config, message);

	if (e) {
		doctor_find(d, FINDING_FAIL, "config", "mend the file; nothing else can be examined before",
			    "%s", message[0] ? message : err_name(e));
		return false;
	}
	if (ctl->config_path)
		doctor_find(d, FINDING_OK, "config", NULL, "%s", ctl->config_path);
	else
		doctor_find(d, FINDING_WARN, "config", "write one, or name it with --config",
			    "there is no " CTL_DEFAULT_CONFIG "; the defaults count");
	examine_settings(d, ctl->config);
	return true;
}

void doctor_share(struct doctor *d)
{
	const char *share = d->ctl->config->share_dir,
		   *todo = "install greenroom's share folder, or correct [paths] share";
	AUTO(prompt_set) struct prompt_set *prompts = NULL;
	AUTO(bank) struct bank *bank = NULL;
	char path[PATH_SIZE], message[200] = "";
	bool good = true;

	snprintf(path, sizeof(path), "%s/page/index.html", share);
	if (access(path, R_OK) != 0) {
		doctor_find(d, FINDING_FAIL, "share", todo, "%s: %s", path, strerror(errno));
		good = false;
	}
	snprintf(path, sizeof(path), "%s/bank", share);
	if (bank_load(path, &bank, message)) {
		doctor_find(d, FINDING_FAIL, "share", todo, "the question bank in %s: %s", path,
			    message[0] ? message : "not there");
		good = false;
	}
	snprintf(path, sizeof(path), "%s/prompts", share);
	if (prompt_load(path, &prompts, message)) {
		doctor_find(d, FINDING_FAIL, "share", todo, "the prompts in %s: %s", path,
			    message[0] ? message : "not there");
		good = false;
	}
	if (good)
		doctor_find(d, FINDING_OK, "share", NULL, "page, prompts and question bank in %s", share);
}

static int try_connect(const char *path)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), error = 0;

	if (fd < 0)
		return errno;
	snprintf(addr.sun_path, sizeof(addr.sun_path), "%s", path);
	if (connect(fd, (struct sockaddr *)&addr, sizeof(addr)) != 0)
		error = errno;
	close(fd);
	return error;
}

static void examine_socket(struct doctor *d, const char *service, const char *path)
{
	char todo[200];
	struct stat st;
	int error = try_connect(path);

	snprintf(todo, sizeof(todo),
		 error == EACCES ? "run the doctor as root or as a member of the socket's group"
				 : "start %s and see its log",
		 service);
	if (error)
		doctor_find(d, FINDING_FAIL, "socket", todo, "%s at %s: %s", service, path, strerror(error));
	else if (stat(path, &st) == 0 && st.st_mode & S_IWOTH)
		doctor_find(d, FINDING_WARN, "socket", "chmod 0660 it, group nginx's (www-data)",
			    "%s at %s: everybody may talk to it, past nginx", service, path);
	else
		doctor_find(d, FINDING_OK, "socket", NULL, "%s accepts at %s", service, path);
}

void doctor_sockets(struct doctor *d)
{
	examine_socket(d, "greenroom-api", d->ctl->config->api.socket);
	examine_socket(d, "greenroom-stream", d->ctl->config->stream.socket);
}

static enum ctl_exit report_json(struct doctor *d)
{
	struct js js = js_new();
	char *text = NULL;
	enum err e;

	js_add_bool(&js, "ok", !d->failed);
	js_add(&js, "checks", json_object_get(d->checks));
	e = js_take_text(&js, &text);
	return ctl_print_json(e, text);
}

enum ctl_exit cmd_doctor(struct ctl *ctl, const struct args *args)
{
	AUTO(json) struct json_object *checks = ctl->json ? json_object_new_array() : NULL;
	struct doctor d = { .ctl = ctl, .checks = checks };

	(void)args;
	if (ctl->json && !checks) {
		ctl_say("out of memory");
		return CTL_FAILED;
	}
	if (examine_config(&d) && ctl_open_handles(ctl)) {
		doctor_mariadb(&d);
		doctor_redis(&d);
		doctor_share(&d);
		doctor_sockets(&d);
		doctor_generator(&d);
		doctor_ai(&d);
		doctor_speech(&d);
	}
	if (ctl->json && report_json(&d) != CTL_OK)
		return CTL_FAILED;
	return d.failed ? CTL_FAILED : CTL_OK;
}
