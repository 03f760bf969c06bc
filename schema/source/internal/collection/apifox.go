package collection

import (
	"strings"

	"github.com/payloadlint/payloadlint/schema/source/internal/literal"
	"github.com/payloadlint/payloadlint/schema/source/internal/source"
)

// apifox reads an export of Apifox: folders of interfaces, each with the examples
// of its body and the cases that were saved.
func apifox(f *file) []source.Request {
	roots := get(f.root, "apiCollection")
	if !isArray(roots) {
		return nil
	}
	if f.dry {
		return f.found()
	}
	var walk func(items literal.Value, depth int)
	walk = func(items literal.Value, depth int) {
		for _, item := range items.Elements {
			if depth < 50 {
				walk(get(item, "items"), depth+1)
			}
			if api := get(item, "api"); isObject(api) {
				f.apifoxInterface(item, api)
			}
		}
	}
	walk(roots, 0)
	return f.found()
}

// apifoxInterface reads one interface.
func (f *file) apifoxInterface(item, api literal.Value) {
	url := pathParameters(get(api, "path"), get(api, "parameters", "path").Elements)
	add := func(at, body literal.Value) {
		if isString(body) && len(body.Text.Bytes) > 0 || isObject(body) {
			f.add(source.Request{Method: strings.ToUpper(str(get(api, "method"))), Span: at.Span}, url, body)
		}
	}
	add(item, get(api, "requestBody", "example"))
	for _, e := range get(api, "requestBody", "examples").Elements {
		add(e, get(e, "value"))
	}
	for _, cases := range [...]literal.Value{get(api, "cases"), get(item, "cases")} {
		for _, c := range cases.Elements {
			add(c, get(c, "requestBody", "data"))
		}
	}
}
