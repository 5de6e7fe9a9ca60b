package system_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

var (
	answerLetter = regexp.MustCompile(`There is an answer to your request at`)
	ticketLink   = regexp.MustCompile(`/tickets/([a-z0-9]+)`)
)

// letters answers many tickets on both servers at once, and counts what arrives.
func (p *pair) letters(t *testing.T) {
	const tickets = 200
	before := len(p.answers(t))
	ids := make([]string, tickets)
	p.share(func(i int, at func(*person) *client) {
		a := at(p.client).must(t, 201, "POST", "/tickets", m{"subject": fmt.Sprint("letters ", i), "text": "x", "department": p.department}, nil)
		ids[i] = idOf(a.body)
	}, tickets)
	begun := time.Now()
	p.share(func(i int, at func(*person) *client) { p.reply(t, at(p.agent), ids[i], "the answer") }, tickets)
	wait(t, 60*time.Second, "all letters", func() bool { return len(p.answers(t))-before >= tickets })
	took := time.Since(begun)
	p.drained(t)
	count := map[string]int{}
	for _, id := range p.answers(t) {
		count[id]++
	}
	for _, id := range ids {
		if count[id] != 1 {
			t.Errorf("ticket %s brought %d letters", id, count[id])
		}
	}
	t.Logf("%d replies on two servers: every letter once, the last after %s", tickets, took.Round(time.Millisecond))
}

// share does n things with eight hands, half of them at each server.
func (p *pair) share(do func(i int, at func(*person) *client), n int) {
	var all sync.WaitGroup
	for hand := range 8 {
		at := func(one *person) *client { return one.browser.at(p.a.address, p.host) }
		if hand%2 == 1 {
			at = func(one *person) *client { return one.browser.at(p.b.address, p.host) }
		}
		all.Go(func() {
			for i := hand; i < n; i += 8 {
				do(i, at)
			}
		})
	}
	all.Wait()
}

// answers are the tickets of the letters about answers.
func (p *pair) answers(t testing.TB) (ids []string) {
	t.Helper()
	for _, l := range p.post.letters() {
		if link := ticketLink.FindStringSubmatch(l.text); answerLetter.MatchString(l.text) && link != nil {
			ids = append(ids, link[1])
		}
	}
	return ids
}

// drained waits until no letter is under way, so that nothing can still arrive.
func (p *pair) drained(t testing.TB) {
	t.Helper()
	type row struct{ Code, State string }
	wait(t, 30*time.Second, "the queue to be empty", func() bool {
		return !slices.ContainsFunc(all[row](t, p.admin.browser, "/admin/mail/queue"), func(r row) bool {
			return strings.HasPrefix(r.Code, "ticket.")
		})
	})
}
