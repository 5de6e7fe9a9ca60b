package screen

import "slices"

// maxHeld is how many keys a hand can hold, with room.
const maxHeld = 64

// held is what the viewer has pressed and not let go of.
type held struct {
	keys  [][]byte // the messages that pressed them
	point []byte   // the last of the pointer with a button down
}

// takes notes what a message presses or lets go of, and tells whether it presses a key.
func (h *held) takes(msg []byte) bool {
	if msg[0] == pointer {
		if h.point = nil; msg[1] != 0 {
			h.point = slices.Clone(msg)
		}
		return false
	}
	same := func(k []byte) bool { return k[0] == msg[0] && string(code(k)) == string(code(msg)) }
	h.keys = slices.DeleteFunc(h.keys, same)
	down := msg[1] != 0
	if msg[0] == keyCode {
		down = msg[2] != 0 || msg[3] != 0
	}
	if down && len(h.keys) < maxHeld {
		h.keys = append(h.keys, slices.Clone(msg))
	}
	return down
}

// code is which key it is.
func code(msg []byte) []byte { return msg[4:] }

// release is what lets go of everything.
func (h *held) release() (all []byte) {
	for _, k := range h.keys {
		k[1], k[3] = 0, 0
		if k[0] == keyCode {
			k[2] = 0
		}
		all = append(all, k...)
	}
	if h.point != nil {
		h.point[1] = 0
		all = append(all, h.point...)
	}
	*h = held{}
	return all
}
