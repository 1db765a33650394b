-- What the columns mean: docs/database.md. A CHECK cannot speak of an AUTO_INCREMENT column here.
-- The hash is of bytes: texts are compared without regard to blanks at their end, bytes are not.
CREATE TABLE users (
    id            BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    username      VARCHAR(50),
    username_key  VARCHAR(50),
    email         VARCHAR(254),
    email_key     VARCHAR(254),
    password_hash VARBINARY(255) NOT NULL,
    role          VARCHAR(10) NOT NULL CHECK (role IN ('user', 'admin')),
    is_active     BOOLEAN NOT NULL CHECK (is_active IN (0, 1)),
    time_zone     VARCHAR(64) NOT NULL,
    created_at    BIGINT NOT NULL CHECK (created_at BETWEEN -62167219200000000 AND 253402207200999999),
    CONSTRAINT users_username_key_unique UNIQUE (username_key),
    CONSTRAINT users_email_key_unique UNIQUE (email_key),
    CHECK (username IS NOT NULL OR email IS NOT NULL),
    CHECK ((username IS NULL) = (username_key IS NULL)),
    CHECK ((email IS NULL) = (email_key IS NULL))
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
