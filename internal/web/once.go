package web

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"net/http"
	"time"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/job"
)

const (
	keptFor   = 24 * time.Hour // how long an answer can be had again
	tidyJob   = "web.tidy"
	tidyEvery = time.Hour
)

var (
	errOtherBody = fault.New(fault.Conflict, "idempotency_mismatch", "the key was used for another request")
	errOnce      = fault.New(fault.Conflict, "conflict", "the request was carried out, and its answer is given once; look before asking again with another key")
	errKey       = fault.ErrInvalid.At("Idempotency-Key")
)

// claim is one use of an Idempotency-Key: who, which key, which request.
type claim struct {
	account       access.AccountID
	name, request []byte
	now           func() time.Time
}

// once lets a request with an Idempotency-Key take effect one time. The key is claimed in the transaction that makes the
// effect, together with the id of what it made, so that neither stands without the others. No answer is kept: who asks
// again is shown what was made, as they may see it then.
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
	c, err := s.newClaim(route, v, key, r)
	if err != nil {
		return err
	}
	v.made, err = s.recall(r.Context(), c)
	switch {
	case err != nil:
		return err
	case v.made == "":
		next.ServeHTTP(w, r.WithContext(s.DB.WithHook(r.Context(), c)))
		return nil
	case route.Kind == Reveals:
		return errOnce
	}
	w.Header().Set("Idempotent-Replayed", "true")
	next.ServeHTTP(w, r)
	return nil
}

func (s *Server) newClaim(route Route, v *visit, key string, r *http.Request) (*claim, error) {
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
	return &claim{account: v.actor.Account, name: name[:], request: h.Sum(nil), now: s.Clock.Now}, nil
}

func bodyFault(err error) error {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return fault.ErrTooLarge
	}
	return fault.ErrInvalid.Because(err)
}

// Begun claims the key inside the effect's transaction. Of many requests at once one succeeds; the others undo whatever
// they had begun.
func (c *claim) Begun(ctx context.Context, tx *db.Tx) error {
	old := db.Micros(c.now().Add(-keptFor))
	if _, err := tx.Exec(ctx, `DELETE FROM idempotency WHERE account = $1 AND name = $2 AND created < $3`, string(c.account), c.name, old); err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `INSERT INTO idempotency (account, name, request, created) VALUES ($1, $2, $3, $4) ON CONFLICT (account, name) DO NOTHING`,
		string(c.account), c.name, c.request, db.Micros(c.now()))
	if err == nil && n == 0 {
		err = fault.ErrInProgress.After(time.Second)
	}
	return err
}

// Made writes down what the request's answer can be made from again.
func (c *claim) Made(ctx context.Context, tx *db.Tx, id string) error {
	_, err := tx.Exec(ctx, `UPDATE idempotency SET made = $3 WHERE account = $1 AND name = $2`, string(c.account), c.name, id)
	return err
}

// recall returns the id of what was made with this key before, empty when the key is new.
func (s *Server) recall(ctx context.Context, c *claim) (made string, err error) {
	var request []byte
	var created int64
	err = s.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		return tx.Get(ctx, `SELECT request, created, made FROM idempotency WHERE account = $1 AND name = $2`,
			[]any{string(c.account), c.name}, &request, &created, &made)
	})
	switch {
	case errors.Is(err, fault.ErrAbsent) || err == nil && c.now().Sub(db.Time(created)) > keptFor:
		return "", nil
	case err != nil:
		return "", err
	case !bytes.Equal(request, c.request):
		return "", errOtherBody
	case made == "":
		return "", errOnce
	}
	return made, nil
}

// tidy forgets old keys, and asks to be called again.
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

// Prepare asks for the first tidying of everything that needs it; call it before serving.
func (s *Server) Prepare(ctx context.Context) error {
	return errors.Join(s.Accounts.Schedule(ctx), s.Desk.Schedule(ctx), s.Desk.Shelf.Schedule(ctx), s.Keeper.Schedule(ctx), s.Assurance.Schedule(ctx), s.Retention.Schedule(ctx), s.People.Schedule(ctx), s.Backups.Schedule(ctx), s.DB.InTx(ctx, s.scheduleTidy))
}
