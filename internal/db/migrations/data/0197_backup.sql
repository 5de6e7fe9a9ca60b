-- +goose Up
-- Runs of the backup, good and bad. fault is a code, empty for what was made. verified is when a restore of it was tried and held.
CREATE TABLE backup (
    name      TEXT PRIMARY KEY,
    at        BIGINT NOT NULL,
    ended     BIGINT NOT NULL,
    fault     TEXT NOT NULL,
    rows      BIGINT NOT NULL,
    blobs     BIGINT NOT NULL,
    missing   BIGINT NOT NULL,
    bytes     BIGINT NOT NULL,
    keys_end  BIGINT NOT NULL,
    verified  BIGINT
);
CREATE INDEX backup_at ON backup (at);
