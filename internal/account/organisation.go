package account

import "surety/internal/access"

// Organisation groups clients: they see each other's requests.
type Organisation struct {
	ID      access.OrganisationID
	Name    string
	People  int64
	Version int64
}
