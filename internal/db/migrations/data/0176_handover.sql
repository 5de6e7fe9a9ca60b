-- +goose Up
-- Secrets: passwords and keys that are handed over, sealed in the sender's browser to the reader's key. What opens them is never here: identities lie sealed by what only
-- their owner has. Codes, ids, digests and instants stand in the clear; labels and ciphertexts are sealed once more under the case key, so that they go with it.
CREATE TABLE handover_key (
    id        TEXT PRIMARY KEY,
    account   TEXT NOT NULL,
    recipient TEXT NOT NULL, -- public
    digest    TEXT NOT NULL, -- SHA-256 of it, in hex, as the record names it
    entry     BIGINT NOT NULL, -- of its publication, on the record
    made      BIGINT NOT NULL,
    ended     BIGINT -- replaced by a newer one
);
CREATE INDEX handover_key_account ON handover_key (account, made);
CREATE UNIQUE INDEX handover_key_current ON handover_key (account) WHERE ended IS NULL;

-- What unlocks an identity: the identity, sealed by a passphrase or by what a passkey computes.
CREATE TABLE handover_lock (
    id         TEXT PRIMARY KEY,
    key        TEXT NOT NULL,
    kind       TEXT NOT NULL, -- passkey, passphrase
    credential TEXT NOT NULL, -- of the passkey, as the browser names it
    salt       TEXT NOT NULL, -- that the passkey computes over
    words      BYTEA NOT NULL, -- its label
    sealed     BYTEA NOT NULL,
    made       BIGINT NOT NULL
);
CREATE INDEX handover_lock_key ON handover_lock (key, made);

CREATE TABLE handover_secret (
    id       TEXT PRIMARY KEY,
    ticket   TEXT NOT NULL,
    deal     TEXT NOT NULL, -- empty: none
    owner    TEXT NOT NULL,
    reader   TEXT NOT NULL,
    key      TEXT NOT NULL,
    digest   TEXT NOT NULL, -- of the recipient it is sealed to
    term     TEXT NOT NULL, -- once, deal
    state    TEXT NOT NULL,
    why      TEXT NOT NULL,
    label    BYTEA NOT NULL,
    body     BYTEA, -- the ciphertext; gone when nobody may open it any more
    entry    BIGINT NOT NULL, -- of the handing over, on the record
    openings BIGINT NOT NULL,
    reminded BIGINT NOT NULL,
    given    BIGINT NOT NULL,
    ended    BIGINT, -- it cannot be opened any more
    over     BIGINT, -- the work that it was for is over
    changed  BIGINT -- its owner says that it is another by now
);
CREATE INDEX handover_secret_ticket ON handover_secret (ticket, given, id);
CREATE INDEX handover_secret_owner ON handover_secret (owner, given, id);
CREATE INDEX handover_secret_key ON handover_secret (key) WHERE state = 'held';

CREATE TABLE handover_opening (
    id      TEXT PRIMARY KEY,
    secret  TEXT NOT NULL,
    session TEXT NOT NULL, -- of the reader
    origin  BYTEA NOT NULL, -- address and country
    entry   BIGINT NOT NULL,
    at      BIGINT NOT NULL
);
CREATE INDEX handover_opening_secret ON handover_opening (secret, at, id);
