package live

import (
	"context"
	"net"
	"testing"

	"surety/internal/channel"
	"surety/internal/wire"
)

// TestATalkSaysAllInOrder: also what was to be said before there was a stream; and nothing after its end.
func TestATalkSaysAllInOrder(t *testing.T) {
	a, b := net.Pipe()
	near, err := channel.Client(a, channel.Interactive, 4)
	if err != nil {
		t.Fatal(err)
	}
	far, err := channel.Server(b, channel.Interactive, 4)
	if err != nil {
		t.Fatal(err)
	}
	talking := newTalk(func() { t.Error("the lane is cut") })
	for i := range byte(10) {
		talking.send(1, []byte{i})
	}
	h := &channel.Handlers{}
	h.Put(wire.ForControl, func(_ context.Context, a *channel.Asked) {
		line, err := a.Take()
		if err != nil {
			return
		}
		talking.begin(line)
		for i := byte(10); i < 20; i++ {
			talking.send(1, []byte{i})
		}
		_, _ = line.Read(make([]byte, 1)) // until the other end has read all
		talking.close()
		talking.send(1, []byte{99})
		_ = line.CloseWrite()
		_, _ = line.Read(make([]byte, 1))
	})
	done := make(chan struct{})
	go func() { defer close(done); _ = far.Serve(t.Context(), h.Serve) }()
	t.Cleanup(func() { near.Close(); far.Close(); <-done })
	line, err := near.Open(t.Context(), wire.Open{Purpose: wire.ForControl})
	if err != nil {
		t.Fatal(err)
	}
	frames := wire.NewFrameReader(line)
	for want := range byte(20) {
		if kind, said, err := frames.Next(8); err != nil || kind != 1 || said[0] != want {
			t.Fatalf("frame %d: %d %v %v", want, kind, said, err)
		}
	}
	if _, err := line.Write([]byte{0}); err != nil {
		t.Fatal(err)
	}
	if _, said, err := frames.Next(8); err == nil {
		t.Errorf("after its end: %v", said)
	}
}

// TestWhoDoesNotListenLosesTheLane: once, and what follows is dropped.
func TestWhoDoesNotListenLosesTheLane(t *testing.T) {
	cut := make(chan struct{}, 8)
	talking := newTalk(func() { cut <- struct{}{} })
	for range mostWaiting {
		talking.send(1, nil)
	}
	select {
	case <-cut:
		t.Fatal("cut too early")
	default:
	}
	talking.send(1, nil)
	<-cut
	talking.send(1, nil)
	talking.close()
	if len(cut) != 0 || len(talking.out) != mostWaiting {
		t.Errorf("cut %d times more, %d wait", len(cut), len(talking.out))
	}
}
