-- +goose Up
CREATE TABLE idempotency (
    account TEXT NOT NULL,
    name    BYTEA NOT NULL,
    request BYTEA NOT NULL,
    created BIGINT NOT NULL,
    answer  BYTEA,
    PRIMARY KEY (account, name)
) /*CLUSTERED*/;
CREATE INDEX idempotency_created ON idempotency (created);
