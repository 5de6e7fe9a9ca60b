package account

import "time"

// Token is an API token without its secret.
type Token struct {
	ID                     string
	Label                  string
	Scopes                 []string
	Created, Expires, Used time.Time
}
