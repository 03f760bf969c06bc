package request

import (
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// Violation is one way in which a document differs from its schema, without
// words: the library's own never reach people.
type Violation struct {
	// Place is the value concerned: the object for "required", the key for
	// "additionalProperties".
	Place jsondoc.Value
	// Key is the name of the field concerned; "" when it is an element.
	Key string
	// Keyword is the schema's: required, type, enum, minimum, maximum,
	// pattern, minItems, minProperties, additionalProperties.
	Keyword string
	// Want is what the schema asks for: types, choices, a bound.
	Want []string
}

// Validate lists the violations of v in document order, at most one per value.
// The error is that of a schema that does not compile, which a test excludes.
func (s Schema) Validate(v jsondoc.Value) ([]Violation, error) {
	e := s.entry()
	if e == nil || !v.Exists() || quickly(endpoint.Kind(s), v) {
		return nil, nil
	}
	schema, err := e.library()
	if err != nil {
		return nil, err
	}
	var failed *jsonschema.ValidationError
	if err = schema.Validate(plain(v, 0)); err == nil {
		return nil, nil
	} else if !errors.As(err, &failed) {
		return nil, err
	}
	r := reader{root: v, schema: e.schema(), elements: map[jsondoc.Value][]jsondoc.Value{}}
	r.read(failed)
	slices.SortStableFunc(r.found, func(a, b Violation) int {
		if d := a.Place.Span().Start - b.Place.Span().Start; d != 0 {
			return d
		}
		return rank(a.Keyword) - rank(b.Keyword)
	})
	// A value of the wrong type is not in the list of choices either: one
	// cause, one violation.
	out := slices.CompactFunc(r.found, func(a, b Violation) bool {
		return a.Place.Same(b.Place) && a.Keyword != "required" && b.Keyword != "required"
	})
	return out, nil
}

func rank(keyword string) int {
	if keyword == "type" {
		return 0
	}
	return 1
}

// reader turns the library's tree of errors into violations.
type reader struct {
	root     jsondoc.Value
	schema   *jsondoc.Document
	found    []Violation
	elements map[jsondoc.Value][]jsondoc.Value
}

func (r *reader) read(e *jsonschema.ValidationError) {
	for _, c := range e.Causes {
		r.read(c)
	}
	if len(e.Causes) > 0 {
		return
	}
	_, fragment, _ := strings.Cut(e.AbsoluteKeywordLocation, "#")
	parent, keyword := fragment, ""
	if i := strings.LastIndexByte(fragment, '/'); i >= 0 {
		parent, keyword = fragment[:i], fragment[i+1:]
	}
	place, key := r.place(e.InstanceLocation)
	want := r.schema.At(parent)
	switch keyword {
	case "required":
		for _, name := range want.Get("required").Elements() {
			if !place.Get(name.Text()).Exists() {
				r.found = append(r.found, Violation{Place: place, Key: name.Text(), Keyword: keyword})
			}
		}
	case "additionalProperties":
		known := want.Get("properties")
		for m := range place.Members() {
			if !known.Get(m.Key()).Exists() {
				r.found = append(r.found, Violation{Place: m.KeyValue(), Key: m.Key(), Keyword: keyword})
			}
		}
	default:
		v := Violation{Place: place, Key: key, Keyword: keyword, Want: texts(want.Get(keyword))}
		if len(v.Want) == 0 && want.Get(keyword).Exists() {
			v.Want = []string{want.Get(keyword).Text()}
		}
		r.found = append(r.found, v)
	}
}

// place resolves the library's pointer, whose tokens are escaped twice.
func (r *reader) place(pointer string) (v jsondoc.Value, key string) {
	v = r.root
	for token := range strings.SplitSeq(strings.TrimPrefix(pointer, "/"), "/") {
		if pointer == "" {
			break
		}
		if plain, err := url.PathUnescape(token); err == nil {
			token = plain
		}
		token = strings.ReplaceAll(strings.ReplaceAll(token, "~1", "/"), "~0", "~")
		if v.Is(jsondoc.Array) {
			list, ok := r.elements[v]
			if !ok {
				for _, e := range v.Elements() {
					list = append(list, e)
				}
				r.elements[v] = list
			}
			i, err := strconv.Atoi(token)
			if err != nil || i < 0 || i >= len(list) {
				return v, key
			}
			v, key = list[i], ""
			continue
		}
		next := v.Get(token)
		if !next.Exists() {
			return v, key
		}
		v, key = next, token
	}
	return v, key
}

// plainDepth is how deep the schemas look: request, list, item, value. What is
// deeper is passed on without its content.
const plainDepth = 5

// plain is the value as the library wants it.
func plain(v jsondoc.Value, depth int) any {
	switch v.Kind() {
	case jsondoc.Object:
		m := make(map[string]any, v.Len())
		if depth < plainDepth {
			for e := range v.Members() {
				m[e.Key()] = plain(e.Value, depth+1)
			}
		}
		return m
	case jsondoc.Array:
		list := []any{}
		if depth < plainDepth {
			for _, e := range v.Elements() {
				list = append(list, plain(e, depth+1))
			}
		}
		return list
	case jsondoc.String:
		return v.Text()
	case jsondoc.Bool:
		return v.True()
	case jsondoc.Number:
		return number(v.Text())
	}
	return nil
}

// number never hands the library a literal such as 1e999999999, which it would
// write out in full: beyond a float64's range there is only "very large".
func number(literal string) any {
	if f, err := strconv.ParseFloat(literal, 64); err == nil {
		if i, err := strconv.ParseInt(literal, 10, 64); err == nil {
			return i
		}
		return f
	}
	if strings.HasPrefix(literal, "-") {
		return -1e300
	}
	return 1e300
}
