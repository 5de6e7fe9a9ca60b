-- +goose Up
-- 1: the last check found that its bytes are not what its name says, or are gone. It counts as absent, so that it is brought again.
ALTER TABLE snapshot_object ADD COLUMN bad BIGINT NOT NULL DEFAULT 0;
