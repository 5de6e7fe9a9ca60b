package worker

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"
	"sync"
	"time"

	"net"
	"net/netip"

	"surety/internal/assist"
	"surety/internal/assist/join"
	"surety/internal/assist/port"
	"surety/internal/assist/power"
	"surety/internal/assist/screen"
	"surety/internal/assist/session"
	"surety/internal/assist/talk"
	"surety/internal/fault"
	"surety/internal/recording"
	"surety/internal/wire"
)

// look finds out where the ports that are asked for lead, and which screens there are.
func (w *worker) look(ctx context.Context, asked *talk.Asked) {
	f := w.joined.Facts
	for _, name := range f.Ports {
		t := talk.Target{Name: name}
		ports, err := port.New(ctx, power.Recorder(nil), w.names, []string{name})
		if err != nil {
			t.Code = "leads_nowhere"
		} else {
			for _, a := range ports.Targets()[0].Addresses {
				t.Addresses = append(t.Addresses, a.String())
			}
		}
		asked.Targets = append(asked.Targets, t)
	}
	if slices.Contains(f.Powers, wire.ScreenView) || slices.Contains(f.Powers, wire.ScreenControl) {
		asked.Screens = screen.Find(ctx)
	}
}

// names resolves each name once: what the client was shown is what is reached.
type names struct {
	mu    sync.Mutex
	found map[string][]netip.Addr
}

func newNames() *names { return &names{found: map[string][]netip.Addr{}} }

// LookupNetIP implements port.Resolver.
func (n *names) LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if have := n.found[host]; have != nil {
		return have, nil
	}
	have, err := net.DefaultResolver.LookupNetIP(ctx, network, host)
	if err == nil {
		n.found[host] = have
	}
	return have, err
}

var errMore = fault.New(fault.Invalid, "more_than_asked", "more was granted than was asked for")

// agreed is the consent in the form that is signed.
func (w *worker) agreed(m talk.Consent) (wire.Agreed, error) {
	f := w.joined.Facts
	a := wire.Agreed{Session: w.joined.Session, Facts: sha256.Sum256(w.joined.Bytes), Folders: uint64(len(m.Folders)), Ports: m.Ports,
		Quota: m.Quota, Snapshot: w.kept, At: w.Clock.Now().Unix()}
	for _, code := range f.Powers {
		if slices.Contains(m.Granted, code) {
			a.Granted = append(a.Granted, code)
		}
	}
	for _, p := range m.Ports {
		if !slices.Contains(f.Ports, p) {
			return a, errMore
		}
	}
	if len(a.Granted) != len(m.Granted) || len(a.Granted) == 0 {
		return a, errMore
	}
	return a, nil
}

// consent makes the session, has the consent put on the record, and serves.
func (w *worker) consent(ctx context.Context, m talk.Consent) {
	agreed, err := w.agreed(m)
	if err != nil {
		w.failed("consent", err)
		return
	}
	changed := make(chan struct{}, 1)
	s, err := w.start(ctx, m, changed)
	if err != nil {
		w.swept()
		w.failed("consent", err)
		return
	}
	consented, err := w.onRecord(ctx, s, agreed)
	if err != nil {
		_ = s.Cancel("not_consented")
		w.swept()
		w.failed("consent", err)
		return
	}
	w.shelf.Close()
	w.running <- s
	w.tell(talk.Active{Seat: w.seat(), Until: time.Unix(w.joined.Facts.Until, 0), Entry: consented.Entry})
	go w.run(ctx, s, changed)
}

func (w *worker) seat() talk.Seat {
	return talk.Seat{Host: w.joined.Host, Token: w.joined.Token, Plain: w.joined.Plain(), Session: w.joined.Session}
}

func (w *worker) start(ctx context.Context, m talk.Consent, changed chan struct{}) (*session.Session, error) {
	spool, err := recording.NewSpool(w.spool(), session.SpoolLimit)
	if err != nil {
		return nil, err
	}
	key := recording.Key(w.joined.RecordingKey)
	w.joined.RecordingKey = [32]byte{}
	return session.Start(ctx, session.Plan{
		Session: w.joined.Session, Until: time.Unix(w.joined.Facts.Until, 0), Signer: w.signer, RecordingKey: &key, Spool: spool,
		Grant: assist.Grant{Powers: m.Granted, Folders: m.Folders, Ports: m.Ports, Screen: m.Screen, Quota: m.Quota, Resolver: w.names},
		Dial:  w.joined.Dial, Clock: w.Clock,
		Changed: func() {
			select {
			case changed <- struct{}{}:
			default:
			}
		},
		Ended: func(e session.End) { w.tell(talk.Over{End: e, Done: w.done()}) },
	})
}

func (w *worker) onRecord(ctx context.Context, s *session.Session, agreed wire.Agreed) (out join.Consented, err error) {
	if err := s.Consented(agreed); err != nil {
		return out, err
	}
	for range 3 { // the same consent again has the same answer
		if out, err = w.joined.Consent(ctx, agreed, w.signer); !errors.Is(err, join.ErrUnreached) {
			return out, err
		}
	}
	return out, err
}

// run serves to the end.
func (w *worker) run(ctx context.Context, s *session.Session, changed <-chan struct{}) {
	watched, stop := context.WithCancel(ctx)
	go w.watch(watched, s, changed)
	w.session.Store(s)
	_, complete := s.Run(ctx)
	stop()
	w.tell(talk.Gone{Complete: complete && w.swept()})
}

func (w *worker) done() session.Done {
	if s := w.session.Load(); s != nil {
		return s.Done()
	}
	return session.Done{}
}

// snapshotName is a record's name as the consent has it.
func snapshotName(name [32]byte) string { return hex.EncodeToString(name[:]) }
