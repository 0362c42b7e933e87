#include "common/tls.h"

#include <openssl/ssl.h>

typedef int session_fn(SSL *ssl, SSL_SESSION *session);

static _Atomic(session_fn *) keep; /* libcurl's own, the same for every connection */

static int on_session(SSL *ssl, SSL_SESSION *session)
{
	SSL_SESSION *copy = SSL_SESSION_dup(session);
	session_fn *fn = keep;

	if (copy && !fn(ssl, copy))
		SSL_SESSION_free(copy);
	return 0; /* the object itself was not kept */
}

void tls_keep_sessions(void *ssl_ctx)
{
	session_fn *fn = SSL_CTX_sess_get_new_cb(ssl_ctx);

	if (!fn)
		return;
	keep = fn;
	SSL_CTX_sess_set_new_cb(ssl_ctx, on_session);
}
