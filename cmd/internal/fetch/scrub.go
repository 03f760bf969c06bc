package fetch

import (
	"bytes"
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/payloadlint/payloadlint/rules/secret"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// kept are the parts of an apiCallDemo answer that say something about
// requests. The rest goes: `curl` carries the caller's key, counters and cover
// pictures change every day.
var kept = []string{"webappId", "webappName", "workflowId", "accessEncrypted", "nodeInfoList"}

// keptItem are the keys of its fields. Source: runninghub-api.md §2.4.
var keptItem = []string{"nodeId", "nodeName", "fieldName", "fieldValue", "fieldData", "fieldType", "description", "descriptionCn", "descriptionEn"}

// appContent makes the stored form of an apiCallDemo answer: an answer of the
// same shape with the kept parts. fieldData, which is JSON in a string, is
// written out so that a diff shows which choice came or went.
func appContent(data jsondoc.Value) []byte {
	out := map[string]any{}
	for _, k := range kept {
		v := data.Get(k)
		switch {
		case !v.Exists():
		case k == "nodeInfoList":
			items := []any{}
			for _, item := range v.Elements() {
				items = append(items, appItem(item))
			}
			out[k] = items
		default:
			out[k] = json.RawMessage(v.Raw())
		}
	}
	return printed(map[string]any{"code": 0, "msg": "success", "data": out})
}

func appItem(item jsondoc.Value) map[string]any {
	m := map[string]any{}
	for _, k := range keptItem {
		v := item.Get(k)
		if !v.Exists() {
			continue
		}
		m[k] = json.RawMessage(v.Raw())
		if k == "fieldData" && v.Is(jsondoc.String) && strings.HasPrefix(strings.TrimSpace(v.Text()), "[") {
			if doc, err := v.Embedded(); err == nil {
				m[k] = json.RawMessage(doc.Root().Raw())
			}
		}
	}
	return m
}

// printed prints what was put together of parts of a parsed document.
func printed(v any) []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil
	}
	doc, err := jsondoc.Parse("", b.Bytes())
	if err != nil {
		return nil
	}
	return doc.Root().Pretty()
}

// scrub takes keys out of content that Pretty printed: the one that was
// used, and any that an author left in a node of a workflow (the nodes that
// call RunningHub have a widget for it). Words and placeholders in such places
// stay: they are part of the definition.
func (c *Client) scrub(content []byte) []byte {
	text := []byte(c.redact.text(string(content)))
	doc, err := jsondoc.Parse("", text)
	if err != nil {
		return text
	}
	var found []jsondoc.Span
	findKeys(doc.Root(), &found)
	keys := map[string]bool{}
	for _, s := range found {
		keys[string(text[s.Start+1:s.End-1])] = true
	}
	for _, v := range secret.Text(text).Values() {
		// A long number without quotes does not have the shape of a key.
		if keyShape(v) && strings.Trim(v, "0123456789") != "" {
			keys[v] = true
		}
	}
	// The longest first: one may be a part of another.
	for _, k := range slices.SortedFunc(maps.Keys(keys), func(a, b string) int {
		return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a, b))
	}) {
		text = bytes.ReplaceAll(text, []byte(k), []byte(masked))
	}
	return text
}

// findKeys collects the strings in document order that have the shape of a
// key and are where one belongs.
func findKeys(v jsondoc.Value, spans *[]jsondoc.Span) {
	for m := range v.Members() {
		if m.Value.Is(jsondoc.String) && keyName(m.Key()) && keyShape(m.Value.Text()) {
			*spans = append(*spans, m.Value.Span())
			continue
		}
		findKeys(m.Value, spans)
	}
	for _, e := range v.Elements() {
		findKeys(e, spans)
	}
}

// keyName recognises apiKey, api_key, runninghub-api-key, access_token and
// their like.
func keyName(s string) bool {
	if secret.Text(s).IsKey() {
		return true
	}
	s = strings.NewReplacer("_", "", "-", "", " ", "").Replace(strings.ToLower(s))
	for _, end := range []string{"accesskey", "secretkey", "token", "secret", "password"} {
		if strings.HasSuffix(s, end) {
			return true
		}
	}
	return false
}

// keyShape distinguishes a key from words and placeholders: 16 or more letters, digits
// and dashes, digits among them.
func keyShape(s string) bool {
	digits := 0
	for i := range len(s) {
		c := s[i]
		switch {
		case c >= '0' && c <= '9':
			digits++
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c == '-', c == '_', c == '.', c == '+', c == '/', c == '=':
		default:
			return false
		}
	}
	return len(s) >= 16 && digits >= 3
}
