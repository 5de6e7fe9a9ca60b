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
	op.Description = "The bytes, always as an attachment. Ranges are served, except of a copy that is marked with who took it and when."
	reason := stringParam("query", "reason", "why, where the file leaves for a reason alone", false)
	reason.Schema = &huma.Schema{Ref: "#/components/schemas/UncoverReason"}
	op.Parameters = []*huma.Param{stringParam("path", "id", "the ticket", true), stringParam("path", "file", "the file", true), reason, stringParam("header", "Range", "bytes=…", false)}
	bytes := map[string]*huma.MediaType{"application/octet-stream": {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}
	op.Responses = map[string]*huma.Response{
		"200": {Description: "the whole file", Content: bytes}, "206": {Description: "a part of it", Content: bytes},
	}
}

func describePreviewFile(op *huma.Operation) {
	op.Description = "A picture, or a page of a PDF, drawn anew and smaller, apart from the server. It stands on the record as a reading of the file."
	page := integerParam("page", "of a PDF, from 1")
	page.Required, page.Schema = false, &huma.Schema{Type: huma.TypeInteger, Minimum: new(1.0)}
	op.Parameters = []*huma.Param{stringParam("path", "id", "the ticket", true), stringParam("path", "file", "the file", true), page}
	op.Responses = answers("200", "the preview", "image/png", "")
}

func describeComplaintFile(op *huma.Operation) {
	describePreviewFile(op)
	reason := stringParam("query", "reason", "why: allegation, answer or extent", true)
	op.Parameters = append([]*huma.Param{stringParam("path", "id", "the complaint", true), reason}, op.Parameters[1:]...)
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
	mapping := stringParam("header", "Statement-Mapping", "of CSV: how it is to be read, as JSON in base64url", false)
	mapping.Schema.Extensions = map[string]any{"contentMediaType": "application/json", "contentSchema": &huma.Schema{Ref: "#/components/schemas/CSVMapping"}}
	op.Parameters = append(op.Parameters, format, mapping)
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

var ifMatch = stringParam("header", "If-Match", "the ETag read before", true)

// paperParams name a paper of a deal.
func paperParams(more ...*huma.Param) []*huma.Param {
	kind := stringParam("path", "kind", "which of the two", true)
	kind.Schema = &huma.Schema{Type: huma.TypeString, Enum: []any{"contract", "nda"}}
	return append([]*huma.Param{stringParam("path", "id", "the deal", true), stringParam("path", "version", "of the terms", true), kind}, more...)
}

func describePaperFile(op *huma.Operation) {
	op.Description = "The PDF with the seals it has by now, always as an attachment."
	op.Parameters, op.Responses = paperParams(), answers("200", "the paper", "application/pdf", "")
}

func describePaperText(op *huma.Operation) {
	op.Description = "The canonical text, of which the digest is the SHA-256, always as an attachment."
	op.Parameters, op.Responses = paperParams(), answers("200", "the text", "text/plain", "")
}

func describeBring(op *huma.Operation) {
	op.Description = "A PDF of ours that was signed elsewhere. It is checked; what is wrong in it stands beside it."
	op.Parameters = append(op.Parameters, paperParams(ifMatch)...)
	op.RequestBody, op.Responses = fileBodyOf(), answers("201", "the deal", "application/json", "Deal")
}

func describeBrought(op *huma.Operation) {
	op.Description = "As it came, always as an attachment."
	op.Parameters, op.Responses = paperParams(stringParam("path", "brought", "its id", true)), answers("200", "the paper", "application/pdf", "")
}

func describeWork(op *huma.Operation) {
	op.Description = "Streams a work in: its SHA-256 and the time stand on the record from then on. A broken upload leaves nothing."
	milestone := stringParam("query", "milestone", "the milestone", true)
	op.Parameters = append(op.Parameters, stringParam("path", "id", "the deal", true), milestone, integerParam("size", "bytes to come"),
		stringParam("header", "Upload-Name", "the work's name, UTF-8 in base64url", true), stringParam("header", "Upload-Preview", "what the client is told of it before, UTF-8 in base64url", false))
	op.RequestBody, op.Responses = fileBodyOf(), answers("201", "the work", "application/json", "Work")
}

func describeFetchWork(op *huma.Operation) {
	op.Description = "The bytes, always as an attachment; the client's once the milestone is released. Ranges are served."
	op.Parameters = []*huma.Param{stringParam("path", "id", "the deal", true), stringParam("path", "work", "the work", true), stringParam("header", "Range", "bytes=…", false)}
	op.Responses = answers("200", "the whole work", "application/octet-stream", "")
	op.Responses["206"] = answers("206", "a part of it", "application/octet-stream", "")["206"]
}

// describeAttached is of a file that is made of one thing.
func describeAttached(op *huma.Operation, text, of, what, contentType string) {
	op.Description = text
	op.Parameters = []*huma.Param{stringParam("path", "id", of, true)}
	op.Responses = answers("200", what, contentType, "")
}

func describeCertificate(op *huma.Operation) {
	describeAttached(op, "A PDF with the installation's seal, always as an attachment. It is there when the destruction is over.", "the ticket", "the certificate", "application/pdf")
}

func describeMyCopy(op *huma.Operation) {
	describeAttached(op, "A zip of JSON files and of what the person brought, to its person alone; its form is told in docs/design/person.md. Always as an attachment.", "the copy", "the copy", "application/zip")
}

func describeErasureCertificate(op *huma.Operation) {
	describeAttached(op, "A PDF with the installation's seal, always as an attachment. It is there when the account was erased.", "the wish", "the certificate", "application/pdf")
}

func describeReportPaper(op *huma.Operation) {
	op.Description = "A PDF with the installation's seal, in the language asked for, always as an attachment. It holds no word of the case."
	op.Parameters = []*huma.Param{stringParam("path", "id", "the report", true), stringParam("query", "language", "en, ru, fa or zh; en when left out", false)}
	op.Responses = answers("200", "the report", "application/pdf", "")
}

func describeEvidence(op *huma.Operation) {
	describeAttached(op, "A zip that anybody can verify without the server (surety evidence verify), always as an attachment.", "the ticket", "the pack", "application/zip")
}

func describeComplaintPack(op *huma.Operation) {
	describeAttached(op, "A zip that anybody can verify without the server (surety evidence verify), in the language of whom it is for, always as an attachment.", "the complaint", "the pack", "application/zip")
}

func describeExhibit(op *huma.Operation) {
	op.Description = "The bytes, always as an attachment. Ranges are served."
	op.Parameters = []*huma.Param{stringParam("path", "id", "the dispute", true), stringParam("path", "n", "the exhibit's place", true), stringParam("header", "Range", "bytes=…", false)}
	op.Responses = answers("200", "the whole exhibit", "application/octet-stream", "")
	op.Responses["206"] = answers("206", "a part of it", "application/octet-stream", "")["206"]
}

func describeLive(op *huma.Operation) {
	op.Description = "Server-sent events: ticket {id,version,what,seq?,by?}, presence {ticket,account,doing,until}, deal {id,ticket}, dispute {dispute,deal}, review {milestone,deal}, remote {session,ticket,state}, secret {secret,ticket}, session {state}. " +
		"A comment every 15 seconds keeps the line open. After a break fetch again what is shown: nothing is replayed."
	op.Responses = map[string]*huma.Response{"200": {Description: http.StatusText(200), Content: map[string]*huma.MediaType{"text/event-stream": {Schema: &huma.Schema{Type: huma.TypeString}}}}}
}

func describeWatch(op *huma.Operation) {
	op.Description = "Server-sent events: picture {cols, rows, data, stream, others, screens} first (of a screen, cols and rows in pixels, its first events draw it as it stands), then events [RecordingEvent …] of that terminal or screen as they are stored, others [stream …] when something happened in other terminals, over {why} at the end: ended, or the code of why the watcher may see no more (absent, denied, " +
		"not_signed_in, watcher_slow, recording_bad). Who was too slow comes again and begins with a picture."
	op.Parameters = []*huma.Param{stringParam("path", "id", "the session", true), terminalParam()}
	op.Responses = answers("200", "the stream", "text/event-stream", "")
}

func terminalParam() *huma.Param {
	p := integerParam("stream", "which terminal, or to watch which screen; 0 or none: the first terminal")
	p.Required = false
	return p
}

func describeCast(op *huma.Operation) {
	op.Description = "A terminal's course as an asciicast v3, always as an attachment. With raw=true it has the bytes as the machine sent them: for evidence, never for a terminal."
	raw := stringParam("query", "raw", "unfiltered", false)
	raw.Schema = &huma.Schema{Type: huma.TypeBoolean}
	op.Parameters = []*huma.Param{stringParam("path", "id", "the session", true), terminalParam(), raw}
	op.Responses = answers("200", "the cast", "application/x-asciicast", "")
}

func describeCopy(op *huma.Operation) {
	op.Description = "The copy of a file that went over, as the recording keeps it, always as an attachment. A line that breaks before the end is a part that is damaged."
	op.Parameters = []*huma.Param{stringParam("path", "id", "the session", true), stringParam("path", "sha256", "of the file, hex", true)}
	op.Responses = answers("200", "the file", "application/octet-stream", "")
}

func describeSnapshotFile(op *huma.Operation) {
	op.Description = "One file as it was, always as an attachment. A line that breaks before the end is a part that is damaged."
	op.Parameters = []*huma.Param{stringParam("path", "id", "the snapshot", true), stringParam("query", "path", "of the file, as an entry gave it", true)}
	op.Responses = answers("200", "the file", "application/octet-stream", "")
}

func describeRoomSealed(op *huma.Operation) {
	op.Description = "The ciphertext, an age file, always as an attachment. Nothing could look for harm in it."
	op.Parameters = []*huma.Param{stringParam("path", "id", "the room", true), stringParam("path", "n", "its number", true)}
	op.Responses = answers("200", "what is sealed", "application/octet-stream", "")
}

func describeRoomFile(op *huma.Operation) {
	op.Description = "An age file to the room's present key: the file, with its name and place inside the seal."
	op.Parameters = append(op.Parameters, stringParam("path", "id", "the room", true), integerParam("epoch", "of the key that it is sealed to: the present one"), integerParam("seq", "the number after the newest"))
	op.RequestBody, op.Responses = fileBodyOf(), answers("201", "what the server knows of it", "application/json", "RoomMessage")
}
