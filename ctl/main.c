/* greenroomctl, the administrator's tool. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/log.h"
#include "common/program.h"
#include "ctl/ctl.h"

/* Without --config the usual file counts if it is there, else the defaults do. */
static const char *config_path(const struct args *args)
{
	if (args->config)
		return args->config;
	return access(CTL_DEFAULT_CONFIG, F_OK) == 0 ? CTL_DEFAULT_CONFIG : NULL;
}

static bool open_config(struct ctl *ctl)
{
	char message[CONFIG_MESSAGE_SIZE];
	enum err e = config_load(ctl->config_path, &ctl->config, message);

	if (e)
		ctl_say("%s", message[0] ? message : err_name(e));
	return e == OK;
}

bool ctl_open_handles(struct ctl *ctl)
{
	ctl->db_settings = config_db(ctl->config);
	ctl->kv_settings = config_kv(ctl->config);
	ctl->db = db_new(&ctl->db_settings);
	ctl->kv = kv_new(&ctl->kv_settings);
	if (!ctl->db || !ctl->kv)
		ctl_say("out of memory");
	return ctl->db && ctl->kv;
}

static void ctl_done(struct ctl *ctl)
{
	db_free(ctl->db);
	kv_free(ctl->kv);
	config_free(ctl->config);
}

static enum ctl_exit print_config(struct ctl *ctl)
{
	if (!open_config(ctl))
		return CTL_FAILED;
	config_print(ctl->config, stdout);
	return CTL_OK;
}

static enum ctl_exit run(struct ctl *ctl, const struct args *args)
{
	if (args->help) {
		help_print(args->command);
		return CTL_OK;
	}
	if (args->version) {
		printf(CTL_NAME " %s\n", GREENROOM_VERSION);
		return CTL_OK;
	}
	if (args->print_config)
		return print_config(ctl);
	if (args->command->need == CTL_NEEDS_CONFIG && (!open_config(ctl) || !ctl_open_handles(ctl)))
		return CTL_FAILED;
	return args->command->run(ctl, args);
}

int main(int argc, char **argv)
{
	struct args args;
	struct ctl ctl = { 0 };
	enum ctl_exit status;

	log_start(CTL_NAME, LOG_LEVEL_ERROR);
	if (!args_parse(argc, argv, &args))
		return CTL_USAGE;
	ctl.config_path = config_path(&args);
	ctl.json = args.json;
	status = run(&ctl, &args);
	ctl_done(&ctl);
	if (fflush(stdout) != 0 || ferror(stdout)) {
		ctl_say("not all of the output could be written");
		status = CTL_FAILED;
	}
	return (int)status;
}
