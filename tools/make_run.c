/*
 * `make run` ends with 0 on SIGTERM, SIGINT or SIGHUP, as the contract says. Without this it can't: GNU make
 * passes SIGTERM on, waits, and then dies of the signal itself, whatever its children say. So for that one
 * goal make loads this object
 * (`load`, GNU make manual section 12.2), whose handler passes the signal on to make's children and leaves
 * the rest to them: the runner stops everything and ends with 0, and so does make.
 */
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

int plugin_is_GPL_compatible; /* make asks for it; MIT is */

int make_run_gmk_setup(void);

/* Only async-signal-safe calls: the children's numbers stand in /proc as decimal text. */
static void pass_on(int number, siginfo_t *info, void *context)
{
	char text[512];
	pid_t child = 0;
	ssize_t n;
	int fd;

	(void)context;
	if (info->si_code == SI_KERNEL) /* typed at the terminal: the children have got it, too */
		return;
	fd = open("/proc/thread-self/children", O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return;
	n = read(fd, text, sizeof(text));
	close(fd);
	for (ssize_t i = 0; i < n; i++) {
		if (text[i] >= '0' && text[i] <= '9') {
			child = child * 10 + (text[i] - '0');
		} else if (child > 1) {
			kill(child, number);
			child = 0;
		}
	}
}

int make_run_gmk_setup(void)
{
	struct sigaction action = { .sa_flags = SA_SIGINFO | SA_RESTART };

	action.sa_sigaction = pass_on;
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGHUP, &action, NULL);
	return 1;
}
