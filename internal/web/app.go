package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"regexp"
	"strings"
	"sync"
	"time"

	"surety/internal/fault"
)

// app serves the built web app from memory: files as they are, and index.html for every other path, whose meaning the
// app itself knows.
type app struct {
	files  map[string]*asset
	policy string
}

type asset struct {
	contentType string
	body        func() []byte
	coded       map[string][]byte // br, gzip
	etag        string
	forever     bool
}

// immutable marks what the build names by a hash of its bytes.
const immutable = "_app/immutable/"

const placeholder = "<!doctype html><meta charset=utf-8><title>Surety</title><p>The web app was not built into this binary.</p>"

var inlineScript = regexp.MustCompile(`(?s)<script(?:\s[^>]*)?>(.*?)</script>`)

func openApp(files fs.FS) (*app, error) {
	a := &app{files: map[string]*asset{}}
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := fs.ReadFile(files, name)
		if err == nil {
			a.add(name, body)
		}
		return err
	})
	for name, f := range a.files {
		if small := f.coded["gzip"]; f.body == nil && small != nil {
			f.describe(name, small)
			f.body = sync.OnceValue(func() []byte { return unpacked(small) })
		}
	}
	if a.files["index.html"] == nil {
		a.add("index.html", []byte(placeholder))
	}
	a.policy = policy(scriptHashes(a.files["index.html"].body()))
	return a, err
}

func (a *app) add(name string, body []byte) {
	for ending, coding := range map[string]string{".br": "br", ".gz": "gzip"} {
		if plain, ok := strings.CutSuffix(name, ending); ok {
			a.get(plain).coded[coding] = body
			return
		}
	}
	f := a.get(name)
	f.body = func() []byte { return body }
	f.describe(name, body)
}

// unpacked is what the build compressed. It keeps the largest files only so, because hardly anyone takes them otherwise.
func unpacked(small []byte) []byte {
	r, err := gzip.NewReader(bytes.NewReader(small))
	if err != nil {
		panic(err) // the binary's own bytes
	}
	body, err := io.ReadAll(r)
	if err != nil {
		panic(err)
	}
	return body
}

// describe says of a file what its name and bytes tell.
func (f *asset) describe(name string, body []byte) {
	sum := sha256.Sum256(body)
	f.etag, f.forever = `"`+base64.RawURLEncoding.EncodeToString(sum[:12])+`"`, strings.HasPrefix(name, immutable)
	f.contentType = mime.TypeByExtension(path.Ext(name))
	if f.contentType == "" {
		f.contentType = http.DetectContentType(body)
	}
}

func (a *app) get(name string) *asset {
	if a.files[name] == nil {
		a.files[name] = &asset{coded: map[string][]byte{}}
	}
	return a.files[name]
}

// scriptHashes are those of the page's own inline scripts, so that no other can run.
func scriptHashes(page []byte) []string {
	var all []string
	for _, m := range inlineScript.FindAllSubmatch(page, -1) {
		if len(bytes.TrimSpace(m[1])) == 0 {
			continue
		}
		sum := sha256.Sum256(m[1])
		all = append(all, "'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'")
	}
	return all
}

// ServeHTTP serves a file, or the page when the path is none. What looks like a file of the build but is not there is
// absent: a page in a script's place would only confuse.
func (a *app) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		refuse(w, fault.New(fault.Invalid, "method_unknown", "this address does not know the method"))
		return
	}
	name := strings.TrimPrefix(path.Clean(r.URL.Path), "/")
	f := a.files[name]
	if f == nil || f.body == nil {
		if strings.HasPrefix(name, "_app/") {
			refuse(w, fault.ErrAbsent)
			return
		}
		f = a.files["index.html"]
	}
	f.serve(w, r)
}

func (f *asset) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", f.contentType)
	h.Set("ETag", f.etag)
	h.Set("Cache-Control", "no-cache")
	if f.forever {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	if len(f.coded) > 0 {
		h.Set("Vary", "Accept-Encoding")
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(f.chosen(h, r.Header.Get("Accept-Encoding"))))
}

// chosen are the bytes in the smallest coding that is accepted, which the header then names.
func (f *asset) chosen(h http.Header, accept string) []byte {
	for _, coding := range []string{"br", "gzip"} {
		if b, ok := f.coded[coding]; ok && accepts(accept, coding) {
			h.Set("Content-Encoding", coding)
			h.Set("ETag", strings.TrimSuffix(f.etag, `"`)+"-"+coding+`"`)
			return b
		}
	}
	return f.body()
}

// accepts reads as much of Accept-Encoding as browsers write.
func accepts(header, coding string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, q, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.TrimSpace(name) == coding {
			return strings.ReplaceAll(q, " ", "") != "q=0"
		}
	}
	return false
}
