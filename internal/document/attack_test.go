package document

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// saving is what an attacker adds with any editor: objects, by number, and what the trailer is to say otherwise.
func saving(t testing.TB, pdf []byte, objects map[int]string, trailer string) []byte {
	t.Helper()
	all := must(revisions(pdf))
	last := all[len(all)-1]
	root, info, size := last.trailer["Root"].(reference), last.trailer["Info"].(reference), last.trailer["Size"].(int64)
	var b, table bytes.Buffer
	b.Write(pdf)
	for id, body := range objects {
		fmt.Fprintf(&table, "%d 1\n%010d 00000 n \n", id, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", id, body)
		size = max(size, int64(id)+1)
	}
	if trailer == "" {
		trailer = fmt.Sprintf("/Root %d 0 R", root.id)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 0\n%strailer\n<< /Size %d %s /Info %d 0 R /ID [<00> <00>] /Prev %d >>\nstartxref\n%d\n%%%%EOF\n", table.String(), size, trailer, info.id, last.table, start)
	return b.Bytes()
}

func replaceObject(t *testing.T, pdf []byte, id int, body string) []byte {
	t.Helper()
	return saving(t, pdf, map[int]string{id: body}, "")
}

// bodyOf is an object's value as it stands in the newest state of the file.
func bodyOf(t *testing.T, pdf []byte, id int) string {
	t.Helper()
	states := views(must(revisions(pdf)))
	o := states[len(states)-1].objects[id]
	return string(pdf[o.body:o.end])
}

// firstOf is the number of the first object whose value has the words.
func firstOf(t *testing.T, pdf []byte, words string) int {
	t.Helper()
	m := regexp.MustCompile(`(?m)^(\d+) 0 obj\n<< [^\n]*` + regexp.QuoteMeta(words)).FindSubmatch(pdf)
	if m == nil {
		t.Fatalf("no object with %s", words)
	}
	var id int
	fmt.Sscan(string(m[1]), &id)
	return id
}

// TestOneByteAnywhere: any bit of what the last seal covers.
func TestOneByteAnywhere(t *testing.T) {
	pdf := sealedThrice()[3]
	gaps := contents.FindAllSubmatchIndex(pdf, -1)
	last := gaps[len(gaps)-1]
	rapid.Check(t, func(t *rapid.T) {
		at := rapid.IntRange(0, len(pdf)-1).Draw(t, "at")
		if at >= last[8] && at < last[9] {
			t.Skip("the seal's own value")
		}
		changed := bytes.Clone(pdf)
		changed[at] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
		if r, err := Verify(changed, trusted()); err == nil && r.Sound() {
			t.Fatalf("byte %d was changed unnoticed", at)
		}
	})
}

// TestShadowAttacks: what was shown is replaced after the seals, or prepared before them.
func TestShadowAttacks(t *testing.T) {
	pdf := sealedThrice()[3]
	page, field := firstOf(t, pdf, "/Type /Page "), firstOf(t, pdf, "/T (client)")
	font, stream := firstOf(t, pdf, "/Subtype /Type0"), firstOf(t, pdf, "/Filter /FlateDecode")
	note := "<< /Type /Annot /Subtype /FreeText /Rect [0 0 500 500] /Contents (other price) >>"
	for what, attack := range map[string]map[int]string{
		"another catalog":       {1: "<< /Type /Catalog /Pages 900 0 R >>", 900: "<< /Type /Pages /Kids [] /Count 0 >>"},
		"other content":         {stream: "<< /Length 4 >>\nstream\nq Q \nendstream"},
		"a page's content":      {page: strings.Replace(bodyOf(t, pdf, page), "/Contents ", "/Contents 900 0 R /Was ", 1), 900: "<< /Length 4 >>\nstream\nq Q \nendstream"},
		"another font":          {font: "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"},
		"a note over the text":  {page: withNote(t, pdf, page), 900: note},
		"a place with a script": {page: withNote(t, pdf, page), 900: "<< /Type /Annot /Subtype /Widget /FT /Sig /T (x) /Rect [0 0 0 0] /AA << /PO << /S /JavaScript /JS (app.alert) >> >> >>"},
		"a place that covers":   {page: withNote(t, pdf, page), 1: withField(t, pdf), 900: "<< /Type /Annot /Subtype /Widget /FT /Sig /T (x) /Rect [0 0 500 500] >>"},
		"a seal in two places":  {firstOf(t, pdf, "/T (platform)"): strings.Replace(bodyOf(t, pdf, firstOf(t, pdf, "/T (platform)")), "/V ", "/Was ", 1)},
		"a name twice":          {page: withNote(t, pdf, page), 1: withField(t, pdf), 900: "<< /Type /Annot /Subtype /Widget /FT /Sig /T (client) /Rect [0 0 0 0] >>"},
		"a seal taken out":      {field: strings.Split(bodyOf(t, pdf, field), " /V ")[0] + " >>"},
		"a script at opening":   {1: strings.Replace(bodyOf(t, pdf, 1), "/Type /Catalog", "/Type /Catalog /OpenAction << /S /JavaScript /JS (app.alert) >>", 1)},
		"an empty addition":     {900: "null"},
	} {
		r, err := Verify(saving(t, pdf, attack, ""), trusted())
		if err != nil {
			t.Errorf("%s: %v", what, err)
			continue
		}
		if !slices.Contains(r.Findings, Unsealed) {
			t.Errorf("%s: not seen that it is unsealed: %+v", what, r.Findings)
		}
		if what == "a place that covers" && !slices.Equal(r.Findings, []Finding{SignatureCovers, Unsealed}) {
			t.Errorf("%s: it is otherwise as it should be, but found %v", what, r.Findings)
		}
		if what != "an empty addition" && !slices.Contains(r.Findings, ObjectReplaced) && !slices.Contains(r.Findings, SignatureCovers) {
			t.Errorf("%s: not seen: %+v", what, r.Findings)
		}
	}
}

func withNote(t *testing.T, pdf []byte, page int) string {
	t.Helper()
	return regexp.MustCompile(`(/Annots \[[^\]]*)\]`).ReplaceAllString(bodyOf(t, pdf, page), "$1 900 0 R]")
}

func withField(t *testing.T, pdf []byte) string {
	t.Helper()
	return strings.Replace(bodyOf(t, pdf, 1), "] /SigFlags", " 900 0 R] /SigFlags", 1)
}

// TestSealedChanges: the attacker may also seal, as one of the parties does after the others.
func TestSealedChanges(t *testing.T) {
	pdf := sealedThrice()[1]
	page := firstOf(t, pdf, "/Type /Page ")
	altered := saving(t, pdf, map[int]string{page: strings.Replace(bodyOf(t, pdf, page), "/Contents ", "/Contents 900 0 R /Was ", 1), 900: "<< /Length 4 >>\nstream\nq Q \nendstream"}, "")
	all := must(revisions(altered))
	states := views(all)
	u := &update{pdf: altered, last: all[len(all)-1], state: states[len(states)-1]}
	if err := u.write(sealing("specialist", "Mallory")); err != nil {
		t.Fatal(err)
	}
	sealed := must(u.sign(t.Context(), sealing("specialist", "Mallory")))
	r := verified(t, sealed, trusted())
	if r.Sound() || !slices.Contains(r.Findings, ObjectReplaced) {
		t.Errorf("a change under a new seal is not seen: %+v", r)
	}
}

// TestAwaitedObjects: the first saving refers to what is not there; a later one puts it there.
func TestAwaitedObjects(t *testing.T) {
	plain := rendered()
	page := firstOf(t, plain, "/Type /Page ")
	body := bodyOf(t, plain, page)
	m := regexp.MustCompile(`/Contents (\d+) 0 R`).FindStringSubmatch(body)
	prepared := replaceObject(t, plain, page, strings.Replace(body, m[0], "/Contents ["+m[1]+" 0 R 900 0 R]", 1))
	all := must(revisions(saving(t, prepared, map[int]string{900: "<< /Length 4 >>\nstream\nq Q \nendstream"}, "")))
	states := views(all)
	if found := judge(states[1], states[2], all[2]); !slices.Contains(found, ObjectReplaced) {
		t.Errorf("what was awaited and came later is not seen: %v", found)
	}
}

// TestByteRangeTricks: forms of signature wrapping, and seals that say they cover something else (Mladenov and others, CCS 2019).
func TestByteRangeTricks(t *testing.T) {
	pdf := sealedThrice()[1]
	at := contents.FindSubmatchIndex(pdf)
	head, value := string(pdf[at[0]:at[7]]), string(pdf[at[8]:at[9]])
	var a, b, c int
	fmt.Sscanf(head, "/ByteRange [0 %d %d %d", &a, &b, &c)
	for what, entries := range map[string]string{
		"an old seal put over":     fmt.Sprintf("/ByteRange [0 %d %d %d] /Contents <%s>", a, b, c, value),
		"without a range":          fmt.Sprintf("/Contents <%s>", value),
		"a range of nothing":       fmt.Sprintf("/ByteRange null /Contents <%s>", value),
		"an empty range":           fmt.Sprintf("/ByteRange [0 0 0 0] /Contents <%s>", value),
		"a negative range":         fmt.Sprintf("/ByteRange [0 %d %d -1] /Contents <%s>", a, b, value),
		"more ranges":              fmt.Sprintf("/ByteRange [0 %d %d %d 0 0] /Contents <%s>", a, b, c, value),
		"a huge range":             fmt.Sprintf("/ByteRange [0 %d %d 9223372036854775807] /Contents <%s>", a, b, value),
		"without a value":          fmt.Sprintf("/ByteRange [0 %d %d %d]", a, b, c),
		"a value of null":          fmt.Sprintf("/ByteRange [0 %d %d %d] /Contents null", a, b, c),
		"an empty value":           fmt.Sprintf("/ByteRange [0 %d %d %d] /Contents <>", a, b, c),
		"a value of zeros":         fmt.Sprintf("/ByteRange [0 %d %d %d] /Contents <0000>", a, b, c),
		"a value in another place": fmt.Sprintf("/ByteRange [0 %d %d %d] /Contents 901 0 R", a, b, c),
	} {
		dict := "<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached " + entries + " >>"
		field := firstOf(t, pdf, "/T (specialist)")
		forged := saving(t, pdf, map[int]string{900: dict, 901: "<" + value + ">", field: strings.Replace(bodyOf(t, pdf, field), ">>", "/V 900 0 R >>", 1)}, "")
		r := verified(t, forged, trusted())
		if r.Sound() || len(r.Signatures) != 2 || !slices.ContainsFunc(r.Signatures, func(s Signature) bool { return slices.Contains(s.Findings, RangeWrong) }) {
			t.Errorf("%s: %+v", what, r)
		}
	}
}

// added is a saving whose own bytes are changed.
func added(t *testing.T, pdf []byte, objects map[int]string, change func(tail string) string) []byte {
	t.Helper()
	return append(bytes.Clone(pdf), change(string(saving(t, pdf, objects, "")[len(pdf):]))...)
}

// TestNewGeneration: the same object under a new generation is not there for those that refer to the old one.
func TestNewGeneration(t *testing.T) {
	pdf := sealedThrice()[1]
	page := firstOf(t, pdf, "/Type /Page ")
	file := added(t, pdf, map[int]string{page: bodyOf(t, pdf, page)}, func(tail string) string {
		return strings.Replace(strings.Replace(tail, " 0 obj", " 1 obj", 1), " 00000 n", " 00001 n", 1)
	})
	if r := verified(t, file, trusted()); !slices.Contains(r.Findings, ObjectReplaced) {
		t.Errorf("a page under a new generation: %v", r.Findings)
	}
}

// TestRangeIsWhatIsHashed: other programs hash what the range says; it must be what we hash.
func TestRangeIsWhatIsHashed(t *testing.T) {
	all := []*revision{{to: 50, objects: map[int]*object{7: {}}}, {to: 100, objects: map[int]*object{9: {}}}}
	token := text{from: 60, to: 80, hex: true}
	for what, test := range map[string]struct {
		dict dict
		id   int
		ok   bool
	}{
		"right":            {dict{"ByteRange": array{int64(0), int64(60), int64(80), int64(20)}, "Contents": token}, 9, true},
		"not from the top": {dict{"ByteRange": array{int64(1), int64(59), int64(80), int64(20)}, "Contents": token}, 9, false},
		"a shorter head":   {dict{"ByteRange": array{int64(0), int64(59), int64(80), int64(20)}, "Contents": token}, 9, false},
		"a wider gap":      {dict{"ByteRange": array{int64(0), int64(60), int64(81), int64(19)}, "Contents": token}, 9, false},
		"a shorter tail":   {dict{"ByteRange": array{int64(0), int64(60), int64(80), int64(19)}, "Contents": token}, 9, false},
		"a longer tail":    {dict{"ByteRange": array{int64(0), int64(60), int64(80), int64(21)}, "Contents": token}, 9, false},
		"another saving":   {dict{"ByteRange": array{int64(0), int64(60), int64(80), int64(20)}, "Contents": token}, 7, false},
		"a number":         {dict{"ByteRange": array{int64(0), number("60.0"), int64(80), int64(20)}, "Contents": token}, 9, false},
		"a literal value":  {dict{"ByteRange": array{int64(0), int64(60), int64(80), int64(20)}, "Contents": text{from: 60, to: 80}}, 9, false},
	} {
		if _, _, ok := span(test.dict, test.id, all, &Signature{}); ok != test.ok {
			t.Errorf("%s: taken: %v", what, ok)
		}
	}
}

// TestTwoWaysToRead: files that another reader might take differently are not read at all.
func TestTwoWaysToRead(t *testing.T) {
	pdf := sealedThrice()[1]
	hidden := []byte("9 0 obj\n<< >>\nendobj\n")
	for what, file := range map[string][]byte{
		"bytes at the end":       append(bytes.Clone(pdf), "x"...),
		"an object at the end":   append(bytes.Clone(pdf), hidden...),
		"bytes at the beginning": append([]byte("GIF89a\n"), pdf...),
		"a second end":           append(bytes.Clone(pdf), "startxref\n0\n%%EOF\n"...),
		"an object between": added(t, pdf, nil, func(tail string) string {
			return string(hidden) + strings.Replace(tail, fmt.Sprint("startxref\n", len(pdf)), fmt.Sprint("startxref\n", len(pdf)+len(hidden)), 1)
		}),
		"a key twice":             saving(t, pdf, map[int]string{900: "<< /A 1 /A 2 >>"}, ""),
		"a key twice, spelled":    saving(t, pdf, map[int]string{900: "<< /Contents 1 /#43ontents 2 >>"}, ""),
		"a comment":               saving(t, pdf, map[int]string{900: "<< /A 1 % /B 2 >>\n>>"}, ""),
		"encryption":              saving(t, pdf, nil, "/Root 1 0 R /Encrypt << >>"),
		"a hybrid":                saving(t, pdf, nil, "/Root 1 0 R /XRefStm 17"),
		"a stream without length": saving(t, pdf, map[int]string{900: "<< /Length 901 0 R >>\nstream\nx\nendstream"}, ""),
		"a stream that is longer": saving(t, pdf, map[int]string{900: "<< /Length 1 >>\nstream\nxx\nendstream"}, ""),
		"nothing":                 nil,
		"a size that leaves out":  added(t, pdf, nil, func(tail string) string { return strings.Replace(tail, "/Size ", "/Size 9 /Was ", 1) }),
		"an object beyond":        bytes.Replace(saving(t, pdf, map[int]string{900: "null"}, ""), []byte("/Size 901"), []byte("/Size 900"), 1),
		"another generation":      bytes.Replace(saving(t, pdf, map[int]string{900: "null"}, ""), []byte("900 0 obj"), []byte("900 1 obj"), 1),
		"its end alone":           []byte("startxref\n0\n%%EOF\n"),
	} {
		if r, err := Verify(file, trusted()); !errors.Is(err, ErrUnreadable) {
			t.Errorf("%s: %v, %+v", what, err, r)
		}
	}
}

// TestSignatureShared: who signs also fills another's place with the same signature.
func TestSignatureShared(t *testing.T) {
	pdf := rendered()
	other := firstOf(t, pdf, "/T (specialist)")
	size := must(revisions(pdf))[0].trailer["Size"].(int64)
	first := replaceObject(t, pdf, other, strings.Replace(bodyOf(t, pdf, other), ">>", fmt.Sprintf("/V %d 0 R >>", size), 1))
	sealed := must(Seal(t.Context(), first, sealing("client", "Mallory")))
	r := verified(t, sealed, trusted())
	if r.Sound() || len(r.Signatures) != 2 || !slices.Contains(r.Signatures[1].Findings, SignatureShared) {
		t.Errorf("one signature in two places: %+v", r)
	}
}

func TestAnotherRoot(t *testing.T) {
	r := verified(t, saving(t, sealedThrice()[3], map[int]string{900: "<< /Type /Catalog >>"}, "/Root 900 0 R"), trusted())
	if !slices.Contains(r.Findings, ObjectReplaced) {
		t.Errorf("another root is not seen: %+v", r.Findings)
	}
}

// liar is an authority of time that dates something else.
type liar struct{ Timestamper }

func (l liar) Timestamp(ctx context.Context, _ [sha256.Size]byte) ([]byte, error) {
	return l.Timestamper.Timestamp(ctx, sha256.Sum256([]byte("something else")))
}

func TestSealsOfOthersAreNotBelieved(t *testing.T) {
	mallory := must(NewAuthority("Quiet Orchard Help Desk", now.AddDate(0, -1, 0)))
	expired := must(NewAuthority("Old", now.AddDate(-30, 0, 0)))
	swapped := Identity{Key: authority().Seal.Key, Chain: []*x509.Certificate{twin(t, authority().Seal), authority().Root.Chain[0]}}
	for what, test := range map[string]struct {
		change func(*Sealing)
		want   Finding
	}{
		"a stranger's root":              {func(s *Sealing) { s.By = mallory.Seal }, CertificateUntrusted},
		"a stranger's time":              {func(s *Sealing) { s.Time = timeAuthorityOf(mallory) }, TimestampUntrusted},
		"the time's certificate to seal": {func(s *Sealing) { s.By = authority().Stamp }, CertificateUntrusted},
		"the seal's certificate for time": {func(s *Sealing) {
			s.Time = &TimeAuthority{Identity: authority().Seal, Clock: timeAuthorityOf(authority()).Clock}
		}, TimestampUntrusted},
		"the root's own key":             {func(s *Sealing) { s.By = authority().Root }, CertificateUntrusted},
		"the time of something else":     {func(s *Sealing) { s.Time = liar{timeAuthorityOf(authority())} }, TimestampOfOther},
		"an expired root":                {func(s *Sealing) { s.By = expired.Seal }, CertificateUntrusted},
		"another certificate of the key": {func(s *Sealing) { s.By = swapped }, ""},
	} {
		s := sealing("client", "Mallory")
		test.change(&s)
		trust := trusted()
		trust.Signers.AddCert(expired.Root.Chain[0])
		r := verified(t, must(Seal(t.Context(), rendered(), s)), trust)
		if test.want == "" {
			if !r.Sound() {
				t.Errorf("%s, named in the seal, is as good: %+v", what, r.Signatures[0].Findings)
			}
			continue
		}
		if r.Sound() || !slices.Contains(r.Signatures[0].Findings, test.want) {
			t.Errorf("%s: %v", what, r.Signatures[0].Findings)
		}
	}
}

// twin certifies the same key with the same issuer and number, for another subject.
func twin(t *testing.T, of Identity) *x509.Certificate {
	t.Helper()
	c := *of.Chain[0]
	c.Subject.CommonName = "Somebody else"
	der := must(x509.CreateCertificate(rand.Reader, &c, authority().Root.Chain[0], of.Key.(*ecdsa.PrivateKey).Public(), authority().Root.Key))
	return must(x509.ParseCertificate(der))
}

// TestCertificateIsBound: another certificate of the same key is put in the place of the one that was signed for.
func TestCertificateIsBound(t *testing.T) {
	id := authority().Seal
	by := must(id.sign(oidData, sha256Of([]byte("text"))))
	id.Chain = []*x509.Certificate{twin(t, id), authority().Root.Chain[0]}
	m := must(readMessage(must(id.message(oidData, nil, by))))
	if found := m.check(oidData, []byte("text")); !slices.Equal(found, []Finding{CertificateUnbound}) {
		t.Errorf("found %v", found)
	}
}
