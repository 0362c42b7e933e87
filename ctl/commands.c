/* The table of commands, and the help that is printed from it. */
#include <stdio.h>
#include <string.h>

#include "common/program.h"
#include "ctl/ctl.h"
#include "ctl/handlers.h"

static const struct ctl_option create_options[] = {
	{ "role", "ROLE", "the job that is practised for: 1 to 120 characters on one line", true },
	{ "job-description", "FILE", "text of at most 20,000 characters, UTF-8; - reads standard input",
	  false },
	{ "intake", "FILE", "JSON object with the candidate's own words, see above; - reads standard input",
	  false },
	{ "questions", "N", "how many, 1 to 10 (default 5)", false },
	{ "language", "TAG", "BCP 47 tag of the questions' language (default en)", false },
	{ "expires", "TIME", "how long the link is good, such as 36h or 14d (default [invite] expires)",
	  false },
	{ "count", "N", "make so many sessions of the same kind, 1 to 10000 (default 1)", false },
	{ NULL, NULL, NULL, false },
};

static const struct ctl_option list_options[] = {
	{ "status", "STATUS", "only those with this status, such as IN_SESSION", false },
	{ "limit", "N", "at most so many, 1 to 10000 (default 50)", false },
	{ NULL, NULL, NULL, false },
};

static const struct ctl_option issue_options[] = {
	{ "expires", "TIME", "how long the link is good, such as 36h or 14d (default [invite] expires)",
	  false },
	{ NULL, NULL, NULL, false },
};

static const struct ctl_option purge_options[] = {
	{ "older-than", "TIME", "the age, such as 90d", true },
	{ "dry-run", NULL, "only say how many sessions it would be", false },
	{ NULL, NULL, NULL, false },
};

static const struct ctl_option check_options[] = {
	{ "language", "TAG", "the language the sentences have to be in (default: each one's own)", false },
	{ NULL, NULL, NULL, false },
};

static const struct ctl_option patience_options[] = {
	{ "after", "TIME", "how long, at most 3600s (default 12s)", false },
	{ NULL, NULL, NULL, false },
};

/* clang-format off: a literal a line, as it is printed. At most 72 columns, which a manual page indents. */
const struct command commands[] = {
	{ .words = "migrate",
	  .operands = "",
	  .need = CTL_NEEDS_CONFIG,
	  .run = cmd_migrate,
	  .purpose = "Bring the database's schema to this version.",
	  .help = "Safe to repeat, and safe when two run at once: the second waits and\n"
		  "finds nothing to do. A database that is newer than this program is\n"
		  "refused. The database itself has to exist. Take a backup first: MariaDB\n"
		  "can't undo a migration that stops half way.\n"
		  "JSON: {\"version\": n, \"applied\": n}.\n" },
	{ .words = "session create",
	  .operands = "",
	  .options = create_options,
	  .need = CTL_NEEDS_CONFIG,
	  .run = cmd_session_create,
	  .purpose = "Make an interview practice session; print its link.",
	  .help = "The link is shown this one time; only its SHA-256 is kept. Who loses it\n"
		  "gets a new one by 'invite issue'.\n"
		  "\n"
		  "The intake holds any of these keys, and no other:\n"
		  "  stage, challengeLevel   text, at most 120 characters\n"
		  "  goal, struggle          text, at most 500 characters\n"
		  "  confidence              1 to 5\n"
		  "  mustPractice            list of at most 5 texts of at most 200\n"
		  "                          characters\n"
		  "\n"
		  "JSON: {\"sessionId\", \"token\", \"url\", \"expiresAt\"}; with --count one such\n"
		  "line each.\n" },
	{ .words = "session list",
	  .operands = "",
	  .options = list_options,
	  .need = CTL_NEEDS_CONFIG,
	  .run = cmd_session_list,
	  .purpose = "List sessions, the newest first.",
	  .help = "JSON: an array of objects.\n" },
	{ .words = "session show",
	  .operands = "ID",
	  .operands_min = 1,
	  .operands_max = 1,
	  .need = CTL_NEEDS_CONFIG,
	  .run = cmd_session_show,
	  .purpose = "Show where a session stands.",
	  .help = "JSON: the projection that the candidate's page gets from GET /now.\n" },
	{ .words = "session events",
	  .operands = "ID",
	  .operands_min = 1,
	  .operands_max = 1,
	  .need = CTL_NEEDS_CONFIG,
	  .run = cmd_session_events,
	  .purpose = "Print a session's event log.",
	  .help = "JSON: an array of events with their envelopes, in order of seq.\n" },
	{ .words = "session watch",
	  .operands = "ID",
	  .operands_min = 1,
	  .operands_max = 1,
	  .need = CTL_NEEDS_CONFIG,
	  .run = cmd_session_watch,
	  .purpose = "Follow a session live.",
	  .help = "Prints the events there are, then each new one within a second. Ends\n"
		  "with the story (the questions are complete, or no retry is left) or at\n"
		  "Ctrl-C. An outage of MariaDB is waited out.\n"
		  "JSON: one event a line.\n" },
	{ .words = "session erase",
	  .operands = "ID",
	  .operands_min = 1,
	  .operands_max = 1,
	  .need = CTL_NEEDS_CONFIG,
	  .run = cmd_session_erase,
	  .purpose = "Remove all that is personal of a session, for good.",
	  .help = "Gone are the role, job description, intake, question texts, spoken\n"
		  "questions and links; a generation under way is ended. The bare facts\n"
		  "stay: that it existed, its states and its event log. There is no way\n"
		  "back. Safe to repeat. Backups are not touched.\n"
		  "JSON: {\"sessionId\", \"erasedBefore\", \"contextRemoved\",\n"
		  "\"questionTextsRemoved\", \"audioRemoved\", \"invitesRemoved\"}.\n" },
	{ .words = "invite issue",
	  .operands = "ID",
	  .operands_min = 1,
	  .operands_max = 1,
	  .options = issue_options,
	  .need = CTL_NEEDS_CONFIG,
	  .run = cmd_invite_issue,
	  .purpose = "Print a new link; older ones open nothing any more.",
	  .help = "JSON: {\"sessionId\", \"token\", \"url\", \"expiresAt\"}.\n" },
	{ .words = "invite revoke",
	  .operands = "ID",
	  .operands_min = 1,
	  .operands_max = 1,
	  .need = CTL_NEEDS_CONFIG,
	  .run = cmd_invite_revoke,
	  .purpose = "Make every link to a session worthless.",
	  .help = "Nothing else changes; 'invite issue' opens the session again.\n"
		  "JSON: {\"sessionId\", \"revoked\": n}.\n" },
	{ .words = "audit",
	  .operands = "",
	  .need = CTL_NEEDS_CONFIG,
	  .run = cmd_audit,
	  .purpose = "Prove the invariants from the tables alone.",
	  .help = "Reads snapshots and locks nothing: run it on a live system as often as\n"
		  "you like. Exit status 1 if anything is violated; each violation is a\n"
		  "line. The invariants, in short:\n"
		  "  1  the events of a session are numbered 1, 2, 3 ... without a gap\n"
		  "  2  it is started, generated and presented at most once each, in that\n"
		  "     order\n"
		  "  3  the stored state is what the event log folds to\n"
		  "  4  questions have the indexes 0, 1, 2 ..., and the first stands\n"
		  "     exactly when the session is IN_SESSION or later\n"
		  "  5  no generation waits beyond its deadline\n"
		  "  6  nothing was written under an outdated fence\n"
		  "  7  attempts and AI calls keep within what [generation] attempts allows\n"
		  "     now\n"
		  "  8  one correlation id leads through a request, its job and its events\n"
		  "JSON: {\"violations\": [{\"invariant\", \"sessionId\", \"what\"}],\n"
		  "\"sessions\": n, \"ok\": bool}.\n" },
	{ .words = "doctor",
	  .operands = "",
	  .need = CTL_NEEDS_NOTHING,
	  .run = cmd_doctor,
	  .purpose = "Check all that is needed; say what to do.",
	  .help = "Looks at the configuration, MariaDB and the schema in it, Redis, the\n"
		  "share folder, the services' sockets and limits, the generator, the site\n"
		  "that links lead to, and the AI and the speech provider, to each of which\n"
		  "it makes one tiny real call. A line each: ok, warn or fail, what, and\n"
		  "what to do. Run it as the user that the services run as. Exit status 1\n"
		  "if anything fails; a warning is no failure.\n"
		  "JSON: {\"ok\": bool, \"checks\": [{\"check\", \"status\", \"what\", \"todo\"}]}.\n" },
	{ .words = "check-config",
	  .operands = "",
	  .need = CTL_NEEDS_NOTHING,
	  .run = cmd_check_config,
	  .purpose = "Check the settings; name a mistake with its line.",
	  .help = "Looks at nothing but the file: whether the keys and folders that it\n"
		  "names are there and can be read, 'doctor' finds out.\n"
		  "JSON: {\"ok\": bool, \"file\", \"message\"}.\n" },
	{ .words = "purge",
	  .operands = "",
	  .options = purge_options,
	  .need = CTL_NEEDS_CONFIG,
	  .run = cmd_purge,
	  .purpose = "Erase every session that is older than a given age.",
	  .help = "A session counts as old when it was made and last changed longer ago\n"
		  "than that. Each is erased as by 'session erase', in a transaction of its\n"
		  "own: a purge that is stopped half way has lost nothing, and may run\n"
		  "while greenroom works.\n"
		  "JSON: {\"dryRun\", \"sessions\", \"contextsRemoved\", \"questionTextsRemoved\",\n"
		  "\"audioRemoved\", \"invitesRemoved\"}.\n" },
	{ .words = "nginx patience",
	  .operands = "[PID]",
	  .operands_max = 1,
	  .options = patience_options,
	  .need = CTL_NEEDS_NOTHING,
	  .run = cmd_nginx_patience,
	  .purpose = "Make nginx give up clients that lost their network.",
	  .help = "Sets TCP_USER_TIMEOUT on the listening sockets of nginx' master process\n"
		  "(PID, or that of /run/nginx.pid); connections inherit it. A client that\n"
		  "leaves what was sent to it unacknowledged for that long is gone, where\n"
		  "the kernel would wait for a quarter of an hour. It lasts until nginx is\n"
		  "started anew or gets a new 'listen' line, so systemd repeats it at each\n"
		  "start: see docs/operations.md. Needs root.\n"
		  "JSON: {\"pid\": n, \"sockets\": n, \"afterSeconds\": n}.\n" },
	{ .words = "questions check",
	  .operands = "[FILE]",
	  .operands_max = 1,
	  .options = check_options,
	  .need = CTL_NEEDS_NOTHING,
	  .run = cmd_questions_check,
	  .purpose = "Run the question checks over sentences, one a line.",
	  .help = "Reads FILE, or standard input. Prints for each sentence ok, or the names\n"
		  "of the checks that refuse it, then a tab and the sentence. Exit status 1\n"
		  "if any is refused.\n"
		  "JSON: {\"text\", \"ok\": bool, \"failed\": []} a line.\n" },
};
/* clang-format on */
const int command_count = ARRAY_LEN(commands);

static const char common_options[] = "  -c, --config FILE    settings (default " CTL_DEFAULT_CONFIG ")\n"
				     "      --json           print JSON for machines\n"
				     "      --print-config   print every setting with its meaning and value\n"
				     "  -h, --help           this text; behind a command: what it does\n"
				     "  -V, --version        the version\n";

#define WIDTH      72 /* so that a manual page of 80 columns holds it */
#define NAME_WIDTH 24

static void print_usage(const struct command *c)
{
	int at = printf("Usage: " CTL_NAME " [--config FILE] [--json] %s", c->words);

	if (c->operands[0])
		at += printf(" %s", c->operands);
	for (const struct ctl_option *o = c->options; o && o->name; o++) {
		char word[60];
		int n = snprintf(word, sizeof(word), o->required ? "--%s%s%s" : "[--%s%s%s]", o->name,
				 o->value ? " " : "", o->value ? o->value : "");

		if (at + 1 + n > WIDTH)
			at = printf("\n        ") - 1;
		at += printf(" %s", word);
	}
	putchar('\n');
}

/* A name and behind it what it means, in as many lines as it takes. */
static void print_meaning(const char *name, const char *meaning)
{
	const size_t room = WIDTH - NAME_WIDTH - 3;

	printf("  %-*s ", NAME_WIDTH, name);
	while (strlen(meaning) > room) {
		size_t n = room;

		while (n > 0 && meaning[n] != ' ')
			n--;
		printf("%.*s\n%*s", (int)n, meaning, NAME_WIDTH + 3, "");
		meaning += n + 1;
	}
	puts(meaning);
}

static void print_command(const struct command *c)
{
	print_usage(c);
	printf("\n%s\n", c->purpose);
	if (c->help)
		printf("%s", c->help);
	if (c->options)
		putchar('\n');
	for (const struct ctl_option *o = c->options; o && o->name; o++) {
		char name[40];

		snprintf(name, sizeof(name), "--%s %s", o->name, o->value ? o->value : "");
		print_meaning(name, o->meaning);
	}
}

void help_print(const struct command *command)
{
	if (command) {
		print_command(command);
		return;
	}
	printf("Usage: " CTL_NAME " [--config FILE] [--json] COMMAND ...\n"
	       "Administers greenroom: schema, sessions, invites, proofs and diagnosis.\n\n");
	for (int i = 0; i < command_count; i++) {
		char usage[60];

		snprintf(usage, sizeof(usage), "%s %s", commands[i].words, commands[i].operands);
		printf("  %-24s %s\n", usage, commands[i].purpose);
	}
	printf("\n%s\n", common_options);
	printf("Exit status: 0 all is well, 1 it isn't or it failed, 2 wrong usage. Messages\n"
	       "go to stderr. " CTL_NAME " COMMAND --help tells more about a command.\n");
}
