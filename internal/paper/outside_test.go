package paper

import (
	"encoding/asn1"
	"encoding/hex"
	"encoding/pem"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode"

	"surety/internal/clock"
	"surety/internal/deal"
	"surety/internal/document"
)

// tool runs a program of others; a machine without it fails, for these are the proof that others accept what we write.
func tool(t *testing.T, name string, args ...string) string {
	t.Helper()
	out, err := exec.Command(name, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
	return string(out)
}

func file(t *testing.T, dir, name string, b []byte) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// titles are read back from the pages of each paper, in the order in which one reads.
var titles = map[deal.PaperKind]map[document.Language]string{
	deal.Contract: {"en": "Contract for remote IT help", "ru": "Договор об оказании удалённой ИТ-помощи", "fa": "قرارداد خدمات رایانه‌ای از راه دور", "zh": "远程信息技术服务合同"},
	deal.NDA:      {"en": "Confidentiality agreement", "ru": "Соглашение о конфиденциальности", "fa": "توافق‌نامهٔ محرمانگی", "zh": "保密协议"},
}

// TestOthersAcceptThePapers: both papers, in each language alone and beside another, sealed as a deal seals them, are whole PDFs to
// qpdf, bear three valid signatures to pdfsig, are searched by pdftotext, and openssl verifies each signature.
func TestOthersAcceptThePapers(t *testing.T) {
	at := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	a, err := document.NewAuthority("Harbour Help", at)
	if err != nil {
		t.Fatal(err)
	}
	beside := map[document.Language]document.Language{"en": "fa", "ru": "zh", "fa": "ru", "zh": "en"}
	for l, second := range beside {
		for kind, other := range map[deal.PaperKind]document.Language{deal.Contract: "", deal.NDA: second} {
			p := sample()
			p.Terms.Language, p.Terms.SecondLanguage = l, other
			pdf := sealed(t, a, at, kind, p)
			dir := t.TempDir()
			path := file(t, dir, "a.pdf", pdf)
			tool(t, "qpdf", "--check", path)
			if out := tool(t, "pdfsig", "-nocert", path); strings.Count(out, "Signature is Valid") != 3 || strings.Count(out, "ETSI.CAdES.detached") != 3 {
				t.Errorf("%s %s: pdfsig says\n%s", kind, l, out)
			}
			read(t, path, titles[kind][l])
			if other != "" {
				read(t, path, titles[kind][other])
			}
			verified(t, a, dir, pdf)
		}
	}
}

func sealed(t *testing.T, a *document.Authority, at time.Time, kind deal.PaperKind, p deal.Parameters) []byte {
	t.Helper()
	write := map[deal.PaperKind]func(deal.Parameters) (document.Document, error){deal.Contract: Writer{}.Contract, deal.NDA: Writer{}.NDA}[kind]
	d, err := write(p)
	if err != nil {
		t.Fatal(err)
	}
	pdf, err := document.Render(d)
	if err != nil {
		t.Fatal(err)
	}
	stamp := &document.TimeAuthority{Identity: a.Stamp, Clock: clock.NewFake(at), Accuracy: time.Second}
	for _, field := range []string{"client", "specialist", "platform"} {
		if pdf, err = document.Seal(t.Context(), pdf, document.Sealing{Field: field, Name: field, Reason: "surety:sign", At: at, By: a.Seal, Time: stamp}); err != nil {
			t.Fatal(err)
		}
	}
	return pdf
}

// read looks for words as somebody who searches does: over the ends of lines, without the signs of direction that the tool adds.
func read(t *testing.T, path, want string) {
	t.Helper()
	squeeze := func(s string) string {
		return strings.Map(func(r rune) rune {
			if unicode.IsSpace(r) || unicode.Is(unicode.Bidi_Control, r) {
				return -1
			}
			return r
		}, s)
	}
	if out := tool(t, "pdftotext", path, "-"); !strings.Contains(squeeze(out), squeeze(want)) {
		t.Errorf("%q is not read back", want)
	}
}

var ranges = regexp.MustCompile(`/ByteRange \[0 (\d+) (\d+) (\d+) *\] /Contents <([0-9A-F]+)>`)

func verified(t *testing.T, a *document.Authority, dir string, pdf []byte) {
	t.Helper()
	root := file(t, dir, "root.pem", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.Root.Chain[0].Raw}))
	all := ranges.FindAllSubmatchIndex(pdf, -1)
	for _, at := range all {
		raw, err := hex.DecodeString(string(pdf[at[8]:at[9]]))
		var outer asn1.RawValue
		rest, err2 := asn1.Unmarshal(raw, &outer)
		if err != nil || err2 != nil {
			t.Fatal(err, err2)
		}
		end := at[9] + 1 + figure(pdf[at[6]:at[7]])
		content := append(append([]byte{}, pdf[:at[8]-1]...), pdf[at[9]+1:end]...)
		tool(t, "openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", file(t, dir, "cms", raw[:len(raw)-len(rest)]), "-content", file(t, dir, "content", content),
			"-CAfile", root, "-purpose", "any", "-cades", "-out", os.DevNull)
	}
	if len(all) != 3 {
		t.Errorf("%d signatures are found", len(all))
	}
}

func figure(digits []byte) (n int) {
	for _, d := range digits {
		n = 10*n + int(d-'0')
	}
	return n
}
