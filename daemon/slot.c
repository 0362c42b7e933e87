#include "daemon/slot.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <unistd.h>

#define SLOTS_MAX 64

enum err slot_take(const char *state_dir, int *ret_slot, int *ret_fd)
{
	char path[300];

	for (int slot = 0; slot < SLOTS_MAX; slot++) {
		int fd;

		snprintf(path, sizeof(path), "%s/generator-%d.lock", state_dir, slot);
		fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0640);
		if (fd < 0)
			return ERR_UNAVAIL;
		if (flock(fd, LOCK_EX | LOCK_NB) == 0) {
			*ret_slot = slot;
			*ret_fd = fd;
			return OK;
		}
		close(fd);
		if (errno != EWOULDBLOCK && errno != EINTR)
			return ERR_UNAVAIL;
	}
	return ERR_LIMIT;
}
