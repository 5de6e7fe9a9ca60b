package web

import (
	"context"

	"surety/internal/access"
	"surety/internal/handover"
)

func ownKeyOf(own handover.Own) SecretKeys {
	k := SecretKeys{Earlier: each(own.Earlier, publicKeyOf), Locks: each(own.Locks, func(l handover.Lock) SecretLock {
		return SecretLock{ID: l.ID, CreatedAt: l.Made, NewSecretLock: NewSecretLock{LockKind(l.Kind), l.Label, l.Credential, l.Salt, l.Sealed}}
	})}
	if own.Key != nil {
		key := publicKeyOf(*own.Key)
		k.Key = &key
	}
	return k
}

func publicKeyOf(k handover.Key) PublicKey {
	return PublicKey{k.ID, k.Recipient, k.Digest, k.Entry, k.Made, timeOrNil(k.Ended)}
}

func lockOf(l NewSecretLock) handover.Lock {
	return handover.Lock{Kind: handover.Kind(l.Kind), Label: l.Label, Credential: l.Credential, Salt: l.Salt, Sealed: l.Sealed}
}

func (s *Server) shownKey(ctx context.Context, err error) (*reply[SecretKeys], error) {
	if err != nil {
		return nil, err
	}
	own, err := s.Secrets.Own(ctx, actorOf(ctx))
	return &reply[SecretKeys]{ownKeyOf(own)}, err
}

func (s *Server) readSecretKey(ctx context.Context, _ *none) (*reply[SecretKeys], error) {
	return s.shownKey(ctx, nil)
}

func (s *Server) publishSecretKey(ctx context.Context, in *body[NewSecretKey]) (*reply[SecretKeys], error) {
	return s.shownKey(ctx, s.Secrets.Publish(ctx, actorOf(ctx), in.Body.Recipient, each(in.Body.Locks, lockOf)))
}

func (s *Server) addSecretLock(ctx context.Context, in *idBody[NewSecretLock]) (*reply[SecretKeys], error) {
	return s.shownKey(ctx, s.Secrets.AddLock(ctx, actorOf(ctx), in.ID, lockOf(in.Body)))
}

func (s *Server) removeSecretLock(ctx context.Context, in *byID) (*reply[SecretKeys], error) {
	return s.shownKey(ctx, s.Secrets.RemoveLock(ctx, actorOf(ctx), in.ID))
}

func (s *Server) secretReaders(ctx context.Context, in *byID) (*reply[Page[SecretReader]], error) {
	all, err := s.Secrets.Readers(ctx, actorOf(ctx), access.TicketID(in.ID))
	return &reply[Page[SecretReader]]{Page[SecretReader]{Items: each(all, func(c handover.Candidate) SecretReader {
		r := SecretReader{ID: string(c.ID), Name: c.Name, Role: ReaderRole(c.Role), Deal: string(c.Deal), Earlier: each(c.Earlier, publicKeyOf)}
		if c.Key != nil {
			k := publicKeyOf(*c.Key)
			r.Key = &k
		}
		return r
	})}}, err
}

func secretOf(v handover.View) HandedSecret {
	return HandedSecret{ID: v.ID, Ticket: string(v.Ticket), Number: v.Number, Deal: string(v.Deal), Owner: secretPerson(v.Owner), Reader: secretPerson(v.Reader), Label: v.Label,
		Term: SecretTerm(v.Term), State: SecretState(v.State), Why: SecretWhy(v.Why), Digest: v.Digest, Entry: v.Entry, GivenAt: v.Given, EndedAt: timeOrNil(v.Ended),
		ChangedAt: timeOrNil(v.ChangedAt), Change: SecretChange(v.Change), May: each(v.May, func(m string) SecretDo { return SecretDo(m) }),
		Openings: each(v.Openings, func(o handover.Opening) SecretOpening {
			return SecretOpening{o.At, o.Origin.Address, o.Origin.Country, o.Entry}
		})}
}

func secretPerson(p handover.Person) Ref { return Ref{ID: string(p.ID), Name: p.Name} }

func secretPage(all []handover.View, err error) (*reply[Page[HandedSecret]], error) {
	return &reply[Page[HandedSecret]]{Page[HandedSecret]{Items: each(all, secretOf)}}, err
}

func (s *Server) ticketSecrets(ctx context.Context, in *byID) (*reply[Page[HandedSecret]], error) {
	return secretPage(s.Secrets.OfTicket(ctx, actorOf(ctx), access.TicketID(in.ID)))
}

func (s *Server) secretsToChange(ctx context.Context, _ *none) (*reply[Page[HandedSecret]], error) {
	return secretPage(s.Secrets.ToChange(ctx, actorOf(ctx)))
}

// shownSecret shows the secret as it is after a change, to who made it.
func (s *Server) shownSecret(ctx context.Context, id string, err error) (*reply[HandedSecret], error) {
	if err != nil {
		return nil, err
	}
	v, err := s.Secrets.Read(ctx, actorOf(ctx), id)
	return &reply[HandedSecret]{secretOf(v)}, err
}

func (s *Server) giveSecret(ctx context.Context, in *idBody[NewSecret]) (*reply[HandedSecret], error) {
	b := in.Body
	id, err := s.Secrets.Give(ctx, actorOf(ctx), access.TicketID(in.ID), handover.Gift{Reader: access.AccountID(b.Reader), Key: b.Key, Term: handover.Term(b.Term), Label: b.Label, Sealed: b.Sealed})
	return s.shownSecret(ctx, id, err)
}

func (s *Server) gaveSecret(ctx context.Context, _ *idBody[NewSecret], made string) (*reply[HandedSecret], error) {
	return s.shownSecret(ctx, made, nil)
}

func (s *Server) openSecret(ctx context.Context, in *idBody[Empty]) (*reply[OpenedSecret], error) {
	g, err := s.Secrets.Open(ctx, actorOf(ctx), in.ID)
	return &reply[OpenedSecret]{OpenedSecret(g)}, err
}

// openedSecret is for who lost the answer and asks with the same key.
func (s *Server) openedSecret(ctx context.Context, _ *idBody[Empty], made string) (*reply[OpenedSecret], error) {
	g, err := s.Secrets.Again(ctx, actorOf(ctx), made)
	return &reply[OpenedSecret]{OpenedSecret(g)}, err
}

func (s *Server) withdrawSecret(ctx context.Context, in *idBody[Empty]) (*reply[HandedSecret], error) {
	return s.shownSecret(ctx, in.ID, s.Secrets.Withdraw(ctx, actorOf(ctx), in.ID))
}

func (s *Server) changedSecret(ctx context.Context, in *idBody[Empty]) (*reply[HandedSecret], error) {
	return s.shownSecret(ctx, in.ID, s.Secrets.Changed(ctx, actorOf(ctx), in.ID))
}
