-- What the columns mean: docs/database.md. A CHECK cannot speak of an AUTO_INCREMENT column here.
-- One statement, the index included: each one is committed by itself here.
CREATE TABLE tasks (
    id           BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    owner_id     BIGINT NOT NULL,
    title        VARCHAR(200) NOT NULL,
    description  TEXT,
    status       SMALLINT NOT NULL CHECK (status BETWEEN 0 AND 3),
    priority     SMALLINT NOT NULL CHECK (priority BETWEEN 0 AND 3),
    due_date     INTEGER CHECK (due_date BETWEEN 0 AND 2932896),
    version      BIGINT NOT NULL CHECK (version > 0),
    created_at   BIGINT NOT NULL CHECK (created_at BETWEEN -62167219200000000 AND 253402207200999999),
    updated_at   BIGINT NOT NULL CHECK (updated_at BETWEEN -62167219200000000 AND 253402207200999999),
    completed_at BIGINT CHECK (completed_at BETWEEN -62167219200000000 AND 253402207200999999),
    INDEX tasks_owner_id (owner_id, id),
    CONSTRAINT tasks_owner_id_references_users
        FOREIGN KEY (owner_id) REFERENCES users (id) ON DELETE CASCADE,
    CHECK ((status = 2) = (completed_at IS NOT NULL))
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
