package channel

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"surety/internal/wire"
)

// hostile stands between two ends and does to TLS records what it likes once it is armed.
type hostile struct {
	armed  atomic.Bool
	seen   atomic.Int32
	attack func(i int, record []byte) (instead [][]byte, cut bool)
	both   bool // attacks what goes to the specialist's end too
}

// between returns the two ends' connections.
func (h *hostile) between(t *testing.T) (assist, specialist net.Conn) {
	assist, ra := distant(time.Millisecond)
	specialist, rb := distant(time.Millisecond)
	var copying sync.WaitGroup
	copying.Go(func() { h.copy(ra, rb, true) })
	copying.Go(func() { h.copy(rb, ra, h.both) })
	t.Cleanup(func() {
		for _, c := range []net.Conn{assist, ra, specialist, rb} {
			c.Close()
		}
		copying.Wait()
	})
	return assist, specialist
}

func (h *hostile) copy(to, from net.Conn, attacked bool) {
	for {
		head := make([]byte, 5)
		if _, err := io.ReadFull(from, head); err != nil {
			return
		}
		body := make([]byte, binary.BigEndian.Uint16(head[3:]))
		if _, err := io.ReadFull(from, body); err != nil {
			return
		}
		out, cut := [][]byte{append(head, body...)}, false
		if attacked && h.armed.Load() {
			out, cut = h.attack(int(h.seen.Add(1)), out[0])
		}
		for _, b := range out {
			if _, err := to.Write(b); err != nil {
				return
			}
		}
		if cut {
			to.Close()
			from.Close()
			return
		}
	}
}

func attacks() map[string]func() *hostile {
	var kept []byte
	return map[string]func() *hostile{
		"flips a bit": func() *hostile {
			return &hostile{attack: func(i int, r []byte) ([][]byte, bool) {
				if i == 3 {
					r[len(r)/2] ^= 1
				}
				return [][]byte{r}, false
			}}
		},
		"drops a record": func() *hostile {
			return &hostile{attack: func(i int, r []byte) ([][]byte, bool) {
				if i == 3 {
					return nil, false
				}
				return [][]byte{r}, false
			}}
		},
		"swaps two records": func() *hostile {
			return &hostile{attack: func(i int, r []byte) ([][]byte, bool) {
				switch i {
				case 3:
					kept = r
					return nil, false
				case 4:
					return [][]byte{r, kept}, false
				}
				return [][]byte{r}, false
			}}
		},
		"replays a record": func() *hostile {
			return &hostile{attack: func(i int, r []byte) ([][]byte, bool) {
				if i == 3 {
					return [][]byte{r, r}, false
				}
				return [][]byte{r}, false
			}}
		},
		"puts in a record": func() *hostile {
			return &hostile{attack: func(i int, r []byte) ([][]byte, bool) {
				if i == 3 {
					return [][]byte{{23, 3, 3, 0, 20, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20}, r}, false
				}
				return [][]byte{r}, false
			}}
		},
		"puts in an alert": func() *hostile {
			return &hostile{attack: func(i int, r []byte) ([][]byte, bool) {
				if i == 3 {
					return [][]byte{{21, 3, 3, 0, 2, 1, 0}, r}, false // close_notify in the clear
				}
				return [][]byte{r}, false
			}}
		},
		"cuts in a record": func() *hostile {
			return &hostile{attack: func(i int, r []byte) ([][]byte, bool) { return [][]byte{r[:len(r)/2]}, i == 3 }}
		},
		"cuts between records": func() *hostile {
			return &hostile{attack: func(i int, r []byte) ([][]byte, bool) { return [][]byte{r}, i == 3 }}
		},
		"holds one direction back": func() *hostile {
			return &hostile{attack: func(i int, r []byte) ([][]byte, bool) {
				if i >= 3 {
					return nil, false
				}
				return [][]byte{r}, false
			}}
		},
		"holds everything back": func() *hostile {
			return &hostile{both: true, attack: func(int, []byte) ([][]byte, bool) { return nil, false }}
		},
	}
}

// TestAHostileRelayIsFoundAtBothEnds: what the client's end reads is always the beginning of what was sent, never anything
// else and never said to be all of it, and both ends have ended the channel within the time of a keep-alive.
func TestAHostileRelayIsFoundAtBothEnds(t *testing.T) {
	for name, attack := range attacks() {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { underAttack(t, attack(), name) })
		})
	}
}

func underAttack(t *testing.T, h *hostile, name string) {
	ka, ks := keys(t)
	a, s := h.between(t)
	assist, specialist, ea, es := sealBoth(t.Context(), with(t, ka, ks.Pin()), with(t, ks, ka.Pin()), a, s)
	if ea != nil || es != nil {
		t.Fatal(ea, es)
	}
	client, server := join(t, Interactive, 8, specialist, assist)
	var got bytes.Buffer
	ended := make(chan error, 1)
	handlers := &Handlers{}
	handlers.Put(wire.TerminalType, func(_ context.Context, a *Asked) {
		s, err := a.Take()
		if err == nil {
			_, err = io.Copy(&got, s)
			if err == nil {
				err = io.EOF
			}
		}
		ended <- err
	})
	serve(t, server, handlers)
	stream := open(t, client, wire.TerminalType)
	synctest.Wait()
	h.armed.Store(true)
	began, sent := time.Now(), bytes.Repeat([]byte("rm -r /tmp/x; "), 20)
	for i := range 20 {
		if _, err := stream.Write(sent[i*14 : i*14+14]); err != nil {
			break
		}
	}
	_ = stream.CloseWrite()
	if err := <-ended; err == io.EOF || !bytes.HasPrefix(sent, got.Bytes()) {
		t.Errorf("reads %q to the end %v", got.Bytes(), err)
	}
	<-client.Done()
	<-server.Done()
	if took := time.Since(began); took > keepAlive+writeWithin+time.Second {
		t.Errorf("found after %v", took)
	}
	for _, m := range []*Mux{client, server} {
		if err := m.Err(); !errors.Is(err, ErrTampered) && !errors.Is(err, ErrLaneLost) {
			t.Errorf("an end says %v", err)
		}
	}
	if tampered := errors.Is(server.Err(), ErrTampered); name == "flips a bit" && !tampered || name == "holds everything back" && tampered {
		t.Errorf("%s: assist says %v", name, server.Err())
	}
}

// TestNoByteOfAHandshakeCanBeChanged flips one bit at many places of what either end says, one at a time.
func TestNoByteOfAHandshakeCanBeChanged(t *testing.T) {
	ka, ks := keys(t)
	for _, fromAssist := range []bool{true, false} {
		for at, tried := 0, true; tried; at += 61 {
			synctest.Test(t, func(t *testing.T) { tried = flipped(t, ka, ks, fromAssist, at) })
		}
	}
}

func flipped(t *testing.T, ka, ks *Key, fromAssist bool, at int) (tried bool) {
	a, ra := distant(time.Millisecond)
	s, rs := distant(time.Millisecond)
	var copying sync.WaitGroup
	move := func(to, from net.Conn, flip bool) {
		defer to.Close()
		b, seen := make([]byte, 4096), 0
		for {
			n, err := from.Read(b)
			if flip && at >= seen && at < seen+n {
				b[at-seen] ^= 4
				tried = true
			}
			if seen += n; err != nil {
				return
			}
			if _, err := to.Write(b[:n]); err != nil {
				return
			}
		}
	}
	copying.Go(func() { move(rs, ra, fromAssist) })
	copying.Go(func() { move(ra, rs, !fromAssist) })
	ca, cs, ea, es := sealBoth(t.Context(), with(t, ka, ks.Pin()), with(t, ks, ka.Pin()), a, s)
	for _, c := range []net.Conn{a, ra, s, rs} {
		c.Close()
	}
	copying.Wait()
	if tried && es == nil && !(!fromAssist && ea != nil) {
		t.Errorf("byte %d (from assist: %v) can be changed: %v %v", at, fromAssist, ea, es)
	}
	if tried && es == nil && ea == nil && ca.Words != cs.Words {
		t.Errorf("byte %d changes the words", at)
	}
	return tried
}
