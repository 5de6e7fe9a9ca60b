-- +goose Up
-- Why a client's program was doubted when it came in, by a code; empty: it was not.
ALTER TABLE remote_session ADD COLUMN doubt TEXT NOT NULL DEFAULT '';
