package account

import (
	"time"
)

// Flow is a passkey ceremony begun: what the browser needs, and the name under which its answer is awaited.
type Flow struct {
	ID        string
	PublicKey any // as JSON the argument of navigator.credentials.create or get
}

// Passkey is a registered passkey.
type Passkey struct {
	ID            string
	Label         string
	Created, Used time.Time // Used is zero before the first use
	BackedUp      bool      // the provider keeps a copy
}
