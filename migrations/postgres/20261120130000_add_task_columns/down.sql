DROP INDEX tasks_updated_at;
DROP INDEX tasks_created_at;
DROP INDEX tasks_title;
DROP INDEX tasks_due_date;
DROP INDEX tasks_priority;
DROP INDEX tasks_completed;
DROP INDEX tasks_status;
DROP INDEX tasks_not_folded;

ALTER TABLE tasks DROP COLUMN tags;
ALTER TABLE tasks DROP COLUMN searchable;
ALTER TABLE tasks DROP COLUMN title_key;
