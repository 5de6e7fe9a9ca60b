-- +goose Up
-- What a recording tells of the work done, worked out once and sealed.
CREATE TABLE work_recorded (
    session TEXT PRIMARY KEY, -- hex
    ticket  TEXT NOT NULL,
    chunks  BIGINT NOT NULL,
    sealed  BYTEA NOT NULL
);
-- What the specialist writes about a milestone. It is read by the client once it is sent, and stands then.
CREATE TABLE work_report (
    milestone TEXT PRIMARY KEY,
    ticket    TEXT NOT NULL,
    written   BYTEA NOT NULL, -- sealed
    version   BIGINT NOT NULL,
    changed   BIGINT NOT NULL,
    sent      BIGINT
);
-- Which sessions belong to a deal's milestones.
CREATE INDEX remote_session_deal ON remote_session (deal, started_at) WHERE deal <> '';
