package rfb

// What a tile of Hextile says of itself (RFC 6143, 7.7.4).
const (
	tileRaw        = 1
	tileBackground = 2
	tileForeground = 4
	tileRects      = 8
	tileColoured   = 16
	tileSide       = 16
)

// hextile reads how a tile is made.
func (f *Filter) hextile(head []byte) error {
	how := head[0]
	if how > 30 { // raw and subdivided at once, or more than there is
		return ErrServer
	}
	f.emit(how)
	if how&tileRaw != 0 {
		w, h := f.tileSize()
		f.carry(4*w*h, (*Filter).tiled)
		return nil
	}
	n := 0
	if how&tileBackground != 0 {
		n += 4
	}
	if how&tileForeground != 0 {
		n += 4
	}
	if how&tileRects == 0 {
		f.carry(n, (*Filter).tiled)
		return nil
	}
	each := 2
	if how&tileColoured != 0 {
		each += 4
	}
	f.await(n+1, func(f *Filter, head []byte) error {
		f.emit(head...)
		f.carry(each*int(head[len(head)-1]), (*Filter).tiled)
		return nil
	})
	return nil
}

// tileSize is that of the tile at hand: those at the right and below may be smaller.
func (f *Filter) tileSize() (w, h int) {
	across := (f.at.w + tileSide - 1) / tileSide
	return min(tileSide, f.at.w-f.tile%across*tileSide), min(tileSide, f.at.h-f.tile/across*tileSide)
}

// tiled goes on to the next tile.
func (f *Filter) tiled([]byte) error {
	across, down := (f.at.w+tileSide-1)/tileSide, (f.at.h+tileSide-1)/tileSide
	if f.tile++; f.tile == across*down {
		return f.another(nil)
	}
	f.await(1, (*Filter).hextile)
	return nil
}
