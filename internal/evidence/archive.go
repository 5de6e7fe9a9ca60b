package evidence

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
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
	localHead, localSign = 30, 0x04034b50
	endHead, endSign     = 22, 0x06054b50
	locatorHead          = 20
	end64Head, end64Sign = 56, 0x06064b50
	streamed             = 8 // flag: sizes follow the bytes
	utf8Named            = 0x800
	descriptorSign       = 0x08074b50
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
	directory, err := directoryAt(r, size)
	if err != nil {
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
	return a, a.gapless(directory)
}

// directoryAt reads the end of the file, before anything of the size it claims is read, and says where the directory begins.
func directoryAt(r io.ReaderAt, size int64) (int64, error) {
	end := make([]byte, endHead)
	if _, err := r.ReadAt(end, size-endHead); err != nil || binary.LittleEndian.Uint32(end) != endSign || binary.LittleEndian.Uint16(end[20:]) != 0 {
		return 0, errPack
	}
	files, length, offset := int64(binary.LittleEndian.Uint16(end[10:])), int64(binary.LittleEndian.Uint32(end[12:])), int64(binary.LittleEndian.Uint32(end[16:]))
	tail := size - endHead
	if files == 0xffff || length == 0xffffffff || offset == 0xffffffff {
		large := make([]byte, end64Head)
		tail -= locatorHead + end64Head
		if _, err := r.ReadAt(large, tail); err != nil || binary.LittleEndian.Uint32(large) != end64Sign {
			return 0, errPack
		}
		files, length, offset = int64(binary.LittleEndian.Uint64(large[32:])), int64(binary.LittleEndian.Uint64(large[40:])), int64(binary.LittleEndian.Uint64(large[48:]))
	}
	if files < 0 || files > filesLimit || length < 0 || length > directoryLimit || offset < 0 || offset != tail-length {
		return 0, errPack
	}
	return offset, nil
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

// gapless walks the files as they lie, each with the name that the directory gives it, up to the directory.
func (a *archive) gapless(directory int64) error {
	at := int64(0)
	for _, f := range a.order {
		head := make([]byte, localHead+len(f.Name)+len(f.Extra))
		if _, err := a.r.ReadAt(head, at); err != nil || !bytes.Equal(head, localOf(f, head)) {
			return fmt.Errorf("%w: its directory does not tell of what lies in it", errPack)
		}
		data := at + int64(len(head))
		if start, err := f.DataOffset(); err != nil || start != data || f.CompressedSize64 > uint64(directory) {
			return fmt.Errorf("%w: %q lies elsewhere", errPack, f.Name)
		}
		at = data + int64(f.CompressedSize64)
		if f.Flags&streamed != 0 {
			at += a.descriptor(at, f)
		}
	}
	if at != directory {
		return fmt.Errorf("%w: there is more in it than its directory tells", errPack)
	}
	return nil
}

// localOf is what must stand before a file for what the directory says of it; checksum and sizes are the reader's to check.
func localOf(f *zip.File, have []byte) []byte {
	b := binary.LittleEndian.AppendUint32(nil, localSign)
	for _, n := range []uint16{f.ReaderVersion, f.Flags, f.Method, f.ModifiedTime, f.ModifiedDate} {
		b = binary.LittleEndian.AppendUint16(b, n)
	}
	b = append(b, have[14:26]...)
	b = binary.LittleEndian.AppendUint16(b, uint16(len(f.Name)))
	b = binary.LittleEndian.AppendUint16(b, uint16(len(f.Extra)))
	return append(append(b, f.Name...), f.Extra...)
}

// descriptor is how long the sizes are that follow a file's bytes.
func (a *archive) descriptor(at int64, f *zip.File) int64 {
	var sign [4]byte
	if _, err := a.r.ReadAt(sign[:], at); err != nil || binary.LittleEndian.Uint32(sign[:]) != descriptorSign {
		return 0
	}
	if f.CompressedSize64 >= 0xffffffff || f.UncompressedSize64 >= 0xffffffff {
		return 24
	}
	return 16
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
