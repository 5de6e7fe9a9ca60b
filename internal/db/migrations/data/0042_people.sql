-- +goose Up
-- These carry the ticket's times, so that a list by them needs no sorting of all they name.
CREATE TABLE ticket_tag (
    ticket     TEXT NOT NULL,
    tag        TEXT NOT NULL,
    department TEXT NOT NULL,
    active     BOOLEAN NOT NULL,
    updated    BIGINT NOT NULL,
    created    BIGINT NOT NULL,
    number     BIGINT NOT NULL,
    PRIMARY KEY (ticket, tag)
) /*CLUSTERED*/;
CREATE INDEX ticket_tag_updated ON ticket_tag (department, tag, active, updated, number);
CREATE INDEX ticket_tag_created ON ticket_tag (department, tag, active, created, number);
-- role is specialist or watcher; a watcher gets no right by watching.
CREATE TABLE ticket_member (
    ticket       TEXT NOT NULL,
    role         TEXT NOT NULL,
    account      TEXT NOT NULL,
    updated      BIGINT NOT NULL,
    face_updated BIGINT NOT NULL,
    created      BIGINT NOT NULL,
    number       BIGINT NOT NULL,
    PRIMARY KEY (ticket, role, account)
) /*CLUSTERED*/;
CREATE INDEX ticket_member_updated ON ticket_member (account, role, updated, number);
CREATE INDEX ticket_member_face ON ticket_member (account, role, face_updated, number);
CREATE INDEX ticket_member_created ON ticket_member (account, role, created, number);
-- What one person has on one ticket: how far they have read, whether a mail about an answer waits for them to read it,
-- and a draft, sealed under the case key.
CREATE TABLE ticket_own (
    ticket  TEXT NOT NULL,
    account TEXT NOT NULL,
    read    BIGINT NOT NULL,
    mailed  BOOLEAN NOT NULL,
    kind    TEXT NOT NULL,
    draft   BYTEA,
    PRIMARY KEY (ticket, account)
) /*CLUSTERED*/;
-- A request not yet sent, sealed under the installation's own key: there is no case yet.
CREATE TABLE request_draft (
    account TEXT NOT NULL PRIMARY KEY,
    draft   BYTEA NOT NULL,
    updated BIGINT NOT NULL
) /*CLUSTERED*/;
