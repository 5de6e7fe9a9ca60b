package channel

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"regexp"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"surety/internal/wire"
)

func TestTwoEndsThatKnowEachOtherAreSealed(t *testing.T) {
	ka, ks := keys(t)
	a, b := net.Pipe()
	assist, specialist, ea, es := sealBoth(t.Context(), with(t, ka, ks.Pin()), with(t, ks, ka.Pin()), a, b)
	if ea != nil || es != nil {
		t.Fatal(ea, es)
	}
	state := specialist.ConnectionState()
	if state.Version != tls.VersionTLS13 || state.NegotiatedProtocol != alpn || state.CurveID != tls.X25519MLKEM768 || state.DidResume {
		t.Errorf("sealed with %x %q %v", state.Version, state.NegotiatedProtocol, state.CurveID)
	}
	if assist.Words != specialist.Words || assist.Words[0] == "" {
		t.Errorf("the ends show %v and %v", assist.Words, specialist.Words)
	}
	server, client := assist, specialist
	mc, ms := join(t, Bulk, 8, client, server)
	serve(t, ms, echoing(wire.FilesFetch))
	trip(t, open(t, mc, wire.FilesFetch), make([]byte, 1<<20))
}

func TestAWrongKeyIsRefusedAtBothEnds(t *testing.T) {
	ka, ks := keys(t)
	other, _ := keys(t)
	for name, c := range map[string]struct {
		assistWants, specialistWants Pin
		assist, specialist           error
	}{
		"assist was told another":     {other.Pin(), ka.Pin(), ErrWrongKey, ErrKeyRefused},
		"specialist was told another": {ks.Pin(), other.Pin(), ErrKeyRefused, ErrWrongKey},
		"both were told another":      {other.Pin(), other.Pin(), ErrKeyRefused, ErrWrongKey},
	} {
		t.Run(name, func(t *testing.T) {
			a, b := distant(time.Millisecond)
			_, _, ea, es := sealBoth(t.Context(), Pair{ka, c.assistWants}, Pair{ks, c.specialistWants}, a, b)
			if !errors.Is(ea, c.assist) || !errors.Is(es, c.specialist) {
				t.Errorf("assist says %v, the specialist's end %v", ea, es)
			}
		})
	}
}

func TestAKeyIsForOneEndForGood(t *testing.T) {
	ka, ks := keys(t)
	other, _ := keys(t)
	with(t, ka, ks.Pin())
	with(t, ka, ks.Pin())
	if _, err := ka.With(other.Pin()); !errors.Is(err, ErrPinned) {
		t.Errorf("a second pin: %v", err)
	}
	if _, err := ks.With(ks.Pin()); !errors.Is(err, ErrPinned) {
		t.Errorf("its own pin: %v", err)
	}
}

// TestAServerThatLiesOfBothKeysShowsInTheWords: then no end can find it by itself; their people can.
func TestAServerThatLiesOfBothKeysShowsInTheWords(t *testing.T) {
	ka, ks := keys(t)
	m1, m2 := keys(t)
	a, ra := distant(time.Millisecond)
	b, rb := distant(time.Millisecond)
	assist, _, e1, e2 := sealBoth(t.Context(), with(t, ka, m1.Pin()), with(t, m1, ka.Pin()), a, ra)
	_, specialist, e3, e4 := sealBoth(t.Context(), with(t, m2, ks.Pin()), with(t, ks, m2.Pin()), rb, b)
	if err := errors.Join(e1, e2, e3, e4); err != nil {
		t.Fatal(err)
	}
	if assist.Words == specialist.Words {
		t.Errorf("both show %v", assist.Words)
	}
}

func TestOtherHandshakesAreRefused(t *testing.T) {
	ka, ks := keys(t)
	_, stranger := keys(t)
	for name, c := range map[string]*tls.Config{
		"TLS 1.2":          {MaxVersion: tls.VersionTLS12, NextProtos: []string{alpn}, Certificates: []tls.Certificate{ks.cert}},
		"no key":           {NextProtos: []string{alpn}},
		"another protocol": {NextProtos: []string{"h2"}, Certificates: []tls.Certificate{ks.cert}},
		"no protocol":      {Certificates: []tls.Certificate{ks.cert}},
		"two certificates": {NextProtos: []string{alpn}, Certificates: []tls.Certificate{{
			Certificate: [][]byte{ks.cert.Certificate[0], stranger.cert.Certificate[0]}, PrivateKey: ks.cert.PrivateKey}}},
	} {
		t.Run(name, func(t *testing.T) {
			a, b := distant(time.Millisecond)
			c.InsecureSkipVerify = true
			go func() { _, _ = io.Copy(io.Discard, tls.Client(b, c)) }()
			if _, err := with(t, ka, ks.Pin()).Serve(t.Context(), a); !errors.Is(err, ErrNotSealed) && !errors.Is(err, ErrTampered) {
				t.Errorf("it ends with %v", err)
			}
		})
	}
}

type noCache struct{ t *testing.T }

func (noCache) Get(string) (*tls.ClientSessionState, bool) { return nil, false }
func (c noCache) Put(string, *tls.ClientSessionState)      { c.t.Error("a session ticket was given") }

func TestNoTicketIsGiven(t *testing.T) {
	ka, ks := keys(t)
	a, b := distant(time.Millisecond)
	config := with(t, ks, ka.Pin()).config()
	config.SessionTicketsDisabled, config.ClientSessionCache = false, noCache{t}
	served := make(chan error, 1)
	go func() {
		c, err := with(t, ka, ks.Pin()).Serve(t.Context(), a)
		if err == nil {
			_, err = c.Write([]byte("more"))
		}
		served <- err
	}()
	if _, err := io.ReadFull(tls.Client(b, config), make([]byte, 5)); err != nil {
		t.Fatal(err)
	}
	if err := <-served; err != nil {
		t.Fatal(err)
	}
}

func TestAHandshakeThatIsHeldBackEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ka, ks := keys(t)
		a, b := distant(time.Millisecond)
		c, d := distant(time.Millisecond) // nothing joins b and c
		began := time.Now()
		_, _, ea, es := sealBoth(t.Context(), with(t, ka, ks.Pin()), with(t, ks, ka.Pin()), a, d)
		if !errors.Is(ea, ErrNotSealed) || !errors.Is(es, ErrNotSealed) || time.Since(began) != handshakeWithin {
			t.Errorf("%v, %v after %v", ea, es, time.Since(began))
		}
		b.Close()
		c.Close()
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		a, _ = distant(time.Millisecond)
		if _, err := with(t, ka, ks.Pin()).Serve(ctx, a); !errors.Is(err, ErrNotSealed) {
			t.Errorf("cancelled: %v", err)
		}
	})
}

func TestWords(t *testing.T) {
	if len(list) < 300 {
		t.Errorf("%d words: four of them are less than 2^32", len(list))
	}
	plain := regexp.MustCompile(`^[bdfgklmnst][aiou][lmn][aiou]$`)
	for i, w := range list {
		if !plain.MatchString(w) || slices.Contains(refusedStems, w[:3]) || slices.Index(list, w) != i {
			t.Errorf("%q is in the list", w)
		}
	}
	a, b := []byte("one key"), []byte("another")
	if got, want := words(a, b), ([4]string{}); got == want || got != words(b, a) {
		t.Errorf("%v one way and %v the other", got, words(b, a))
	}
	if words([]byte("ab"), []byte("c")) == words([]byte("a"), []byte("bc")) {
		t.Error("the keys are not told apart")
	}
	t.Logf("%d words, %v", len(list), words(a, b))
}
