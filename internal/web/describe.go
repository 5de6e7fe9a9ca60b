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

// fileBodyOf is a file as the whole body.
func fileBodyOf() *huma.RequestBody {
	return &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"application/octet-stream": {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}}
}

// answers documents one status with a schema, or with bytes when there is none.
func answers(status, text, contentType, schema string) map[string]*huma.Response {
	s := &huma.Schema{Type: huma.TypeString, Format: "binary"}
	if schema != "" {
		s = &huma.Schema{Ref: "#/components/schemas/" + schema}
	}
	return map[string]*huma.Response{status: {Description: text, Content: map[string]*huma.MediaType{contentType: {Schema: s}}}}
}

func describeStatement(op *huma.Operation, text, status, schema string) {
	op.Description = text
	format := stringParam("query", "format", "how the statement is written down", true)
	format.Schema = &huma.Schema{Type: huma.TypeString, Enum: []any{"camt053", "mt940", "csv"}}
	op.Parameters = append(op.Parameters, format, stringParam("header", "Statement-Mapping", "of CSV: a CSVMapping as JSON in base64url", false))
	op.RequestBody, op.Responses = fileBodyOf(), answers(status, "What it says", "application/json", schema)
}

func describePreview(op *huma.Operation) {
	describeStatement(op, "Reads a file as it would be brought in, and changes nothing.", "200", "StatementPreviews")
}

func describeImport(op *huma.Operation) {
	describeStatement(op, "Brings the statements of a file in. Nothing is taken of a file that does not add up or is not of an own account; the same again changes nothing.", "201", "StatementResults")
}

func describeBatchFile(op *huma.Operation) {
	op.Description = "A pain.001 file, the same bytes each time, always as an attachment."
	op.Parameters = []*huma.Param{stringParam("path", "id", "the file of payouts", true)}
	op.Responses = answers("200", "the file", "application/xml", "")
}

func describeLive(op *huma.Operation) {
	op.Description = "Server-sent events: ticket {id,version,what,seq?,by?}, presence {ticket,account,doing,until}, session {state}. " +
		"A comment every 15 seconds keeps the line open. After a break fetch again what is shown: nothing is replayed."
	op.Responses = map[string]*huma.Response{"200": {Description: http.StatusText(200), Content: map[string]*huma.MediaType{"text/event-stream": {Schema: &huma.Schema{Type: huma.TypeString}}}}}
}
