-- What the columns mean: docs/database.md.
CREATE TABLE answers (
    user_id     BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    key         TEXT COLLATE "C" NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
    fingerprint BYTEA NOT NULL CHECK (length(fingerprint) = 32),
    expires_at  BIGINT NOT NULL CHECK (expires_at BETWEEN -62167219200000000 AND 253402207200999999),
    answer      BYTEA NOT NULL,
    PRIMARY KEY (user_id, key)
);

CREATE INDEX answers_expires_at ON answers (expires_at);
