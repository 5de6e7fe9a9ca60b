package ticket

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"surety/internal/access"
	"surety/internal/fault"
	"surety/internal/sensitive"
)

// AnyVersion lets a change through whatever the ticket's version is.
const AnyVersion = -1

// Change changes what the patch names, all or nothing, if the ticket still has the version.
// Right, for what is named: ticket.edit, ticket.classify, ticket.assign, ticket.close, ticket.reopen.
// Faults: absent, denied, invalid, too_large, version_stale, ticket_merged, ticket_closed.
func (d *Desk) Change(ctx context.Context, who access.Actor, id access.TicketID, version int64, p Patch) (Ticket, error) {
	if err := p.clean(); err != nil {
		return Ticket{}, err
	}
	acts := p.actions()
	g, err := d.change(ctx, who, id, acts[0], "fields", func(ctx context.Context, w *work, g access.Grant) error {
		if version != AnyVersion && version != w.face.version(w.t) {
			return fault.ErrStale
		}
		if err := notMerged(w.t); err != nil {
			return err
		}
		for _, act := range acts[1:] {
			more, err := access.Check(who, act, w.t.thing())
			if err != nil {
				return err
			}
			if err := w.record(ctx, more); err != nil {
				return err
			}
		}
		return w.apply(ctx, g, p)
	})
	if err != nil {
		return Ticket{}, err
	}
	return d.shown(ctx, g)
}

func (p *Patch) clean() error {
	var err error
	if p.Subject != nil {
		s, err := cleanSubject(*p.Subject)
		if err != nil {
			return err
		}
		p.Subject = &s
	}
	if p.Tags != nil {
		tags, err := cleanTags(*p.Tags)
		if err != nil {
			return err
		}
		p.Tags = &tags
	}
	if p.Status != nil {
		err = oneOf("status", *p.Status, Statuses)
	}
	if p.Priority != nil && err == nil {
		err = oneOf("priority", *p.Priority, Priorities)
	}
	if p.Class != nil && err == nil {
		err = oneOf("class", *p.Class, Classes)
	}
	return err
}

// actions are what the patch asks for, edit first since its grant is about content. An empty patch edits nothing.
func (p Patch) actions() []access.Action {
	var acts []access.Action
	add := func(yes bool, a access.Action) {
		if yes && !slices.Contains(acts, a) {
			acts = append(acts, a)
		}
	}
	add(p.Subject != nil || p.Tags != nil || p.Fields != nil || p.Priority != nil, access.TicketEdit)
	if p.Status != nil {
		add(*p.Status == StatusClosed, access.TicketClose)
		add(*p.Status != StatusClosed, access.TicketEdit)
	}
	add(p.Class != nil, access.TicketClassify)
	add(p.Assignee != nil, access.TicketAssign)
	add(len(acts) == 0, access.TicketEdit)
	return acts
}

// apply makes the named changes, each with its event, in one new version.
func (w *work) apply(ctx context.Context, g access.Grant, p Patch) error {
	for _, step := range []func(context.Context, access.Grant, Patch) error{w.applyStatus, w.applyFacts, w.applyTexts, w.applyAssignee, w.applyTags} {
		if err := step(ctx, g, p); err != nil {
			return err
		}
	}
	w.counted()
	return nil
}

// counted makes a new version of a change that left an event, known to the others only if one of its events is.
func (w *work) counted() {
	w.hidden = w.t.faceSeq == w.was.faceSeq
	if w.t.seq != w.was.seq {
		w.t.touch(w.now, w.hidden)
	}
}

func (w *work) applyStatus(ctx context.Context, _ access.Grant, p Patch) error {
	if p.Status == nil || *p.Status == w.t.status {
		return nil
	}
	from, code := w.t.status, eventStatus
	switch {
	case *p.Status == StatusNew:
		return invalid("status", "a ticket is new only once")
	case *p.Status == StatusClosed:
		code = eventClosed
	case from == StatusClosed:
		code = eventReopened
		g, err := mayReopen(w.who, w.t, w.now)
		if err != nil {
			return err
		}
		if err := w.record(ctx, g); err != nil {
			return err
		}
	}
	w.t.setStatus(*p.Status, w.now)
	return w.event(ctx, code, false, map[string]string{"from": string(from), "to": string(*p.Status)})
}

func (w *work) applyFacts(ctx context.Context, _ access.Grant, p Patch) error {
	if p.Priority != nil && *p.Priority != w.t.priority {
		params := map[string]string{"from": string(w.t.priority), "to": string(*p.Priority)}
		w.t.priority = *p.Priority
		if err := w.event(ctx, eventPriority, false, params); err != nil {
			return err
		}
	}
	if p.Class == nil || *p.Class == w.t.class {
		return nil
	}
	if !p.Class.Above(w.t.class) {
		return ErrNotHigher
	}
	return w.reclass(ctx, classed{what: "ticket"}, *p.Class)
}

func (w *work) applyTexts(ctx context.Context, g access.Grant, p Patch) (err error) {
	if p.Subject != nil {
		if err := w.applySubject(ctx, g, *p.Subject); err != nil {
			return err
		}
	}
	if p.Fields == nil {
		return nil
	}
	return w.applyFields(ctx, g, p.Fields)
}

// applySubject leaves a subject as it is that comes back as it was shown, covered.
func (w *work) applySubject(ctx context.Context, g access.Grant, subject string) (err error) {
	if strings.Contains(subject, "•") {
		read, err := w.mayRead(ctx)
		if err != nil {
			return err
		}
		was, err := w.openSubject(ctx, read, w.t.subject)
		if err != nil || was.String() == subject {
			return err
		}
	}
	if w.t.subject, err = w.Vault.Seal(ctx, g, subjectPlace(), []byte(sensitive.Strip(subject))); err != nil {
		return err
	}
	return w.event(ctx, eventSubject, false, nil)
}

// mayRead asks for the right to open what a change starts from, and puts it on the record first.
func (w *work) mayRead(ctx context.Context) (access.Grant, error) {
	read, err := access.Check(w.who, access.TicketRead, w.t.thing())
	if err != nil {
		return read, err
	}
	return read, w.record(ctx, read)
}

// applyFields opens the present values, which the entry of this change covers: it is written first.
func (w *work) applyFields(ctx context.Context, g access.Grant, change map[string]string) error {
	dep, err := w.department(ctx, w.tx, w.t.department, false)
	if err != nil {
		return err
	}
	read, err := w.mayRead(ctx)
	if err != nil {
		return err
	}
	values, err := w.openValues(ctx, read, w.t.fields)
	if err != nil {
		return err
	}
	maps.DeleteFunc(change, func(key, v string) bool { return covers(v, values[key]) })
	if change, err = cleanFields(change, dep.Fields, false, false); err != nil {
		return err
	}
	maps.Copy(values, stripped(change))
	maps.DeleteFunc(values, func(_, v string) bool { return v == "" })
	b, err := json.Marshal(values)
	if err != nil {
		return err
	}
	if w.t.fields, err = w.Vault.Seal(ctx, g, fieldsPlace(), b); err != nil {
		return err
	}
	return w.event(ctx, eventFields, !anyVisible(dep.Fields, change), nil)
}

func (d *Desk) openValues(ctx context.Context, g access.Grant, sealed []byte) (values map[string]string, err error) {
	if len(sealed) == 0 {
		return nil, nil // destroyed
	}
	plain, err := d.Vault.Open(ctx, g, fieldsPlace(), sealed)
	if err != nil {
		return nil, err
	}
	return values, json.Unmarshal(plain, &values)
}

func (w *work) applyAssignee(ctx context.Context, _ access.Grant, p Patch) error {
	if p.Assignee == nil || *p.Assignee == w.t.assignee {
		return nil
	}
	return w.assign(ctx, *p.Assignee)
}

func (w *work) applyTags(ctx context.Context, _ access.Grant, p Patch) error {
	was := strings.Fields(w.t.tags)
	if p.Tags == nil || slices.Equal(was, *p.Tags) {
		return nil
	}
	if err := w.setTags(ctx, was, *p.Tags); err != nil {
		return err
	}
	w.t.tags = strings.Join(*p.Tags, " ")
	return w.event(ctx, eventTags, true, map[string]string{"from": strings.Join(was, " "), "to": w.t.tags})
}
