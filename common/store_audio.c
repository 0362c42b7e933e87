#include "common/store_audio.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void audio_free(struct audio *audio)
{
	free(audio);
}

static const char SQL_LOAD[] = "SELECT a.media_type, a.body FROM question_audio a "
			       "JOIN question q ON q.question_id = a.question_id "
			       "WHERE a.question_id = ? AND q.session_id = ? AND q.tts_status = 'READY'";

enum err store_audio_load(struct db *db, const char *session_id, const char *question_id, struct audio **ret)
{
	AUTO(db_rows) struct db_rows *rows = NULL;
	enum err e = db_query(db, SQL_LOAD, DB_ARGS(DB_TEXT(question_id), DB_TEXT(session_id)), &rows);
	struct audio *audio;
	const char *body;
	size_t n;

	if (e)
		return e;
	if (!db_rows_next(rows))
		return ERR_NOTFOUND;
	body = db_text(rows, 1, &n);
	audio = malloc(sizeof(*audio) + n);
	if (!audio)
		return ERR_NOMEM;
	snprintf(audio->media_type, sizeof(audio->media_type), "%s", db_text(rows, 0, NULL));
	audio->size = n;
	memcpy(audio->body, body, n);
	*ret = audio;
	return OK;
}

static const char SQL_INSERT[] =
	"INSERT INTO question_audio (question_id, media_type, body, generated_at) VALUES (?, ?, ?, NOW(3))";

enum err store_audio_insert(struct db *db, const char *question_id, const char *media_type, const void *body,
			    size_t size)
{
	enum err e = db_exec(db, SQL_INSERT,
			     DB_ARGS(DB_TEXT(question_id), DB_TEXT(media_type), DB_BLOB(body, size)), NULL);

	return e ? e : store_audio_status(db, question_id, TTS_READY);
}

static const char SQL_STATUS[] = "UPDATE question SET tts_status = ? WHERE question_id = ?";

enum err store_audio_status(struct db *db, const char *question_id, enum tts_status status)
{
	return db_exec(db, SQL_STATUS, DB_ARGS(DB_TEXT(tts_status_name(status)), DB_TEXT(question_id)), NULL);
}

static const char SQL_PENDING[] =
	"SELECT EXISTS (SELECT 1 FROM question WHERE session_id = ? AND tts_status = 'GENERATING')";

enum err store_audio_pending(struct db *db, const char *session_id, bool *ret)
{
	AUTO(db_rows) struct db_rows *rows = NULL;
	enum err e = db_query(db, SQL_PENDING, DB_ARGS(DB_TEXT(session_id)), &rows);

	if (!e)
		*ret = db_rows_next(rows) && db_i64(rows, 0);
	return e;
}
