-- +goose Up
-- Names and addresses of people are sealed; they are found by keyed hashes. Tokens and links are stored as hashes.
CREATE TABLE installation (
    id       BIGINT PRIMARY KEY,
    settings TEXT NOT NULL,
    version  BIGINT NOT NULL
);
CREATE TABLE organisation (
    id      TEXT PRIMARY KEY,
    name    BYTEA NOT NULL,
    version BIGINT NOT NULL,
    created BIGINT NOT NULL
);
CREATE TABLE department (
    id           TEXT PRIMARY KEY,
    names        TEXT NOT NULL,
    descriptions TEXT NOT NULL,
    fields       TEXT NOT NULL,
    open         BOOLEAN NOT NULL,
    version      BIGINT NOT NULL,
    created      BIGINT NOT NULL
);
CREATE TABLE account (
    id              TEXT PRIMARY KEY,
    email           BYTEA NOT NULL,
    email_index     BYTEA NOT NULL UNIQUE,
    name            BYTEA NOT NULL,
    language        TEXT NOT NULL,
    theme           TEXT NOT NULL,
    calendar        TEXT NOT NULL,
    time_zone       TEXT NOT NULL,
    roles           TEXT NOT NULL,
    organisation    TEXT NOT NULL,
    state           TEXT NOT NULL,
    factor_required BOOLEAN NOT NULL,
    version         BIGINT NOT NULL,
    created         BIGINT NOT NULL
);
CREATE INDEX account_organisation ON account (organisation, id);
CREATE INDEX account_created ON account (created, id);
CREATE TABLE post (
    account    TEXT NOT NULL,
    department TEXT NOT NULL,
    post       TEXT NOT NULL,
    PRIMARY KEY (account, department)
) /*CLUSTERED*/;
CREATE INDEX post_department ON post (department, account, post);
