-- +goose Up
-- marks is what was found in the text, sealed beside it; absent where the text is older than that.
ALTER TABLE message ADD COLUMN marks BYTEA;
