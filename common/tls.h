/* The one thing that has to be done to TLS behind libcurl's back. Only tls.c knows OpenSSL's TLS. */
#pragma once

/*
 * ssl_ctx is the SSL_CTX of a connection that libcurl is about to open. libcurl keeps the very session object
 * of a connection for later ones; when that connection ends without TLS' own goodbye, as HTTP/2 servers like
 * to end idle ones, OpenSSL marks the object as of no more use, and the next handshake is a whole one. So
 * libcurl is given a copy, which nothing that happens to the connection can spoil. From any thread.
 */
void tls_keep_sessions(void *ssl_ctx);
