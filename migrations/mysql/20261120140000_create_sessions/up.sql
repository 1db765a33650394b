-- What the columns mean: docs/database.md. A CHECK cannot speak of an AUTO_INCREMENT column here.
-- One statement, the indices included: each one is committed by itself here.
CREATE TABLE sessions (
    id           BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    user_id      BIGINT NOT NULL,
    family       BINARY(32) NOT NULL,
    token        BINARY(32) NOT NULL,
    created_at   BIGINT NOT NULL CHECK (created_at BETWEEN -62167219200000000 AND 253402207200999999),
    last_used_at BIGINT NOT NULL CHECK (last_used_at BETWEEN -62167219200000000 AND 253402207200999999),
    expires_at   BIGINT NOT NULL CHECK (expires_at BETWEEN -62167219200000000 AND 253402207200999999),
    ends_at      BIGINT NOT NULL CHECK (ends_at BETWEEN -62167219200000000 AND 253402207200999999),
    user_agent   VARCHAR(200) CHECK (user_agent <> ''),
    address      VARCHAR(45) CHECK (address <> ''),
    CONSTRAINT sessions_family_unique UNIQUE (family),
    INDEX sessions_user_id (user_id),
    INDEX sessions_expires_at (expires_at),
    CONSTRAINT sessions_user_id_references_users
        FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    CHECK (expires_at <= ends_at)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
