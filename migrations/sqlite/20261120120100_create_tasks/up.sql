-- What the columns mean: docs/database.md. AUTOINCREMENT: no id is ever given twice.
CREATE TABLE tasks (
    id           INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT CHECK (id > 0),
    owner_id     INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    title        TEXT NOT NULL,
    description  TEXT,
    status       INTEGER NOT NULL CHECK (status BETWEEN 0 AND 3),
    priority     INTEGER NOT NULL CHECK (priority BETWEEN 0 AND 3),
    due_date     INTEGER CHECK (due_date BETWEEN 0 AND 2932896),
    version      INTEGER NOT NULL CHECK (version > 0),
    created_at   INTEGER NOT NULL CHECK (created_at BETWEEN -62167219200000000 AND 253402207200999999),
    updated_at   INTEGER NOT NULL CHECK (updated_at BETWEEN -62167219200000000 AND 253402207200999999),
    completed_at INTEGER CHECK (completed_at BETWEEN -62167219200000000 AND 253402207200999999),
    CHECK ((status = 2) = (completed_at IS NOT NULL))
) STRICT;

CREATE INDEX tasks_owner_id ON tasks (owner_id, id);
