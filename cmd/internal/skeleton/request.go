package skeleton

import (
	"encoding/json"
	"slices"
	"strings"
	"unicode"

	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/models"
	"github.com/payloadlint/payloadlint/schema/request"
	"github.com/payloadlint/payloadlint/schema/workflow"
)

// methodPost is http.MethodPost: net/http would be a sixth of the engine that a
// browser loads.
const methodPost = "POST"

// Key stands for the API key in a request.
const Key = "${RUNNINGHUB_API_KEY}"

// Request is a request that runs a definition as it is, as indented JSON: the
// body for a kind of endpoint that takes a nodeInfoList. id is that of the
// workflow or app, "" where nothing says it; it is left out where the address has
// it, which URL gives.
func Request(def *workflow.Definition, kind endpoint.Kind, id string) []byte {
	list := items(def)
	if kind == endpoint.NodeInfoList {
		return indented(list)
	}
	return indented(append(fields(kind, id), member{"nodeInfoList", list}))
}

// Plain is a request to an endpoint that changes no nodes: what it requires, with
// placeholders. id is that of what the request is about, "" where it is not known.
func Plain(kind endpoint.Kind, id string) []byte { return indented(fields(kind, id)) }

// Kinds are the endpoints that there are requests for, the standard models left
// out.
func Kinds() (out []endpoint.Kind) {
	for _, e := range endpoint.Default().All() {
		if e.Kind == endpoint.NodeInfoList || len(request.Schema(e.Kind).Fields()) > 0 && e.Method == methodPost {
			out = append(out, e.Kind)
		}
	}
	return out
}

// Kind is the endpoint that runs a definition.
func Kind(def *workflow.Definition) endpoint.Kind {
	if def.App {
		return endpoint.AIAppRun
	}
	return endpoint.Create
}

// fields are what a request to an endpoint needs beside its nodeInfoList.
func fields(kind endpoint.Kind, id string) (out object) {
	e, _ := endpoint.Default().Lookup(kind)
	for _, f := range request.Schema(kind).Fields() {
		switch {
		case !f.Required || f.Name == "nodeInfoList":
		case f.Name == e.KeyField && e.Method == methodPost:
			out = append(out, member{f.Name, Key})
		case f.Name == e.IDField && id != "":
			out = append(out, member{f.Name, id})
		default:
			out = append(out, member{f.Name, hole(f.Name)})
		}
	}
	return out
}

// URL is the address that a request to an endpoint goes to, and the header that
// carries the key, "" where the body has it. base is the server's address without
// a slash at its end.
func URL(kind endpoint.Kind, id, base string) (url, header string) {
	e, _ := endpoint.Default().Lookup(kind)
	path := e.Path
	if before, param, ok := strings.Cut(path, "{"); ok {
		if id == "" {
			id = hole(strings.TrimSuffix(param, "}"))
		}
		path = before + id
	}
	if e.V2 {
		header = "Authorization: Bearer " + Key
	}
	return base + path, header
}

// Model is a request to a standard model: its required parameters, and those
// that have a default. What has none is a placeholder, or the first choice.
func Model(m *models.Model) []byte {
	out := object{}
	for i := range m.Params {
		p := &m.Params[i]
		if given := presetOf(p); given != nil {
			out = append(out, member{p.Key, given})
		}
	}
	return indented(out)
}

// presetOf is the value of a parameter in a skeleton; nil where it is left out.
func presetOf(p *models.Param) any {
	var value any
	text, isText := "", false
	if p.Default != nil {
		text, isText = textOf(p.Default)
	}
	switch {
	case p.Default != nil && !(isText && text == "") && (len(p.Options) == 0 || !isText || slices.Contains(p.Options, text)):
		value = p.Default
	case !p.Required:
		return nil
	case len(p.Options) > 0:
		value = p.Options[0]
	default:
		value = hole(p.Key)
	}
	if raw, ok := value.(json.RawMessage); p.List && (!ok || len(raw) == 0 || raw[0] != '[') {
		return []any{value}
	}
	return value
}

func textOf(raw json.RawMessage) (text string, ok bool) {
	ok = json.Unmarshal(raw, &text) == nil
	return text, ok
}

// hole is a placeholder for the value of a key: ${WORKFLOW_ID} for workflowId.
func hole(key string) string {
	var b strings.Builder
	lower := false
	for _, r := range key {
		switch {
		case unicode.IsUpper(r) && lower:
			b.WriteByte('_')
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			r = '_'
		}
		lower = unicode.IsLower(r) || unicode.IsDigit(r)
		b.WriteRune(unicode.ToUpper(r))
	}
	return "${" + b.String() + "}"
}

// member is a key of an object with its value.
type member struct {
	key   string
	value any
}

// object is a JSON object that keeps the order of its keys.
type object []member

// MarshalJSON writes the members in their order.
func (o object) MarshalJSON() ([]byte, error) {
	out := []byte{'{'}
	for i, m := range o {
		if i > 0 {
			out = append(out, ',')
		}
		for k, v := range []any{m.key, m.value} {
			if k > 0 {
				out = append(out, ':')
			}
			out = append(out, indented(v)...)
		}
	}
	return append(out, '}'), nil
}
