-- +goose Up
-- Disputes. Texts are sealed under the ticket's case key, offers under the installation's own; what stands here in the clear
-- are ids, codes, instants, and amounts that are proposed or decided.
CREATE TABLE dispute (
    id             TEXT PRIMARY KEY, -- the matter that freezes the money
    milestone      TEXT NOT NULL,
    deal           TEXT NOT NULL,
    ticket         TEXT NOT NULL,
    client         TEXT NOT NULL,
    specialist     TEXT NOT NULL,
    opener         TEXT NOT NULL, -- a side
    way            TEXT NOT NULL, -- party, silence
    state          TEXT NOT NULL,
    currency       TEXT NOT NULL,
    stake_minor    BIGINT NOT NULL, -- held
    arbiter        TEXT NOT NULL,
    confirmer      TEXT NOT NULL,
    reviewer       TEXT NOT NULL,
    proposal_minor BIGINT NOT NULL,
    accepted       TEXT NOT NULL, -- the side that agrees to the proposal
    award_minor    BIGINT NOT NULL,
    appellant      TEXT NOT NULL,
    outcome        TEXT NOT NULL,
    release_minor  BIGINT NOT NULL,
    words          BIGINT NOT NULL,
    exhibits       BIGINT NOT NULL,
    version        BIGINT NOT NULL,
    opened         BIGINT NOT NULL,
    changed        BIGINT NOT NULL,
    closed         BIGINT
);
CREATE INDEX dispute_milestone ON dispute (milestone, opened);
CREATE UNIQUE INDEX dispute_open ON dispute (milestone) WHERE state <> 'closed';
CREATE INDEX dispute_state ON dispute (state, changed, id);
CREATE INDEX dispute_client ON dispute (client, changed, id);
CREATE INDEX dispute_specialist ON dispute (specialist, changed, id);

-- What was said in it: statements and decisions, in their order.
CREATE TABLE dispute_word (
    dispute      TEXT NOT NULL,
    n            BIGINT NOT NULL,
    kind         TEXT NOT NULL,
    author       TEXT NOT NULL,
    side         TEXT NOT NULL, -- empty: an arbiter
    amount_minor BIGINT NOT NULL,
    text         BYTEA NOT NULL,
    at           BIGINT NOT NULL,
    PRIMARY KEY (dispute, n)
) /*CLUSTERED*/;

-- The file: copies of what a side chose out of the case, sealed anew, so that judging it opens nothing else.
CREATE TABLE dispute_exhibit (
    dispute TEXT NOT NULL,
    n       BIGINT NOT NULL,
    id      TEXT NOT NULL,
    side    TEXT NOT NULL,
    kind    TEXT NOT NULL,
    about   BYTEA NOT NULL, -- where it is from, name, type, text
    key     BYTEA,
    blob    TEXT NOT NULL,
    size    BIGINT NOT NULL,
    at      BIGINT NOT NULL,
    PRIMARY KEY (dispute, n)
) /*CLUSTERED*/;

-- What a side offers now, and how often it did. Gone when the time of offers ends.
CREATE TABLE dispute_offer (
    dispute TEXT NOT NULL,
    side    TEXT NOT NULL,
    sealed  BYTEA,
    made    BIGINT NOT NULL,
    PRIMARY KEY (dispute, side)
) /*CLUSTERED*/;

-- Who may not judge it (any more), and why.
CREATE TABLE dispute_barred (
    dispute TEXT NOT NULL,
    account TEXT NOT NULL,
    reason  TEXT NOT NULL,
    at      BIGINT NOT NULL,
    PRIMARY KEY (dispute, account)
) /*CLUSTERED*/;

-- A lead's yes to one more dispute of somebody who lost too many.
CREATE TABLE dispute_consent (
    milestone TEXT NOT NULL,
    account   TEXT NOT NULL,
    lead      TEXT NOT NULL,
    at        BIGINT NOT NULL,
    PRIMARY KEY (milestone, account)
) /*CLUSTERED*/;
