package web

import (
	"net/http"

	"github.com/danielgtaylor/huma/v2"
)

// The routes that move bytes themselves are described by hand.

func stringParam(in, name, text string, required bool) *huma.Param {
	return &huma.Param{Name: name, In: in, Required: required || in == "path", Description: text, Schema: &huma.Schema{Type: huma.TypeString}}
}

func integerParam(name, text string) *huma.Param {
	return &huma.Param{Name: name, In: "query", Required: true, Description: text, Schema: &huma.Schema{Type: huma.TypeInteger, Minimum: new(0.0)}}
}

func describeUpload(op *huma.Operation) {
	op.Description = "Streams a file into a message that its author sent less than 24 hours ago. A broken upload leaves nothing."
	op.Parameters = []*huma.Param{
		stringParam("path", "id", "the ticket", true), integerParam("message", "the message's seq"), integerParam("size", "bytes to come"),
		stringParam("header", "Upload-Name", "the file's name, UTF-8 in base64url", true),
	}
	op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"application/octet-stream": {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}}
	op.Responses = map[string]*huma.Response{"201": {Description: "Created", Content: map[string]*huma.MediaType{"application/json": {Schema: &huma.Schema{Ref: "#/components/schemas/File"}}}}}
}

func describeDownload(op *huma.Operation) {
	op.Description = "The bytes, always as an attachment. Ranges are served."
	op.Parameters = []*huma.Param{stringParam("path", "id", "the ticket", true), stringParam("path", "file", "the file", true), stringParam("header", "Range", "bytes=…", false)}
	bytes := map[string]*huma.MediaType{"application/octet-stream": {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}
	op.Responses = map[string]*huma.Response{
		"200": {Description: "the whole file", Content: bytes}, "206": {Description: "a part of it", Content: bytes},
	}
}

func describeLive(op *huma.Operation) {
	op.Description = "Server-sent events: ticket {id,version,what,seq?,by?}, presence {ticket,account,doing,until}, session {state}. " +
		"A comment every 15 seconds keeps the line open. After a break fetch again what is shown: nothing is replayed."
	op.Responses = map[string]*huma.Response{"200": {Description: http.StatusText(200), Content: map[string]*huma.MediaType{"text/event-stream": {Schema: &huma.Schema{Type: huma.TypeString}}}}}
}
