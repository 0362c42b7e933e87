/* `doctor`: the frame, and what can be seen without asking anybody: settings and files. */
#include "ctl/doctor.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/js.h"
#include "common/str.h"
#include "ctl/handlers.h"
#include "daemon/bank.h"
#include "daemon/prompt.h"

#define SUBJECT_WIDTH 9
#define PATH_SIZE     320

/* A thread that finds MariaDB hanging may wait twice, for a connection and for an answer. That has to fit
 * into the units' WatchdogSec=30s. */
#define DATABASE_PATIENCE_MS 10000

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

bool doctor_secret(const char *path, char **ret)
{
	return !path[0] || config_secret(path, ret) == OK;
}

/* A secret that others on this machine can read is none. path: as the setting has it. */
static void examine_secret(struct doctor *d, const char *setting, const char *path)
{
	char full[CONFIG_SECRET_PATH_SIZE];
	char *secret = NULL;
	const char *todo;
	struct stat st;

	config_secret_path(path, full);
	todo = strcmp(path, full) == 0 ? "write the secret into its first line, readable for us"
				       : "write the secret into the file that LoadCredential= of "
					 "greenroom-generator names, and restart that";
	if (!doctor_secret(path, &secret))
		doctor_find(d, FINDING_FAIL, "config", todo, "%s: %s %s", setting, full,
			    access(full, R_OK) == 0 ? "is empty or no text" : strerror(errno));
	else if (secret && stat(full, &st) == 0 && st.st_mode & S_IROTH)
		doctor_find(d, FINDING_FAIL, "config", "chmod o= it, then have the provider make a new one",
			    "%s: everybody on this host can read %s", setting, full);
	if (secret)
		explicit_bzero(secret, strlen(secret));
	free(secret);
}

static bool is_loopback(const char *url)
{
	return str_starts(url, "http://127.") || str_starts(url, "http://localhost") ||
	       str_starts(url, "http://[::1]");
}

static void examine_times(struct doctor *d, const struct config *c)
{
	if (c->generation.renew_s * 3 > c->generation.lease_s)
		doctor_find(d, FINDING_WARN, "config", "set generation.renew to a third of generation.lease",
			    "leases of %llds are renewed only each %llds", (long long)c->generation.lease_s,
			    (long long)c->generation.renew_s);
	if (c->ai.first_content_ms > c->generation.deadline_s * 1000)
		doctor_find(d, FINDING_WARN, "config",
			    "set ai.first_content_ms well below generation.deadline",
			    "the AI may be silent for longer than a generation may take");
	if (c->database_timeout_ms > DATABASE_PATIENCE_MS)
		doctor_find(d, FINDING_WARN, "config",
			    "set database.timeout_ms to 10000 or less, or raise WatchdogSec=",
			    "a MariaDB that hangs is waited for %llds at a time, and the services' watchdog "
			    "bites after 30s",
			    (long long)c->database_timeout_ms / 1000);
}

static void examine_settings(struct doctor *d, const struct config *c)
{
	bool asks = strcmp(c->ai.provider, "bank") != 0, speaks = strcmp(c->speech.provider, "none") != 0;

	if (str_starts(c->site.base_url, "http://") && !is_loopback(c->site.base_url))
		doctor_find(d, FINDING_FAIL, "config",
			    "serve the site over https and say so in [site] base_url",
			    "links are %s: tokens travel in the clear", c->site.base_url);
	if (asks && !c->ai.base_url[0] && !c->ai.key_file[0])
		doctor_find(d, FINDING_FAIL, "config",
			    "put the key into a file that only we can read, and name it in [ai] key_file",
			    "%s wants a key, and ai.key_file is empty", c->ai.provider);
	examine_times(d, c);
	if (c->database_password_file[0])
		examine_secret(d, "database.password_file", c->database_password_file);
	if (asks && c->ai.key_file[0])
		examine_secret(d, "ai.key_file", c->ai.key_file);
	if (speaks && c->speech.key_file[0])
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

	if (access(share, R_OK | X_OK) != 0) {
		doctor_find(d, FINDING_FAIL, "share", todo, "%s: %s", share, strerror(errno));
		return;
	}
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

/* The generator's secrets, where systemd shows them to its user and to root as long as it runs. */
static void look_where_the_generator_does(void)
{
	setenv("CREDENTIALS_DIRECTORY", "/run/credentials/greenroom-generator.service", 0);
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
	look_where_the_generator_does();
	if (examine_config(&d) && ctl_open_handles(ctl)) {
		doctor_mariadb(&d);
		doctor_redis(&d);
		doctor_share(&d);
		doctor_sockets(&d);
		doctor_generator(&d);
		doctor_site(&d);
		doctor_ai(&d);
		doctor_speech(&d);
	}
	if (ctl->json && report_json(&d) != CTL_OK)
		return CTL_FAILED;
	return d.failed ? CTL_FAILED : CTL_OK;
}
