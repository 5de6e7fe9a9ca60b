-- +goose Up
-- Snapshots that clients' machines send. Their objects are sealed there and lie in blobs; the server knows kinds, names and sizes.
CREATE TABLE snapshot_object (
    ticket  TEXT NOT NULL,
    kind    BIGINT NOT NULL, -- 1 pack, 2 index, 3 record
    name    BYTEA NOT NULL, -- SHA-256 of the object
    size    BIGINT NOT NULL, -- bytes
    written BIGINT NOT NULL,
    blob    TEXT NOT NULL,
    PRIMARY KEY (ticket, kind, name)
) /*CLUSTERED*/;
CREATE INDEX snapshot_object_blob ON snapshot_object (blob);

-- Bytes taken by a ticket's objects; that of '' is the sum of all.
CREATE TABLE snapshot_room (
    ticket TEXT PRIMARY KEY,
    bytes  BIGINT NOT NULL
) /*CLUSTERED*/;

-- One snapshot: what its record tells in the clear.
CREATE TABLE snapshot (
    id      TEXT PRIMARY KEY, -- hex of the record's name
    ticket  TEXT NOT NULL,
    written BIGINT NOT NULL,
    packs   BIGINT NOT NULL,
    bytes   BIGINT NOT NULL -- of those packs
);
CREATE INDEX snapshot_ticket ON snapshot (ticket, written, id);

-- The last check of a ticket's objects against their names.
CREATE TABLE snapshot_check (
    ticket  TEXT PRIMARY KEY,
    state   TEXT NOT NULL, -- waiting, running, whole, damaged
    asked   BIGINT NOT NULL,
    ended   BIGINT,
    done    BIGINT NOT NULL, -- bytes
    total   BIGINT NOT NULL,
    kind    BIGINT NOT NULL, -- of the first damaged object; 0: none
    name    BYTEA,
    reason  TEXT NOT NULL
);
CREATE INDEX snapshot_check_ended ON snapshot_check (ended, ticket);
