package ticket_test

import (
	"bytes"
	"errors"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"surety/internal/access"
	"surety/internal/fault"
	"surety/internal/suretytest"
	"surety/internal/ticket"
)

func TestFileNamesAreHarmless(t *testing.T) {
	for in, want := range map[string]string{
		"report.pdf": "report.pdf", "../../etc/passwd": "passwd", `C:\Users\x\a.txt`: "a.txt", "/": "file", "": "file", "..": "file", "...": "file",
		"a\x00b.txt": "ab.txt", "photo\u202egnp.exe": "photognp.exe", "a\u200bb\u2066c\ufeff.txt": "abc.txt", "con": "_con", "NUL.txt": "_NUL.txt",
		"com1.tar.gz": "_com1.tar.gz", "a\nb\tc.txt": "a b c.txt", "e\u0301.txt": "é.txt", "نامه‌ها.pdf": "نامه‌ها.pdf", `a<b>:"c|d?e*.txt`: "a_b___c_d_e_.txt",
		"  spaced . ": "spaced", "文件.docx": "文件.docx", "\xff\xfe.txt": "txt", "\u2028.sh": "sh", "\u202e": "file", ".bashrc": "bashrc",
	} {
		if got := ticket.CleanName(in); got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
	}
}

func TestFileNamesStayWithinBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		got := ticket.CleanName(rapid.String().Draw(t, "name") + strings.Repeat(rapid.SampledFrom([]string{"", "я", "a"}).Draw(t, "many"), 300) + ".pdf")
		if got == "" || len(got) > ticket.NameLimit || !utf8.ValidString(got) || strings.ContainsAny(got, "/\\\x00\u202e\u2066") || got != ticket.CleanName(got) {
			t.Fatalf("%q", got)
		}
	})
}

func blobs(w *suretytest.World) (n int) {
	for _, f := range w.Files() {
		if strings.HasPrefix(f, filepath.Join(w.Dir, "blobs")) && !strings.Contains(filepath.Base(f), "lock") {
			n++
		}
	}
	return n
}

type breaking struct{ n int }

func (b *breaking) Read(p []byte) (int, error) {
	if b.n -= len(p); b.n < 0 {
		return 0, errors.New("the line went dead")
	}
	return len(p), nil
}

func TestUploadsThatFailLeaveNothing(t *testing.T) {
	suretytest.Each(t, func(t *testing.T, w *suretytest.World) {
		dep := w.Department("Support")
		client, other, agent := w.Client(), w.Client(), w.Agent(dep)
		id := w.Ticket(client, dep).ID
		before := blobs(w)
		for name, c := range map[string]struct {
			who  access.Actor
			u    ticket.Upload
			want *fault.Fault
		}{
			"more than announced": {client, ticket.Upload{Message: 1, Size: 3, Body: strings.NewReader("four")}, ticket.ErrFileTooLarge},
			"less than announced": {client, ticket.Upload{Message: 1, Size: 9, Body: strings.NewReader("four")}, fault.ErrInvalid},
			"above the limit":     {client, ticket.Upload{Message: 1, Size: ticket.FileLimit + 1, Body: strings.NewReader("")}, ticket.ErrFileTooLarge},
			"broken off":          {client, ticket.Upload{Message: 1, Size: -1, Body: &breaking{200_000}}, fault.ErrInvalid},
			"another's message":   {agent, ticket.Upload{Message: 1, Size: 1, Body: strings.NewReader("x")}, fault.ErrDenied},
			"no such message":     {client, ticket.Upload{Message: 7, Size: 1, Body: strings.NewReader("x")}, fault.ErrInvalid},
			"a stranger":          {other, ticket.Upload{Message: 1, Size: 1, Body: strings.NewReader("x")}, fault.ErrAbsent},
		} {
			_, err := w.Desk.AddFile(ctx, c.who, id, c.u)
			expect(t, name, err, c.want)
		}
		w.Clock.Advance(ticket.UploadWindow + time.Second)
		_, err := w.Desk.AddFile(ctx, client, id, ticket.Upload{Message: 1, Size: 1, Body: strings.NewReader("x")})
		expect(t, "a day later", err, fault.ErrDenied)
		if ms := talk(t, w, client, id); len(ms[0].Files) != 0 || blobs(w) != before {
			t.Errorf("left behind: %v, %d blobs more", ms[0].Files, blobs(w)-before)
		}
	})
}

func TestFilesComeBackWholeAndInPart(t *testing.T) {
	suretytest.Each(t, func(t *testing.T, w *suretytest.World) {
		dep := w.Department("Support")
		client, stranger := w.Client(), w.Client()
		id := w.Ticket(client, dep).ID
		body := bytes.Repeat([]byte("0123456789"), 40_000)
		f, err := w.Desk.AddFile(ctx, client, id, ticket.Upload{Message: 1, Name: "../فایل.txt", Size: -1, Body: bytes.NewReader(body)})
		if err != nil || f.Name != "فایل.txt" || f.Size != int64(len(body)) || !strings.HasPrefix(f.Type, "text/plain") || f.Check.State != "unscanned" {
			t.Fatalf("%+v %v", f, err)
		}
		d, err := w.Desk.Fetch(ctx, client, id, f.ID, "")
		if err != nil {
			t.Fatal(err)
		}
		defer d.Close()
		if _, err := d.Seek(123_456, io.SeekStart); err != nil {
			t.Fatal(err)
		}
		part := make([]byte, 70_000)
		if _, err := io.ReadFull(d, part); err != nil || !bytes.Equal(part, body[123_456:193_456]) {
			t.Errorf("a part from the middle: %v", err)
		}
		if got := fetch(t, w, client, id, f.ID); got != string(body) {
			t.Error("the whole differs")
		}
		_, err = w.Desk.Fetch(ctx, stranger, id, f.ID, "")
		expect(t, "a stranger", err, fault.ErrAbsent)
		_, err = w.Desk.Fetch(ctx, stranger, w.Ticket(stranger, dep).ID, f.ID, "")
		expect(t, "by way of one's own ticket", err, fault.ErrAbsent)
		if ms := talk(t, w, client, id); !slices.ContainsFunc(ms[0].Files, func(g ticket.File) bool { return g.ID == f.ID && g.Name == f.Name }) {
			t.Errorf("listed: %+v", ms[0].Files)
		}
	})
}
