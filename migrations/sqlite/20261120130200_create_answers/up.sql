-- What the columns mean: docs/database.md.
CREATE TABLE answers (
    user_id     INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    key         TEXT NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
    fingerprint BLOB NOT NULL CHECK (length(fingerprint) = 32),
    expires_at  INTEGER NOT NULL CHECK (expires_at BETWEEN -62167219200000000 AND 253402207200999999),
    answer      BLOB NOT NULL,
    PRIMARY KEY (user_id, key)
) STRICT;

CREATE INDEX answers_expires_at ON answers (expires_at);
