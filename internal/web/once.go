package web

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/job"
)

const (
	keptFor   = 24 * time.Hour  // how long an answer can be had again
	workedFor = 2 * time.Minute // how long a claim without an answer counts as work under way
	tidyJob   = "web.tidy"
	tidyEvery = time.Hour
)

var (
	errOtherBody = fault.New(fault.Conflict, "idempotency_mismatch", "the key was used for another request")
	errLost      = fault.New(fault.Conflict, "conflict", "the request was carried out, but its answer was lost; look before asking again with another key")
	errKey       = fault.ErrInvalid.At("Idempotency-Key")
)

// claim is one use of an Idempotency-Key: who, which key, which request.
type claim struct {
	account       access.AccountID
	name, request []byte
	made          bool
}

// once lets a request with an Idempotency-Key take effect one time. The key is claimed in the transaction that makes the
// effect, so neither stands without the other; the answer is kept, sealed, before it is sent.
func (s *Server) once(route Route, v *visit, next http.Handler) http.Handler {
	if !route.creates() {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		key := r.Header.Get("Idempotency-Key")
		if key == "" {
			next.ServeHTTP(w, r)
			return
		}
		if err := s.doOnce(route, v, key, next, w, r); err != nil {
			refuse(w, s.failed(r.Context(), err))
		}
	})
}

func (s *Server) doOnce(route Route, v *visit, key string, next http.Handler, w http.ResponseWriter, r *http.Request) error {
	c, err := newClaim(route, v, key, r)
	if err != nil {
		return err
	}
	before, err := s.recall(r.Context(), c)
	if err != nil {
		return err
	}
	if before != nil {
		if err := s.stillSees(r, v, before); err != nil {
			return err
		}
		w.Header().Set("Idempotent-Replayed", "true")
		return before.replay(w)
	}
	ctx := s.DB.WithHook(r.Context(), func(ctx context.Context, tx *db.Tx) error { return s.stake(ctx, tx, c) })
	held := &heldAnswer{header: w.Header()}
	next.ServeHTTP(held, r.WithContext(ctx))
	if err := s.settle(context.WithoutCancel(ctx), route, c, held); err != nil {
		// The effect stands, and is told. Only who asks again will hear that its answer is lost.
		s.Logger.WarnContext(ctx, "an answer was not kept", "id", v.id, "route", v.route, "error", err)
	}
	held.send(w)
	return nil
}

func newClaim(route Route, v *visit, key string, r *http.Request) (*claim, error) {
	if len(key) < 8 || len(key) > 128 {
		return nil, errKey
	}
	h := sha256.New()
	io.WriteString(h, route.Method+" "+r.URL.Path+"?"+r.URL.RawQuery+"\n"+r.Header.Get("Upload-Name")+"\n") // a hash takes everything
	if route.Kind != Uploads {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, bodyFault(err)
		}
		h.Write(body)
		r.Body = io.NopCloser(bytes.NewReader(body))
	}
	name := sha256.Sum256([]byte(key))
	return &claim{account: v.actor.Account, name: name[:], request: h.Sum(nil)}, nil
}

func bodyFault(err error) error {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return fault.ErrTooLarge
	}
	return fault.ErrInvalid.Because(err)
}

// stillSees refuses the answer kept about a ticket to who has lost sight of it since.
func (s *Server) stillSees(r *http.Request, v *visit, kept *answer) error {
	if !strings.HasPrefix(r.URL.Path, Prefix+"/tickets") {
		return nil
	}
	var made struct{ ID access.TicketID }
	id := access.TicketID(r.PathValue("id"))
	if id == "" && json.Unmarshal(kept.Body, &made) == nil {
		id = made.ID
	}
	_, err := s.Desk.Present(r.Context(), v.actor, id)
	if errors.Is(err, fault.ErrDenied) {
		return nil // in sight: only presence is not for an API token
	}
	return err
}

// stake claims the key inside the effect's transaction. Of many requests at once one succeeds; the others undo
// whatever they had begun.
func (s *Server) stake(ctx context.Context, tx *db.Tx, c *claim) error {
	c.made = false // a transaction that runs again claims again
	old := db.Micros(s.Clock.Now().Add(-keptFor))
	if _, err := tx.Exec(ctx, `DELETE FROM idempotency WHERE account = $1 AND name = $2 AND created < $3`, string(c.account), c.name, old); err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `INSERT INTO idempotency (account, name, request, created) VALUES ($1, $2, $3, $4) ON CONFLICT (account, name) DO NOTHING`,
		string(c.account), c.name, c.request, db.Micros(s.Clock.Now()))
	if err != nil {
		return err
	}
	if n == 0 {
		return fault.ErrInProgress.After(time.Second)
	}
	c.made = true
	return nil
}

// recall returns the answer given before, nil when the key is new, or the fault that its present state is.
func (s *Server) recall(ctx context.Context, c *claim) (*answer, error) {
	var request, sealed []byte
	var created int64
	err := s.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		return tx.Get(ctx, `SELECT request, created, answer FROM idempotency WHERE account = $1 AND name = $2`,
			[]any{string(c.account), c.name}, &request, &created, &sealed)
	})
	age := s.Clock.Now().Sub(db.Time(created))
	switch {
	case errors.Is(err, fault.ErrAbsent) || err == nil && age > keptFor:
		return nil, nil //nolint:nilnil // nothing was answered yet
	case err != nil:
		return nil, err
	case !bytes.Equal(request, c.request):
		return nil, errOtherBody
	case sealed == nil && age > workedFor:
		return nil, errLost
	case sealed == nil:
		return nil, fault.ErrInProgress.After(time.Second)
	}
	return s.openAnswer(c, sealed)
}

// settle keeps the answer of an effect that stands. A broken upload left nothing, so its claim goes too. After a failure
// of our own nobody knows what stands: a claim that does tells whoever asks again.
func (s *Server) settle(ctx context.Context, route Route, c *claim, held *heldAnswer) error {
	if !c.made || route.Kind == Reveals || held.status >= 500 {
		return nil
	}
	return s.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if held.status >= 400 && route.Kind == Uploads {
			_, err := tx.Exec(ctx, `DELETE FROM idempotency WHERE account = $1 AND name = $2 AND request = $3`, string(c.account), c.name, c.request)
			return err
		}
		sealed, err := s.sealAnswer(c, held)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `UPDATE idempotency SET answer = $1 WHERE account = $2 AND name = $3`, sealed, string(c.account), c.name)
		return err
	})
}

func (c *claim) row() string { return string(c.account) + "/" + hex.EncodeToString(c.name) }

// tidy forgets old answers, and asks to be called again.
func (s *Server) tidy(ctx context.Context, tx *db.Tx, _ job.Job) error {
	old := db.Micros(s.Clock.Now().Add(-keptFor))
	if _, err := tx.Exec(ctx, `DELETE FROM idempotency WHERE created < $1`, old); err != nil {
		return err
	}
	return s.scheduleTidy(ctx, tx)
}

func (s *Server) scheduleTidy(ctx context.Context, tx *db.Tx) error {
	return s.Jobs.Add(ctx, tx, tidyJob, struct{}{}, job.Unique("hourly"), job.At(s.Clock.Now().Add(tidyEvery)))
}

// Prepare asks for the first tidying; call it before serving.
func (s *Server) Prepare(ctx context.Context) error {
	return errors.Join(s.Accounts.Schedule(ctx), s.DB.InTx(ctx, s.scheduleTidy))
}
