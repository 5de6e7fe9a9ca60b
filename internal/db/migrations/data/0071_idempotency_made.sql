-- +goose Up
-- What was made is written down in its own transaction, and the answer is made from it again: none is kept.
ALTER TABLE idempotency DROP COLUMN answer;
ALTER TABLE idempotency ADD COLUMN made TEXT NOT NULL DEFAULT '';
