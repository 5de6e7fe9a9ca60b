package account

import (
	"context"
	"encoding/json"
	"errors"
	"regexp"
	"slices"
	"sync"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/fault"
)

// Texts is one text per language; the reader's, else English, else any.
type Texts map[string]string

// In returns the text in the language, else in English, else in whichever of ours has one.
func (t Texts) In(language string) string {
	for _, l := range append([]string{language}, Languages...) {
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
	Key      string   `json:"key"` // a-z, 0-9, _; starts with a letter
	Label    Texts    `json:"label"`
	Kind     string   `json:"kind"`
	Required bool     `json:"required"`
	Choices  []string `json:"choices,omitempty"` // of kind choice
	// ChoiceLabels are what readers of each language see of a choice; one without is shown as it is.
	ChoiceLabels    map[string]Texts `json:"choiceLabels,omitempty"`
	VisibleToClient bool             `json:"visibleToClient"`
}

// ChoiceIn is what a reader of the language sees of a choice.
func (f Field) ChoiceIn(choice, language string) string {
	if label := f.ChoiceLabels[choice].In(language); label != "" {
		return label
	}
	return choice
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

var fieldKey = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)

const (
	fieldsMost  = 50
	choicesMost = 100
)

// apply makes the change and checks what comes of it.
func (c DepartmentChange) apply(d *Department) (err error) {
	if c.Name != nil {
		if d.Name, err = texts("name", c.Name, 100, true); err != nil {
			return err
		}
	}
	if c.Description != nil {
		if d.Description, err = texts("description", c.Description, 500, false); err != nil {
			return err
		}
	}
	if c.Fields != nil {
		if d.Fields, err = fields(*c.Fields); err != nil {
			return err
		}
	}
	if c.Open != nil {
		d.Open = *c.Open
	}
	if len(d.Name) == 0 {
		return invalid("name", "needed in one language at least")
	}
	return nil
}

func fields(in []Field) (out []Field, err error) {
	if len(in) > fieldsMost {
		return nil, invalid("fields", "too many")
	}
	seen := map[string]bool{}
	for _, f := range in {
		kinds := []string{FieldText, FieldNumber, FieldChoice, FieldDate, FieldYesNo}
		if !fieldKey.MatchString(f.Key) || seen[f.Key] || !slices.Contains(kinds, f.Kind) {
			return nil, invalid("fields", "a field's key or kind")
		}
		seen[f.Key] = true
		if f.Label, err = texts("fields."+f.Key, f.Label, 100, true); err != nil {
			return nil, err
		}
		if (f.Kind == FieldChoice) != (len(f.Choices) > 0) || len(f.Choices) > choicesMost {
			return nil, invalid("fields."+f.Key, "choices")
		}
		f.Choices = slices.Clone(f.Choices)
		for i := range f.Choices {
			if f.Choices[i], err = shortText("fields."+f.Key, f.Choices[i], 200); err != nil {
				return nil, err
			}
		}
		if f.ChoiceLabels, err = choiceLabels(f); err != nil {
			return nil, err
		}
		out = append(out, f)
	}
	return out, nil
}

// choiceLabels are those of choices that there are, and that say something.
func choiceLabels(f Field) (map[string]Texts, error) {
	all := map[string]Texts{}
	for choice, label := range f.ChoiceLabels {
		if !slices.Contains(f.Choices, choice) {
			return nil, invalid("fields."+f.Key, "a label of no choice")
		}
		cleaned, err := texts("fields."+f.Key, label, 200, false)
		if err != nil {
			return nil, err
		}
		if len(cleaned) > 0 {
			all[choice] = cleaned
		}
	}
	if len(all) == 0 {
		return nil, nil
	}
	return all, nil
}

// departmentCache keeps what was read while nothing changed: the departments' versions only grow.
type departmentCache struct {
	mu   sync.Mutex
	mark [2]int64 // how many, and the sum of their versions
	all  []Department
}

// Departments lists all departments in the order they were made; it asks no rights. The result must not be changed.
func (a *Accounts) Departments(ctx context.Context, tx *db.Tx) ([]Department, error) {
	var mark [2]int64
	if err := tx.Get(ctx, `SELECT count(*), CAST(COALESCE(sum(version), 0) AS BIGINT) FROM department`, nil, &mark[0], &mark[1]); err != nil {
		return nil, err
	}
	c := &a.departments
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.all != nil && c.mark == mark {
		return c.all, nil
	}
	all, err := db.All(ctx, tx, scanDepartment, departmentSelect+` ORDER BY created, id`)
	if err == nil {
		c.mark, c.all = mark, all
	}
	return all, err
}

const departmentSelect = `SELECT id, names, descriptions, fields, open, version FROM department`

func scanDepartment(s db.Scanner) (d Department, err error) {
	var names, descriptions, fields string
	if err = s.Scan(&d.ID, &names, &descriptions, &fields, &d.Open, &d.Version); err != nil {
		return d, err
	}
	return d, errors.Join(json.Unmarshal([]byte(names), &d.Name), json.Unmarshal([]byte(descriptions), &d.Description), json.Unmarshal([]byte(fields), &d.Fields))
}

// Department reads one, as it is now; it asks no rights. Fault: absent.
func (a *Accounts) Department(ctx context.Context, tx *db.Tx, id access.DepartmentID) (Department, error) {
	return db.One(ctx, tx, scanDepartment, departmentSelect+` WHERE id = $1`, string(id))
}

// ListDepartments lists all for administration. Right: settings.read.
func (a *Accounts) ListDepartments(ctx context.Context, who access.Actor) (all []Department, err error) {
	if _, err := access.Check(who, access.SettingsRead, access.Thing{Kind: "department"}); err != nil {
		return nil, err
	}
	err = a.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		all, err = a.Departments(ctx, tx)
		return err
	})
	return all, err
}

// AddDepartment makes one; it is open unless c says otherwise. Right: department.change. Fault: invalid.
func (a *Accounts) AddDepartment(ctx context.Context, who access.Actor, c DepartmentChange) (d Department, err error) {
	g, err := access.Check(who, access.DepartmentSet, access.Thing{Kind: "department"})
	if err != nil {
		return d, err
	}
	err = a.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if d, err = a.insertDepartment(ctx, tx, c); err != nil {
			return err
		}
		return errors.Join(tx.Made(ctx, string(d.ID)), a.Log.Append(ctx, tx, g, audit.Params{"department": string(d.ID), "what": "added"}))
	})
	return d, err
}

func (a *Accounts) insertDepartment(ctx context.Context, tx *db.Tx, c DepartmentChange) (Department, error) {
	d := Department{ID: access.NewID[access.DepartmentID](), Description: Texts{}, Fields: []Field{}, Open: true, Version: 1}
	if err := c.apply(&d); err != nil {
		return d, err
	}
	names, descriptions, fields, err := d.columns()
	if err != nil {
		return d, err
	}
	_, err = tx.Exec(ctx, `INSERT INTO department (id, names, descriptions, fields, open, version, created)
		VALUES ($1, $2, $3, $4, $5, 1, (SELECT CASE WHEN max(created) >= $6 THEN max(created) + 1 ELSE $6 END FROM department))`,
		string(d.ID), names, descriptions, fields, d.Open, db.Micros(a.now()))
	return d, err
}

func (d Department) columns() (names, descriptions, fields string, err error) {
	n, errN := json.Marshal(d.Name)
	t, errT := json.Marshal(d.Description)
	f, errF := json.Marshal(d.Fields)
	return string(n), string(t), string(f), errors.Join(errN, errT, errF)
}

// AddedDepartment shows again what AddDepartment made. Right: department.change. Fault: absent.
func (a *Accounts) AddedDepartment(ctx context.Context, who access.Actor, id access.DepartmentID) (d Department, err error) {
	if _, err := access.Check(who, access.DepartmentSet, access.Thing{Kind: "department", ID: string(id)}); err != nil {
		return d, err
	}
	err = a.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		d, err = a.Department(ctx, tx, id)
		return err
	})
	return d, err
}

// ChangeDepartment changes what c names. Right: department.change. Faults: absent, invalid, version_stale.
func (a *Accounts) ChangeDepartment(ctx context.Context, who access.Actor, id access.DepartmentID, version int64, c DepartmentChange) (d Department, err error) {
	g, err := access.Check(who, access.DepartmentSet, access.Thing{Kind: "department", ID: string(id)})
	if err != nil {
		return d, err
	}
	err = a.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if d, err = a.Department(ctx, tx, id); err != nil {
			return err
		}
		if err := c.apply(&d); err != nil {
			return err
		}
		names, descriptions, fields, err := d.columns()
		if err != nil {
			return err
		}
		n, err := tx.Exec(ctx, `UPDATE department SET names = $1, descriptions = $2, fields = $3, open = $4, version = version + 1 WHERE id = $5 AND version = $6`,
			names, descriptions, fields, d.Open, string(id), version)
		if err := needed(n, err, fault.ErrStale); err != nil {
			return err
		}
		d.Version = version + 1
		return a.Log.Append(ctx, tx, g, audit.Params{"department": string(id), "what": named(map[string]bool{"name": c.Name != nil, "description": c.Description != nil, "fields": c.Fields != nil, "open": c.Open != nil})})
	})
	return d, err
}
