/*
 * What greenroom-api is measured beside: the least that a libfcgi program with the same threads can do. It
 * answers every request with a body of about the size of a projection and touches nothing else.
 *
 * Usage: hello_fcgi SOCKET THREADS
 */
#include <fcgiapp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BODY_SIZE 900

static int listen_fd;

static void *serve(void *arg)
{
	FCGX_Request request;
	char body[BODY_SIZE + 1], answer[BODY_SIZE + 200];

	(void)arg;
	memset(body, 'x', BODY_SIZE);
	body[BODY_SIZE] = '\0';
	snprintf(answer, sizeof(answer),
		 "Status: 200 OK\r\nContent-Type: application/json\r\nCache-Control: no-store\r\n"
		 "Content-Length: %d\r\n\r\n%s",
		 BODY_SIZE, body);
	FCGX_InitRequest(&request, listen_fd, 0);
	while (FCGX_Accept_r(&request) == 0) {
		FCGX_PutStr(answer, (int)strlen(answer), request.out);
		FCGX_Finish_r(&request);
	}
	return NULL;
}

int main(int argc, char **argv)
{
	int threads = argc == 3 ? atoi(argv[2]) : 0;
	pthread_t thread;

	if (threads < 1) {
		fprintf(stderr, "Usage: hello_fcgi SOCKET THREADS\n");
		return 2;
	}
	FCGX_Init();
	listen_fd = FCGX_OpenSocket(argv[1], 4096);
	if (listen_fd < 0)
		return 1;
	for (int i = 1; i < threads; i++)
		if (pthread_create(&thread, NULL, serve, NULL))
			return 1;
	serve(NULL);
	return 0;
}
