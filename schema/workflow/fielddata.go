package workflow

import (
	"strconv"
	"strings"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// readData takes options and bounds from an item's fieldData: JSON in a string
// whose shape depends on fieldType. open says that no list in it counts. What
// it does not understand leaves the field open. Sources: runninghub-api.md §2.4,
// live-answers.md "Definitions".
func (f *Field) readData(v jsondoc.Value, open bool) {
	v = unpacked(v)
	if !v.Is(jsondoc.Array) || v.Len() == 0 {
		return
	}
	first, second := v.Index(0), v.Index(1)
	if (first.EqualText("INT") || first.EqualText("FLOAT")) && second.Is(jsondoc.Object) {
		f.Min, f.Max = number(second.Get("min")), number(second.Get("max"))
		return
	}
	switch {
	case open:
	case first.EqualText("COMBO") && !uploads(second):
		f.Options = plainOptions(second.Get("options"))
	case f.Type == "INT", f.Type == "FLOAT":
	case first.Is(jsondoc.Array):
		if !uploads(second) {
			f.Options = plainOptions(first)
		}
	case first.Is(jsondoc.Object):
		f.Options = namedOptions(v)
	}
}

// unpacked is the JSON that a string holds; other values are what they are, and
// a string that holds none is missing.
func unpacked(v jsondoc.Value) jsondoc.Value {
	if !v.Is(jsondoc.String) {
		return v
	}
	if !looksPacked(v.Text()) {
		return jsondoc.Value{}
	}
	doc, err := v.Embedded()
	if err != nil {
		return jsondoc.Value{}
	}
	return doc.Root()
}

// uploads reports whether a list is that of the files in the server's input folder.
func uploads(config jsondoc.Value) bool {
	for m := range config.Members() {
		if strings.HasSuffix(m.Key(), "_upload") || m.KeyIs("upload") || m.KeyIs("image_folder") || m.KeyIs("remote") {
			return true
		}
	}
	return false
}

func number(v jsondoc.Value) *float64 {
	if !v.Is(jsondoc.Number) {
		return nil
	}
	n, err := strconv.ParseFloat(v.Text(), 64)
	if err != nil {
		return nil
	}
	return &n
}

// option is an element of Field.Options.
type option = struct{ Index, Name, Description string }

// plainOptions reads ["a", "b"]; nil when anything in it is not a scalar.
func plainOptions(list jsondoc.Value) []option {
	var out []option
	for _, e := range list.Elements() {
		s, ok := scalar(e)
		if !ok {
			return nil
		}
		out = append(out, option{Index: s, Name: s})
	}
	return out
}

// namedOptions reads [{"name", "index", "description"}, …]. The entry without
// index and name only marks the default and is no option.
func namedOptions(list jsondoc.Value) []option {
	var out []option
	for _, e := range list.Elements() {
		if !e.Is(jsondoc.Object) {
			return nil
		}
		name, named := scalar(e.Get("name"))
		index, ok := scalar(e.Get("index"))
		if !ok {
			if !named {
				if e.Get("default").Exists() {
					continue
				}
				return nil
			}
			index = name
		}
		out = append(out, option{Index: index, Name: name, Description: text(e.Get("description"))})
	}
	return out
}

// scalar is what is sent for an option. The platform writes the index 2 as
// 2.0.
func scalar(v jsondoc.Value) (string, bool) {
	switch v.Kind() {
	case jsondoc.String, jsondoc.Bool:
		return v.Text(), true
	case jsondoc.Number:
		return strings.TrimSuffix(v.Text(), ".0"), true
	}
	return "", false
}

// Accepts reports whether a text is one of the field's options. Numbers compare
// by value: the platform lists 2.0 where "2" is sent. A field without options
// accepts everything.
func (f *Field) Accepts(s string) bool {
	if len(f.Options) == 0 {
		return true
	}
	want := canonical(s)
	if f.accepted != nil {
		return f.accepted[want]
	}
	for _, o := range f.Options {
		if o.Index == s || canonical(o.Index) == want {
			return true
		}
	}
	return false
}

// fewOptions is up to where comparing with each option beats a map.
const fewOptions = 16

// prepare makes Accepts fast for long lists.
func (f *Field) prepare() {
	if len(f.Options) <= fewOptions {
		return
	}
	f.accepted = make(map[string]bool, len(f.Options))
	for _, o := range f.Options {
		f.accepted[canonical(o.Index)] = true
	}
}

// canonical is one spelling for all of a number's.
func canonical(s string) string {
	if n, err := strconv.ParseFloat(s, 64); err == nil {
		return strconv.FormatFloat(n, 'g', -1, 64)
	}
	return s
}

// Named returns what is sent for the option whose name, rather than index, is s.
func (f *Field) Named(s string) (index string, ok bool) {
	for _, o := range f.Options {
		if o.Name == s {
			return o.Index, true
		}
	}
	return "", false
}
