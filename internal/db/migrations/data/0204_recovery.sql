-- +goose Up
-- Requests to be let in again. One is made for every address that asks, known or not; account is empty while, or because, there
-- is none. secret is the hash of what the asking browser keeps.
CREATE TABLE recovery (
    id          TEXT PRIMARY KEY,
    secret      BYTEA NOT NULL UNIQUE,
    account     TEXT NOT NULL,
    email       BYTEA NOT NULL, -- sealed
    language    TEXT NOT NULL,
    call_back   TEXT NOT NULL, -- the number that counted when it was asked; empty: none
    place       BYTEA NOT NULL, -- sealed: where the asking browser was
    state       TEXT NOT NULL,
    approvals   BIGINT NOT NULL,
    wrong       BIGINT NOT NULL, -- words that were not those of the page
    asked       BIGINT NOT NULL,
    changed     BIGINT NOT NULL,
    expires     BIGINT NOT NULL,
    used        BIGINT -- when the link was followed
);
CREATE INDEX recovery_account ON recovery (account, asked);
CREATE INDEX recovery_asked ON recovery (asked);
-- What each of staff did about one: the number is shown to them, and they say that the person called said the words.
CREATE TABLE recovery_call (
    recovery TEXT NOT NULL,
    caller   TEXT NOT NULL,
    reason   TEXT NOT NULL,
    shown    BIGINT NOT NULL,
    approved BIGINT,
    PRIMARY KEY (recovery, caller)
) /*CLUSTERED*/;
