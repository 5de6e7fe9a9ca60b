package dispute

import (
	"surety/internal/escrow"
	"surety/internal/ticket"
)

// clean holds a text to the published length.
func clean(field, s string) (string, error) { return ticket.Words(field, s, Published.TextRunes) }

// within refuses an amount that is not between nothing and the stake.
func within(minor, stakeMinor int64) error {
	if minor < 0 || minor > stakeMinor {
		return escrow.ErrAmount.At("releaseMinor")
	}
	return nil
}

func first(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}
