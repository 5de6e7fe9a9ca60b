-- +goose Up
-- What happened. body, origin and salt may be destroyed (set to NULL, naming the entry that tells so); the rest of the
-- row only makes it findable.
CREATE TABLE audit_entry (
    n            /*SERIAL*/,
    at           BIGINT NOT NULL,
    actor        TEXT NOT NULL,
    action       TEXT NOT NULL,
    body         BYTEA,
    origin       BYTEA,
    salt         BYTEA,
    destroyed_by BIGINT
);
CREATE INDEX audit_entry_at ON audit_entry (at, n);
CREATE INDEX audit_entry_actor ON audit_entry (actor, at, n);
CREATE INDEX audit_entry_action ON audit_entry (action, at, n);

-- Which entries name a ticket.
CREATE TABLE audit_of (
    ticket TEXT NOT NULL,
    n      BIGINT NOT NULL,
    PRIMARY KEY (ticket, n)
) /*CLUSTERED*/;

-- The tree: the leaf's hash, then the hashes of the subtrees that it completes, 32 bytes each.
CREATE TABLE audit_leaf (
    leaf   BIGINT NOT NULL PRIMARY KEY,
    n      BIGINT NOT NULL,
    hashes BYTEA NOT NULL
) /*CLUSTERED*/;
CREATE UNIQUE INDEX audit_leaf_n ON audit_leaf (n);

-- Entries that wait for their leaf; only where writers do not take turns.
CREATE TABLE audit_pending (
    n          BIGINT NOT NULL PRIMARY KEY,
    commitment BYTEA NOT NULL
);

-- Entries of lists whose tickets are not in audit_of yet.
CREATE TABLE audit_unlisted (n BIGINT NOT NULL PRIMARY KEY) /*CLUSTERED*/;

CREATE TABLE audit_checkpoint (
    no   BIGINT NOT NULL PRIMARY KEY,
    size BIGINT NOT NULL,
    text TEXT NOT NULL
);
CREATE INDEX audit_checkpoint_size ON audit_checkpoint (size, no);
