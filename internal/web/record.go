package web

import (
	"context"

	"surety/internal/fault"
)

func (s *Server) ticketRecord(ctx context.Context, in *idPaged) (*reply[Page[RecordEntry]], error) {
	return nil, fault.ErrAbsent
}

func (s *Server) searchRecord(ctx context.Context, in *recordQuery) (*reply[Page[RecordEntry]], error) {
	return nil, fault.ErrAbsent
}

func (s *Server) checkpoint(ctx context.Context, in *none) (*reply[Checkpoint], error) {
	return nil, fault.ErrAbsent
}

func (s *Server) receipt(ctx context.Context, in *byN) (*reply[Receipt], error) {
	return nil, fault.ErrAbsent
}

func (s *Server) verifyRecord(ctx context.Context, in *none) (*reply[Verification], error) {
	return nil, fault.ErrAbsent
}
