package report

import (
	"encoding/json"

	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// change is the change that would fix a finding: its fix, whose edits may be
// shown, else what its first suggestion says.
func (b *builder) change(d *jsondoc.Document, f *rule.Finding, edits []edit) *change {
	if len(edits) > 0 {
		return &change{Safe: true, Patch: b.patch(f.Fix.Patch()), Edits: edits}
	}
	if f.Rule.Secret || f.Fix != nil || len(f.Suggestions) == 0 || d == nil {
		return nil
	}
	at := subject(d, f)
	literal, ok := suggested(at, f.Suggestions[0])
	if !ok {
		return nil
	}
	if patch := b.patch(at.Patch(literal)); patch != nil {
		return &change{Patch: patch}
	}
	return nil
}

// patch is a patch as it may be shown: not with a secret of the document in it.
func (b *builder) patch(text string) json.RawMessage {
	if text == "" || b.hidden(text) != text || !json.Valid([]byte(text)) {
		return nil
	}
	return json.RawMessage(text)
}

// subject is the value or key that a finding is about; missing where it is about
// a part of one, or about something else.
func subject(d *jsondoc.Document, f *rule.Finding) jsondoc.Value {
	v := d.At(f.Pointer)
	is := func(v jsondoc.Value) bool {
		if !v.Exists() {
			return false
		}
		start, end := d.Range(v.Span())
		return start == f.Start && end == f.End
	}
	if is(v) {
		return v
	}
	for m := range v.Parent().Members() {
		if m.Value.Same(v) && is(m.KeyValue()) {
			return m.KeyValue()
		}
	}
	return jsondoc.Value{}
}

// suggested is a suggestion as JSON of the kind of what it replaces.
func suggested(at jsondoc.Value, text string) (literal string, ok bool) {
	switch at.Kind() {
	case jsondoc.String:
		quoted, _ := json.Marshal(text) // a string does not fail
		return string(quoted), true
	case jsondoc.Number, jsondoc.Bool:
		doc, err := jsondoc.Parse("", []byte(text))
		if err != nil || doc.Root().Is(jsondoc.Object) || doc.Root().Is(jsondoc.Array) {
			quoted, _ := json.Marshal(text)
			return string(quoted), true
		}
		return text, true
	}
	return "", false
}
