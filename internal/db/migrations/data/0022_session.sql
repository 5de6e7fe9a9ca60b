-- +goose Up
CREATE TABLE session (
    id         TEXT PRIMARY KEY,
    hash       BYTEA NOT NULL UNIQUE,
    account    TEXT NOT NULL,
    state      TEXT NOT NULL,
    strength   TEXT NOT NULL,
    device     BYTEA NOT NULL,
    created    BIGINT NOT NULL,
    seen       BIGINT NOT NULL,
    stepped_up BIGINT NOT NULL
);
CREATE INDEX session_account ON session (account, id);
CREATE INDEX session_seen ON session (seen);
-- The history of sign-ins, also of refused ones when the account is known.
CREATE TABLE sign_in (
    account      TEXT NOT NULL,
    at           BIGINT NOT NULL,
    id           TEXT NOT NULL UNIQUE,
    how          TEXT NOT NULL,
    ok           BOOLEAN NOT NULL,
    device       BYTEA NOT NULL,
    device_index BYTEA NOT NULL,
    PRIMARY KEY (account, at, id)
);
CREATE INDEX sign_in_device ON sign_in (account, device_index, ok);
-- One-time links. The token's hash is there from when the letter is written.
CREATE TABLE link (
    id          TEXT PRIMARY KEY,
    purpose     TEXT NOT NULL,
    account     TEXT NOT NULL,
    email       BYTEA NOT NULL,
    email_index BYTEA NOT NULL,
    language    TEXT NOT NULL,
    hash        BYTEA UNIQUE,
    created     BIGINT NOT NULL,
    expires     BIGINT NOT NULL,
    used        BOOLEAN NOT NULL
);
CREATE INDEX link_email ON link (email_index, purpose, created);
CREATE INDEX link_expires ON link (expires);
-- How often something was tried in vain, and from when it may be tried again.
CREATE TABLE attempt (
    subject BYTEA PRIMARY KEY,
    count   BIGINT NOT NULL,
    last    BIGINT NOT NULL,
    until   BIGINT NOT NULL
) /*CLUSTERED*/;
CREATE INDEX attempt_last ON attempt (last);
-- Proofs of work that were handed in; none counts twice.
CREATE TABLE proof (
    id      BYTEA PRIMARY KEY,
    expires BIGINT NOT NULL
) /*CLUSTERED*/;
CREATE INDEX proof_expires ON proof (expires);
