-- +goose Up
-- A row is work not yet done. "due" is when it may be claimed; a claim moves it to the end of the lease, so a job
-- whose server died becomes due again by itself; a dead job is due never (the greatest number). Payload and fault hold ids and codes, never content.
CREATE TABLE job (
    id         TEXT NOT NULL PRIMARY KEY,
    kind       TEXT NOT NULL,
    payload    TEXT NOT NULL,
    unique_key TEXT,
    added      BIGINT NOT NULL,
    due        BIGINT NOT NULL,
    holder     TEXT NOT NULL,
    attempts   BIGINT NOT NULL,
    fault      TEXT NOT NULL,
    dead       BIGINT
) /*CLUSTERED*/;
CREATE INDEX job_due ON job (due);
CREATE UNIQUE INDEX job_unique_key ON job (kind, unique_key) WHERE unique_key IS NOT NULL;
