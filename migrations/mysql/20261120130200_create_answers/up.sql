-- What the columns mean: docs/database.md. Keys are bytes, so that case and blanks count.
CREATE TABLE answers (
    user_id     BIGINT NOT NULL,
    `key`       VARBINARY(255) NOT NULL CHECK (`key` <> ''),
    fingerprint BINARY(32) NOT NULL,
    expires_at  BIGINT NOT NULL CHECK (expires_at BETWEEN -62167219200000000 AND 253402207200999999),
    answer      LONGBLOB NOT NULL,
    PRIMARY KEY (user_id, `key`),
    INDEX answers_expires_at (expires_at),
    CONSTRAINT answers_user_id_references_users
        FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
