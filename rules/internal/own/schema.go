package own

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// The bounds of a schema: how many schemas there are when each $ref is replaced
// by what it names, and how large a value may be that is checked. With them the
// cost of a check is linear in the document.
const (
	mostExpanded = 10_000
	mostValues   = 200_000
	// mostUnique is mostValues where uniqueItems compares all pairs.
	mostUnique = 4_000
)

// schema is a compiled schema.
type schema struct {
	*jsonschema.Schema
	most int
}

// schemaName is the address of a rule's schema: nothing else can be loaded.
const schemaName = "rule:schema"

// schemaError says what is wrong with a schema, as a key of the catalogs; the library's own words
// never reach people.
type schemaError string

func (e schemaError) Error() string { return string(e) }

// The faults of schemas, as keys of the catalogs (own-schema.<fault>).
const (
	errKeyword   schemaError = "keyword"
	errReference schemaError = "reference"
	errWide      schemaError = "wide"
)

// compileSchema compiles a schema; at is the JSON Pointer of what is wrong.
func compileSchema(text []byte) (s *schema, at string, err error) {
	doc, err := jsondoc.Parse("", text)
	if err != nil {
		return nil, "", errKeyword
	}
	if at, err := expand(doc); err != nil {
		return nil, at, err
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat = true
	c.LoadURL = func(string) (io.ReadCloser, error) {
		return nil, errReference
	}
	if err := c.AddResource(schemaName, bytes.NewReader(text)); err != nil {
		return nil, "", errKeyword
	}
	compiled, err := c.Compile(schemaName)
	if err != nil {
		return nil, faultyPlace(err), errKeyword
	}
	s = &schema{compiled, mostValues}
	if bytes.Contains(text, []byte(`"uniqueItems"`)) {
		s.most = mostUnique
	}
	return s, "", nil
}

// faultyPlace is the pointer of the part of a schema that an error is about.
func faultyPlace(err error) string {
	failed, ok := errors.AsType[*jsonschema.ValidationError](err)
	if !ok {
		return ""
	}
	for len(failed.Causes) > 0 {
		failed = failed.Causes[0]
	}
	at, uerr := url.PathUnescape(failed.InstanceLocation)
	if uerr != nil {
		return ""
	}
	return at
}

// expand counts the schemas when each $ref is replaced by what it names. One that
// leads to itself has no end.
func expand(doc *jsondoc.Document) (at string, err error) {
	left := mostExpanded
	var visit func(v jsondoc.Value, within []jsondoc.Value) error
	visit = func(v jsondoc.Value, within []jsondoc.Value) error {
		if left--; left < 0 {
			return errWide
		}
		for _, name := range []string{"$ref", "$dynamicRef", "$recursiveRef"} {
			ref := v.Get(name)
			if !ref.Is(jsondoc.String) {
				continue
			}
			fragment, ok := strings.CutPrefix(ref.Text(), "#")
			to := doc.At(fragment)
			if !ok || name != "$ref" || !to.Exists() {
				at = ref.Pointer()
				return errReference
			}
			if slices.ContainsFunc(within, to.Same) {
				at = ref.Pointer()
				return errWide
			}
			if err := visit(to, append(slices.Clone(within), to)); err != nil {
				return err
			}
		}
		for m := range v.Members() {
			if m.KeyIs("const") || m.KeyIs("enum") {
				continue
			}
			if err := visit(m.Value, within); err != nil {
				return err
			}
		}
		for _, e := range v.Elements() {
			if err := visit(e, within); err != nil {
				return err
			}
		}
		return nil
	}
	err = visit(doc.Root(), []jsondoc.Value{doc.Root()})
	return at, err
}

// faults are the values that the schema forbids, each once; ok is false where
// there is too much to check.
func (s *schema) faults(v jsondoc.Value) (places []jsondoc.Value, ok bool) {
	left := s.most
	plain := plainValue(v, &left)
	if left < 0 {
		return nil, false
	}
	failed, ok := errors.AsType[*jsonschema.ValidationError](s.Validate(plain))
	if !ok {
		return nil, true
	}
	seen := map[jsondoc.Value]bool{}
	for _, at := range locations(failed, nil) {
		if place := follow(v, at); !seen[place] {
			seen[place] = true
			places = append(places, place)
		}
	}
	return places, true
}

// locations are the places of what failed: where one of several schemas had to
// hold, that of the value they are about.
func locations(e *jsonschema.ValidationError, to []string) []string {
	keyword := e.KeywordLocation[strings.LastIndexByte(e.KeywordLocation, '/')+1:]
	if len(e.Causes) == 0 || slices.Contains([]string{"anyOf", "oneOf", "not", "minContains", "propertyNames"}, keyword) {
		return append(to, e.InstanceLocation)
	}
	for _, c := range e.Causes {
		to = locations(c, to)
	}
	return to
}

// follow resolves the library's pointer, whose tokens are escaped twice.
func follow(v jsondoc.Value, pointer string) jsondoc.Value {
	if pointer == "" {
		return v
	}
	for token := range strings.SplitSeq(strings.TrimPrefix(pointer, "/"), "/") {
		if plain, err := url.PathUnescape(token); err == nil {
			token = plain
		}
		token = strings.ReplaceAll(strings.ReplaceAll(token, "~1", "/"), "~0", "~")
		next := v.Get(token)
		if i, err := strconv.Atoi(token); err == nil && v.Is(jsondoc.Array) {
			next = v.Index(i)
		}
		if !next.Exists() {
			return v
		}
		v = next
	}
	return v
}

// plainValue is a value as the library wants it; left counts values down and is
// negative where there were too many.
func plainValue(v jsondoc.Value, left *int) any {
	if *left--; *left < 0 {
		return nil
	}
	switch v.Kind() {
	case jsondoc.Object:
		m := make(map[string]any, v.Len())
		for e := range v.Members() {
			if *left < 0 {
				break
			}
			m[e.Key()] = plainValue(e.Value, left)
		}
		return m
	case jsondoc.Array:
		list := []any{}
		for _, e := range v.Elements() {
			if *left < 0 {
				break
			}
			list = append(list, plainValue(e, left))
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

// longestNumber is how long a number may be to be compared as it is.
const longestNumber = 64

// number keeps the digits of large integers and never hands the library a literal
// such as 1e999999999, which it would write out in full.
func number(literal string) any {
	if len(literal) <= longestNumber && strings.Trim(literal, "-.0123456789") == "" {
		return json.Number(literal)
	}
	f, err := strconv.ParseFloat(literal, 64)
	if err != nil || f != f { // beyond the range, or NaN in a prompt
		f = 1e300
		if strings.HasPrefix(literal, "-") {
			f = -f
		}
	}
	return f
}
