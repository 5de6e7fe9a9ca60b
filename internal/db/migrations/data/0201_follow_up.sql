-- +goose Up
-- Low answers call somebody: who leads the department, or a security officer.
CREATE TABLE follow_up (
    id          TEXT PRIMARY KEY,
    report      TEXT NOT NULL UNIQUE,
    ticket      TEXT NOT NULL,
    desk        TEXT NOT NULL, -- a department, or security
    made        BIGINT NOT NULL,
    due         BIGINT NOT NULL,
    answered    BIGINT,
    answered_by TEXT NOT NULL,
    words       BYTEA -- the answer
);
CREATE INDEX follow_up_desk ON follow_up (desk, made, id);
