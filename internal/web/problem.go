package web

import (
	"encoding/json"
	"errors"
	"maps"
	"math"
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"surety/internal/fault"
)

// Problem is a refusal in the form of RFC 9457. Code is stable and chooses the reader's words; Detail is for developers
// and never repeats a value that was refused.
type Problem struct {
	_          struct{}       `additionalProperties:"true"`
	Type       string         `json:"type" doc:"about:blank: the code says it all"`
	Title      string         `json:"title"`
	Status     int            `json:"status"`
	Detail     string         `json:"detail,omitempty"`
	Code       string         `json:"code" doc:"stable, snake case"`
	Field      string         `json:"field,omitempty" doc:"where in the input"`
	RetryAfter int            `json:"retryAfter,omitempty" doc:"seconds"`
	Params     map[string]any `json:"-"` // merged as members of their own
}

// statusOf is the one place where a kind of fault becomes an HTTP status.
var statusOf = map[fault.Kind]int{
	fault.Internal:    http.StatusInternalServerError,
	fault.Invalid:     http.StatusUnprocessableEntity,
	fault.Anonymous:   http.StatusUnauthorized,
	fault.Denied:      http.StatusForbidden,
	fault.Absent:      http.StatusNotFound,
	fault.Conflict:    http.StatusConflict,
	fault.Stale:       http.StatusPreconditionFailed,
	fault.Busy:        http.StatusTooManyRequests,
	fault.TooLarge:    http.StatusRequestEntityTooLarge,
	fault.Unavailable: http.StatusServiceUnavailable,
}

// statusOfCode holds the codes whose status is more exact than that of their kind.
var statusOfCode = map[string]int{
	"link_used":        http.StatusGone,
	"disk_full":        http.StatusInsufficientStorage,
	"version_needed":   http.StatusPreconditionRequired,
	"host_unknown":     http.StatusMisdirectedRequest,
	"unsupported_type": http.StatusUnsupportedMediaType,
	"method_unknown":   http.StatusMethodNotAllowed,
	"range":            http.StatusRequestedRangeNotSatisfiable,
}

// problemOf turns any error into a problem; what is not a fault becomes "internal" and tells nothing.
func problemOf(err error) *Problem {
	var p *Problem
	if errors.As(err, &p) {
		return p
	}
	f := fault.As(err)
	status, ok := statusOfCode[f.Code]
	if !ok {
		status = statusOf[f.Kind]
	}
	p = &Problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Code: f.Code, Detail: f.Detail, Field: f.Field, Params: f.Params}
	p.RetryAfter = int(math.Ceil(f.RetryAfter.Seconds()))
	return p
}

func (p *Problem) Error() string { return p.Code + ": " + p.Detail }

// GetStatus and ContentType are what huma asks of an error.
func (p *Problem) GetStatus() int            { return p.Status }
func (p *Problem) ContentType(string) string { return "application/problem+json" }

// GetHeaders repeats RetryAfter where clients and proxies look for it.
func (p *Problem) GetHeaders() http.Header {
	h := http.Header{}
	if p.RetryAfter > 0 {
		h.Set("Retry-After", strconv.Itoa(p.RetryAfter))
	}
	return h
}

// MarshalJSON adds the params as extension members; they can never replace a standard one.
func (p *Problem) MarshalJSON() ([]byte, error) {
	type plain Problem
	own, err := json.Marshal((*plain)(p))
	if err != nil || len(p.Params) == 0 {
		return own, err
	}
	all := maps.Clone(p.Params)
	var standard map[string]any
	if err := json.Unmarshal(own, &standard); err != nil {
		return nil, err
	}
	maps.Copy(all, standard)
	return json.Marshal(all)
}

// refuse writes err as a problem.
func refuse(w http.ResponseWriter, err error) {
	p := problemOf(err)
	h := w.Header()
	maps.Copy(h, p.GetHeaders())
	h.Set("Content-Type", "application/problem+json")
	h.Set("Cache-Control", "no-store")
	h.Del("Content-Disposition")
	h.Del("ETag")
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p) // the reader is gone: nothing left to tell
}

// humaProblem replaces huma's constructor, whose errors repeat the refused value: a password too.
func humaProblem(status int, message string, errs ...error) huma.StatusError {
	for _, err := range errs {
		var f *fault.Fault
		if errors.As(err, &f) {
			return problemOf(err)
		}
	}
	return problemOf(faultOf(status, message, errs))
}

func faultOf(status int, message string, errs []error) error {
	switch {
	case status == http.StatusRequestEntityTooLarge:
		return fault.ErrTooLarge
	case status == http.StatusUnsupportedMediaType || len(errs) == 1 && errors.Is(errs[0], huma.ErrUnknownContentType):
		return fault.New(fault.Invalid, "unsupported_type", "send application/json")
	case status >= 500:
		return fault.New(fault.Internal, "internal", "unexpected failure").Because(errors.Join(errs...))
	}
	f := fault.ErrInvalid
	for _, err := range errs {
		var d *huma.ErrorDetail
		if errors.As(err, &d) {
			named := *f
			named.Detail = "the value is not acceptable: " + reason(d.Message)
			return named.At(fieldOf(d))
		}
	}
	return f
}

var arrayIndex = regexp.MustCompile(`\[(\d+)\]`)

// fieldOf names the field as all our faults do, "milestones.0.due"; one that is missing, too.
func fieldOf(d *huma.ErrorDetail) string {
	at := strings.TrimPrefix(strings.TrimPrefix(d.Location, "body"), "query")
	if _, rest, ok := strings.Cut(d.Message, "required property "); ok {
		name, _, _ := strings.Cut(rest, " ")
		at += "." + name
	}
	return strings.TrimPrefix(arrayIndex.ReplaceAllString(at, ".$1"), ".")
}

// reason keeps only those of huma's messages that speak of the schema; others may quote what was sent.
func reason(message string) string {
	message, _, _ = strings.Cut(message, ": ")
	if strings.HasPrefix(message, "expected ") || strings.HasPrefix(message, "required ") || message == "unexpected property" {
		return message
	}
	return "it cannot be read"
}

func init() {
	huma.NewError = humaProblem
	huma.DefaultArrayNullable = false
}
