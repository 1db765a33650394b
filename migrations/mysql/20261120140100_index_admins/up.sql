-- The administrators, who are few, without reading everybody: docs/database.md. There is no index
-- on a part of a table here; entries of one role are sorted by id.
CREATE INDEX users_admins ON users (role);
