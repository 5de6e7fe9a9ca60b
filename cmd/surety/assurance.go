package main

import (
	"context"

	"surety/internal/access"
	"surety/internal/assurance"
	"surety/internal/db"
	"surety/internal/deadline"
)

// openAssurance opens what clients are told of their cases: it asks every slice that holds something.
func (s *site) openAssurance(clocks *deadline.Clocks) {
	o := assurance.Settings{DB: s.data, Clock: s.clock, Vault: s.vault, Log: s.record, Jobs: s.jobs, Accounts: s.accounts, Tickets: s.desk, Clocks: clocks,
		Weekend: s.config.BusinessWeek(), Sources: []assurance.Source{s.remoteHeld, s.snapshotsHeld, s.secretsHeld, s.untilHeld}, Seal: s.deals.Seal, Logger: s.log}
	if s.places != nil {
		o.Country = s.places.Country
	}
	s.assurance = assurance.Open(o)
}

func (s *site) remoteHeld(ctx context.Context, tx *db.Tx, held map[access.TicketID]*assurance.Held) error {
	found, err := s.remote.Held(ctx, tx, assurance.Tickets(held)...)
	for id, f := range found {
		held[id].Recordings, held[id].RecordingBytes, held[id].Sessions = f.Recordings, f.Bytes, f.Open
	}
	return err
}

func (s *site) snapshotsHeld(ctx context.Context, tx *db.Tx, held map[access.TicketID]*assurance.Held) error {
	found, err := s.keeper.Held(ctx, tx, assurance.Tickets(held)...)
	for id, f := range found {
		held[id].Snapshots, held[id].SnapshotBytes = f.Snapshots, f.Bytes
	}
	return err
}

func (s *site) secretsHeld(ctx context.Context, tx *db.Tx, held map[access.TicketID]*assurance.Held) error {
	found, err := s.secrets.Outstanding(ctx, tx, assurance.Tickets(held)...)
	for id, n := range found {
		held[id].Secrets = n
	}
	return err
}

func (s *site) untilHeld(ctx context.Context, tx *db.Tx, held map[access.TicketID]*assurance.Held) error {
	found, err := s.retention.Until(ctx, tx, assurance.Tickets(held)...)
	for id, f := range found {
		held[id].Kept = &assurance.Kept{Until: f.Until, Why: f.Rule}
	}
	return err
}
