package rfb

import "encoding/binary"

// The ways of signing in that a viewer is offered, one of them.
const (
	SecNone   = 1
	SecVNC    = 2
	challenge = 16
	initHead  = 24 // of ServerInit, before the name
)

func (f *Filter) version(head []byte) error {
	if string(head) != Version {
		return ErrServer
	}
	f.emit(head...)
	f.await(2, (*Filter).security)
	return nil
}

func (f *Filter) security(head []byte) error {
	if head[0] != 1 || head[1] != SecNone && head[1] != SecVNC {
		return ErrServer
	}
	f.emit(head...)
	if head[1] == SecNone {
		f.await(4, (*Filter).result)
		return nil
	}
	f.carry(challenge, func(f *Filter, _ []byte) error {
		f.await(4, (*Filter).result)
		return nil
	})
	return nil
}

// result is whether a password was right, and why not.
func (f *Filter) result(head []byte) error {
	f.emit(head...)
	if binary.BigEndian.Uint32(head) == 0 {
		f.await(initHead, (*Filter).init)
		return nil
	}
	f.await(4, func(f *Filter, head []byte) error { return f.text(head) })
	return nil
}

func (f *Filter) init(head []byte) error {
	f.width, f.height = int(binary.BigEndian.Uint16(head)), int(binary.BigEndian.Uint16(head[2:]))
	if !Fits(f.width, f.height) || [16]byte(head[4:20]) != PixelFormat {
		return ErrServer
	}
	f.emit(head[:20]...)
	return f.text(head[20:])
}

// text is the last of a greeting: a length and so many bytes.
func (f *Filter) text(head []byte) error {
	n := binary.BigEndian.Uint32(head)
	if n > maxName {
		return ErrServer
	}
	f.emit(head...)
	f.carry(int(n), (*Filter).ended)
	return nil
}
