-- +goose Up
-- Somebody's own sessions, newest first: all of them, and the few that are open.
CREATE INDEX remote_session_mine ON remote_session (specialist, asked_at, id);
CREATE INDEX remote_session_mine_open ON remote_session (specialist, asked_at, id) WHERE state IN ('requested', 'prepared', 'consented', 'active', 'paused');
