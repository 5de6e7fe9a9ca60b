package stripetest

import (
	"html/template"
	"net/http"
)

// page is what stands in for Stripe's own. It has no card fields: what matters is where it leads.
var page = template.Must(template.New("page").Parse(`<!doctype html><html lang="en"><meta charset="utf-8"><title>Stripe, for tests</title>
<h1>{{.Heading}}</h1><p id="what">{{.What}}</p><form method="post"><button>{{.Button}}</button></form>{{if .Leave}}<p><a href="{{.Leave}}">Back</a></p>{{end}}</html>`))

type pageText struct{ Heading, What, Button, Leave string }

func (f *Fake) pages() {
	f.mux.HandleFunc("GET /pay/{id}", func(w http.ResponseWriter, r *http.Request) {
		id := r.PathValue("id")
		_ = page.Execute(w, pageText{"Pay", f.Of(id, "name"), "Pay", f.Of(id, "cancel")}) // the reader is gone: nothing left to tell
	})
	f.mux.HandleFunc("POST /pay/{id}", func(w http.ResponseWriter, r *http.Request) {
		id := r.PathValue("id")
		f.Pay(id)
		http.Redirect(w, r, f.Of(id, "success"), http.StatusSeeOther)
	})
	f.mux.HandleFunc("GET /enrol/{id}", func(w http.ResponseWriter, r *http.Request) {
		_ = page.Execute(w, pageText{"Who are you?", r.PathValue("id"), "It is me", ""}) // as above
	})
	f.mux.HandleFunc("POST /enrol/{id}", func(w http.ResponseWriter, r *http.Request) {
		id := r.PathValue("id")
		f.Enrol(id)
		http.Redirect(w, r, f.Of(id, "back"), http.StatusSeeOther)
	})
}
