-- +goose Up
CREATE TABLE password (
    account TEXT PRIMARY KEY,
    hash    BYTEA NOT NULL,
    strong  BOOLEAN NOT NULL,
    changed BIGINT NOT NULL
) /*CLUSTERED*/;
CREATE TABLE passkey (
    id         TEXT PRIMARY KEY,
    account    TEXT NOT NULL,
    credential BYTEA NOT NULL UNIQUE,
    record     BYTEA NOT NULL,
    label      BYTEA NOT NULL,
    uses       BIGINT NOT NULL,
    backed_up  BOOLEAN NOT NULL,
    created    BIGINT NOT NULL,
    used       BIGINT
);
CREATE INDEX passkey_account ON passkey (account, id);
CREATE TABLE totp (
    account   TEXT PRIMARY KEY,
    secret    BYTEA NOT NULL,
    confirmed BOOLEAN NOT NULL,
    last_step BIGINT NOT NULL,
    created   BIGINT NOT NULL
) /*CLUSTERED*/;
CREATE TABLE recovery_code (
    account TEXT NOT NULL,
    hash    BYTEA NOT NULL,
    PRIMARY KEY (account, hash)
) /*CLUSTERED*/;
-- What a passkey ceremony needs between its two requests; taken once.
CREATE TABLE flow (
    id      BYTEA PRIMARY KEY,
    purpose TEXT NOT NULL,
    data    BYTEA NOT NULL,
    expires BIGINT NOT NULL
);
CREATE INDEX flow_expires ON flow (expires);
CREATE TABLE api_token (
    id      TEXT PRIMARY KEY,
    hash    BYTEA NOT NULL UNIQUE,
    account TEXT NOT NULL,
    label   BYTEA NOT NULL,
    scopes  TEXT NOT NULL,
    created BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    used    BIGINT
);
CREATE INDEX api_token_account ON api_token (account, id);
