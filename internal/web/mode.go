package web

import (
	"cmp"
	"slices"
	"strings"

	"surety/internal/fault"
)

// Mode is what the installation is run as. What is switched off is not there: its routes are absent to everybody.
type Mode string

const (
	HelpDesk Mode = "desk"   // tickets alone
	Firm     Mode = "firm"   // own specialists: deals and the bank desk
	Market   Mode = "market" // and calls to specialists, who apply
)

// Modes are all of them; each has what the one before has.
var Modes = []Mode{HelpDesk, Firm, Market}

// beginnings are the parts of the API that begin with a mode; all others are always there.
var beginnings = map[string]Mode{
	"/deals": Firm, "/milestones": Firm, "/tickets/{id}/deals": Firm, "/tickets/{id}/invitations": Firm, "/bank": Firm, "/card": Firm, "/me/destination": Firm,
	"/disputes": Firm, "/reviews": Firm, "/review-removals": Firm, "/people/{id}": Firm, "/specialists": Firm, "/me/profile": Firm, "/me/reviews": Firm,
	"/calls": Market, "/tickets/{id}/call": Market,
}

// has reports whether the mode has the route of the path.
func (m Mode) has(path string) bool {
	least := HelpDesk
	for part, mode := range beginnings {
		if path == part || strings.HasPrefix(path, part+"/") {
			least = mode
		}
	}
	return slices.Index(Modes, cmp.Or(m, HelpDesk)) >= slices.Index(Modes, least)
}

// parts are where what one could do on a ticket leads.
var parts = map[string]string{"deal": "/tickets/{id}/deals", "call": "/tickets/{id}/call", "invite": "/tickets/{id}/invitations"}

// offers leaves out what the installation does not have.
func (s *Server) offers(can []string) []Can {
	all := []Can{}
	for _, c := range can {
		if part := parts[c]; part == "" || s.Mode.has(part) {
			all = append(all, Can(c))
		}
	}
	return all
}

// offered refuses routes that the installation does not have.
func (s *Server) offered(r Route) error {
	if !s.Mode.has(r.Path) {
		return fault.ErrAbsent
	}
	return nil
}
