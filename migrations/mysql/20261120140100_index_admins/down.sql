DROP INDEX users_admins ON users;
