package recording

import "io"

// Export copies a recording's sealed chunks to w, in the form that NewStream reads, and checks them on the way. It stops before
// the first bad chunk, as Verify does; the key is not needed.
func Export(w io.Writer, src Source, c Claim) (Summary, error) {
	return Verify(&tee{src: src, w: w}, c)
}

// tee writes a chunk when the next is asked for: then it was found good.
type tee struct {
	src  Source
	w    io.Writer
	held Sealed
}

func (t *tee) Next() (Sealed, error) {
	for _, b := range [][]byte{t.held.Record, t.held.Signature} {
		if _, err := t.w.Write(b); err != nil {
			return Sealed{}, err
		}
	}
	var err error
	t.held, err = t.src.Next()
	return t.held, err
}
