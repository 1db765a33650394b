-- What the columns mean: docs/database.md.
CREATE TABLE task_tags (
    owner_id BIGINT NOT NULL,
    tag      TEXT COLLATE "C" NOT NULL CHECK (tag <> ''),
    task_id  BIGINT NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
    PRIMARY KEY (owner_id, tag, task_id)
);

CREATE INDEX task_tags_task_id ON task_tags (task_id);
