-- What the columns mean: docs/database.md. AUTOINCREMENT: no id is ever given twice.
CREATE TABLE users (
    id            INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT CHECK (id > 0),
    username      TEXT,
    username_key  TEXT CONSTRAINT users_username_key_unique UNIQUE,
    email         TEXT,
    email_key     TEXT CONSTRAINT users_email_key_unique UNIQUE,
    password_hash TEXT NOT NULL,
    role          TEXT NOT NULL CHECK (role IN ('user', 'admin')),
    is_active     INTEGER NOT NULL CHECK (is_active IN (0, 1)),
    time_zone     TEXT NOT NULL,
    created_at    INTEGER NOT NULL CHECK (created_at BETWEEN -62167219200000000 AND 253402207200999999),
    CHECK (username IS NOT NULL OR email IS NOT NULL),
    CHECK ((username IS NULL) = (username_key IS NULL)),
    CHECK ((email IS NULL) = (email_key IS NULL))
) STRICT;
