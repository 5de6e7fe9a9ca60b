-- +goose Up
-- Until when nothing sensitive opens, after two of staff gave lost access back.
ALTER TABLE account ADD COLUMN recovered_until BIGINT NOT NULL DEFAULT 0;
-- Telephone numbers at which somebody is called when all else is lost. One counts from a while after it was given, so that
-- a thief cannot give their own and be called at it.
CREATE TABLE call_back (
    id      TEXT PRIMARY KEY,
    account TEXT NOT NULL,
    number  BYTEA NOT NULL, -- sealed
    added   BIGINT NOT NULL,
    counts  BIGINT NOT NULL,
    ends    BIGINT -- NULL: not foreseen
);
CREATE INDEX call_back_account ON call_back (account, counts);
