package keep

import (
	"context"
	"encoding/base64"
	"errors"

	"surety/internal/access"
	"surety/internal/cursor"
	"surety/internal/escape"
	"surety/internal/fault"
	"surety/internal/snapshot"
)

// Difference is a place that is not the same in two snapshots. A side that is nil has nothing there.
type Difference struct {
	Place         string
	Path          string // from the named folder on, as it may be shown
	Before, After *Entry
	What          []string // codes, where both sides have something
}

// Differences is one page. A page may be short, or empty, and not the last: it ends where enough was looked at.
type Differences struct {
	Items []Difference
	Next  string
}

// Compare tells what differs between two snapshots of one case, in the order of the tree. Right: remote.restore on both, on the record.
// Faults: absent, snapshot_of_another_case, snapshot_damaged.
func (k *Keeper) Compare(ctx context.Context, who access.Actor, before, after, at string, limit int) (out Differences, err error) {
	list := "compare/" + before + "/" + after
	mark, err := cursor.Read(k.Vault, list, who.Account, at)
	if err != nil {
		return out, err
	}
	var from snapshot.Path
	if mark != cursor.Top {
		if from, err = parsePlace(mark.ID); err != nil {
			return out, fault.ErrInvalid.At("cursor")
		}
	}
	a, err := k.open(ctx, who, before, "compare")
	if err != nil {
		return out, err
	}
	b, err := k.open(ctx, who, after, "compare")
	if err != nil {
		return out, err
	}
	if a.ticket != b.ticket {
		return out, ErrOther
	}
	newer := b.archive
	if a.snap.Ended.After(b.snap.Ended) {
		newer = a.archive // its index knows what both need
	}
	defer newer.Rest()
	out.Items = []Difference{}
	bytes := 0
	reached, err := newer.DiffAfter(ctx, a.snap, b.snap, a.tree, b.tree, from, looks, func(c snapshot.Change) error {
		if len(out.Items) == size(limit) || bytes > pageBytes {
			return snapshot.ErrEnough
		}
		d := differenceOf(c)
		bytes += len(d.Path) + len(d.Place) + d.Before.length() + d.After.length()
		out.Items = append(out.Items, d)
		return nil
	})
	if errors.Is(err, snapshot.ErrEnough) {
		out.Next = cursor.Write(k.Vault, list, who.Account, cursor.Mark{ID: base64.RawURLEncoding.EncodeToString([]byte(reached.Folder + "\x00" + reached.Path))})
		return out, nil
	}
	return out, err
}

func differenceOf(c snapshot.Change) (d Difference) {
	for _, side := range []struct {
		e  *snapshot.Entry
		to **Entry
	}{{c.Before, &d.Before}, {c.After, &d.After}} {
		if side.e != nil {
			x := entryOf(side.e)
			*side.to, d.Place, d.Path = &x, x.Place, escape.Harmless(side.e.Folder+"/"+side.e.Path)
		}
	}
	for _, w := range c.What {
		d.What = append(d.What, string(w))
	}
	return d
}
