-- +goose Up
-- What the scanner says of the bytes that people brought, whichever table holds them. The key of a file that nobody may
-- fetch is sealed for the scanner alone; this row only says why.
CREATE TABLE file_check (
    id           TEXT PRIMARY KEY, -- the file's own
    kind         TEXT NOT NULL, -- file, work, exhibit, brought
    ticket       TEXT NOT NULL,
    organisation TEXT NOT NULL,
    state        TEXT NOT NULL, -- waiting, clean, infected, refused, unscanned
    reason       TEXT NOT NULL, -- a code, of what is refused
    found        TEXT NOT NULL, -- the name of a signature
    marks        TEXT NOT NULL, -- codes, separated by blanks
    version      TEXT NOT NULL, -- of the scanner and its signatures that said so
    tries        BIGINT NOT NULL, -- that ended without an answer
    due          BIGINT NOT NULL, -- not to be scanned before
    at           BIGINT NOT NULL
) /*CLUSTERED*/;
CREATE INDEX file_check_waiting ON file_check (due) WHERE state = 'waiting';
CREATE INDEX file_check_version ON file_check (version) WHERE state IN ('clean', 'infected');
CREATE INDEX file_check_ticket ON file_check (ticket);

INSERT INTO file_check (id, kind, ticket, organisation, state, reason, found, marks, version, tries, due, at)
    SELECT f.id, 'file', f.ticket, t.organisation, 'unscanned', '', '', '', '', 0, 0, f.at FROM ticket_file f JOIN ticket t ON t.id = f.ticket;
INSERT INTO file_check (id, kind, ticket, organisation, state, reason, found, marks, version, tries, due, at)
    SELECT w.id, 'work', t.id, t.organisation, 'unscanned', '', '', '', '', 0, 0, w.at FROM deal_work w JOIN deal d ON d.id = w.deal JOIN ticket t ON t.id = d.ticket;
INSERT INTO file_check (id, kind, ticket, organisation, state, reason, found, marks, version, tries, due, at)
    SELECT b.id, 'brought', t.id, t.organisation, 'unscanned', '', '', '', '', 0, 0, b.at FROM deal_brought b JOIN deal d ON d.id = b.deal JOIN ticket t ON t.id = d.ticket;
INSERT INTO file_check (id, kind, ticket, organisation, state, reason, found, marks, version, tries, due, at)
    SELECT e.id, 'exhibit', t.id, t.organisation, 'unscanned', '', '', '', '', 0, 0, e.at FROM dispute_exhibit e JOIN dispute d ON d.id = e.dispute JOIN ticket t ON t.id = d.ticket WHERE e.blob <> '';
