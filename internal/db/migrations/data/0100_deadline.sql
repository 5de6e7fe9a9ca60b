-- +goose Up
-- A clock that runs has a due and a since; one that stands has neither. Lengths are microseconds: ran is what had run when
-- it last stood. run names the one job that may act on it: each change draws a new one, and earlier jobs find nothing.
CREATE TABLE deadline (
    kind     TEXT NOT NULL,
    subject  TEXT NOT NULL,
    grp      TEXT NOT NULL,
    turn     TEXT NOT NULL,
    started  BIGINT NOT NULL,
    length   BIGINT NOT NULL,
    ran      BIGINT NOT NULL,
    since    BIGINT,
    due      BIGINT,
    reminded BIGINT NOT NULL, -- per cent
    run      TEXT NOT NULL,
    PRIMARY KEY (kind, subject)
) /*CLUSTERED*/;
CREATE INDEX deadline_group ON deadline (grp);

-- What keeps the clocks of a group standing.
CREATE TABLE deadline_hold (
    grp    TEXT NOT NULL,
    reason TEXT NOT NULL,
    since  BIGINT NOT NULL,
    PRIMARY KEY (grp, reason)
) /*CLUSTERED*/;
