-- The facts of an interview. Times are UTC (the connections set the zone), written by the database's clock.
-- Ids are UUID version 7, so keys are appended. Text that is compared byte by byte is ascii_bin.
-- Lock order everywhere: session, then job.

CREATE TABLE session (
	session_id             UUID NOT NULL PRIMARY KEY,
	status                 ENUM('NOT_STARTED','GENERATING_QUESTIONS','IN_SESSION','ERROR',
	                            'AWAITING_EVALUATION','COMPLETED') NOT NULL DEFAULT 'NOT_STARTED',
	target_role            VARCHAR(120) NOT NULL,
	language               VARCHAR(35) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	job_description_given  BOOLEAN NOT NULL,
	intake_given           BOOLEAN NOT NULL,
	questions_planned      TINYINT UNSIGNED NOT NULL CHECK (questions_planned BETWEEN 1 AND 10),
	generation             SMALLINT UNSIGNED NOT NULL DEFAULT 0 COMMENT '0 before the start, then 1, 2, ... per request',
	current_question_index TINYINT UNSIGNED NULL,
	last_seq               INT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'seq of the newest event; the row lock orders them',
	correlation_id         UUID NULL COMMENT 'of the newest generation',
	requested_at           DATETIME(3) NULL COMMENT 'when the newest generation was asked for',
	failure_class          VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'of the newest failed generation',
	created_at             DATETIME(3) NOT NULL,
	updated_at             DATETIME(3) NOT NULL,
	erased_at              DATETIME(3) NULL,
	KEY by_status (status, session_id),
	KEY by_created (created_at)
) ENGINE=InnoDB COMMENT='one interview practice session and its state, as folded from its events';

CREATE TABLE session_context (
	session_id       UUID NOT NULL PRIMARY KEY,
	job_description  MEDIUMTEXT NULL,
	intake           TEXT NULL COMMENT 'JSON object as accepted',
	FOREIGN KEY (session_id) REFERENCES session (session_id) ON DELETE CASCADE
) ENGINE=InnoDB COMMENT='what only the generation reads; apart, so that reading the state never drags it along';

CREATE TABLE invite (
	invite_id   UUID NOT NULL PRIMARY KEY,
	session_id  UUID NOT NULL,
	token_hash  BINARY(32) NOT NULL COMMENT 'SHA-256 of the token; the token itself is kept nowhere',
	issued_at   DATETIME(3) NOT NULL,
	expires_at  DATETIME(3) NOT NULL,
	revoked_at  DATETIME(3) NULL,
	UNIQUE KEY by_token (token_hash),
	KEY by_session (session_id),
	FOREIGN KEY (session_id) REFERENCES session (session_id) ON DELETE CASCADE
) ENGINE=InnoDB COMMENT='a link; one token opens one session';

CREATE TABLE event (
	session_id       UUID NOT NULL,
	seq              INT UNSIGNED NOT NULL COMMENT '1, 2, 3 ... per session, no gap, in commit order',
	event_id         UUID NOT NULL,
	actor_type       ENUM('candidate','recruiter','system') NOT NULL,
	event_type       VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	event_version    TINYINT UNSIGNED NOT NULL,
	payload          TEXT NOT NULL CHECK (JSON_VALID(payload)),
	occurred_at      DATETIME(3) NOT NULL,
	idempotency_key  VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	correlation_id   UUID NULL,
	PRIMARY KEY (session_id, seq),
	UNIQUE KEY once (session_id, event_type, idempotency_key),
	UNIQUE KEY by_id (event_id),
	FOREIGN KEY (session_id) REFERENCES session (session_id) ON DELETE CASCADE
) ENGINE=InnoDB COMMENT='append-only log; everything else can be folded from it';

CREATE TABLE question (
	question_id     UUID NOT NULL PRIMARY KEY,
	session_id      UUID NOT NULL,
	question_index  TINYINT UNSIGNED NOT NULL,
	generation      SMALLINT UNSIGNED NOT NULL,
	fence           BIGINT UNSIGNED NOT NULL COMMENT 'of the claim that wrote it',
	source          VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'provider or bank',
	text            VARCHAR(1000) NOT NULL,
	category        VARCHAR(40) NOT NULL,
	competency      VARCHAR(120) NOT NULL,
	difficulty      ENUM('easy','medium','hard') NOT NULL,
	tailored        BOOLEAN NOT NULL,
	tts_status      ENUM('NONE','GENERATING','READY','FAILED') NOT NULL DEFAULT 'NONE',
	created_at      DATETIME(3) NOT NULL,
	UNIQUE KEY once (session_id, question_index),
	FOREIGN KEY (session_id) REFERENCES session (session_id) ON DELETE CASCADE
) ENGINE=InnoDB COMMENT='indexes 0..m-1; question 0 exists exactly when the session is IN_SESSION or later';

CREATE TABLE question_audio (
	question_id   UUID NOT NULL PRIMARY KEY,
	media_type    VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	body          MEDIUMBLOB NOT NULL,
	generated_at  DATETIME(3) NOT NULL,
	FOREIGN KEY (question_id) REFERENCES question (question_id) ON DELETE CASCADE
) ENGINE=InnoDB COMMENT='spoken questions; a question has audio exactly when its tts_status is READY';

CREATE TABLE job (
	job_id          BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
	session_id      UUID NOT NULL,
	kind            ENUM('questions','speech') NOT NULL,
	generation      SMALLINT UNSIGNED NOT NULL,
	state           ENUM('READY','RUNNING','DONE','FAILED') NOT NULL DEFAULT 'READY',
	due_at          DATETIME(3) NULL COMMENT 'READY: not before; RUNNING: end of the lease; else NULL. Due means claimable',
	deadline_at     DATETIME(3) NOT NULL COMMENT 'the generation fails when it has no first question by then',
	attempt         TINYINT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'rises at the claim, so a job that kills its worker ends',
	fence           BIGINT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'rises at every claim; guards every write of the worker',
	worker          VARCHAR(80) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'who holds the lease',
	correlation_id  UUID NOT NULL,
	created_at      DATETIME(3) NOT NULL,
	finished_at     DATETIME(3) NULL,
	UNIQUE KEY once (session_id, kind, generation),
	KEY by_due (due_at),
	KEY by_worker (worker, state),
	FOREIGN KEY (session_id) REFERENCES session (session_id) ON DELETE CASCADE
) ENGINE=InnoDB COMMENT='the queue of record; Redis only rings';

CREATE TABLE job_attempt (
	job_id                BIGINT UNSIGNED NOT NULL,
	fence                 BIGINT UNSIGNED NOT NULL,
	attempt               TINYINT UNSIGNED NOT NULL,
	worker                VARCHAR(80) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	claimed_at            DATETIME(3) NOT NULL,
	ended_at              DATETIME(3) NULL,
	outcome               VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL
	                      COMMENT 'ok, released, or an error class; NULL: running, or the worker was lost',
	ai_calls              TINYINT UNSIGNED NOT NULL DEFAULT 0,
	provider              VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NULL,
	model                 VARCHAR(120) NULL COMMENT 'as answered',
	provider_request_id   VARCHAR(120) NULL,
	tokens_in             INT UNSIGNED NULL,
	tokens_out            INT UNSIGNED NULL,
	first_content_ms      INT UNSIGNED NULL,
	first_question_ms     INT UNSIGNED NULL,
	total_ms              INT UNSIGNED NULL,
	PRIMARY KEY (job_id, fence),
	FOREIGN KEY (job_id) REFERENCES job (job_id) ON DELETE CASCADE
) ENGINE=InnoDB COMMENT='one row a claim: what was spent, and proof of who might write';
