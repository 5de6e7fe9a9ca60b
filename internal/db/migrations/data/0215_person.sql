-- +goose Up
-- Copies of what is kept about a person, made for them. What one holds is sealed under a case key of its own, which bears the copy's id: destroying the
-- key ends the copy wherever it lies.
CREATE TABLE person_copy (
    id       TEXT PRIMARY KEY,
    account  TEXT NOT NULL,
    asker    TEXT NOT NULL,
    reason   TEXT NOT NULL, -- a code; empty: the person asked
    state    TEXT NOT NULL, -- asked, made, failed, gone
    done     BIGINT NOT NULL, -- parts written
    parts    BIGINT NOT NULL,
    withheld TEXT NOT NULL, -- JSON: how often, by what and why
    key      BYTEA, -- the archive's, sealed
    blob     TEXT NOT NULL,
    size     BIGINT NOT NULL, -- bytes of the archive
    fetched  BIGINT NOT NULL, -- how often
    asked    BIGINT NOT NULL,
    made     BIGINT,
    until    BIGINT -- then it goes
);
CREATE UNIQUE INDEX person_copy_open ON person_copy (account) WHERE state = 'asked';
CREATE INDEX person_copy_account ON person_copy (account, asked, id);
CREATE INDEX person_copy_until ON person_copy (until) WHERE state = 'made';
CREATE INDEX person_copy_blob ON person_copy (blob);

-- Wishes to be forgotten, and how far each has come. Codes, ids, numbers and instants only.
CREATE TABLE person_erasure (
    id          TEXT PRIMARY KEY,
    account     TEXT NOT NULL,
    asker       TEXT NOT NULL,
    reason      TEXT NOT NULL, -- a code; empty: the person asked
    state       TEXT NOT NULL, -- cooling, waiting, erasing, kept, done, withdrawn, refused
    refusal     TEXT NOT NULL, -- a code
    first       TEXT NOT NULL, -- who decided first, where it takes two
    decider     TEXT NOT NULL,
    asked       BIGINT NOT NULL,
    ripe        BIGINT NOT NULL, -- until then it can be withdrawn, and nobody decides
    decided     BIGINT,
    begin_at    BIGINT, -- the last letter has left by then
    closed      BIGINT, -- the account was
    ended       BIGINT,
    pseudonym   BIGINT NOT NULL, -- a number drawn at random
    entry       BIGINT NOT NULL, -- of the decision, on the record
    kept        TEXT NOT NULL, -- JSON
    counts      TEXT NOT NULL, -- JSON: how many of what went
    certificate BYTEA,
    certified   BIGINT NOT NULL -- the certificate's entry
);
CREATE UNIQUE INDEX person_erasure_open ON person_erasure (account) WHERE state NOT IN ('withdrawn', 'refused');
CREATE INDEX person_erasure_list ON person_erasure (asked, id);
CREATE INDEX person_erasure_state ON person_erasure (state, ripe);
