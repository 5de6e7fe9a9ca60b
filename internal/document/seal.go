package document

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/asn1"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"surety/internal/fault"
)

// Faults of sealing.
var (
	ErrField    = fault.New(fault.Absent, "document_field", "the document has no such place for a seal")
	ErrSealed   = fault.New(fault.Conflict, "document_sealed", "this place is sealed already")
	ErrAltered  = fault.New(fault.Conflict, "document_altered", "the document was changed after it was rendered; it is not sealed")
	errTooMuch  = fault.New(fault.Unavailable, "document_seal_large", "certificates and timestamp need more room than a seal has")
	errSealText = fault.New(fault.Invalid, "document_seal_text", "name, reason and contact are at most 300 printable characters each")
)

// maxSealBytes is the room for one seal: its certificates and those of the timestamp.
const maxSealBytes = 12 << 10

// Sealing says by whom, where and why a document is sealed. Name, Reason and Contact are shown by readers, in any script.
type Sealing struct {
	Field   string // of the document: the Field of a Signatory, or one of Document.Fields
	Name    string // who signs
	Reason  string
	Contact string
	At      time.Time   // stands in the file as the claimed time; what proves the time is the timestamp
	By      Identity    // the key that seals
	Time    Timestamper // required
}

// Seal adds a signature with a timestamp to a document that Render made: PAdES baseline B-T (ETSI EN 319 142-1). The file is only
// added to, so that earlier seals stay valid; each place is sealed once. Two seals made of the same bytes are two files: seal
// what the seal before returned.
//
// Faults: [ErrField], [ErrSealed], [ErrAltered], [ErrUnreadable], [ErrKey]; those of the timestamp.
func Seal(ctx context.Context, pdf []byte, s Sealing) (sealed []byte, err error) {
	defer fault.Wrap(&err, "seal document")
	if _, err := s.By.algorithm(); err != nil {
		return nil, err
	}
	for _, t := range []string{s.Name, s.Reason, s.Contact} {
		if _, bad := unprintable(t); bad || len([]rune(t)) > 300 {
			return nil, errSealText
		}
	}
	all, err := revisions(pdf)
	if err != nil {
		return nil, err
	}
	states := views(all)
	for i := 1; i < len(all); i++ {
		if len(judge(states[i-1], states[i], all[i])) > 0 {
			return nil, ErrAltered
		}
	}
	u := &update{pdf: pdf, last: all[len(all)-1], state: states[len(states)-1]}
	if err := u.write(s); err != nil {
		return nil, err
	}
	return u.sign(ctx, s)
}

// update is one saving that adds a seal.
type update struct {
	pdf   []byte
	last  *revision
	state view
	out   bytes.Buffer
	from  int // of the seal's value
	to    int
	holes int // where the byte range is filled in
}

// hole is the room for the byte range, which is known last.
const hole = "[0 0000000000 0000000000 0000000000]"

// write adds the field with its value and the table of references.
func (u *update) write(s Sealing) error {
	field, err := u.place(s.Field)
	if err != nil {
		return err
	}
	size, ok := u.state.trailer["Size"].(int64)
	if !ok || size < 1 || size >= maxObjects {
		return ErrUnreadable
	}
	u.out.Write(u.pdf)
	offsets := []int{u.field(field, int(size)), u.value(s, int(size))}
	start := u.out.Len()
	fmt.Fprintf(&u.out, "xref\n%d 1\n%010d %05d n \n%d 1\n%010d 00000 n \n", field.id, offsets[0], field.generation, size, offsets[1])
	root, _ := u.state.trailer["Root"].(reference)
	info, _ := u.state.trailer["Info"].(reference)
	ids, _ := u.state.array(u.state.trailer["ID"])
	if len(ids) != 2 || root.id == 0 || info.id == 0 {
		return ErrUnreadable
	}
	first, _ := ids[0].(text)
	fresh := sha256.Sum256(u.out.Bytes())
	fmt.Fprintf(&u.out, "trailer\n<< /Size %d /Root %d %d R /Info %d %d R /ID [<%X> <%X>] /Prev %d >>\nstartxref\n%d\n%%%%EOF\n",
		size+1, root.id, root.generation, info.id, info.generation, first.bytes, fresh[:16], u.last.table, start)
	return nil
}

// place finds the empty field.
func (u *update) place(name string) (*object, error) {
	for _, p := range u.state.places() {
		if p.name != name {
			continue
		}
		if _, sealed := p.value["V"]; sealed {
			return nil, ErrSealed
		}
		return u.state.objects[p.id], nil
	}
	return nil, ErrField
}

// field writes the field as it was, with its value added.
func (u *update) field(o *object, value int) int {
	at := u.out.Len()
	body := strings.TrimRight(strings.TrimSuffix(string(u.pdf[o.body:o.end]), ">>"), " \n")
	fmt.Fprintf(&u.out, "%d %d obj\n%s /V %d 0 R >>\nendobj\n", o.id, o.generation, body, value)
	return at
}

// value writes the seal with room for what is signed last.
func (u *update) value(s Sealing, id int) int {
	at := u.out.Len()
	fmt.Fprintf(&u.out, "%d 0 obj\n<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /ByteRange ", id)
	u.holes = u.out.Len()
	u.out.WriteString(hole + " /Contents ")
	u.from = u.out.Len()
	u.out.WriteString("<" + strings.Repeat("0", 2*maxSealBytes) + ">")
	u.to = u.out.Len()
	fmt.Fprintf(&u.out, " /M (D:%sZ)", s.At.UTC().Format("20060102150405"))
	for _, entry := range [][2]string{{"Name", s.Name}, {"Reason", s.Reason}, {"ContactInfo", s.Contact}} {
		if entry[1] != "" {
			fmt.Fprintf(&u.out, " /%s %s", entry[0], textString(entry[1]))
		}
	}
	u.out.WriteString(" >>\nendobj\n")
	return at
}

// sign fills in the byte range, signs, has the signature dated, and fills that in.
func (u *update) sign(ctx context.Context, s Sealing) ([]byte, error) {
	pdf := u.out.Bytes()
	ranges := fmt.Sprintf("[0 %d %d %d", u.from, u.to, len(pdf)-u.to)
	copy(pdf[u.holes:], ranges+strings.Repeat(" ", len(hole)-1-len(ranges))+"]")
	digest := sha256.New()
	digest.Write(pdf[:u.from])
	digest.Write(pdf[u.to:])
	by, err := s.By.sign(oidData, digest.Sum(nil))
	if err != nil {
		return nil, err
	}
	token, err := s.Time.Timestamp(ctx, sha256.Sum256(by.Signature))
	if err != nil {
		return nil, err
	}
	unsigned, err := attributeSet([]any{oidStampToken, asn1.RawValue{FullBytes: token}})
	if err != nil {
		return nil, err
	}
	by.Unsigned = retagged(unsigned, 0xA1)
	message, err := s.By.message(oidData, nil, by)
	if err != nil {
		return nil, err
	}
	if len(message) > maxSealBytes {
		return nil, errTooMuch
	}
	copy(pdf[u.from+1:], strings.ToUpper(hex.EncodeToString(message)))
	return pdf, nil
}
