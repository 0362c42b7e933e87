/* The doctor's look at our own services: sockets, the generator's place, what the stream may open. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "common/store_server.h"
#include "ctl/doctor.h"

#define STALE_S           30
#define PLACES            64  /* of generators on a host */
#define SPARE_DESCRIPTORS 100 /* of the stream, as in cgi/stream.c */

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

/* true: it takes connections. */
static bool examine_socket(struct doctor *d, const char *service, const char *path)
{
	const char *rights =
		"chmod 0660 it, group nginx's (www-data); systemd does so by SocketMode, SocketGroup";
	char todo[200];
	struct stat st = { 0 };
	int error = try_connect(path);

	snprintf(todo, sizeof(todo),
		 error == EACCES ? "run the doctor as root or as a member of the socket's group"
				 : "start %s and see its log",
		 service);
	if (error)
		doctor_find(d, FINDING_FAIL, "socket", todo, "%s at %s: %s", service, path, strerror(error));
	else if (stat(path, &st) == 0 && st.st_mode & S_IWOTH)
		doctor_find(d, FINDING_FAIL, "socket", rights,
			    "%s at %s: everybody may talk to it, past nginx", service, path);
	else if (!(st.st_mode & S_IWGRP))
		doctor_find(d, FINDING_FAIL, "socket", rights, "%s at %s: nginx's group may not talk to it",
			    service, path);
	else
		doctor_find(d, FINDING_OK, "socket", NULL, "%s accepts at %s", service, path);
	return !error;
}

/* The soft limit of open files of a process; -1: it can't be seen. */
static long long files_limit(const char *pid)
{
	char path[300], line[200];
	long long limit = -1;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%s/limits", pid);
	file = fopen(path, "re");
	while (file && limit < 0 && fgets(line, sizeof(line), file))
		if (sscanf(line, "Max open files %lld", &limit) != 1)
			limit = -1;
	if (file)
		fclose(file);
	return limit;
}

/* Is this process a program of that name, run with our settings file? */
static bool runs(const char *pid, const char *program, const char *config)
{
	char path[300], words[2048] = "";
	bool named = false, ours = false;
	size_t n = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%s/cmdline", pid);
	file = fopen(path, "re");
	if (file) {
		n = fread(words, 1, sizeof(words) - 1, file);
		fclose(file);
	}
	for (size_t at = 0; at < n; at += strlen(words + at) + 1) {
		const char *base = strrchr(words + at, '/');

		named = named || (at == 0 && strcmp(base ? base + 1 : words, program) == 0);
		ours = ours || strcmp(words + at, config) == 0;
	}
	return named && ours;
}

/* Streams need descriptors, and only the running process knows how many it was given. */
static void examine_files_limit(struct doctor *d)
{
	const char *config = d->ctl->config_path ? d->ctl->config_path : CTL_DEFAULT_CONFIG;
	long long wanted = d->ctl->config->stream.max_streams + SPARE_DESCRIPTORS, limit;
	DIR *all = opendir("/proc");
	struct dirent *entry;
	char todo[120];

	snprintf(todo, sizeof(todo), "set LimitNOFILE=%lld for greenroom-stream, or lower stream.max_streams",
		 wanted);
	while (all && (entry = readdir(all))) {
		if (entry->d_name[0] < '1' || entry->d_name[0] > '9' ||
		    !runs(entry->d_name, "greenroom-stream", config))
			continue;
		limit = files_limit(entry->d_name);
		if (limit >= 0 && limit < wanted)
			doctor_find(d, FINDING_FAIL, "limits", todo,
				    "greenroom-stream may open %lld files; stream.max_streams needs %lld",
				    limit, wanted);
		else if (limit >= 0)
			doctor_find(d, FINDING_OK, "limits", NULL,
				    "greenroom-stream may open %lld files, %lld are needed", limit, wanted);
	}
	if (all)
		closedir(all);
}

void doctor_sockets(struct doctor *d)
{
	d->api_up = examine_socket(d, "greenroom-api", d->ctl->config->api.socket);
	d->stream_up = examine_socket(d, "greenroom-stream", d->ctl->config->stream.socket);
	if (d->stream_up)
		examine_files_limit(d);
}

/* A running generator holds the lock of its place; ours, to find out, lasts an instant. -1: the folder can't
 * be worked in. */
static int running_generators(const char *state_dir)
{
	int running = 0;

	if (access(state_dir, R_OK | W_OK | X_OK) != 0)
		return -1;
	for (int place = 0; place < PLACES; place++) {
		char path[320];
		int fd;

		snprintf(path, sizeof(path), "%s/generator-%d.lock", state_dir, place);
		fd = open(path, O_RDONLY | O_CLOEXEC);
		if (fd < 0)
			continue;
		running += flock(fd, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
		close(fd);
	}
	return running;
}

void doctor_generator(struct doctor *d)
{
	const char *folder = d->ctl->config->generator.state_dir;
	int running = running_generators(folder);
	int64_t stale = 0;

	if (running < 0)
		doctor_find(d, FINDING_FAIL, "generator",
			    "create the folder, writable for the services' user",
			    "generator.state_dir %s: %s", folder, strerror(errno));
	else if (running == 0)
		doctor_find(d, FINDING_WARN, "generator", "start greenroom-generator here or on another host",
			    "none runs on this host");
	else
		doctor_find(d, FINDING_OK, "generator", NULL, "%d running on this host", running);
	if (d->database_up && store_server_stale_jobs(d->ctl->db, STALE_S, &stale) == OK && stale > 0)
		doctor_find(d, FINDING_FAIL, "generator", "start greenroom-generator and see its log",
			    "%lld jobs have been due for more than %d s and nobody takes them up",
			    (long long)stale, STALE_S);
}
