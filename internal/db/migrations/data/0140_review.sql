-- +goose Up
-- Reviews. A review lies sealed under the installation's own key; its points stand in the clear once it is published.
-- One pair of reviews, of a milestone that is over.
CREATE TABLE review_pair (
    milestone   TEXT PRIMARY KEY,
    deal        TEXT NOT NULL,
    client      TEXT NOT NULL,
    specialist  TEXT NOT NULL,
    worked      BOOLEAN NOT NULL, -- something was released
    has_due     BOOLEAN NOT NULL,
    on_time     BOOLEAN NOT NULL,
    since       BIGINT NOT NULL,
    until       BIGINT NOT NULL,
    published   BIGINT
);
CREATE INDEX review_pair_specialist ON review_pair (specialist, since);

CREATE TABLE review (
    id        TEXT PRIMARY KEY,
    milestone TEXT NOT NULL,
    side      TEXT NOT NULL, -- of the author
    author    TEXT NOT NULL,
    subject   TEXT NOT NULL,
    voice     TEXT NOT NULL, -- the author's organisation, or the author: who counts once
    body      BYTEA, -- points and text; gone when removed
    reply     BYTEA,
    first     BIGINT, -- points on the axes, in their order; NULL before it is published
    second    BIGINT,
    third     BIGINT,
    fourth    BIGINT,
    written   BIGINT NOT NULL,
    published BIGINT,
    replied   BIGINT,
    removed   BIGINT,
    reason    TEXT NOT NULL
);
CREATE UNIQUE INDEX review_once ON review (milestone, side);
CREATE INDEX review_subject ON review (subject, side, published, id);

CREATE TABLE review_removal (
    id       TEXT PRIMARY KEY,
    review   TEXT NOT NULL,
    reason   TEXT NOT NULL,
    proposer TEXT NOT NULL,
    decider  TEXT NOT NULL,
    state    TEXT NOT NULL, -- open, approved, refused
    at       BIGINT NOT NULL,
    decided  BIGINT
);
CREATE UNIQUE INDEX review_removal_open ON review_removal (review) WHERE state = 'open';

-- What the published reviews of one person add up to, kept for lists.
CREATE TABLE review_standing (
    subject TEXT NOT NULL,
    side    TEXT NOT NULL, -- of the authors
    reviews BIGINT NOT NULL,
    voices  BIGINT NOT NULL,
    first   BIGINT NOT NULL, -- sums of the voices' means, in thousandths
    second  BIGINT NOT NULL,
    third   BIGINT NOT NULL,
    fourth  BIGINT NOT NULL,
    bound   BIGINT NOT NULL, -- Wilson lower bound, in millionths
    PRIMARY KEY (subject, side)
) /*CLUSTERED*/;

-- What specialists say of themselves; listed is their own choice.
CREATE TABLE review_profile (
    account   TEXT PRIMARY KEY,
    about     BYTEA NOT NULL, -- skills and languages
    listed    BOOLEAN NOT NULL,
    bound     BIGINT NOT NULL, -- that of their standing
    version   BIGINT NOT NULL,
    changed   BIGINT NOT NULL
);
CREATE INDEX review_profile_listed ON review_profile (listed, bound, account);
-- Keyed hashes of skills and languages, to find by.
CREATE TABLE review_tag (
    tag     BYTEA NOT NULL,
    account TEXT NOT NULL,
    PRIMARY KEY (tag, account)
) /*CLUSTERED*/;
CREATE INDEX review_tag_account ON review_tag (account);
