package retention

import (
	"context"
	"errors"
	"time"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/fault"
)

// View is how long one case is kept, as its viewer may know it.
type View struct {
	Kind       Kind
	Days       int64     // of the rule; 0: kept
	Due        time.Time // zero: no date is set
	Noticed    time.Time // zero: no notice runs
	Extensions int64     // used
	Reasons    []Reason  // to keep it, as things are now
	Holds      []Hold    // for who may set them
	Wish       *Wish     // to have it destroyed now
	End        *End      // it is destroyed, or being
	Can        []string  // extend hold lift destroy agree refuse certificate
	BackupDays int
}

// End is what is left to tell of a destroyed case.
type End struct {
	Began     time.Time
	Done      time.Time // zero: under way
	Rule      string    // empty: by two people
	Entry     int64     // on the record
	Certified int64     // the certificate's entry
	Counts    map[string]int64
}

// See says until when a case is kept, and why. It opens no content. Right: retention.see. Faults: absent.
func (k *Keeper) See(ctx context.Context, who access.Actor, t access.TicketID) (v View, err error) {
	err = k.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		x, err := k.thing(ctx, tx, t)
		if err != nil {
			return err
		}
		if _, err := access.Check(who, access.RetentionSee, x); err != nil {
			return err
		}
		f, err := factsOf(ctx, tx, t)
		if err != nil {
			return err
		}
		if v, err = k.gather(ctx, tx, f); err != nil {
			return err
		}
		v.limit(who, x, f)
		return nil
	})
	return v, err
}

func (k *Keeper) gather(ctx context.Context, tx *db.Tx, f facts) (v View, err error) {
	v = View{Kind: f.kind(), BackupDays: k.KeyBackupDays, Reasons: []Reason{}, Holds: []Hold{}}
	if f.destroyed != 0 {
		e, err := endOf(ctx, tx, f.ticket)
		v.Kind, v.End = e.kind, &End{e.began, e.done, e.rule, e.entry, e.certified, e.counts}
		return v, err
	}
	rules, err := rulesOf(ctx, tx)
	if err != nil {
		return v, err
	}
	rule, due, err := dueOf(ctx, tx, rules, f)
	if err != nil {
		return v, err
	}
	if v.Days = rule.Days; rule.Days > 0 && f.closed > 0 {
		v.Due = due
		if r, err := rowOf(ctx, tx, f.ticket); err == nil {
			v.Due, v.Noticed = r.due, r.noticed
		} else if !errors.Is(err, fault.ErrAbsent) {
			return v, err
		}
	}
	if v.Reasons, err = k.obliged(ctx, tx, f); err != nil {
		return v, err
	}
	if v.Holds, err = holdsOf(ctx, tx, f.ticket); err != nil {
		return v, err
	}
	e, err := extensionOf(ctx, tx, f.ticket)
	if err != nil {
		return v, err
	}
	v.Extensions = e.count
	w, err := wishOf(ctx, tx, f.ticket)
	if w.By != "" {
		v.Wish = &w
	}
	return v, err
}

// limit says what the viewer may do, and leaves out what is not theirs to know: of a hold, a client learns that there is one.
func (v *View) limit(who access.Actor, x access.Thing, f facts) {
	who.SteppedUp = true
	may := func(a access.Action) bool { return access.Ask(&who, a, &x) == nil }
	live, free := v.End == nil, f.closed > 0 && len(v.Reasons) == 0
	v.Can = []string{}
	for _, c := range []struct {
		name string
		yes  bool
	}{
		{"extend", live && may(access.RetentionExtend) && v.Extensions < Extensions && (!v.Due.IsZero() || v.Wish != nil && v.Wish.By != who.Account)},
		{"hold", live && may(access.RetentionHold)},
		{"lift", live && may(access.RetentionLift) && len(v.Holds) > 0},
		{"destroy", live && free && v.Wish == nil && may(access.RetentionDestroy)},
		{"agree", live && free && v.Wish != nil && v.Wish.By != who.Account && may(access.RetentionDestroy)},
		{"refuse", live && v.Wish != nil && may(access.RetentionDestroy)},
		{"certificate", v.End != nil && !v.End.Done.IsZero() && may(access.RetentionCertificate)},
	} {
		if c.yes {
			v.Can = append(v.Can, c.name)
		}
	}
	if !may(access.RetentionHold) {
		v.Holds = []Hold{}
	}
}
