/* The command line: which command, its options and its operand. Options may stand anywhere behind the
 * command; those that every command has, before it as well. */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "common/str.h"
#include "ctl/ctl.h"

struct cursor {
	int argc, at;
	char **argv;
};

/* How many of the words of a command the arguments from here on spell out. */
static int words_matched(const struct cursor *c, const char *words, int *ret_count)
{
	int matched = 0, count = 0;

	for (const char *w = words; *w; w += strcspn(w, " "), w += *w == ' ') {
		size_t n = strcspn(w, " ");
		const char *arg = c->at + count < c->argc ? c->argv[c->at + count] : "";

		if (matched == count && strlen(arg) == n && strncmp(arg, w, n) == 0)
			matched++;
		count++;
	}
	*ret_count = count;
	return matched;
}

/* "session" alone, "session foo" or "foo": name the commands that begin so, if there are any. */
static void say_unknown(const struct cursor *c)
{
	char known[400] = "";
	size_t used = 0;
	int count;

	for (int i = 0; i < command_count && used < sizeof(known); i++)
		if (words_matched(c, commands[i].words, &count) > 0)
			used += (size_t)snprintf(known + used, sizeof(known) - used, "%s%s", used ? ", " : "",
						 commands[i].words);
	if (known[0] && c->at + 1 < c->argc && c->argv[c->at + 1][0] != '-')
		ctl_say("there is no command '%s %s': there is %s", c->argv[c->at], c->argv[c->at + 1],
			known);
	else if (known[0])
		ctl_say("'%s' needs one more word: there is %s", c->argv[c->at], known);
	else
		ctl_say("there is no command '%s': " CTL_NAME " --help lists them", c->argv[c->at]);
}

static bool take_command(struct cursor *c, struct args *ret)
{
	for (int i = 0; i < command_count; i++) {
		int count;

		if (words_matched(c, commands[i].words, &count) < count)
			continue;
		ret->command = &commands[i];
		c->at += count;
		return true;
	}
	say_unknown(c);
	return false;
}

/* The value of the option at the cursor: behind its '=', or the next argument. NULL: a message was printed.
 */
static const char *take_value(struct cursor *c, const char *name)
{
	const char *equals = strchr(c->argv[c->at], '=');

	c->at++;
	if (equals)
		return equals + 1;
	if (c->at < c->argc)
		return c->argv[c->at++];
	ctl_say("--%s needs a value", name);
	return NULL;
}

/* Is the argument --name or --name=...? */
static bool names(const char *arg, const char *name)
{
	size_t n = strlen(name);

	return str_starts(arg, "--") && strncmp(arg + 2, name, n) == 0 &&
	       (arg[2 + n] == '\0' || arg[2 + n] == '=');
}

/* Options that every command has. *ret_known: it was one of them. false: a message was printed. */
static bool take_common(struct cursor *c, struct args *ret, bool *ret_known)
{
	const struct {
		const char *name, *brief;
		bool *flag;
	} flags[] = { { "--json", "", &ret->json },
		      { "--help", "-h", &ret->help },
		      { "--version", "-V", &ret->version },
		      { "--print-config", "", &ret->print_config } };
	const char *arg = c->argv[c->at];

	*ret_known = true;
	for (size_t i = 0; i < ARRAY_LEN(flags); i++) {
		if (strcmp(arg, flags[i].name) == 0 || strcmp(arg, flags[i].brief) == 0) {
			*flags[i].flag = true;
			c->at++;
			return true;
		}
	}
	if (names(arg, "config") || strcmp(arg, "-c") == 0) {
		ret->config = take_value(c, "config");
		return ret->config != NULL;
	}
	*ret_known = false;
	return true;
}

static bool take_option(struct cursor *c, struct args *ret)
{
	const struct ctl_option *options = ret->command ? ret->command->options : NULL;
	const char *arg = c->argv[c->at];

	for (int i = 0; options && options[i].name; i++) {
		if (!names(arg, options[i].name))
			continue;
		if (ret->values[i]) {
			ctl_say("--%s stands twice", options[i].name);
			return false;
		}
		if (!options[i].value && strchr(arg, '=')) {
			ctl_say("--%s takes no value", options[i].name);
			return false;
		}
		ret->values[i] = options[i].value ? take_value(c, options[i].name) : "";
		c->at += options[i].value ? 0 : 1;
		return ret->values[i] != NULL;
	}
	if (ret->command)
		ctl_say("'%s' has no option %s: " CTL_NAME " %s --help lists those it has",
			ret->command->words, arg, ret->command->words);
	else
		ctl_say("there is no option %s: " CTL_NAME
			" --help lists those there are; options of a command "
			"stand behind it",
			arg);
	return false;
}

static bool take_operand(struct cursor *c, struct args *ret)
{
	const char *arg = c->argv[c->at];

	if (!ret->command)
		return take_command(c, ret);
	if (ret->operand || ret->command->operands_max == 0) {
		ctl_say("'%s' is one argument too many for '%s'", arg, ret->command->words);
		return false;
	}
	ret->operand = arg;
	c->at++;
	return true;
}

/* Is everything there that the command can't do without? */
static bool complete(const struct args *args)
{
	const struct command *c = args->command;

	if (!c) {
		ctl_say("no command: " CTL_NAME " --help lists them");
		return false;
	}
	if (!args->operand && c->operands_min > 0) {
		ctl_say("'%s' needs %s", c->words, c->operands);
		return false;
	}
	for (int i = 0; c->options && c->options[i].name; i++) {
		if (c->options[i].required && !args->values[i]) {
			ctl_say("'%s' needs --%s %s: %s", c->words, c->options[i].name, c->options[i].value,
				c->options[i].meaning);
			return false;
		}
	}
	return true;
}

bool args_parse(int argc, char **argv, struct args *ret)
{
	struct cursor c = { argc, 1, argv };
	bool options_end = false, known;

	*ret = (struct args){ 0 };
	while (c.at < c.argc) {
		const char *arg = c.argv[c.at];

		if (!options_end && strcmp(arg, "--") == 0) {
			options_end = true;
			c.at++;
			continue;
		}
		if (options_end || arg[0] != '-' || arg[1] == '\0') {
			if (!take_operand(&c, ret))
				return false;
			continue;
		}
		if (!take_common(&c, ret, &known) || (!known && !take_option(&c, ret)))
			return false;
	}
	return ret->help || ret->version || ret->print_config || complete(ret);
}

const char *args_value(const struct args *args, const char *name)
{
	const struct ctl_option *options = args->command->options;
	int i = 0;

	while (strcmp(options[i].name, name) != 0) {
		i++;
		assert(options[i].name);
	}
	return args->values[i];
}

bool args_i64(const struct args *args, const char *name, int64_t min, int64_t max, int64_t *io_value)
{
	const char *value = args_value(args, name);

	if (!value || str_i64(value, min, max, io_value))
		return true;
	ctl_say("--%s %s: has to be a whole number from %lld to %lld", name, value, (long long)min,
		(long long)max);
	return false;
}

bool args_duration_s(const struct args *args, const char *name, int64_t *io_value)
{
	const char *value = args_value(args, name);

	if (!value || str_duration_s(value, io_value))
		return true;
	ctl_say("--%s %s: has to be a time such as 90s, 15m, 2h or 14d, from 1s to 3650d", name, value);
	return false;
}

const char *args_session(const struct args *args)
{
	if (id_valid(args->operand))
		return args->operand;
	ctl_say("'%s' is not a session's id: it has the form 01890a5d-ac96-774b-bcce-b302099a8057",
		args->operand);
	return NULL;
}
