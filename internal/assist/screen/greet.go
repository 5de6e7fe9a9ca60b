package screen

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"slices"

	"surety/internal/rfb"
	"surety/internal/wire"
)

// The beginning of RFB 3.8 (RFC 6143, 7.1 to 7.3).
const (
	version    = rfb.Version
	secNone    = rfb.SecNone
	secVNC     = rfb.SecVNC
	challenge  = 16
	serverHead = 24      // of ServerInit, before the name
	maxText    = 4 << 10 // of a server's name or reason
)

// ErrServer says that the machine's VNC server does not speak as it must, wants a way of signing in that cannot be recorded or
// limited, or sends what cannot be shown.
var ErrServer = rfb.ErrServer

func readVersion(r io.Reader) (string, error) {
	b := make([]byte, len(version))
	if _, err := io.ReadFull(r, b); err != nil {
		return "", err
	}
	if !bytes.HasPrefix(b, []byte("RFB 00")) || b[len(b)-1] != '\n' {
		return "", ErrServer
	}
	return string(b), nil
}

// greet begins with both: with the server as its viewer, with the viewer as its server. The recording begins as if
// nothing had been asked.
func (v *viewing) greet() error {
	if err := v.versions(); err != nil {
		return err
	}
	how, err := v.choose()
	if err != nil {
		return err
	}
	if err := v.security(how); err != nil {
		return err
	}
	return v.init()
}

func (v *viewing) versions() error {
	theirs, err := readVersion(v.server)
	if err != nil {
		return err
	}
	if theirs < version { // 3.3 lets the server alone choose; none of today's speaks it
		return ErrServer
	}
	if _, err := io.WriteString(v.server, version); err != nil {
		return err
	}
	if err := v.show([]byte(version)); err != nil {
		return err
	}
	if theirs, err = readVersion(v.viewer); err == nil && theirs != version {
		err = ErrMessage
	}
	return err
}

// choose takes the first way of signing in that can be passed on in the clear, inside the seal of the channel.
func (v *viewing) choose() (byte, error) {
	n, err := readByte(v.server)
	if err != nil {
		return 0, err
	}
	offered := make([]byte, n)
	if _, err := io.ReadFull(v.server, offered); err != nil {
		return 0, err
	}
	for _, how := range []byte{secNone, secVNC} {
		if slices.Contains(offered, how) {
			_, err := v.server.Write([]byte{how})
			return how, err
		}
	}
	return 0, ErrServer
}

func readByte(r io.Reader) (byte, error) {
	var b [1]byte
	_, err := io.ReadFull(r, b[:])
	return b[0], err
}

// security lets the viewer sign in, if a password is wanted. Neither question nor answer is recorded.
func (v *viewing) security(how byte) error {
	if err := v.record.Append(wire.Screen, v.number, []byte{1, secNone, 0, 0, 0, 0}); err != nil {
		return err
	}
	if _, err := v.viewer.Write([]byte{1, how}); err != nil {
		return err
	}
	if chosen, err := readByte(v.viewer); err != nil || chosen != how {
		return errors.Join(ErrMessage, err)
	}
	if how == secVNC {
		if err := pass(v.viewer, v.server, challenge); err != nil {
			return err
		}
		if err := pass(v.server, v.viewer, challenge); err != nil {
			return err
		}
	}
	return v.result()
}

// pass hands on exactly n bytes.
func pass(to io.Writer, from io.Reader, n int64) error {
	_, err := io.CopyN(to, from, n)
	return err
}

// result hands on whether the server took it, and its reason if not.
func (v *viewing) result() error {
	var result [4]byte
	if _, err := io.ReadFull(v.server, result[:]); err != nil {
		return err
	}
	if _, err := v.viewer.Write(result[:]); err != nil {
		return err
	}
	if binary.BigEndian.Uint32(result[:]) == 0 {
		return nil
	}
	reason, err := text(v.server)
	if err == nil {
		_, err = v.viewer.Write(append(binary.BigEndian.AppendUint32(nil, uint32(len(reason))), reason...))
	}
	return errors.Join(ErrServer, err)
}

func text(r io.Reader) ([]byte, error) {
	var head [4]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return nil, err
	}
	n := binary.BigEndian.Uint32(head[:])
	if n > maxText {
		return nil, ErrServer
	}
	b := make([]byte, n)
	_, err := io.ReadFull(r, b)
	return b, err
}

// init asks for a shared screen, whatever the viewer says: nobody else is thrown out. Then it asks for pictures of the one form that can be
// recorded and played from the middle, and tells the viewer of them as if the server had had that form by itself.
func (v *viewing) init() error {
	if _, err := readByte(v.viewer); err != nil {
		return err
	}
	if _, err := v.server.Write([]byte{1}); err != nil {
		return err
	}
	head := make([]byte, serverHead-4)
	if _, err := io.ReadFull(v.server, head); err != nil {
		return err
	}
	name, err := text(v.server)
	if err != nil {
		return err
	}
	width, height := int(binary.BigEndian.Uint16(head)), int(binary.BigEndian.Uint16(head[2:]))
	if !rfb.Fits(width, height) {
		return ErrServer
	}
	if _, err := v.server.Write(wanted()); err != nil {
		return err
	}
	v.turn, v.width, v.height = rfb.NewTurner(width, height, &streams{}), width, height
	return v.show(rfb.Init(width, height, string(name)))
}

// wanted is SetPixelFormat and SetEncodings (RFC 6143, 7.5.1 and 7.5.2).
func wanted() []byte {
	b := append([]byte{0, 0, 0, 0}, rfb.PixelFormat[:]...)
	b = append(b, 2, 0, 0, byte(len(rfb.Encodings)))
	for _, e := range rfb.Encodings {
		b = binary.BigEndian.AppendUint32(b, uint32(e))
	}
	return b
}
