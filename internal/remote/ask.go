package remote

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"net"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/deal"
	"surety/internal/fault"
	"surety/internal/sensitive"
	"surety/internal/wire"
)

// Request is what a specialist asks for.
type Request struct {
	Powers  []wire.Purpose
	Ports   []string // host:port, for the power over ports
	Reason  string
	Minutes int
}

// clean brings the request into its one form, or refuses it.
func (r *Request) clean() (err error) {
	if r.Minutes < MinutesLeast || r.Minutes > MinutesMost {
		return fault.ErrInvalid.At("minutes")
	}
	if r.Powers, err = ordered(r.Powers); err != nil || len(r.Powers) == 0 {
		return fault.ErrInvalid.At("powers")
	}
	if len(r.Ports) > PortsLimit || slices.Contains(r.Powers, wire.Port) != (len(r.Ports) > 0) {
		return fault.ErrInvalid.At("ports")
	}
	for i, p := range r.Ports {
		if !isPort(p) || slices.Contains(r.Ports[:i], p) {
			return fault.ErrInvalid.At("ports")
		}
	}
	r.Reason, err = words("reason", r.Reason, ReasonLimit)
	return err
}

// ordered puts powers into the order of the protocol, each once. Fault: invalid for one that does not exist.
func ordered(powers []wire.Purpose) ([]wire.Purpose, error) {
	all := []wire.Purpose{}
	for _, p := range wire.Powers {
		if slices.Contains(powers, p) {
			all = append(all, p)
		}
	}
	if len(all) != len(powers) {
		return nil, fault.ErrInvalid
	}
	return all, nil
}

func isPort(address string) bool {
	host, port, err := net.SplitHostPort(address)
	n, bad := strconv.ParseUint(port, 10, 16)
	return err == nil && bad == nil && n > 0 && host != "" && len(address) <= wire.MaxAddress && utf8.ValidString(address) &&
		!strings.ContainsFunc(address, func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) })
}

// words normalises a text to NFC, takes the middle out of card numbers, and refuses what is not text, says nothing, or is longer than the limit in bytes.
func words(field, s string, limit int) (string, error) {
	s = strings.TrimSpace(norm.NFC.String(s))
	switch {
	case len(s) > limit:
		return "", fault.ErrTooLarge.At(field).With("limit", limit)
	case !utf8.ValidString(s) || strings.ContainsRune(s, 0):
		return "", fault.ErrInvalid.At(field)
	case !strings.ContainsFunc(s, func(r rune) bool { return unicode.IsGraphic(r) && !unicode.IsSpace(r) }):
		return "", fault.ErrInvalid.At(field)
	}
	return sensitive.Strip(s), nil
}

// Ask asks the client who opened the ticket for a session. Right: remote.ask, of a specialist or agent of the case. Faults: absent, denied,
// step_up_needed, invalid and too_large (powers, ports, reason, minutes), remote_open, remote_banned, remote_deal_frozen, remote_ticket_closed,
// remote_with_oneself.
func (d *Desk) Ask(ctx context.Context, who access.Actor, t access.TicketID, r Request) (id string, err error) {
	if err := r.clean(); err != nil {
		return "", err
	}
	if err := d.Vault.Warm(ctx, []access.TicketID{t}); err != nil {
		return "", err
	}
	var session wire.Session
	rand.Read(session[:])
	id = hex.EncodeToString(session[:])
	err = d.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		w, err := d.asks(ctx, tx, who, t, id, r)
		if err != nil {
			return err
		}
		if err := w.clock(ctx, answerClock, "client", w.now.Add(AnswerTime)); err != nil {
			return err
		}
		w.write(w.row.client, letterAsked)
		if err := tx.Made(ctx, id); err != nil {
			return err
		}
		return w.finish(ctx)
	})
	if db.IsUnique(err) {
		err = ErrOpen
	}
	return id, err
}

func (d *Desk) asks(ctx context.Context, tx *db.Tx, who access.Actor, t access.TicketID, id string, r Request) (*work, error) {
	thing, err := d.Tickets.Facts(ctx, tx, t)
	if err != nil {
		return nil, err
	}
	if _, err := access.Check(who, access.RemoteAsk, thing); err != nil {
		return nil, err
	}
	deal, err := d.mayAsk(ctx, tx, who.Account, thing)
	if err != nil {
		return nil, err
	}
	now := d.Clock.Now()
	s := row{id: id, ticket: t, client: thing.Requester, specialist: who.Account, deal: deal.ID, currency: deal.Currency, priceMinor: deal.PriceMinor, state: Requested,
		asked: joined(r.Powers), minutes: int64(r.Minutes), recording: recordingNone, askedAt: db.Micros(now)}
	g, err := access.Check(who, access.RemoteAsk, s.thing(thing, nil))
	if err != nil {
		return nil, err
	}
	s.words, err = d.sealJSON(ctx, g, id, "words", asking{r.Reason, r.Ports})
	return &work{Desk: d, tx: tx, row: s, grant: g, now: now,
		entry: audit.Params{"session": id, "powers": s.asked, "minutes": strconv.Itoa(r.Minutes), "ports": strconv.Itoa(len(r.Ports)), "deal": string(deal.ID)}}, err
}

// mayAsk says what beyond the rules keeps somebody from asking, and the deal they would work under.
func (d *Desk) mayAsk(ctx context.Context, tx *db.Tx, specialist access.AccountID, t access.Thing) (a deal.Agreement, err error) {
	if specialist == t.Requester {
		return a, ErrSelf
	}
	head, err := d.Tickets.Head(ctx, tx, t.Ticket)
	if err != nil {
		return a, err
	}
	if head.Closed {
		return a, ErrClosed
	}
	if banned, err := isBanned(ctx, tx, specialist, t.Requester); err != nil || banned {
		return a, first(err, ErrBanned)
	}
	if a, err = d.Deals.Agreed(ctx, tx, t.Ticket, specialist); err != nil {
		return a, err
	}
	if a.Frozen {
		return a, ErrFrozen
	}
	standing, err := db.All(ctx, tx, db.Value[string], `SELECT id FROM remote_session WHERE ticket = $1 AND specialist = $2 AND state IN (`+openStates+`)`,
		string(t.Ticket), string(specialist))
	if err == nil && len(standing) > 0 {
		err = ErrOpen.With("session", standing[0])
	}
	return a, err
}

const openStates = `'requested', 'prepared', 'consented', 'active', 'paused'`

func isBanned(ctx context.Context, tx *db.Tx, specialist, client access.AccountID) (bool, error) {
	n, err := db.One(ctx, tx, db.Value[int64], `SELECT count(*) FROM remote_ban WHERE specialist = $1 AND client = $2 AND lifted IS NULL`, string(specialist), string(client))
	return n > 0, err
}

func first(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}
