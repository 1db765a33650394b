-- The administrators, who are few, without reading everybody: docs/database.md.
CREATE INDEX users_admins ON users (id) WHERE role = 'admin';
