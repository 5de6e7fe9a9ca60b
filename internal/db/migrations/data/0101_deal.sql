-- +goose Up
-- Texts are sealed under the case key of the ticket; what stands here in the clear are ids, codes, instants and amounts.
CREATE TABLE deal (
    id         TEXT PRIMARY KEY,
    ticket     TEXT NOT NULL,
    client     TEXT NOT NULL,
    specialist TEXT NOT NULL,
    state      TEXT NOT NULL,
    currency   TEXT NOT NULL,
    offer      BIGINT NOT NULL, -- the latest version of the terms
    signed     BIGINT NOT NULL, -- the version in force; 0 before the contract
    version    BIGINT NOT NULL,
    steps      BIGINT NOT NULL,
    created    BIGINT NOT NULL,
    updated    BIGINT NOT NULL
);
CREATE INDEX deal_client ON deal (client, updated, id);
CREATE INDEX deal_specialist ON deal (specialist, updated, id);
CREATE INDEX deal_ticket ON deal (ticket, id);
CREATE UNIQUE INDEX deal_open ON deal (ticket, specialist) WHERE state IN ('negotiating', 'active');

CREATE TABLE deal_offer (
    deal     TEXT NOT NULL,
    version  BIGINT NOT NULL,
    side     TEXT NOT NULL, -- who wrote it
    state    TEXT NOT NULL,
    base     BIGINT NOT NULL, -- the version in force that it would amend; 0: a first contract
    terms    BYTEA NOT NULL,
    made     BIGINT NOT NULL,
    offered  BIGINT,
    decided  BIGINT,
    PRIMARY KEY (deal, version)
) /*CLUSTERED*/;

CREATE TABLE deal_question (
    deal     TEXT NOT NULL,
    id       TEXT NOT NULL,
    version  BIGINT NOT NULL,
    asker    TEXT NOT NULL, -- a side
    asked    BIGINT NOT NULL,
    question BYTEA NOT NULL, -- with the clause it is about
    answered BIGINT,
    answer   BYTEA,
    dropped  BIGINT,
    PRIMARY KEY (deal, id)
) /*CLUSTERED*/;

CREATE TABLE deal_paper (
    deal     TEXT NOT NULL,
    version  BIGINT NOT NULL,
    kind     TEXT NOT NULL, -- contract, nda
    digest   BYTEA NOT NULL, -- SHA-256 of the canonical text
    text     BYTEA NOT NULL,
    key      BYTEA NOT NULL,
    blob     TEXT NOT NULL,
    original BIGINT NOT NULL, -- bytes as rendered, before any seal
    size     BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    PRIMARY KEY (deal, version, kind)
) /*CLUSTERED*/;

CREATE TABLE deal_signature (
    deal    TEXT NOT NULL,
    version BIGINT NOT NULL,
    side    TEXT NOT NULL,
    account TEXT NOT NULL,
    at      BIGINT NOT NULL,
    PRIMARY KEY (deal, version, side)
) /*CLUSTERED*/;

-- Papers signed elsewhere and brought in, with what was found wrong in them.
CREATE TABLE deal_brought (
    deal     TEXT NOT NULL,
    id       TEXT NOT NULL,
    version  BIGINT NOT NULL,
    kind     TEXT NOT NULL,
    side     TEXT NOT NULL,
    at       BIGINT NOT NULL,
    sound    BOOLEAN NOT NULL,
    findings TEXT NOT NULL, -- codes, separated by blanks
    key      BYTEA NOT NULL,
    blob     TEXT NOT NULL,
    size     BIGINT NOT NULL,
    PRIMARY KEY (deal, id)
) /*CLUSTERED*/;

CREATE TABLE deal_milestone (
    id              TEXT PRIMARY KEY,
    deal            TEXT NOT NULL,
    place           BIGINT NOT NULL,
    state           TEXT NOT NULL,
    before          TEXT NOT NULL, -- what a request to cancel or a dispute lies over
    price_minor     BIGINT NOT NULL, -- what the client pays: amount and added taxes
    fee_minor       BIGINT NOT NULL,
    tax_minor       BIGINT NOT NULL,
    released_minor  BIGINT NOT NULL, -- gross
    fee_taken       BIGINT NOT NULL,
    tax_taken       BIGINT NOT NULL,
    refunded_minor  BIGINT NOT NULL,
    granted_minor   BIGINT NOT NULL, -- paid from the guarantee fund
    moves           BIGINT NOT NULL, -- of money, for their keys
    parts           BIGINT NOT NULL, -- that were released
    rounds          BIGINT NOT NULL, -- of changes that were asked for
    cancels         BIGINT NOT NULL,
    canceller       TEXT NOT NULL, -- the side that asks to cancel
    matter          TEXT NOT NULL, -- the dispute
    accepted        TEXT NOT NULL, -- how: client, silence, settled
    silence_days    BIGINT NOT NULL,
    rounds_max      BIGINT NOT NULL,
    guarantee       BOOLEAN NOT NULL,
    licence         TEXT NOT NULL,
    due             BIGINT,
    changed         BIGINT NOT NULL
);
CREATE INDEX deal_milestone_deal ON deal_milestone (deal, place);

CREATE TABLE deal_submission (
    milestone TEXT NOT NULL,
    round     BIGINT NOT NULL,
    at        BIGINT NOT NULL,
    text      BYTEA NOT NULL,
    works     TEXT NOT NULL, -- ids, separated by blanks
    verdict   TEXT NOT NULL,
    replied   BIGINT,
    reply     BYTEA,
    PRIMARY KEY (milestone, round)
) /*CLUSTERED*/;

CREATE TABLE deal_payout (
    id           TEXT PRIMARY KEY,
    milestone    TEXT NOT NULL,
    side         TEXT NOT NULL, -- to whom
    amount_minor BIGINT NOT NULL,
    state        TEXT NOT NULL,
    next         TEXT NOT NULL, -- the payout that repeats a returned one
    made         BIGINT NOT NULL,
    changed      BIGINT NOT NULL
);
CREATE INDEX deal_payout_milestone ON deal_payout (milestone, made, id);

-- Complaints that lie over a deal.
CREATE TABLE deal_suspension (
    deal   TEXT NOT NULL,
    matter TEXT NOT NULL,
    since  BIGINT NOT NULL,
    PRIMARY KEY (deal, matter)
) /*CLUSTERED*/;

CREATE TABLE deal_work (
    id        TEXT PRIMARY KEY,
    deal      TEXT NOT NULL,
    milestone TEXT NOT NULL,
    about     BYTEA NOT NULL, -- name, type, preview
    digest    BYTEA NOT NULL, -- SHA-256 of its bytes
    key       BYTEA NOT NULL,
    blob      TEXT NOT NULL,
    size      BIGINT NOT NULL,
    at        BIGINT NOT NULL
);
CREATE INDEX deal_work_milestone ON deal_work (milestone);
CREATE INDEX deal_work_deal ON deal_work (deal, at, id);

-- A licence that has passed to the client.
CREATE TABLE deal_licence (
    milestone TEXT PRIMARY KEY,
    deal      TEXT NOT NULL,
    licence   TEXT NOT NULL, -- a code of the terms
    at        BIGINT NOT NULL
) /*CLUSTERED*/;

-- What happened, for the deal's page: codes and numbers.
CREATE TABLE deal_step (
    deal         TEXT NOT NULL,
    n            BIGINT NOT NULL,
    at           BIGINT NOT NULL,
    code         TEXT NOT NULL,
    side         TEXT NOT NULL, -- empty: a clock or the bank
    milestone    TEXT NOT NULL,
    version      BIGINT NOT NULL,
    amount_minor BIGINT NOT NULL,
    PRIMARY KEY (deal, n)
) /*CLUSTERED*/;

-- Prices of completed deals, for comparison. deal is drawn at random and stands nowhere else; day is all that is kept of
-- the time.
CREATE TABLE deal_price (
    deal         TEXT NOT NULL,
    place        BIGINT NOT NULL,
    department   TEXT NOT NULL,
    currency     TEXT NOT NULL,
    day          BIGINT NOT NULL,
    amount_minor BIGINT NOT NULL,
    PRIMARY KEY (deal, place)
) /*CLUSTERED*/;
CREATE INDEX deal_price_like ON deal_price (department, currency, day);

-- A call to specialists to apply, and who did.
CREATE TABLE deal_call (
    id      TEXT PRIMARY KEY,
    ticket  TEXT NOT NULL UNIQUE,
    brief   BYTEA NOT NULL,
    is_open BOOLEAN NOT NULL,
    opened  BIGINT NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX deal_call_open ON deal_call (is_open, opened, id);
CREATE TABLE deal_application (
    call       TEXT NOT NULL,
    specialist TEXT NOT NULL,
    text       BYTEA NOT NULL,
    state      TEXT NOT NULL, -- applied, invited, withdrawn
    at         BIGINT NOT NULL,
    PRIMARY KEY (call, specialist)
) /*CLUSTERED*/;

-- The installation's own authority, sealed under its own key.
CREATE TABLE deal_authority (
    id     BIGINT PRIMARY KEY,
    sealed BYTEA NOT NULL,
    made   BIGINT NOT NULL
);
