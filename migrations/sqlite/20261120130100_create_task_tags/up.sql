-- What the columns mean: docs/database.md. The table is its primary key.
CREATE TABLE task_tags (
    owner_id INTEGER NOT NULL,
    tag      TEXT NOT NULL CHECK (tag <> ''),
    task_id  INTEGER NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
    PRIMARY KEY (owner_id, tag, task_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX task_tags_task_id ON task_tags (task_id);
