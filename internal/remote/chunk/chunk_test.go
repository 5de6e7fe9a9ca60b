package chunk_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"surety/internal/clock"
	"surety/internal/db"
	"surety/internal/db/dbtest"
	"surety/internal/recording"
	"surety/internal/remote/chunk"
	"surety/internal/wire"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func signer(number byte) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{number}, ed25519.SeedSize))
}

// recorded makes a recording: one chunk for each line and one for the end.
func recorded(t testing.TB, number byte, lines ...string) (claim recording.Claim, all []recording.Sealed) {
	t.Helper()
	spool, err := recording.NewSpool(filepath.Join(t.TempDir(), "spool"), 1<<30)
	must(t, err)
	defer spool.Close()
	c := clock.NewFake(noon)
	key := recording.Key{number}
	claim = recording.Claim{Session: wire.Session{number}, Public: signer(number).Public().(ed25519.PublicKey), Key: &recording.Key{number}}
	r := recording.New(c, spool, claim.Session, &key, signer(number))
	for _, line := range lines {
		c.Advance(time.Millisecond)
		must(t, r.Append(wire.Output, 1, []byte(line)))
	}
	must(t, r.End("client"))
	u, err := spool.Upload(nil)
	must(t, err)
	defer u.Close()
	for {
		s, err := u.Next(context.Background())
		if err == io.EOF {
			return claim, all
		}
		must(t, err)
		must(t, u.Acknowledge(s.Ack()))
		all = append(all, recording.Sealed{Header: s.Header, Record: bytes.Clone(s.Record), Signature: bytes.Clone(s.Signature)})
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func put(t testing.TB, s *chunk.Store, all ...recording.Sealed) {
	t.Helper()
	for _, c := range all {
		must(t, s.Put(context.Background(), c.Header.Session, c))
	}
}

func lines(n int) (all []string) {
	for i := range n {
		all = append(all, fmt.Sprintf("line %d\r\n", i))
	}
	return all
}

func TestARecordingIsReadAsItCame(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		claim, all := recorded(t, 1, lines(40)...)
		s := chunk.Open(d, clock.NewFake(noon))
		tail, err := s.Tail(t.Context(), claim.Session)
		if must(t, err); tail != (recording.Tail{}) {
			t.Errorf("a recording that has not begun stands at %+v", tail)
		}
		put(t, s, all...)
		last := all[len(all)-1].Ack()
		claim.Stored = &last
		sum, err := recording.Verify(s.Read(t.Context(), claim.Session, recording.Position{}), claim)
		if must(t, err); sum.Chunks != 41 || !sum.Ended || sum.Why != "client" {
			t.Errorf("read %+v", sum)
		}
		stand, err := s.Stand(t.Context(), claim.Session)
		if must(t, err); stand.Bytes != sum.Bytes || stand.Chunks != 41 || !stand.Ended || stand.Tail() != all[40].Tail() {
			t.Errorf("stands at %+v, read %+v", stand, sum)
		}
		from := s.Read(t.Context(), claim.Session, recording.Position{Chunk: 39})
		for want := uint64(39); want < 41; want++ {
			if c, err := from.Next(); err != nil || c.Header.Number != want {
				t.Errorf("from 39: %d, %v", c.Header.Number, err)
			}
		}
		if _, err := from.Next(); err != io.EOF {
			t.Errorf("after the last chunk: %v", err)
		}
	})
}

// What is not next is refused: twice, ahead, behind, another chain, another session, after the end.
func TestOnlyTheNextChunkIsTaken(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		claim, all := recorded(t, 1, lines(3)...)
		_, fork := recorded(t, 1, "other\r\n", "words\r\n")
		_, stranger := recorded(t, 2, lines(1)...)
		s := chunk.Open(d, clock.NewFake(noon))
		refused := func(c recording.Sealed, session wire.Session, want error) {
			t.Helper()
			if err := s.Put(t.Context(), session, c); !errors.Is(err, want) {
				t.Errorf("chunk %d: %v, not %v", c.Header.Number, err, want)
			}
		}
		refused(all[1], claim.Session, chunk.ErrNotNext)
		put(t, s, all[0])
		refused(all[0], claim.Session, chunk.ErrNotNext)
		for c, want := range map[*recording.Sealed]bool{&all[0]: true, &fork[0]: false, &all[1]: false} {
			if has, err := s.Has(t.Context(), claim.Session, *c); err != nil || has != want {
				t.Errorf("it has chunk %d: %v, %v", c.Header.Number, has, err)
			}
		}
		refused(fork[0], claim.Session, chunk.ErrNotNext)
		refused(fork[1], claim.Session, chunk.ErrNotNext)
		refused(all[2], claim.Session, chunk.ErrNotNext)
		refused(stranger[0], claim.Session, chunk.ErrNotNext)
		huge := all[1]
		huge.Header.Number = 1<<64 - 1
		refused(huge, claim.Session, chunk.ErrNotNext)
		put(t, s, all[1:]...)
		refused(all[1], claim.Session, chunk.ErrOver)
		_, err := recording.Verify(s.Read(t.Context(), claim.Session, recording.Position{}), claim)
		must(t, err)
	})
}

// Two servers, each with a store of its own over one database, and several connections at each: one chain comes of it.
func TestTwoServersMakeOneChain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		_, a := recorded(t, 1, lines(20)...)
		claim, b := recorded(t, 1, "other\r\n", "words\r\n", "here\r\n")
		stores := []*chunk.Store{chunk.Open(d, clock.NewFake(noon)), chunk.Open(d, clock.NewFake(noon))}
		var taken atomic.Int64
		var all sync.WaitGroup
		for i := range 8 {
			all.Go(func() {
				chain := [][]recording.Sealed{a, b}[i%2]
				for _, c := range chain {
					if err := stores[i/2%2].Put(t.Context(), claim.Session, c); err == nil {
						taken.Add(1)
					} else if !errors.Is(err, chunk.ErrNotNext) && !errors.Is(err, chunk.ErrOver) {
						t.Error(err)
					}
				}
			})
		}
		all.Wait()
		stand, err := stores[0].Stand(t.Context(), claim.Session)
		must(t, err)
		if int64(stand.Chunks) != taken.Load() {
			t.Errorf("%d chunks were taken and %d stand", taken.Load(), stand.Chunks)
		}
		claim.Abandoned = true
		sum, err := recording.Verify(stores[1].Read(t.Context(), claim.Session, recording.Position{}), claim)
		if must(t, err); sum.Chunks != stand.Chunks || sum.Last != stand.Last {
			t.Errorf("%+v is read of %+v", sum, stand)
		}
	})
}

func TestAnAbandonedRecordingTakesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		claim, all := recorded(t, 1, lines(3)...)
		_, whole := recorded(t, 2, lines(1)...)
		s := chunk.Open(d, clock.NewFake(noon))
		put(t, s, all[:2]...)
		put(t, s, whole...)
		stand, err := s.Abandon(t.Context(), claim.Session)
		if must(t, err); stand.Chunks != 2 || !stand.Abandoned.Equal(noon) || stand.Ended {
			t.Errorf("abandoned at %+v", stand)
		}
		if err := s.Put(t.Context(), claim.Session, all[2]); !errors.Is(err, chunk.ErrOver) {
			t.Errorf("after it: %v", err)
		}
		if tail, err := s.Tail(t.Context(), claim.Session); err != nil || !tail.Ended {
			t.Errorf("its tail is %+v, %v", tail, err)
		}
		if stand, err = s.Abandon(t.Context(), wire.Session{2}); err != nil || !stand.Abandoned.IsZero() || !stand.Ended {
			t.Errorf("one that has ended: %+v, %v", stand, err)
		}
		if stand, err = s.Abandon(t.Context(), wire.Session{3}); err != nil || stand.Chunks != 0 || !stand.Over() {
			t.Errorf("one that never began: %+v, %v", stand, err)
		}
		_, never := recorded(t, 3, "x")
		if err := s.Put(t.Context(), wire.Session{3}, never[0]); !errors.Is(err, chunk.ErrOver) {
			t.Errorf("a beginning after the end: %v", err)
		}
		claim.Abandoned = true
		_, err = recording.Verify(s.Read(t.Context(), claim.Session, recording.Position{}), claim)
		must(t, err)
	})
}

func TestWhoSubscribedIsToldOfEveryServersChunks(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		claim, all := recorded(t, 1, lines(2)...)
		here, there := chunk.Open(d, clock.NewFake(noon)), chunk.Open(d, clock.NewFake(noon))
		told := here.Subscribe(t.Context(), claim.Session)
		put(t, here, all[0])
		<-told
		if d.Engine() == db.Postgres { // on SQLite there is one server
			put(t, there, all[1])
			for stand, err := here.Stand(t.Context(), claim.Session); stand.Chunks != 2; stand, err = here.Stand(t.Context(), claim.Session) {
				must(t, err)
			}
			<-told
		}
		_, err := here.Abandon(t.Context(), claim.Session)
		must(t, err)
		<-told
	})
}

// Whatever is damaged on disk is named by the verifier, never read as whole.
func TestDamageOnDiskIsNamed(t *testing.T) {
	damage := map[string]recording.Why{
		`UPDATE remote_chunk SET record = substr(record, 1, 80) WHERE number = 1`:    recording.Torn,
		`UPDATE remote_chunk SET record = substr(record, 1, 10) WHERE number = 1`:    recording.Torn,
		`UPDATE remote_chunk SET signature = substr(record, 1, 64) WHERE number = 1`: recording.WrongSignature,
		`DELETE FROM remote_chunk WHERE number = 1`:                                  recording.WrongNumber,
	}
	for statement, why := range damage {
		dbtest.Each(t, func(t *testing.T, d *db.DB) {
			claim, all := recorded(t, 1, lines(2)...)
			s := chunk.Open(d, clock.NewFake(noon))
			put(t, s, all...)
			must(t, d.InTx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
				n, err := tx.Exec(ctx, statement)
				if n != 1 {
					t.Errorf("%d rows were damaged", n)
				}
				return err
			}))
			var bad *recording.Bad
			if _, err := recording.Verify(s.Read(t.Context(), claim.Session, recording.Position{}), claim); !errors.As(err, &bad) || bad.Chunk != 1 || bad.Why != why {
				t.Errorf("%s: %v", why, err)
			}
		})
	}
}

// Any order of putting, by any server, leaves a beginning of one recording: what was taken is what is read.
func TestAnyOrderLeavesABeginning(t *testing.T) {
	dbtest.Checks(t, 20)
	number := byte(0)
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		rapid.Check(t, func(r *rapid.T) {
			number++
			claim, all := recorded(t, number, lines(4)...)
			s := chunk.Open(d, clock.NewFake(noon))
			due := 0
			for _, i := range rapid.SliceOfN(rapid.IntRange(0, len(all)-1), 1, 15).Draw(r, "order") {
				err := s.Put(context.Background(), claim.Session, all[i])
				if (err == nil) != (i == due) {
					r.Fatalf("chunk %d, when %d was due: %v", i, due, err)
				}
				if err == nil {
					due++
				}
			}
			claim.Abandoned = due < len(all)
			if sum, err := recording.Verify(s.Read(context.Background(), claim.Session, recording.Position{}), claim); err != nil || int(sum.Chunks) != due {
				r.Fatalf("%d were taken; read %+v, %v", due, sum, err)
			}
		})
	})
}

func TestAStopDoesNotLeaveAChunkBehindUnasked(t *testing.T) {
	d := dbtest.Open(t, db.SQLite, db.Data)
	claim, all := recorded(t, 1, lines(1)...)
	s := chunk.Open(d, clock.NewFake(noon))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Put(ctx, claim.Session, all[0]); !errors.Is(err, context.Canceled) {
		t.Errorf("put after the end: %v", err)
	}
	must(t, d.Close())
	if err := s.Put(t.Context(), claim.Session, all[0]); err == nil {
		t.Error("a closed database took a chunk")
	}
}
