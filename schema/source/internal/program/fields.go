package program

import (
	"reflect"
	"strconv"
	"strings"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/source/internal/literal"
)

// structFields reads the fields of a struct of Go with their json tags.
func (p *parser) structFields() {
	depth := 0
	of := "" // the type's name with a point
	if k := p.at - 2; k >= 0 && p.toks[k].kind == tokenName {
		of = p.toks[k].text + "."
	}
	field := ""
	for ; p.at < len(p.toks); p.at++ {
		t := p.peek()
		switch {
		case t.text == "{" && t.kind == tokenMark:
			depth++
		case t.text == "}" && t.kind == tokenMark:
			if depth--; depth == 0 {
				p.at++
				return
			}
		case t.kind == tokenName && t.first:
			field = t.text
		case t.kind == tokenString && field != "":
			if text, err := strconv.Unquote(t.text); err == nil {
				p.tag(of, field, text)
			}
		}
	}
}

// tag remembers the name that a field has in JSON, in its type and in any.
func (p *parser) tag(of, field, text string) {
	value, ok := reflect.StructTag(text).Lookup("json")
	if !ok {
		return
	}
	name, _, _ := strings.Cut(value, ",")
	if old, known := p.tags[field]; known && old != name {
		name = ""
	}
	p.tags[field] = name
	if of != "" {
		p.tags[of+field] = name
	}
}

// literalFollows reports whether the brace that is next begins the fields of a
// literal, and not a block of statements.
func (p *parser) literalFollows() bool {
	return p.ahead(1).kind == tokenName && p.aheadIs(2, ":")
}

// field is the key of a member: of a field of a type, the name that it has in
// JSON. Fields that are not mentioned are not left out of that, so the object is
// not complete.
func (v *evaluator) field(e, key *expr, at int, out *literal.Value) literal.Value {
	l := v.literal(key, at)
	if !key.bare || !v.hasFields() || !e.typed && !capital(key) {
		return l
	}
	out.Open, out.OpenAt = true, e.span()
	if name := v.tagged(e.name, string(key.part.text.Bytes)); name != "" && name != "-" {
		return named(l, name)
	}
	if name := fieldNames[strings.ReplaceAll(strings.ToLower(string(key.part.text.Bytes)), "_", "")]; name != "" {
		return named(l, name)
	}
	return literal.Value{Span: l.Span}
}

// hasFields reports whether the language has literals whose keys are fields of
// types.
func (v *evaluator) hasFields() bool { return v.lang == golang || v.lang == rust || v.lang == csharp }

func capital(key *expr) bool {
	b := key.part.text.Bytes
	return len(b) > 0 && b[0] >= 'A' && b[0] <= 'Z'
}

// named is a key with another name at the same place.
func named(l literal.Value, name string) literal.Value {
	out := literal.Value{Kind: literal.String, Span: l.Span}
	out.Text.Add(name, jsondoc.Span{Start: l.Span.Start, End: l.Span.End})
	return out
}

// fieldNames are the keys of requests, by how fields of types spell them: without
// underscores, in lower case.
var fieldNames = map[string]string{
	"apikey": "apiKey", "workflowid": "workflowId", "webappid": "webappId", "taskid": "taskId", "nodeinfolist": "nodeInfoList", "nodeid": "nodeId", "fieldname": "fieldName",
	"fieldvalue": "fieldValue", "quickcreatecode": "quickCreateCode", "addmetadata": "addMetadata", "webhookurl": "webhookUrl", "instancetype": "instanceType",
	"usepersonalqueue": "usePersonalQueue", "retainseconds": "retainSeconds", "accesspassword": "accessPassword", "fielddata": "fieldData",
	"fieldtype": "fieldType", "nodename": "nodeName",
}
