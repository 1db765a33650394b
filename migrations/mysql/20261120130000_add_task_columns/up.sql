-- What the columns mean, and what each index is for: docs/database.md. An empty title_key is that
-- of a task from before: `Migrator::run` fills it in. Folded texts are bytes: those are compared
-- one by one, with the blanks at the end. One statement: each one is committed by itself here.
ALTER TABLE tasks
    ADD COLUMN title_key VARBINARY(1200) NOT NULL DEFAULT '',
    ADD COLUMN searchable MEDIUMBLOB,
    ADD COLUMN tags VARCHAR(2600) NOT NULL DEFAULT '',
    ADD INDEX tasks_status (owner_id, status, id, priority, due_date),
    ADD INDEX tasks_priority (owner_id, priority DESC, id),
    ADD INDEX tasks_due_date (owner_id, due_date, id),
    ADD INDEX tasks_title (owner_id, title_key, id),
    ADD INDEX tasks_created_at (owner_id, created_at, id),
    ADD INDEX tasks_updated_at (owner_id, updated_at, id);
