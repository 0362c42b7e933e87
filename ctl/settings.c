/* `check-config`: is the configuration good? */
#include <stdio.h>

#include "common/js.h"
#include "ctl/handlers.h"

static enum err verdict_json(const char *path, const char *message, char **ret)
{
	struct js js = js_new();

	js_add_bool(&js, "ok", message == NULL);
	js_add_text(&js, "file", path);
	js_add_text(&js, "message", message);
	return js_take_text(&js, ret);
}

enum ctl_exit cmd_check_config(struct ctl *ctl, const struct args *args)
{
	const char *path = ctl->config_path ? ctl->config_path : CTL_DEFAULT_CONFIG;
	char message[CONFIG_MESSAGE_SIZE];
	enum err e = config_load(path, &ctl->config, message), built;
	const char *wrong = !e ? NULL : message[0] ? message : err_name(e);
	char *text = NULL;

	(void)args;
	if (wrong)
		ctl_say("%s", wrong);
	if (ctl->json) {
		built = verdict_json(path, wrong, &text);
		if (ctl_print_json(built, text) != CTL_OK)
			return CTL_FAILED;
	} else if (!wrong) {
		printf("ok: %s\n", path);
	}
	return wrong ? CTL_FAILED : CTL_OK;
}
