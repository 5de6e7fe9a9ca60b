package bench

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"sync"
	"sync/atomic"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/db"
	"surety/internal/ticket"
)

// World is what filling works with.
type World struct {
	DB       *db.DB
	Accounts *account.Accounts
	Desk     *ticket.Desk
}

const (
	writers  = 64
	clients  = 200
	messages = 5 // of each ticket
	longTalk = 20
)

// said is what people say in each language: a subject, then turn by turn client and staff.
var said = [][]string{
	{"The laptop no longer starts after the update", "Since this morning it only shows a blue screen.", "Please hold the power key for ten seconds and tell me what you see.", "It asks for a recovery key now.", "I have sent the key to your colleague by the sealed way.", "Thank you, it starts again."},
	{"Ноутбук не включается после обновления", "С утра на экране только синий фон и код ошибки.", "Подержите кнопку питания десять секунд и скажите, что появится.", "Теперь просит ключ восстановления.", "Ключ передан вашему коллеге защищённым способом.", "Спасибо, всё снова работает."},
	{"لپ‌تاپ بعد از به‌روزرسانی روشن نمی‌شود", "از صبح فقط صفحهٔ آبی و یک کد خطا می‌بینم.", "لطفاً دکمهٔ روشن را ده ثانیه نگه دارید و بگویید چه می‌بینید.", "حالا کلید بازیابی می‌خواهد.", "کلید را از راه امن به همکارتان رساندم.", "سپاس، دوباره روشن شد."},
	{"更新之后笔记本电脑无法启动", "从今天早上起屏幕上只有蓝屏和错误代码。", "请按住电源键十秒钟,然后告诉我您看到了什么。", "现在它要求输入恢复密钥。", "密钥已通过加密方式交给您的同事。", "谢谢,现在可以启动了。"},
}

// people are who the world's tickets are between; they outlive a restart of the site, and of the bench where its world
// is kept.
type people struct {
	Departments []access.DepartmentID
	Agent       access.Actor // of all departments but the last
	Token       string
	Clients     []access.Actor
	Active      []access.TicketID // open ones that the agent may answer
	Long        access.TicketID   // one with longTalk messages
	Made        int
}

// kept reads the people of a world that an earlier run left; none when there was no such run.
func kept(file string) (p people, err error) {
	text, err := os.ReadFile(file)
	if file == "" || errors.Is(err, fs.ErrNotExist) {
		return p, nil
	}
	if err != nil {
		return p, err
	}
	return p, json.Unmarshal(text, &p)
}

func (p *people) keep(file string) error {
	if file == "" {
		return nil
	}
	text, err := json.Marshal(p)
	if err != nil {
		return err
	}
	return os.WriteFile(file, text, 0o600)
}

// settle makes departments, people and the token, once.
func (p *people) settle(ctx context.Context, w World) error {
	if p.Token != "" {
		return nil
	}
	by := access.Server("bench")
	open := true
	var changes []account.DepartmentChange
	for _, name := range []string{"Support", "Sales", "Finance", "Other"} {
		changes = append(changes, account.DepartmentChange{Name: account.Texts{"en": name}, Open: &open})
	}
	made, organisations, err := w.Accounts.Fill(ctx, by, account.Installation{Name: "Bench", Language: "en", Languages: []string{"en", "ru", "fa", "zh"}}, changes, []string{"Alder", "Birch"})
	if err != nil {
		return err
	}
	posts := map[access.DepartmentID]access.Post{}
	for _, d := range made {
		p.Departments = append(p.Departments, d.ID)
		posts[d.ID] = access.Agent
	}
	delete(posts, p.Departments[3])
	const email = "agent@bench.example"
	agent, err := w.Accounts.Add(ctx, by, account.NewPerson{Email: email, Name: "Ada Agent", Language: "en", Posts: posts}, "")
	if err != nil {
		return err
	}
	p.Agent = access.Actor{Account: agent.ID, Posts: posts}
	for i := range clients {
		n := account.NewPerson{Email: fmt.Sprintf("client%d@bench.example", i), Name: fmt.Sprintf("Client %d", i), Language: "en", Roles: []access.Role{access.Client}}
		if i%2 == 0 {
			n.Organisation = organisations[i%4/2].ID
		}
		c, err := w.Accounts.Add(ctx, by, n, "")
		if err != nil {
			return err
		}
		p.Clients = append(p.Clients, access.Actor{Account: c.ID, Roles: c.Roles, Organisation: c.Organisation})
	}
	_, p.Token, err = w.Accounts.TokenFor(ctx, by, email, "bench", []string{access.ScopeTicketsRead, access.ScopeTicketsWrite}, 1)
	return err
}

// fill adds tickets until there are size, many writers at once.
func (p *people) fill(ctx context.Context, w World, size int, log io.Writer) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var (
		next atomic.Int64
		mu   sync.Mutex
		all  sync.WaitGroup
	)
	next.Store(int64(p.Made))
	for range writers {
		all.Go(func() {
			for i := int(next.Add(1)) - 1; i < size && ctx.Err() == nil; i = int(next.Add(1)) - 1 {
				id, active, err := p.one(ctx, w, i, messages)
				if err != nil {
					cancel(fmt.Errorf("ticket %d: %w", i, err))
					return
				}
				if active {
					mu.Lock()
					p.Active = append(p.Active, id)
					mu.Unlock()
				}
				if (i+1)%10_000 == 0 {
					fmt.Fprintf(log, "  %d tickets\n", i+1)
				}
			}
		})
	}
	all.Wait()
	if err := context.Cause(ctx); err != nil {
		return err
	}
	p.Made = size
	if p.Long != "" {
		return nil
	}
	var err error
	p.Long, _, err = p.one(ctx, w, 0, longTalk)
	return err
}

// one opens a ticket and lets both sides talk. One in ten stays active, one in a hundred is urgent, one in fifty tagged.
func (p *people) one(ctx context.Context, w World, i, talk int) (id access.TicketID, active bool, err error) {
	words, client := said[i%len(said)], p.Clients[i%len(p.Clients)]
	r := ticket.Request{Subject: words[0], Text: words[1], Department: p.Departments[i%len(p.Departments)]}
	if i%100 == 4 {
		r.Priority = ticket.Urgent
	}
	t, err := w.Desk.Open(ctx, client, r)
	if err != nil {
		return "", false, err
	}
	reads := p.Agent.Posts[r.Department] != ""
	for n := 1; n < talk; n++ {
		who := client
		if n%2 == 1 && reads {
			who = p.Agent
		}
		if _, err := w.Desk.Reply(ctx, who, t.ID, ticket.Reply{Text: words[1+n%5], Anyway: true}); err != nil {
			return "", false, err
		}
	}
	if active = i%10 < 1; active || talk == longTalk {
		return t.ID, active && reads, nil
	}
	_, err = w.Desk.Close(ctx, client, t.ID)
	return t.ID, false, err
}
