-- +goose Up
-- Letters of the demo world, which sends none. "sealed" holds the address and the whole letter.
CREATE TABLE mail_kept (
    id     TEXT NOT NULL PRIMARY KEY,
    at     BIGINT NOT NULL,
    sealed BYTEA NOT NULL
);
CREATE INDEX mail_kept_at ON mail_kept (at);
