package web

import (
	"bytes"
	"encoding/json"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"surety/internal/access"
	"surety/internal/scan"
	"surety/internal/scan/archive"
	"surety/internal/sensitive"
	"surety/internal/ticket"
)

// The closed vocabularies of the API. Each is a schema of its own, so that a client's generated types name it too.
type (
	Role     string
	Area     string
	Status   string
	Priority string
	Class    string
	Can      string
	Side     string
	TalkKind string
)

func (Role) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "Role", "client", "specialist", "agent", "lead", "arbiter", "security", "manager", "auditor", "bank", "admin")
}

func (Area) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "Area", "portal", "desk", "bank", "arbiter", "admin", "record")
}

func (Status) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "Status", "new", "open", "waiting", "solved", "closed")
}

func (Priority) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "Priority", "low", "normal", "high", "urgent")
}

func (Class) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "Class", "public", "internal", "confidential", "restricted")
}

func (Can) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "Can", "reply", "note", "assign", "hand_over", "close", "reopen", "merge", "split", "edit", "classify", "members", "watch", "record", "deal", "call", "invite", "evidence")
}

func (Side) Schema(r huma.Registry) *huma.Schema { return enum(r, "Side", "client", "staff") }

func (TalkKind) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "TalkKind", "message", "note", "event")
}

// Of files.
type (
	FileState  string
	FileReason string
	FileMark   string
)

// FileCheck is what the scanner says of a file.
type FileCheck scan.Result

func (FileState) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "FileState", codes(scan.States)...)
}

func (FileReason) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "FileReason", codes(scan.Reasons)...)
}

func (FileMark) Schema(r huma.Registry) *huma.Schema {
	return enum(r, "FileMark", codes(archive.Marks)...)
}

func codes[T ~string](all []T) []any {
	return each(all, func(v T) any { return string(v) })
}

// vocabularies lets the desk's own types appear as those above.
func vocabularies(r huma.Registry) {
	r.RegisterTypeAlias(typeOf[ticket.Status](), typeOf[Status]())
	r.RegisterTypeAlias(typeOf[ticket.Priority](), typeOf[Priority]())
	r.RegisterTypeAlias(typeOf[access.Class](), typeOf[Class]())
	r.RegisterTypeAlias(typeOf[ticket.Side](), typeOf[Side]())
	r.RegisterTypeAlias(typeOf[scan.State](), typeOf[FileState]())
	r.RegisterTypeAlias(typeOf[scan.Reason](), typeOf[FileReason]())
	r.RegisterTypeAlias(typeOf[archive.Mark](), typeOf[FileMark]())
	r.RegisterTypeAlias(typeOf[scan.Result](), typeOf[FileCheck]())
	r.RegisterTypeAlias(typeOf[ticket.Kind](), typeOf[TalkKind]())
	r.RegisterTypeAlias(typeOf[sensitive.Kind](), typeOf[Found]())
}

func enum(r huma.Registry, name string, values ...any) *huma.Schema {
	if r.Map()[name] == nil {
		s := &huma.Schema{Type: huma.TypeString, Enum: values}
		s.PrecomputeMessages()
		r.Map()[name] = s
	}
	return &huma.Schema{Ref: "#/components/schemas/" + name}
}

// narrow describes a field by a closed vocabulary that its own type is wider than.
func narrow[T, V any](r huma.Registry, field string) {
	s := r.SchemaFromRef(r.Schema(typeOf[T](), true, "").Ref)
	v := r.Schema(typeOf[V](), true, "")
	v.Description = s.Properties[field].Description
	s.Properties[field] = v
}

// Maybe tells a value that was left out from one that was set, and one that was set from null.
type Maybe[T any] struct {
	Set   bool // the body names the field
	Null  bool // and says null
	Value T
}

// UnmarshalJSON is only called when the field is there.
func (m *Maybe[T]) UnmarshalJSON(b []byte) error {
	m.Set = true
	if bytes.Equal(b, []byte("null")) {
		m.Null = true
		return nil
	}
	return json.Unmarshal(b, &m.Value)
}

// Schema is that of the value, or null.
func (m Maybe[T]) Schema(r huma.Registry) *huma.Schema {
	s := *r.Schema(reflect.TypeFor[T](), true, "")
	s.Nullable = true
	s.PrecomputeMessages()
	return &s
}
