-- What the columns mean, and what each index is for: docs/database.md. An empty title_key is that
-- of a task from before: `Migrator::run` fills it in.
ALTER TABLE tasks ADD COLUMN title_key TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE tasks ADD COLUMN searchable TEXT COLLATE "C";
ALTER TABLE tasks ADD COLUMN tags TEXT COLLATE "C" NOT NULL DEFAULT '';

CREATE INDEX tasks_not_folded ON tasks (id) WHERE title_key = '';
CREATE INDEX tasks_status ON tasks (owner_id, status, id, priority, due_date);
CREATE INDEX tasks_completed ON tasks (owner_id, (CASE WHEN status = 2 THEN 1 ELSE 0 END), id);
CREATE INDEX tasks_priority ON tasks (owner_id, priority DESC, id);
CREATE INDEX tasks_due_date ON tasks (owner_id, COALESCE(due_date, 2932897), id);
CREATE INDEX tasks_title ON tasks (owner_id, title_key, id);
CREATE INDEX tasks_created_at ON tasks (owner_id, created_at, id);
CREATE INDEX tasks_updated_at ON tasks (owner_id, updated_at, id);
