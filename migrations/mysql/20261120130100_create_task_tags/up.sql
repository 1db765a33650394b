-- What the columns mean: docs/database.md. Tags are bytes, since texts are compared without regard
-- to blanks at their end. One statement, the index included.
CREATE TABLE task_tags (
    owner_id BIGINT NOT NULL,
    tag      VARBINARY(200) NOT NULL CHECK (tag <> ''),
    task_id  BIGINT NOT NULL,
    PRIMARY KEY (owner_id, tag, task_id),
    INDEX task_tags_task_id (task_id),
    CONSTRAINT task_tags_task_id_references_tasks
        FOREIGN KEY (task_id) REFERENCES tasks (id) ON DELETE CASCADE
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
