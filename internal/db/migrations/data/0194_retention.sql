-- +goose Up
ALTER TABLE ticket ADD COLUMN destroyed BIGINT NOT NULL DEFAULT 0; -- when its content was

CREATE TABLE retention_rule (
    class      TEXT NOT NULL, -- empty: every one
    department TEXT NOT NULL,
    kind       TEXT NOT NULL,
    days       BIGINT NOT NULL, -- after the closing; 0: kept
    changed    BIGINT NOT NULL,
    actor      TEXT NOT NULL,
    PRIMARY KEY (class, department, kind)
) /*CLUSTERED*/;

-- How long the installation was there to be asked, in steps it witnessed: a clock that jumps adds nothing.
CREATE TABLE retention_pulse (
    id      BIGINT PRIMARY KEY,
    at      BIGINT NOT NULL,
    lived   BIGINT NOT NULL, -- microseconds
    planned BIGINT NOT NULL  -- when all closed tickets were last gone through; 0: rules changed since
);

-- Closed tickets that a rule says are to go.
CREATE TABLE retention_case (
    ticket     TEXT PRIMARY KEY,
    number     BIGINT NOT NULL,
    department TEXT NOT NULL,
    class      TEXT NOT NULL,
    kind       TEXT NOT NULL,
    rule       TEXT NOT NULL, -- class/department/kind/days
    due        BIGINT NOT NULL,
    noticed    BIGINT, -- when the client was told
    lived      BIGINT NOT NULL -- the pulse's, then
);
CREATE INDEX retention_case_due ON retention_case (due, ticket);
CREATE INDEX retention_case_department ON retention_case (department, due, ticket);

CREATE TABLE retention_extension (
    ticket TEXT PRIMARY KEY,
    until  BIGINT NOT NULL,
    count  BIGINT NOT NULL
) /*CLUSTERED*/;

CREATE TABLE retention_hold (
    id        TEXT PRIMARY KEY,
    ticket    TEXT NOT NULL,
    reason    TEXT NOT NULL, -- a code
    actor     TEXT NOT NULL,
    at        BIGINT NOT NULL,
    lifter    TEXT NOT NULL, -- who wants it lifted; another one must agree
    lifted_by TEXT NOT NULL,
    lifted    BIGINT
);
CREATE UNIQUE INDEX retention_hold_open ON retention_hold (ticket, reason) WHERE lifted IS NULL;
CREATE INDEX retention_hold_at ON retention_hold (at, id) WHERE lifted IS NULL;

-- What one wishes to be destroyed now, until a second agrees.
CREATE TABLE retention_wish (
    ticket TEXT PRIMARY KEY,
    actor  TEXT NOT NULL,
    at     BIGINT NOT NULL
) /*CLUSTERED*/;

-- Cases whose content was destroyed, or is being.
CREATE TABLE retention_end (
    ticket      TEXT PRIMARY KEY,
    number      BIGINT NOT NULL,
    department  TEXT NOT NULL,
    class       TEXT NOT NULL,
    kind        TEXT NOT NULL,
    rule        TEXT NOT NULL, -- empty: two people had it destroyed
    began       BIGINT NOT NULL,
    entry       BIGINT NOT NULL, -- on the record
    key_digest  TEXT NOT NULL,
    counts      TEXT NOT NULL, -- JSON: how many of what
    step        TEXT NOT NULL, -- key, rows, blobs, certificate, done
    certificate BYTEA,
    certified   BIGINT NOT NULL, -- the certificate's entry
    done        BIGINT
);
CREATE INDEX retention_end_began ON retention_end (began, ticket);
CREATE INDEX retention_end_open ON retention_end (began) WHERE done IS NULL;

-- Blobs still to be removed.
CREATE TABLE retention_blob (
    ticket TEXT NOT NULL,
    name   TEXT NOT NULL,
    PRIMARY KEY (ticket, name)
) /*CLUSTERED*/;
