package remote

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// screenAt is where the client's VNC server listens, and viewerAt where connect leads a viewer of the specialist's to it.
const screenAt, viewerAt = "127.0.0.1:5999", "127.0.0.1:15999"

// desktop starts TigerVNC's server on the client's machine, with a bright window on it.
func (n net3) desktop(t *testing.T) {
	t.Helper()
	n.background(t, n.client, "Xtigervnc", ":59", "-rfbport", "5999", "-interface", "127.0.0.1", "-SecurityTypes", "None", "-SendCutText=0", "-geometry", "320x240", "-depth", "24")
	eventually(t, patience, "the VNC server listens", func() bool {
		c, err := n.client.dial(t.Context(), "tcp", screenAt)
		if err != nil {
			return false
		}
		return c.Close() == nil
	})
	n.background(t, n.client, "xterm", "-display", ":59", "-geometry", "40x10+10+10", "-bg", "white", "-fg", "black")
}

// background runs a program until the test ends.
func (net3) background(t *testing.T, at *machine, name string, args ...string) {
	t.Helper()
	cmd, out := exec.Command(name, args...), &said{}
	cmd.Stdout, cmd.Stderr = out, out
	cmd.Env = append(os.Environ(), "LOG_LEVEL=error")
	must(t, at.start(cmd))
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		if t.Failed() {
			t.Logf("%s said:\n%s", name, out)
		}
	})
}

// TestAScreenOfTigerVNC: a viewer of the specialist's reaches the client's screen through a port that was named.
func TestAScreenOfTigerVNC(t *testing.T) {
	t.Parallel()
	n := newNet(t)
	n.desktop(t)
	j := prelude(t, n, host)
	j.ask("port")
	j.consent()
	f := j.connect("--forward", strings.TrimPrefix(viewerAt, "127.0.0.1:")+"="+screenAt)
	eventually(t, patience, "connect leads a viewer there", func() bool { return strings.Contains(f.out.String(), viewerAt+" leads to") })
	j.assist.see("They can: reach addresses")
	began := time.Now()
	eventually(t, patience, "the window is on the screen", func() bool {
		bright, err := brightPixels(t, n.specialist)
		if err != nil {
			t.Fatal(err)
		}
		return bright > 1000
	})
	t.Logf("seen after %v", time.Since(began).Round(time.Millisecond))
	j.assist.press("0")
	j.assist.see("The whole recording is on the server")
	r, out := j.sealed(patience), int64(0)
	for _, m := range r.Moments {
		if m.Tunnel != nil && m.Tunnel.Address == screenAt {
			out = max(out, m.Tunnel.OutBytes)
		}
	}
	if out < 320*240*4 {
		t.Errorf("%d bytes of the screen's stand on the recording: %+v", out, r.Moments)
	}
}

// brightPixels looks at the whole screen once, as a viewer (RFC 6143), and counts what is not dark.
func brightPixels(t *testing.T, at *machine) (n int, err error) {
	ctx, stop := context.WithTimeout(t.Context(), patience)
	defer stop()
	c, err := at.dial(ctx, "tcp", viewerAt)
	if err != nil {
		return 0, err
	}
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(patience))
	width, height, err := greet(c)
	if err != nil {
		return 0, err
	}
	ask := []byte{2, 0, 0, 1, 0, 0, 0, 0} // SetEncodings: raw alone
	ask = append(ask, 3, 0, 0, 0, 0, 0)   // FramebufferUpdateRequest: all of it
	ask = binary.BigEndian.AppendUint16(ask, width)
	ask = binary.BigEndian.AppendUint16(ask, height)
	if _, err := c.Write(ask); err != nil {
		return 0, err
	}
	for left := int(width) * int(height); left > 0; {
		rectangles, err := read(c, 4)
		if err != nil || rectangles[0] != 0 {
			return 0, errors.Join(err, errors.New("not an update"))
		}
		for range binary.BigEndian.Uint16(rectangles[2:]) {
			head, err := read(c, 12)
			if err != nil {
				return 0, err
			}
			size := int(binary.BigEndian.Uint16(head[4:])) * int(binary.BigEndian.Uint16(head[6:]))
			pixels, err := read(c, 4*size)
			if err != nil {
				return 0, err
			}
			for i := 0; i < len(pixels); i += 4 {
				if pixels[i] > 200 && pixels[i+1] > 200 && pixels[i+2] > 200 {
					n++
				}
			}
			left -= size
		}
	}
	return n, nil
}

func read(r io.Reader, n int) ([]byte, error) {
	b := make([]byte, n)
	_, err := io.ReadFull(r, b)
	return b, err
}

// greet shakes hands without a password.
func greet(c net.Conn) (width, height uint16, err error) {
	version, err := read(c, 12)
	if err == nil {
		_, err = c.Write(version)
	}
	if err != nil {
		return 0, 0, err
	}
	kinds, err := read(c, 1)
	if err == nil {
		_, err = read(c, int(kinds[0]))
	}
	if err == nil {
		_, err = c.Write([]byte{1}) // none
	}
	if err != nil {
		return 0, 0, err
	}
	if result, err := read(c, 4); err != nil || result[3] != 0 {
		return 0, 0, errors.Join(err, errors.New("not let in"))
	}
	if _, err = c.Write([]byte{1}); err != nil { // others may stay
		return 0, 0, err
	}
	about, err := read(c, 24)
	if err == nil {
		_, err = read(c, int(binary.BigEndian.Uint32(about[20:])))
	}
	return binary.BigEndian.Uint16(about), binary.BigEndian.Uint16(about[2:]), err
}
