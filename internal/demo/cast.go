package demo

import (
	"context"
	"encoding/json"
	"time"

	"surety/internal/access"
	"surety/internal/account"
)

// cast is the people and places once they are made.
type cast struct {
	World
	people      map[string]account.Person
	departments map[string]access.DepartmentID

	balance    int64 // of the bank account, in minor units
	statements int

	held []held

	later []func(context.Context) error // what happens at the present

	disks string    // a folder for the disks of clients, by their keys
	old   time.Time // before the story of the world
}

// house is what world/house.json says: the installation, its departments by key, and its clients' organisations.
type house struct {
	Name          string                              `json:"name"`
	Departments   []account.DepartmentChange          `json:"-"`
	Keys          []string                            `json:"keys"`
	Texts         map[string]account.DepartmentChange `json:"departments"`
	Organisations []string                            `json:"organisations"`
	Keep          []keeping                           `json:"keep"`
}

func readHouse() (h house, err error) {
	text, err := files.ReadFile("world/house.json")
	if err == nil {
		err = json.Unmarshal(text, &h)
	}
	for _, k := range h.Keys {
		d := h.Texts[k]
		d.Open = new(true)
		h.Departments = append(h.Departments, d)
	}
	return h, err
}

// settle makes the house and its people.
func (c *cast) settle(ctx context.Context, scripts map[string]script) ([]Person, error) {
	h, err := readHouse()
	if err != nil {
		return nil, err
	}
	server := access.Server("demo")
	made, organisations, err := c.Accounts.Fill(ctx, server, account.Installation{Name: h.Name, Language: "en", Languages: account.Languages, SignUp: true}, h.Departments, h.Organisations)
	if err != nil {
		return nil, err
	}
	c.departments = map[string]access.DepartmentID{}
	for i, d := range made {
		c.departments[h.Keys[i]] = d.ID
	}
	homes := map[string]access.OrganisationID{}
	for _, o := range organisations {
		homes[o.Name] = o.ID
	}
	var all []Person
	for _, l := range account.Languages {
		for _, r := range scripts[l].People {
			p, err := c.Accounts.Add(ctx, server, c.person(r, l, homes), "")
			if err != nil {
				return nil, err
			}
			c.people[r.Key] = p
			if r.Leave != "" {
				continue
			}
			all = append(all, Person{ID: p.ID, Name: r.Name, Title: r.Title, Language: l, Roles: roles(p)})
		}
	}
	return all, c.rules(ctx, h.Keep)
}

func (c *cast) person(r role, language string, homes map[string]access.OrganisationID) account.NewPerson {
	posts := map[access.DepartmentID]access.Post{}
	for key, post := range r.Posts {
		posts[c.departments[key]] = post
	}
	number := ""
	if len(posts) == 0 && len(r.Roles) == 1 && r.Roles[0] == access.Client {
		number = "+442079460018" // of those that Ofcom keeps for stories
	}
	return account.NewPerson{CallBack: number, Email: r.Email, Name: r.Name, Language: language, TimeZone: r.TimeZone, Roles: r.Roles, Posts: posts, Organisation: homes[r.Organisation]}
}

// roles are the roles, and agent or lead for those with posts.
func roles(p account.Person) []string {
	var all []string
	for _, r := range p.Roles {
		all = append(all, string(r))
	}
	for _, post := range []access.Post{access.Lead, access.Agent} {
		for _, has := range p.Posts {
			if has == post {
				all = append(all, string(post))
				break
			}
		}
	}
	return all
}
