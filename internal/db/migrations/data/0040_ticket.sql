-- +goose Up
-- A ticket has two faces: seq, version, messages, updated for those who may read notes, and the same with face_ for the
-- others, who must not learn of notes from gaps, counts or times. subject and fields are sealed under the case key.
-- number is drawn at random, so that it does not tell how many tickets there are; serial, which nobody is shown, keeps
-- tickets of one time together on disk.
CREATE TABLE ticket (
    serial         /*SERIAL*/,
    number         BIGINT NOT NULL UNIQUE,
    id             TEXT NOT NULL UNIQUE,
    department     TEXT NOT NULL,
    organisation   TEXT NOT NULL,
    requester      TEXT NOT NULL,
    assignee       TEXT NOT NULL,
    status         TEXT NOT NULL,
    active         BOOLEAN NOT NULL,
    priority       TEXT NOT NULL,
    class          TEXT NOT NULL,
    subject        BYTEA NOT NULL,
    fields         BYTEA NOT NULL,
    tags           TEXT NOT NULL,
    specialists    TEXT NOT NULL,
    watchers       BIGINT NOT NULL,
    last_from      TEXT NOT NULL,
    seq            BIGINT NOT NULL,
    face_seq       BIGINT NOT NULL,
    face_last      BIGINT NOT NULL,
    messages       BIGINT NOT NULL,
    face_messages  BIGINT NOT NULL,
    version        BIGINT NOT NULL,
    face_version   BIGINT NOT NULL,
    updated        BIGINT NOT NULL,
    face_updated   BIGINT NOT NULL,
    created        BIGINT NOT NULL,
    closed         BIGINT NOT NULL,
    merged_into    TEXT NOT NULL,
    split_from     TEXT NOT NULL
);
-- Lists walk one of these per place that an actor reaches, in the order they show, and stop when the page is full. Each
-- costs every answer a write, so what is usual has none of its own: a list of it walks the department and passes over
-- the few others.
CREATE INDEX ticket_active ON ticket (department, active, updated, number);
CREATE INDEX ticket_status ON ticket (department, status, updated, number) WHERE status NOT IN ('open', 'closed');
CREATE INDEX ticket_assignee ON ticket (department, assignee, active, updated, number);
CREATE INDEX ticket_priority ON ticket (department, priority, active, updated, number) WHERE priority <> 'normal';
CREATE INDEX ticket_class ON ticket (department, class, active, updated, number) WHERE class <> 'internal';
CREATE INDEX ticket_organisation ON ticket (organisation, active, face_updated, number);
CREATE INDEX ticket_requester ON ticket (requester, active, face_updated, number);
CREATE INDEX ticket_asked ON ticket (department, requester, active, updated, number);
CREATE INDEX ticket_active_created ON ticket (department, active, created, number);
CREATE INDEX ticket_status_created ON ticket (department, status, created, number) WHERE status NOT IN ('open', 'closed');
CREATE INDEX ticket_assignee_created ON ticket (department, assignee, active, created, number);
CREATE INDEX ticket_priority_created ON ticket (department, priority, active, created, number) WHERE priority <> 'normal';
CREATE INDEX ticket_class_created ON ticket (department, class, active, created, number) WHERE class <> 'internal';
CREATE INDEX ticket_organisation_created ON ticket (organisation, active, created, number);
CREATE INDEX ticket_requester_created ON ticket (requester, active, created, number);
