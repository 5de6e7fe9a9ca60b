package replay

import (
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"strconv"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/fault"
	"surety/internal/recording"
	"surety/internal/remote"
	"surety/internal/wire"
)

// signersMost is how many sessions' keys are remembered.
const signersMost = 1000

// signer is what the record says of a recording.
type signer struct {
	public    ed25519.PublicKey
	sealed    bool      // its end stands on the record
	abandoned bool      // without an end of its own
	last      *wire.Ack // of a sealed one that has chunks
}

// claimed makes what the recording is held to: by the record, and with the key that the grant opens.
func (p *Player) claimed(ctx context.Context, seen remote.Seen) (*opened, error) {
	b, err := hex.DecodeString(seen.ID)
	o := &opened{Seen: seen}
	if err != nil || len(b) != len(o.session) {
		return nil, fault.ErrAbsent
	}
	o.session = wire.Session(b)
	s, err := p.signer(ctx, seen.Ticket, seen.ID)
	if err != nil {
		return nil, err
	}
	key, err := p.Sessions.RecordingKey(ctx, seen.Grant, seen.ID)
	if err != nil {
		return nil, err
	}
	if len(key) != len(recording.Key{}) {
		return nil, fault.New(fault.Internal, "recording_key", "a key of another length")
	}
	k := recording.Key(key)
	clear(key)
	o.claim = recording.Claim{Session: o.session, Public: s.public, Key: &k, Abandoned: !s.sealed || s.abandoned, Stored: s.last}
	return o, nil
}

// signer reads the record: the key from the consent, the last chunk from the end. What the session's row says decides nothing here.
func (p *Player) signer(ctx context.Context, ticket access.TicketID, session string) (s signer, err error) {
	p.mu.Lock()
	s = p.signers[session]
	p.mu.Unlock()
	if s.sealed {
		return s, nil
	}
	g, err := access.Check(access.Server("replay"), access.RecordRead, access.Thing{Kind: "record"})
	if err != nil {
		return s, err
	}
	if s.public == nil {
		agreed, err := p.entry(ctx, g, ticket, access.RemoteConsent, session, "key")
		if err != nil {
			return s, err
		}
		public, err := hex.DecodeString(agreed.Params["key"])
		if err != nil || len(public) != ed25519.PublicKeySize {
			return s, ErrBad.With("why", "no_consent")
		}
		s.public = public
	}
	end, err := p.entry(ctx, g, ticket, access.RemoteClock, session, "last")
	if err != nil {
		return s, err
	}
	if end.N != 0 {
		s.sealed, s.abandoned = true, end.Params["recording"] != "complete"
		if s.last, err = lastOf(end.Params); err != nil {
			return s, err
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.signers) >= signersMost {
		clear(p.signers)
	}
	p.signers[session] = s
	return s, nil
}

func lastOf(params audit.Params) (*wire.Ack, error) {
	n, err := strconv.ParseUint(params["chunks"], 10, 63)
	digest, notHex := hex.DecodeString(params["last"])
	if err != nil || notHex != nil || len(digest) != len(wire.Digest{}) {
		return nil, ErrBad.With("why", "no_end")
	}
	if n == 0 {
		return nil, nil
	}
	return &wire.Ack{Number: n - 1, Digest: wire.Digest(digest)}, nil
}

// entry is the latest of the session's entries of an action that has the param; an empty one where there is none.
func (p *Player) entry(ctx context.Context, g access.Grant, ticket access.TicketID, action access.Action, session, param string) (audit.Entry, error) {
	for before := int64(0); ; {
		some, next, err := p.Log.Search(ctx, g, audit.Filter{Action: action, Ticket: ticket, Before: before, Limit: 200})
		if err != nil {
			return audit.Entry{}, err
		}
		for _, e := range some {
			if e.Params["session"] == session && e.Params[param] != "" {
				return e, nil
			}
		}
		if before = next; next == 0 {
			return audit.Entry{}, nil
		}
	}
}
