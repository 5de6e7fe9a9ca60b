-- +goose Up
-- Access that was given back by a command on the server, where too few were left to decide it.
ALTER TABLE recovery ADD COLUMN operator BOOLEAN NOT NULL DEFAULT FALSE;
