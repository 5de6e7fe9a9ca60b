package web

import (
	"encoding/json"
	"net/http"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// maxBody bounds a JSON body; files have their own limit.
const maxBody = 1 << 20

// fileBody bounds a file that is read as a whole: a bank's statement, a signed paper.
const fileBody = 32 << 20

var idempotencyParam = &huma.Param{
	Name: "Idempotency-Key", In: "header", Schema: &huma.Schema{Type: huma.TypeString, MaxLength: new(128), MinLength: new(8)},
	Description: "Repeating the request with the same key and body within 24 hours returns the first answer and does nothing more.",
}

// humaConfig turns off what huma adds by itself: its page (which loads from elsewhere), schema links and YAML.
func humaConfig() huma.Config {
	c := huma.DefaultConfig("Surety", "1")
	c.OpenAPIPath, c.DocsPath, c.SchemasPath, c.CreateHooks = "", "", "", nil
	c.Formats = map[string]huma.Format{"application/json": huma.DefaultJSONFormat, "json": huma.DefaultJSONFormat}
	c.Components.Schemas = huma.NewMapRegistry("#/components/schemas/", schemaName)
	vocabularies(c.Components.Schemas)
	dealVocabularies(c.Components.Schemas)
	disputeVocabularies(c.Components.Schemas)
	dealFields(c.Components.Schemas)
	disputeFields(c.Components.Schemas)
	c.Info.Description = "A help desk in which both sides are protected. Refusals are problems after RFC 9457 with a stable code."
	c.Info.License = nil
	c.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"cookie": {Type: "apiKey", In: "cookie", Name: secureCookie, Description: "A browser's session; unsafe methods also need the header X-Surety-Csrf: 1."},
		"token":  {Type: "http", Scheme: "bearer", Description: "A scoped token made by `surety token create` or in one's account."},
		"assist": {Type: "http", Scheme: "bearer", Description: "The token that the client's program was given for a code."},
	}
	c.Servers = []*huma.Server{{URL: "/"}}
	c.Tags = tags()
	return c
}

// schemaName calls Page[TicketRow] TicketRowList.
func schemaName(t reflect.Type, hint string) string {
	name := huma.DefaultSchemaNamer(t, hint)
	if rest, ok := strings.CutPrefix(name, "Page"); ok && rest != "" {
		return rest + "List"
	}
	return name
}

func tags() []*huma.Tag {
	var all []*huma.Tag
	seen := map[string]bool{}
	for _, r := range routes {
		if t := tagOf(r.Path); !seen[t] {
			seen[t] = true
			all = append(all, &huma.Tag{Name: t, Description: tagTexts[t]})
		}
	}
	return all
}

// OpenAPI is the description of the whole API, indented.
func OpenAPI() ([]byte, error) {
	s := &Server{}
	api := s.describe(http.NewServeMux())
	raw, err := json.Marshal(api.OpenAPI())
	if err != nil {
		return nil, err
	}
	var v any
	if err := json.Unmarshal(raw, &v); err != nil {
		return nil, err
	}
	out, err := json.MarshalIndent(v, "", "  ")
	return append(out, '\n'), err
}

func refusedResponse(api huma.API) *huma.Response {
	schema := api.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[Problem](), true, "")
	return &huma.Response{Description: "Error", Content: map[string]*huma.MediaType{"application/problem+json": {Schema: schema}}}
}
