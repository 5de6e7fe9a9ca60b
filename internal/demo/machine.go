package demo

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"io"
	"os"
	"path/filepath"
	"time"

	"surety/internal/access"
	"surety/internal/recording"
	"surety/internal/remote"
	"surety/internal/snapshot"
	"surety/internal/wire"
)

// machine is a client's machine in one session: what assist does there, without the lines between.
type machine struct {
	*cast
	visit
	client   access.Actor
	id       string
	dir      string // its disk
	arrived  remote.Arrived
	pass     remote.Session
	signer   ed25519.PrivateKey
	agreed   wire.Agreed
	spool    *recording.Spool
	upload   *recording.Upload
	recorder *recording.Recorder
}

// hold does what the client's program does, from the code to the end of the recording.
func (c *cast) hold(ctx context.Context, client access.Actor, disk, id string, v visit) error {
	m := &machine{cast: c, visit: v, client: client, id: id, dir: filepath.Join(c.disks, disk)}
	if err := os.MkdirAll(m.dir, 0o700); err != nil {
		return err
	}
	for _, step := range []func(context.Context) error{m.arrive, m.consent, m.begin, m.play, m.end} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// arrive types the code into the program.
func (m *machine) arrive(ctx context.Context) error {
	code, err := m.Remote.Code(ctx, m.client, m.id)
	if err != nil {
		return err
	}
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return err
	}
	m.signer = private
	m.arrived, err = m.Remote.Arrive(ctx, remote.Arrival{Code: code.Code, Key: public, Program: "demo", System: "linux/amd64"})
	if err != nil {
		return err
	}
	m.pass, err = m.Remote.Assist(ctx, m.arrived.Token, m.client.Address)
	return err
}

// consent keeps the folder, or waives that, and grants all that was asked for.
func (m *machine) consent(ctx context.Context) error {
	sent, name, err := m.prepare(ctx)
	if err != nil {
		return err
	}
	f, err := wire.DecodeFacts(sent)
	if err != nil {
		return err
	}
	m.agreed = wire.Agreed{Session: f.Session, Facts: f.Digest(), Granted: f.Powers, Ports: f.Ports, Snapshot: name, At: m.Clock.Now().Unix()}
	_, err = m.Remote.Consent(ctx, m.pass, m.agreed.Encode(), ed25519.Sign(m.signer, m.agreed.Signed()))
	return err
}

func (m *machine) prepare(ctx context.Context) (facts []byte, name string, err error) {
	if m.Folder == "" {
		facts, err = m.Remote.Waive(ctx, m.pass, m.Waiver)
		return facts, "", err
	}
	at, err := m.fill()
	if err != nil {
		return nil, "", err
	}
	a, err := snapshot.Open(ctx, m.Keeper.Shelf(m.pass.Ticket).Since(m.pass.Asked), [32]byte(m.arrived.SnapshotKey))
	if err != nil {
		return nil, "", err
	}
	s, err := a.Take(ctx, snapshot.Plan{Folders: []string{at}, Now: m.Clock.Now})
	if err != nil {
		return nil, "", err
	}
	m.Clock.Advance(2 * time.Minute)
	facts, err = m.Remote.Prepared(ctx, m.pass, s.Name.String())
	return facts, s.Name.String(), err
}

// fill makes the folder and its files anew. A file with the same words has the same time, so that it is the same in the next snapshot.
func (m *machine) fill() (string, error) {
	root := filepath.Join(m.dir, m.Folder)
	if err := os.RemoveAll(root); err != nil {
		return "", err
	}
	for name, text := range m.Files {
		at, old := filepath.Join(root, name), m.old.Add(time.Duration(len(text))*time.Minute)
		if err := os.MkdirAll(filepath.Dir(at), 0o700); err != nil {
			return "", err
		}
		if err := errors.Join(os.WriteFile(at, []byte(text), 0o600), os.Chtimes(at, old, old)); err != nil {
			return "", err
		}
	}
	return root, nil
}

// begin starts the recording, which says first what was granted and agreed.
func (m *machine) begin(ctx context.Context) (err error) {
	if err := m.Remote.Here(ctx, m.id, wire.Client, true); err != nil {
		return err
	}
	if m.spool, err = recording.NewSpool(filepath.Join(m.dir, m.id), 1<<30); err != nil {
		return err
	}
	key := recording.Key(m.arrived.RecordingKey)
	m.recorder = recording.New(m.Clock, m.spool, m.agreed.Session, &key, m.signer)
	if m.upload, err = m.spool.Upload(nil); err != nil {
		return err
	}
	for _, p := range m.agreed.Granted {
		if err := m.recorder.Note(wire.Power, 0, []byte("+"+p)); err != nil {
			return err
		}
	}
	return m.store(ctx, wire.Consent, 0, m.agreed.Encode())
}

// store records an event, and brings the chunk that it closes to the server.
func (m *machine) store(ctx context.Context, k wire.Kind, stream uint32, payload []byte) error {
	if err := m.recorder.Append(k, stream, payload); err != nil {
		return err
	}
	return m.send(ctx)
}

func (m *machine) send(ctx context.Context) error {
	now, cancel := context.WithCancel(ctx)
	cancel() // what is not closed yet is not waited for
	for {
		s, err := m.upload.Next(now)
		if err == io.EOF || errors.Is(err, context.Canceled) {
			return ctx.Err()
		}
		if err != nil {
			return err
		}
		s.Record, s.Signature = bytes.Clone(s.Record), bytes.Clone(s.Signature)
		if err := errors.Join(m.Chunks.Put(ctx, m.agreed.Session, s), m.upload.Acknowledge(s.Ack())); err != nil {
			return err
		}
	}
}

// end has the client end it; then the recording is sealed.
func (m *machine) end(ctx context.Context) error {
	if err := errors.Join(m.recorder.End("ended"), m.send(ctx), m.upload.Close(), m.spool.Close()); err != nil {
		return err
	}
	if err := m.Remote.Turn(ctx, m.client, m.id, wire.Finish, ""); err != nil {
		return err
	}
	stand, err := m.Chunks.Stand(ctx, m.agreed.Session)
	if err != nil {
		return err
	}
	return m.Remote.Seal(ctx, m.id, remote.Sealing{Chunks: int64(stand.Chunks), Bytes: stand.Bytes, Last: stand.Last, Complete: stand.Ended})
}
