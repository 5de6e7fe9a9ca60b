-- +goose Up
-- Remote sessions. Codes, ids, numbers and instants stand in the clear; words, ports and what was agreed are sealed under the case key.
CREATE TABLE remote_session (
    id              TEXT PRIMARY KEY, -- 16 bytes in hex
    ticket          TEXT NOT NULL,
    client          TEXT NOT NULL, -- who opened the ticket
    specialist      TEXT NOT NULL,
    deal            TEXT NOT NULL, -- empty: none
    currency        TEXT NOT NULL,
    price_minor     BIGINT NOT NULL,
    state           TEXT NOT NULL,
    asked           TEXT NOT NULL, -- powers, separated by blanks
    granted         TEXT NOT NULL,
    taken           TEXT NOT NULL,
    words           BYTEA NOT NULL, -- reason and ports
    waiver          BYTEA, -- in the client's words
    agreed          BYTEA, -- the consent and its signature, as they came
    agreed_digest   BYTEA,
    entry           BIGINT NOT NULL, -- of the consent, on the record
    minutes         BIGINT NOT NULL,
    program         TEXT NOT NULL, -- of the client's end: version and system
    snapshot        TEXT NOT NULL, -- the name of its record
    client_here     BOOLEAN NOT NULL,
    specialist_here BOOLEAN NOT NULL,
    peers           BIGINT NOT NULL, -- specialist's ends that came
    paused_by       TEXT NOT NULL,
    ended_by        TEXT NOT NULL,
    ended_why       TEXT NOT NULL,
    recording       TEXT NOT NULL,
    chunks          BIGINT NOT NULL,
    bytes           BIGINT NOT NULL,
    asked_at        BIGINT NOT NULL,
    arrived_at      BIGINT, -- the client's program, last
    consented_at    BIGINT,
    started_at      BIGINT,
    ended_at        BIGINT,
    until           BIGINT
);
CREATE INDEX remote_session_ticket ON remote_session (ticket, asked_at, id);
CREATE INDEX remote_session_pair ON remote_session (specialist, client, state);
CREATE UNIQUE INDEX remote_session_open ON remote_session (ticket, specialist) WHERE state IN ('requested', 'prepared', 'consented', 'active', 'paused');
CREATE INDEX remote_session_live ON remote_session (asked_at, id) WHERE state IN ('requested', 'prepared', 'consented', 'active', 'paused');
CREATE INDEX remote_session_snapshot ON remote_session (snapshot) WHERE snapshot <> '';

-- The digests of the facts that a client's program was really sent, and until when a consent to them lasts.
CREATE TABLE remote_facts (
    session TEXT NOT NULL,
    digest  BYTEA NOT NULL,
    until   BIGINT NOT NULL,
    PRIMARY KEY (session, digest)
) /*CLUSTERED*/;

-- Codes that are waiting to be typed. The code itself is made from the row's id by the vault's key, and found by a keyed digest.
CREATE TABLE remote_code (
    id      TEXT PRIMARY KEY,
    digest  BYTEA NOT NULL UNIQUE,
    kind    TEXT NOT NULL, -- session, restore
    subject TEXT NOT NULL, -- the session, or the snapshot
    ticket  TEXT NOT NULL,
    client  TEXT NOT NULL,
    expires BIGINT NOT NULL
);
CREATE UNIQUE INDEX remote_code_subject ON remote_code (kind, subject, client);
CREATE INDEX remote_code_expires ON remote_code (expires);

-- Programs that came in by a code: the keyed digest of their token, and the key that they sign with.
CREATE TABLE remote_pass (
    digest  BYTEA PRIMARY KEY,
    id      TEXT NOT NULL, -- of the session; a restore has one of its own
    kind    TEXT NOT NULL,
    subject TEXT NOT NULL,
    ticket  TEXT NOT NULL,
    client  TEXT NOT NULL,
    key     BYTEA NOT NULL, -- Ed25519, public
    made    BIGINT NOT NULL,
    expires BIGINT NOT NULL
) /*CLUSTERED*/;
CREATE INDEX remote_pass_subject ON remote_pass (kind, subject, client);
CREATE INDEX remote_pass_expires ON remote_pass (expires);

-- Who may not ask whom any more, since they were reported.
CREATE TABLE remote_ban (
    specialist TEXT NOT NULL,
    client     TEXT NOT NULL,
    session    TEXT NOT NULL,
    reason     TEXT NOT NULL,
    at         BIGINT NOT NULL,
    PRIMARY KEY (specialist, client)
) /*CLUSTERED*/;
