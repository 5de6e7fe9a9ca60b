package web

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	"image/png"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"

	"surety/internal/access"
	"surety/internal/scan"
)

func TestMain(m *testing.M) {
	scan.Enter() // previews are drawn in a cell: this program, started anew
	os.Exit(m.Run())
}

func (v *visitor) upload(id access.TicketID, seq, size int64, name string, body io.Reader, headers ...string) got {
	v.T.Helper()
	r := v.request("POST", fmt.Sprintf("/api/v1/tickets/%s/files?message=%d&size=%d", id, seq, size), nil, headers...)
	r.Body, r.ContentLength = io.NopCloser(body), -1
	r.Header.Set("Upload-Name", base64.RawURLEncoding.EncodeToString([]byte(name)))
	resp, err := v.http.Do(r)
	if err != nil {
		return got{}
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		v.T.Fatal(err)
	}
	return got{resp, b}
}

func TestFilesComeBackWholeInPartsAndNeverAsPages(t *testing.T) {
	p := onSQLite(t)
	d := p.Department("Support")
	client := p.Client()
	v := p.as(client)
	id := v.open(string(d), 1)
	content := bytes.Repeat([]byte("<script>alert(1)</script>"), 9000) // crosses segments
	name := "گزارش \u202exe.txt\r\nX: y.html"
	g := v.upload(id, 1, int64(len(content)), name, bytes.NewReader(content))
	if g.Response == nil || g.StatusCode != 201 {
		t.Fatalf("%v %s", g.Response, g.body)
	}
	var f File
	g.json(t, &f)
	path := fmt.Sprintf("/api/v1/tickets/%s/files/%s", id, f.ID)
	agent := p.as(p.Agent(d))
	whole := agent.ask("GET", path, nil)
	if whole.StatusCode != 200 || !bytes.Equal(whole.body, content) {
		t.Errorf("whole: %d, %d bytes", whole.StatusCode, len(whole.body))
	}
	h := whole.Header
	disposition := h.Get("Content-Disposition")
	if !strings.HasPrefix(disposition, "attachment;") || strings.ContainsAny(disposition, "\r\n\u202e") || strings.Contains(disposition, "%E2%80%AE") ||
		h.Get("Content-Type") != "application/octet-stream" || !strings.Contains(h.Get("Content-Security-Policy"), "sandbox") || h.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("headers %v", h)
	}
	part := agent.ask("GET", path, nil, "Range", "bytes=65530-65549")
	if part.StatusCode != 206 || !bytes.Equal(part.body, content[65530:65550]) {
		t.Errorf("part: %d %q", part.StatusCode, part.body)
	}
	if g := agent.ask("GET", path, nil, "Range", "bytes=999999999-"); g.StatusCode != 416 {
		t.Errorf("beyond the end: %d", g.StatusCode)
	}
	if g := p.as(p.Client()).ask("GET", path, nil); g.StatusCode != 404 || g.code() != "absent" {
		t.Errorf("a stranger: %d %s", g.StatusCode, g.body)
	}
}

func (v *visitor) open(department string, files int) access.TicketID {
	v.T.Helper()
	g := v.ask("POST", "/api/v1/tickets", NewTicket{Subject: "Help", Text: "Please", Department: department, Files: files})
	var made Ticket
	g.json(v.T, &made)
	return made.ID
}

func TestBrokenUploadLeavesNothingAndMayBeRepeated(t *testing.T) {
	p := onSQLite(t)
	v := p.as(p.Client())
	id := v.open(string(p.Department("Support")), 2)
	before := len(p.Files())
	for name, body := range map[string]io.Reader{
		"too short": strings.NewReader("half"), "too long": strings.NewReader(strings.Repeat("x", 11)),
		"broken": io.MultiReader(strings.NewReader("ha"), broken{}),
	} {
		if g := v.upload(id, 1, 10, "a.txt", body, keyHeader, "key-upload-1"); g.Response != nil && g.StatusCode < 400 {
			t.Errorf("%s: %d %s", name, g.StatusCode, g.body)
		}
	}
	var page Page[Message]
	v.ask("GET", fmt.Sprintf("/api/v1/tickets/%s/messages", id), nil).json(t, &page)
	if len(page.Items[0].Files) != 0 {
		t.Errorf("files %v", page.Items[0].Files)
	}
	g := v.upload(id, 1, 10, "a.txt", strings.NewReader("0123456789"), keyHeader, "key-upload-1")
	again := v.upload(id, 1, 10, "a.txt", strings.NewReader("0123456789"), keyHeader, "key-upload-1")
	if g.Response == nil || g.StatusCode != http.StatusCreated || !bytes.Equal(g.body, again.body) {
		t.Fatalf("%s, again %s", g.body, again.body)
	}
	if n := len(p.Files()); n != before+1 {
		t.Errorf("%d files in the folder, want one more than %d", n, before)
	}
}

// broken is a body whose sender goes away.
type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// A preview is a picture of ours; what was brought as a drawing or a page of the web has none.
func TestPreviewsAreDrawnAnewOrNotAtAll(t *testing.T) {
	p := onSQLite(t)
	v := p.as(p.Client())
	id := v.open(string(p.Department("Support")), 2)
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 2, 2))); err != nil {
		t.Fatal(err)
	}
	at := func(name, body string) string {
		t.Helper()
		var f File
		v.upload(id, 1, int64(len(body)), name, strings.NewReader(body)).json(t, &f)
		return fmt.Sprintf("/api/v1/tickets/%s/files/%s/preview", id, f.ID)
	}
	picture := at("a.html", b.String()+"<script>alert(1)</script>") // the bytes decide
	drawing := at("a.png", `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`)
	g := v.ask("GET", picture, nil)
	h := g.Header
	if g.StatusCode != 200 || h.Get("Content-Type") != "image/png" || h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Cache-Control") != "private, no-store" ||
		bytes.Contains(g.body, []byte("script")) {
		t.Errorf("%d %v", g.StatusCode, h)
	}
	if g := v.ask("GET", drawing, nil); g.StatusCode != 404 {
		t.Errorf("a drawing: %d %s", g.StatusCode, g.body)
	}
	if g := v.ask("GET", picture+"?page=0", nil); g.StatusCode != 422 {
		t.Errorf("page 0: %d", g.StatusCode)
	}
	if g := p.as(p.Client()).ask("GET", picture, nil); g.StatusCode != 404 {
		t.Errorf("a stranger: %d", g.StatusCode)
	}
}
