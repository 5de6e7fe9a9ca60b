package web

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"os"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"encoding/base64"

	"github.com/danielgtaylor/huma/v2"

	"surety/internal/fault"
)

// programForm is what client's programs are called: whatever else lies in their folder is not served.
var programForm = regexp.MustCompile(`^surety-assist-(linux|darwin|windows)-(amd64|arm64)(?:\.exe)?$`)

// programs remembers the hashes of the client's programs, which are read once for each time of change.
type programs struct {
	mu    sync.Mutex
	known map[string]program
}

type program struct {
	changed int64
	AssistProgram
}

// folder opens the folder of programs; nil where there is none.
func (s *Server) folder() (*os.Root, error) {
	if s.AssistDir == "" {
		return nil, nil //nolint:nilnil // none is served
	}
	root, err := os.OpenRoot(s.AssistDir)
	if os.IsNotExist(err) {
		return nil, nil //nolint:nilnil // none is there yet
	}
	return root, err
}

func (s *Server) listPrograms(context.Context, *none) (*reply[[]AssistProgram], error) {
	root, err := s.folder()
	if err != nil || root == nil {
		return &reply[[]AssistProgram]{[]AssistProgram{}}, err
	}
	defer root.Close()
	dir, err := root.Open(".")
	if err != nil {
		return nil, err
	}
	defer dir.Close()
	entries, err := dir.ReadDir(-1)
	all := []AssistProgram{}
	for _, e := range entries {
		if !programForm.MatchString(e.Name()) || !e.Type().IsRegular() {
			continue
		}
		p, err := s.program(root, e.Name())
		if err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return &reply[[]AssistProgram]{all}, err
}

// program tells of one file, hashed once as long as it does not change.
func (s *Server) program(root *os.Root, name string) (AssistProgram, error) {
	f, err := root.Open(name)
	if err != nil {
		return AssistProgram{}, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return AssistProgram{}, err
	}
	s.programs.mu.Lock()
	defer s.programs.mu.Unlock()
	if p, ok := s.programs.known[name]; ok && p.changed == info.ModTime().UnixNano() && p.Bytes == info.Size() {
		return p.AssistProgram, nil
	}
	h := sha256.New()
	n, err := io.Copy(h, f)
	if err != nil {
		return AssistProgram{}, err
	}
	m := programForm.FindStringSubmatch(name)
	p := program{info.ModTime().UnixNano(), AssistProgram{System: m[1], Arch: m[2], Name: name, Bytes: n, SHA256: hex.EncodeToString(h.Sum(nil))}}
	if p.Signature, err = s.Log.Signer.Sign(p.signed()); err != nil {
		return AssistProgram{}, err
	}
	if s.programs.known == nil {
		s.programs.known = map[string]program{}
	}
	s.programs.known[name] = p
	return p.AssistProgram, nil
}

// signed is what the record's key signs of a program. It cannot be taken for a checkpoint, which begins with the record's origin.
func (p AssistProgram) signed() []byte {
	return fmt.Appendf(nil, "surety assist 1\n%s\n%d\n%s\n", p.Name, p.Bytes, p.SHA256)
}

// fetchProgram sends a program's bytes, as an attachment, in ranges if asked.
func (s *Server) fetchProgram(w http.ResponseWriter, r *http.Request) error {
	name := r.PathValue("name")
	root, err := s.folder()
	if err != nil {
		return err
	}
	if root == nil || !programForm.MatchString(name) {
		return fault.ErrAbsent
	}
	defer root.Close()
	f, err := root.Open(name)
	if err != nil {
		return fault.ErrAbsent.Because(err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return fault.ErrAbsent
	}
	h := w.Header()
	h.Set("Content-Type", "application/octet-stream")
	h.Set("Content-Disposition", attachment(name))
	h.Set("ETag", `"`+strconv.FormatInt(info.ModTime().UnixNano(), 36)+"-"+strconv.FormatInt(info.Size(), 36)+`"`)
	http.ServeContent(&patient{w: w, rc: http.NewResponseController(w)}, r, "", info.ModTime(), f)
	return nil
}

func describeProgram(op *huma.Operation) {
	op.Description = "The bytes, always as an attachment. Ranges are served."
	op.Parameters = []*huma.Param{stringParam("path", "name", "as the list names it", true), stringParam("header", "Range", "bytes=…", false)}
	op.Responses = answers("200", "the whole program", "application/octet-stream", "")
	op.Responses["206"] = answers("206", "a part of it", "application/octet-stream", "")["206"]
}

// programKey is the record's public key: the line that receipts are verified with, and the bare key in it.
func (s *Server) programKey(context.Context, *none) (*reply[AssistKey], error) {
	parts := strings.SplitN(s.RecordKey, "+", 3)
	if len(parts) != 3 {
		return nil, fault.ErrAbsent
	}
	raw, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(raw) != 33 {
		return nil, fault.ErrAbsent
	}
	return &reply[AssistKey]{AssistKey{s.RecordKey, raw[1:]}}, nil
}
