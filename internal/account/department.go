package account

import (
	"surety/internal/access"
)

// Texts is one text per language; the reader's, else English, else any.
type Texts map[string]string

// In returns the text in the language, else in English, else in whichever comes first by code.
func (t Texts) In(language string) string {
	for _, l := range append([]string{language, "en"}, Languages...) {
		if s := t[l]; s != "" {
			return s
		}
	}
	return ""
}

// Kinds of field.
const (
	FieldText   = "text"
	FieldNumber = "number"
	FieldChoice = "choice"
	FieldDate   = "date"
	FieldYesNo  = "yes_no"
)

// Field defines one field of a department's tickets.
type Field struct {
	Key             string   `json:"key"` // a-z, 0-9, _; starts with a letter
	Label           Texts    `json:"label"`
	Kind            string   `json:"kind"`
	Required        bool     `json:"required"`
	Choices         []string `json:"choices,omitempty"` // of kind choice
	VisibleToClient bool     `json:"visibleToClient"`
}

// Department is a part of the staff with its own tickets. Its texts are vocabulary, not content.
type Department struct {
	ID          access.DepartmentID
	Name        Texts
	Description Texts
	Fields      []Field
	Open        bool // clients may choose it
	Version     int64
}

// DepartmentChange is what changes of a department; nil keeps.
type DepartmentChange struct {
	Name, Description Texts
	Fields            *[]Field
	Open              *bool
}
