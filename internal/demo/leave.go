package demo

import (
	"context"
	"maps"
	"slices"
)

// officer decides about them.
const officer = "wilma"

// How far the wish of somebody who wants to be erased has come.
const (
	leaveDecided = "decided" // the server's first turn carries it out
	leaveWished  = "wished"  // it has cooled off by the present, and waits for an officer
)

// leavers are the people of the scripts who wish to be erased, by key.
func leavers(scripts map[string]script) map[string]string {
	all := map[string]string{}
	for _, s := range scripts {
		for _, r := range s.People {
			if r.Leave != "" {
				all[r.Key] = r.Leave
			}
		}
	}
	return all
}

// leave lets them say so, and returns what grants the wishes of some, once they have cooled off.
func (c *cast) leave(ctx context.Context, leavers map[string]string) (decide func(context.Context) error, err error) {
	var granted []string
	if c.Leavers == nil {
		return func(context.Context) error { return nil }, nil
	}
	for _, key := range slices.Sorted(maps.Keys(leavers)) {
		who, err := c.proven(key)
		if err != nil {
			return nil, err
		}
		id, err := c.Leavers.AskErasure(ctx, who, who.Account, "")
		if err != nil {
			return nil, err
		}
		if leavers[key] == leaveDecided {
			granted = append(granted, id)
		}
	}
	return func(ctx context.Context) error {
		who, err := c.proven(officer)
		for _, id := range granted {
			if err == nil {
				err = c.Leavers.Approve(ctx, who, id)
			}
		}
		return err
	}, nil
}
