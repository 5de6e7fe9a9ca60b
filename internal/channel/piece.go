package channel

import "sync"

// Pieces are the buffers of muxes, in four sizes. Whoever rests has none.
const (
	piece1, piece2, piece3 = 1 << 10, 16 << 10, maxMessage
	piece4                 = 2*maxMessage + 4<<10 // of what waits for a connection: a message, a frame that came when it was not full, and words about streams
)

var (
	pieces1 = sync.Pool{New: func() any { return new([piece1]byte) }}
	pieces2 = sync.Pool{New: func() any { return new([piece2]byte) }}
	pieces3 = sync.Pool{New: func() any { return new([piece3]byte) }}
	pieces4 = sync.Pool{New: func() any { return new([piece4]byte) }}
)

// piece returns an empty slice with room for n bytes.
func piece(n int) []byte {
	switch {
	case n <= piece1:
		return pieces1.Get().(*[piece1]byte)[:0] //nolint:forcetypeassert // nothing else is in it
	case n <= piece2:
		return pieces2.Get().(*[piece2]byte)[:0] //nolint:forcetypeassert // as above
	case n <= piece3:
		return pieces3.Get().(*[piece3]byte)[:0] //nolint:forcetypeassert // as above
	case n <= piece4:
		return pieces4.Get().(*[piece4]byte)[:0] //nolint:forcetypeassert // as above
	}
	return make([]byte, 0, n)
}

// release gives a piece back, from its first byte on. Nobody may use it afterwards.
func release(b []byte) {
	switch cap(b) {
	case piece1:
		pieces1.Put((*[piece1]byte)(b[:piece1]))
	case piece2:
		pieces2.Put((*[piece2]byte)(b[:piece2]))
	case piece3:
		pieces3.Put((*[piece3]byte)(b[:piece3]))
	case piece4:
		pieces4.Put((*[piece4]byte)(b[:piece4]))
	}
}

// enlarge makes room for n bytes more behind those of b, which may move.
func enlarge(b []byte, n int) []byte {
	if cap(b)-len(b) >= n {
		return b
	}
	larger := append(piece(len(b)+n), b...)
	release(b)
	return larger
}

// bag holds bytes that came and were not read yet.
type bag struct {
	pieces [][]byte
	read   int // bytes of the first piece
	size   int // bytes
}

// add takes a piece.
func (g *bag) add(b []byte) {
	g.pieces = append(g.pieces, b)
	g.size += len(b)
}

// put copies bytes behind those that are there: many short frames do not cost a piece each.
func (g *bag) put(b []byte) {
	if n := len(g.pieces) - 1; n >= 0 && cap(g.pieces[n])-len(g.pieces[n]) >= len(b) {
		g.pieces[n] = append(g.pieces[n], b...)
		g.size += len(b)
		return
	}
	g.add(append(piece(len(b)), b...))
}

// take moves bytes out.
func (g *bag) take(to []byte) (n int) {
	done := 0
	for ; done < len(g.pieces) && n < len(to); done++ {
		first := g.pieces[done]
		c := copy(to[n:], first[g.read:])
		n += c
		if g.read += c; g.read < len(first) {
			break
		}
		release(first)
		g.pieces[done], g.read = nil, 0
	}
	if g.size -= n; g.size == 0 {
		g.pieces = nil
	} else {
		g.pieces = g.pieces[done:]
	}
	return n
}

// next moves the first piece out, and tells how many of its bytes were taken before. There is one.
func (g *bag) next() (whole []byte, read int) {
	whole, read = g.pieces[0], g.read
	g.pieces[0], g.read = nil, 0
	if g.size -= len(whole) - read; g.size == 0 {
		g.pieces = nil
	} else {
		g.pieces = g.pieces[1:]
	}
	return whole, read
}

// drop forgets everything.
func (g *bag) drop() {
	for _, b := range g.pieces {
		release(b)
	}
	*g = bag{}
}
