package evidence

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Limits of a pack, so that a hostile one fills neither memory nor a day.
const (
	filesLimit     = 50_000
	directoryLimit = 32 << 20
	wholeLimit     = 32 << 30 // all files, unpacked
	partLimit      = 64 << 20 // of what is read as a whole: manifest, papers, receipts
)

// The fixed parts of a zip (APPNOTE.TXT 6.3.10, 4.3).
const (
	endHead, endSign     = 22, 0x06054b50
	locatorHead          = 20
	end64Head, end64Sign = 56, 0x06064b50
	large64, large64Head = 28, 0x00180001 // sizes and place of a file beyond 4 GiB, in the directory
	streamed             = 8              // flag: sizes follow the bytes
	utf8Named            = 0x800
	zip20, zip45         = 20, 45 // the version that is needed to read it
)

var errPack = errors.New("this is not an evidence pack")

// archive is a pack that can be read in one way only: files one after the other from the first byte, then the directory, then
// its end, and nothing before, between or after.
type archive struct {
	r     io.ReaderAt
	files map[string]*zip.File
	order []*zip.File
}

// openArchive refuses whatever could make another program see other files.
func openArchive(r io.ReaderAt, size int64) (*archive, error) {
	if err := bounded(r, size); err != nil {
		return nil, err
	}
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, errPack
	}
	a := &archive{r: r, files: map[string]*zip.File{}, order: z.File}
	seen, total := map[string]bool{}, uint64(0)
	for _, f := range z.File {
		if err := plain(f); err != nil {
			return nil, err
		}
		key := cases.Fold().String(norm.NFC.String(f.Name))
		if seen[key] {
			return nil, fmt.Errorf("%w: %q is there twice", errPack, f.Name)
		}
		if total += f.UncompressedSize64; f.UncompressedSize64 > wholeLimit || total > wholeLimit {
			return nil, fmt.Errorf("%w: it unpacks to more than %d GiB", errPack, wholeLimit>>30)
		}
		seen[key], a.files[f.Name] = true, f
	}
	return a, a.exact(size)
}

// bounded reads the end of the file, before anything of the size it claims is read.
func bounded(r io.ReaderAt, size int64) error {
	end := make([]byte, endHead)
	if _, err := r.ReadAt(end, size-endHead); err != nil || binary.LittleEndian.Uint32(end) != endSign || binary.LittleEndian.Uint16(end[20:]) != 0 {
		return errPack
	}
	files, length, offset := int64(binary.LittleEndian.Uint16(end[10:])), int64(binary.LittleEndian.Uint32(end[12:])), int64(binary.LittleEndian.Uint32(end[16:]))
	tail := size - endHead
	if files == 0xffff || length == 0xffffffff || offset == 0xffffffff {
		large := make([]byte, end64Head)
		tail -= locatorHead + end64Head
		if _, err := r.ReadAt(large, tail); err != nil || binary.LittleEndian.Uint32(large) != end64Sign {
			return errPack
		}
		files, length, offset = int64(binary.LittleEndian.Uint64(large[32:])), int64(binary.LittleEndian.Uint64(large[40:])), int64(binary.LittleEndian.Uint64(large[48:]))
	}
	if files < 0 || files > filesLimit || length < 0 || length > directoryLimit || offset < 0 || offset != tail-length {
		return errPack
	}
	return nil
}

// plain wants a file with a name that means the same everywhere: no folder, link or device, no way out, nothing hidden.
func plain(f *zip.File) error {
	odd := func(r rune) bool {
		return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\\' || r == ':'
	}
	switch {
	case !fs.ValidPath(f.Name) || f.Name == "." || strings.ContainsFunc(f.Name, odd):
		return fmt.Errorf("%w: the name %q leads elsewhere", errPack, f.Name)
	case !f.Mode().IsRegular():
		return fmt.Errorf("%w: %q is a link or a folder", errPack, f.Name)
	case f.Method != zip.Deflate && f.Method != zip.Store || f.Flags&^(streamed|utf8Named) != 0 || f.Comment != "":
		return fmt.Errorf("%w: %q is packed in another way", errPack, f.Name)
	}
	return nil
}

// exact wants what our own writer makes of these files, byte for byte: each head, each size after its bytes, the directory and its end. So no
// other program, whichever of them it believes, sees other files.
func (a *archive) exact(size int64) error {
	have := &twin{r: a.r}
	w := zip.NewWriter(have)
	for _, f := range a.order {
		if err := again(w, f); err != nil {
			return err
		}
	}
	if err := w.Close(); err != nil {
		return err
	}
	if have.at != size {
		return errPack
	}
	return nil
}

// again writes a file as pack.add does, with its bytes as they are.
func again(w *zip.Writer, f *zip.File) error {
	h := zip.FileHeader{Name: f.Name, Method: f.Method, Flags: f.Flags, CreatorVersion: zip20, ReaderVersion: zip20, ModifiedTime: f.ModifiedTime, ModifiedDate: f.ModifiedDate,
		CRC32: f.CRC32, CompressedSize64: f.CompressedSize64, UncompressedSize64: f.UncompressedSize64, Extra: f.Extra}
	if n := len(h.Extra) - large64; n >= 0 && binary.LittleEndian.Uint32(h.Extra[n:]) == large64Head {
		h.Extra = h.Extra[:n:n] // the directory's own, which the writer adds
	}
	from, err := f.OpenRaw()
	if err != nil {
		return fmt.Errorf("%w: %q lies elsewhere", errPack, f.Name)
	}
	to, err := w.CreateRaw(&h)
	if err != nil {
		return err
	}
	if max(h.CompressedSize64, h.UncompressedSize64) >= 0xffffffff {
		h.ReaderVersion = zip45 // in the directory: the sizes are known by then
	}
	_, err = io.Copy(to, from)
	return err
}

// twin takes only what stands in r, from its beginning.
type twin struct {
	r   io.ReaderAt
	at  int64
	buf []byte
}

func (t *twin) Write(b []byte) (int, error) {
	t.buf = slices.Grow(t.buf[:0], len(b))[:len(b)]
	if n, err := t.r.ReadAt(t.buf, t.at); n < len(b) && err != io.EOF {
		return 0, err
	} else if !bytes.Equal(b, t.buf[:n]) {
		return 0, fmt.Errorf("%w: at byte %d it says something else than its directory", errPack, t.at)
	}
	t.at += int64(len(b))
	return len(b), nil
}

// read reads a file whole, if it is not too large for that.
func (a *archive) read(name string) ([]byte, error) {
	f := a.files[name]
	if f == nil || f.UncompressedSize64 > partLimit {
		return nil, errPack
	}
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	b, err := io.ReadAll(io.LimitReader(r, partLimit+1))
	if err == nil && len(b) > partLimit {
		err = errPack
	}
	return b, err
}
