-- +goose Up
-- Sealed rooms: conversations of a case whose words and files the server cannot read. What lies here was sealed in a browser to the key of its
-- room, which lies here sealed to each member, and once more to what only the client keeps on paper, if they wished. All is sealed once more under the case key.
CREATE TABLE room (
    id        TEXT PRIMARY KEY,
    ticket    TEXT NOT NULL UNIQUE,
    state     TEXT NOT NULL, -- offered, declined, open
    offered   TEXT NOT NULL, -- by whom; empty: the client's side opened it by themselves
    opened    TEXT NOT NULL, -- by whom; empty: nobody yet
    epoch     BIGINT NOT NULL, -- of the present key; 0: none yet
    last      BIGINT NOT NULL, -- number of the newest message
    recovery  TEXT NOT NULL, -- the recipient that each key is sealed to for recovery; empty: nobody can recover them
    recovered BYTEA, -- its identity, sealed by words that only the client has
    made      BIGINT NOT NULL
);

CREATE TABLE room_epoch (
    room      TEXT NOT NULL,
    number    BIGINT NOT NULL,
    recipient TEXT NOT NULL, -- public
    digest    TEXT NOT NULL, -- SHA-256 of it, in hex, as the record names it
    author    TEXT NOT NULL, -- whose browser made it
    entry     BIGINT NOT NULL,
    made      BIGINT NOT NULL,
    PRIMARY KEY (room, number)
);

CREATE TABLE room_envelope (
    room   TEXT NOT NULL,
    epoch  BIGINT NOT NULL,
    member TEXT NOT NULL, -- an account; empty: for recovery
    key    TEXT NOT NULL, -- of handover_key, that it is sealed to
    sealed BYTEA NOT NULL,
    PRIMARY KEY (room, epoch, member)
);

CREATE TABLE room_message (
    room   TEXT NOT NULL,
    seq    BIGINT NOT NULL,
    epoch  BIGINT NOT NULL,
    author TEXT NOT NULL,
    kind   TEXT NOT NULL, -- message, file
    digest TEXT NOT NULL, -- SHA-256 of what came, in hex, as the record names it
    size   BIGINT NOT NULL, -- bytes of what came
    sealed BYTEA NOT NULL,
    entry  BIGINT NOT NULL,
    made   BIGINT NOT NULL,
    PRIMARY KEY (room, seq)
);

-- How far somebody was given what was written, and up to where a letter said that there is more.
CREATE TABLE room_seen (
    room   TEXT NOT NULL,
    member TEXT NOT NULL,
    seen   BIGINT NOT NULL,
    told   BIGINT NOT NULL,
    PRIMARY KEY (room, member)
);
