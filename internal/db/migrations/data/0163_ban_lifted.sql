-- +goose Up
-- A lead may lift a ban after looking into the report; it stays as what was, until the client reports the same person again.
ALTER TABLE remote_ban ADD COLUMN lifted BIGINT;
ALTER TABLE remote_ban ADD COLUMN lifted_by TEXT NOT NULL DEFAULT '';
ALTER TABLE remote_ban ADD COLUMN lifted_why TEXT NOT NULL DEFAULT '';
CREATE INDEX remote_ban_at ON remote_ban (at);
