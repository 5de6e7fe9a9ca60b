package web

import (
	"context"

	"surety/internal/fault"
)

func (s *Server) listAccounts(ctx context.Context, in *accountQuery) (*reply[Page[AdminAccount]], error) {
	return nil, fault.ErrAbsent
}

func (s *Server) invite(ctx context.Context, in *body[Invite]) (*versioned[AdminAccount], error) {
	return nil, fault.ErrAbsent
}

func (s *Server) readAccount(ctx context.Context, in *byID) (*versioned[AdminAccount], error) {
	return nil, fault.ErrAbsent
}

func (s *Server) changeAccount(ctx context.Context, in *idPatch[AdminAccountPatch]) (*versioned[AdminAccount], error) {
	return nil, fault.ErrAbsent
}

func (s *Server) disableAccount(ctx context.Context, in *byID) (*done, error) {
	return nil, fault.ErrAbsent
}

func (s *Server) enableAccount(ctx context.Context, in *byID) (*done, error) {
	return nil, fault.ErrAbsent
}

func (s *Server) inviteAgain(ctx context.Context, in *byID) (*done, error) {
	return nil, fault.ErrAbsent
}

func (s *Server) listOrganisations(ctx context.Context, in *paged) (*reply[Page[Organisation]], error) {
	return nil, fault.ErrAbsent
}

func (s *Server) addOrganisation(ctx context.Context, in *body[Name]) (*versioned[Organisation], error) {
	return nil, fault.ErrAbsent
}

func (s *Server) changeOrganisation(ctx context.Context, in *idPatch[Name]) (*versioned[Organisation], error) {
	return nil, fault.ErrAbsent
}

func (s *Server) listDepartments(ctx context.Context, in *paged) (*reply[Page[AdminDepartment]], error) {
	return nil, fault.ErrAbsent
}

func (s *Server) addDepartment(ctx context.Context, in *body[DepartmentWrite]) (*versioned[AdminDepartment], error) {
	return nil, fault.ErrAbsent
}

func (s *Server) changeDepartment(ctx context.Context, in *idPatch[DepartmentWrite]) (*versioned[AdminDepartment], error) {
	return nil, fault.ErrAbsent
}

func (s *Server) readSettings(ctx context.Context, in *none) (*versioned[Settings], error) {
	return nil, fault.ErrAbsent
}

func (s *Server) changeSettings(ctx context.Context, in *patch[SettingsPatch]) (*versioned[Settings], error) {
	return nil, fault.ErrAbsent
}

func (s *Server) listKeys(ctx context.Context, in *none) (*reply[[]KeyRow], error) {
	return nil, fault.ErrAbsent
}

func (s *Server) rotateKey(ctx context.Context, in *body[Rotate]) (*reply[Empty], error) {
	return nil, fault.ErrAbsent
}

func (s *Server) mailTemplates(ctx context.Context, in *none) (*reply[[]Template], error) {
	return nil, fault.ErrAbsent
}

func (s *Server) mailTemplate(ctx context.Context, in *templateQuery) (*reply[Mail], error) {
	return nil, fault.ErrAbsent
}

func (s *Server) mailQueue(ctx context.Context, in *paged) (*reply[Page[QueueRow]], error) {
	return nil, fault.ErrAbsent
}

func (s *Server) serverStatus(ctx context.Context, in *none) (*reply[ServerStatus], error) {
	return nil, fault.ErrAbsent
}
