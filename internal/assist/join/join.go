package join

import (
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"errors"
	"net"
	"net/http"
	"runtime"
	"slices"

	"surety/internal/channel"
	"surety/internal/wire"
)

// Kinds of what a code is for.
const (
	KindSession = "session" // somebody wants to help
	KindRestore = "restore" // the client wants to put back what was kept
)

// Joined is what the server answers to a code, held to what may be believed.
type Joined struct {
	*Client
	Kind         string
	Session      wire.Session
	Facts        wire.Facts // of a session
	Bytes        []byte     // of the facts: what is signed is their digest
	RecordingKey [32]byte
	SnapshotKey  [32]byte
	Snapshot     string // from whose page the client came to put something back; the server's word
	Name         string // of the client, as the server knows them
	Token        string
	Outdated     bool // this program is older than the server: the server's word, by which the client is warned and nothing else
}

type asked struct {
	Code    string `json:"code"`
	Key     string `json:"key"`
	Program string `json:"program"`
	System  string `json:"system"`
}

type answered struct {
	Session      string `json:"session"`
	Token        string `json:"token"`
	Facts        []byte `json:"facts"`
	RecordingKey []byte `json:"recordingKey"`
	SnapshotKey  []byte `json:"snapshotKey"`
	Snapshot     string `json:"snapshot"`
	Kind         string `json:"kind"`
	Client       string `json:"client"`
	Doubt        string `json:"doubt"`
}

// Join spends the code. public is the key that will sign consent and recording. Faults: those of the server, ErrDishonest.
func (c *Client) Join(ctx context.Context, public ed25519.PublicKey, version string) (*Joined, error) {
	var a answered
	in := asked{Code: c.Code, Key: hex.EncodeToString(public), Program: version, System: runtime.GOOS + "/" + runtime.GOARCH}
	if err := c.ask(ctx, "join", in, &a); err != nil {
		return nil, err
	}
	return c.believe(a)
}

// believe takes from an answer what can be believed: keys of their length, facts of this session and of this server.
func (c *Client) believe(a answered) (*Joined, error) {
	session, err := hex.DecodeString(a.Session)
	if err != nil || len(session) != len(wire.Session{}) || a.Token == "" || len(a.SnapshotKey) != 32 {
		return nil, ErrUnreadable
	}
	j := &Joined{Client: c.With(a.Token), Kind: a.Kind, Session: wire.Session(session), Bytes: a.Facts, Name: a.Client, Token: a.Token, Outdated: a.Doubt == "outdated_program", SnapshotKey: [32]byte(a.SnapshotKey)}
	if a.Kind == KindRestore {
		j.Snapshot = a.Snapshot
		return j, nil
	}
	if a.Kind != KindSession || len(a.RecordingKey) != 32 {
		return nil, ErrUnreadable
	}
	j.RecordingKey = [32]byte(a.RecordingKey)
	if j.Facts, err = wire.DecodeFacts(a.Facts); err != nil {
		return nil, ErrUnreadable.Because(err)
	}
	if err := c.contradicts(j.Session, j.Facts); err != nil {
		return nil, ErrDishonest.Because(err)
	}
	return j, nil
}

func (c *Client) contradicts(session wire.Session, f wire.Facts) error {
	switch {
	case f.Session != session:
		return errors.New("facts of another session")
	case !c.is(f.Host):
		return errors.New("facts of another server")
	case len(f.Powers) == 0:
		return errors.New("nothing is asked for")
	case slices.Contains(f.Powers, wire.Port) != (len(f.Ports) > 0):
		return errors.New("ports without addresses, or addresses without ports")
	}
	return nil
}

// With is a client that has a token already.
func (c *Client) With(token string) *Client {
	with := *c
	with.token, with.Code = token, ""
	return &with
}

// Waive tells the server the words by which the client waived a snapshot.
func (j *Joined) Waive(ctx context.Context, words string) error {
	return j.prepare(ctx, "waiver", map[string]string{"words": words})
}

// Prepared tells the server the name of the snapshot's record.
func (j *Joined) Prepared(ctx context.Context, name string) error {
	return j.prepare(ctx, "prepared", map[string]string{"snapshot": name})
}

// prepare takes the facts that the server may send anew: the time that was asked for begins now. Nothing else of them may have changed.
func (j *Joined) prepare(ctx context.Context, path string, in map[string]string) error {
	var a struct {
		Facts []byte `json:"facts"`
	}
	if err := j.ask(ctx, path, in, &a); err != nil || len(a.Facts) == 0 {
		return err
	}
	f, err := wire.DecodeFacts(a.Facts)
	if err != nil {
		return ErrUnreadable.Because(err)
	}
	was := j.Facts
	was.Until = f.Until
	if was.Digest() != f.Digest() {
		return ErrDishonest
	}
	j.Facts, j.Bytes = f, a.Facts
	return nil
}

// Consented is what the server's record says of a consent.
type Consented struct {
	Entry   int64  `json:"entry"`
	Receipt string `json:"receipt"`
}

// Consent gives the server the consent and its signature.
func (c *Client) Consent(ctx context.Context, a wire.Agreed, signer ed25519.PrivateKey) (out Consented, err error) {
	in := map[string][]byte{"agreed": a.Encode(), "signature": ed25519.Sign(signer, a.Signed())}
	return out, c.ask(ctx, "consent", in, &out)
}

// Refuse says no.
func (c *Client) Refuse(ctx context.Context) error {
	return c.ask(ctx, "refuse", struct{}{}, nil)
}

// Report says that this is fraud, or feels like it: it ends the request, and the specialist asks this client no more.
func (c *Client) Report(ctx context.Context, reason string) error {
	return c.ask(ctx, "report", map[string]string{"reason": reason}, nil)
}

// Dial connects a lane. Faults as of channel.Dialer.
func (c *Client) Dial(ctx context.Context, lane channel.Lane) (net.Conn, error) {
	d := channel.Dialer{Header: http.Header{"Authorization": {"Bearer " + c.token}}, TLS: c.tls}
	return d.Dial(ctx, c.address("ws", base+"channel?lane="+lane.String()))
}
