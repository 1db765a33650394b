-- What the columns mean: docs/database.md. AUTOINCREMENT: no id is ever given twice.
CREATE TABLE sessions (
    id           INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT CHECK (id > 0),
    user_id      INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    family       BLOB NOT NULL CONSTRAINT sessions_family_unique UNIQUE CHECK (length(family) = 32),
    token        BLOB NOT NULL CHECK (length(token) = 32),
    created_at   INTEGER NOT NULL CHECK (created_at BETWEEN -62167219200000000 AND 253402207200999999),
    last_used_at INTEGER NOT NULL CHECK (last_used_at BETWEEN -62167219200000000 AND 253402207200999999),
    expires_at   INTEGER NOT NULL CHECK (expires_at BETWEEN -62167219200000000 AND 253402207200999999),
    ends_at      INTEGER NOT NULL CHECK (ends_at BETWEEN -62167219200000000 AND 253402207200999999),
    user_agent   TEXT CHECK (length(user_agent) BETWEEN 1 AND 200),
    address      TEXT CHECK (length(address) BETWEEN 2 AND 45),
    CHECK (expires_at <= ends_at)
) STRICT;

CREATE INDEX sessions_user_id ON sessions (user_id);
CREATE INDEX sessions_expires_at ON sessions (expires_at);
