package jsondoc

import (
	"bytes"
	"encoding/json"
	"reflect"
	"testing"
	"unicode/utf8"
)

// checkPlaces proves every place of a document: in range, in order, and found
// again by its pointer.
func checkPlaces(t *testing.T, d *Document, v Value) {
	s := v.Span()
	if s.Start < 0 || s.End <= s.Start || s.End > len(d.Source()) {
		t.Fatalf("span %v of %d bytes", s, len(d.Source()))
	}
	file := d.FileSpan(s)
	if p := d.Position(s.Start); p.Line < 1 || p.Column < 1 || p.Offset != file.Start {
		t.Fatalf("position %v", p)
	}
	pointer := v.Pointer()
	// Of repeated keys a pointer means the last.
	if len(d.Duplicates()) == 0 && !d.At(pointer).Same(v) {
		t.Fatalf("something else at %q", pointer)
	}
	n := 0
	for m := range v.Members() {
		n++
		if k := m.KeyValue().Span(); k.Start < s.Start || k.End > m.Value.Span().Start || !m.KeyValue().Parent().Same(v) {
			t.Fatalf("key %v in %v", k, s)
		}
		checkPlaces(t, d, m.Value)
	}
	for i, e := range v.Elements() {
		if i != n || !e.Parent().Same(v) {
			t.Fatalf("element %d", i)
		}
		n++
		checkPlaces(t, d, e)
	}
	if n != v.Len() {
		t.Fatalf("length %d, counted %d", v.Len(), n)
	}
}

func checkError(t *testing.T, err error) {
	e, ok := err.(*SyntaxError)
	if !ok {
		t.Fatalf("%T", err)
	}
	size := len(e.Document().Source())
	if e.Span.Start < 0 || e.Span.End < e.Span.Start || e.Span.End > size || e.at > size {
		t.Fatalf("%s: span %v of %d", e.Cause, e.Span, size)
	}
	if e.Began != nil && (e.Began.Start < 0 || e.Began.End <= e.Began.Start || e.Began.Start > e.Span.End || e.Began.End > size) {
		t.Fatalf("%s: began %v, span %v", e.Cause, *e.Began, e.Span)
	}
	if p := e.Position(); p.Line < 1 || p.Column < 1 {
		t.Fatalf("%s: %v", e.Cause, p)
	}
	Excerpt(e.Document().Source()[e.Span.Start:e.Span.End], 40)
}

// FuzzParse holds Parse to encoding/json: a text is JSON for both or for
// neither, but for invalid UTF-8, which encoding/json repairs, a byte order
// mark, which it refuses, and the first bytes of other encodings and files.
func FuzzParse(f *testing.F) {
	for _, tt := range broken {
		f.Add([]byte(tt.src))
	}
	for i := range causes {
		f.Add([]byte(causes[i].example))
	}
	f.Add([]byte(`{"a":[1,-2.5e3,true,false,null,"\u732b\ud83d\ude00",{"":{}}],"a":[]}`))
	f.Add(sample(600))
	f.Fuzz(func(t *testing.T, src []byte) {
		d, err := Parse("f.json", src)
		if err != nil {
			checkError(t, err)
		}
		text := bytes.TrimPrefix(src, []byte(bom))
		valid := utf8.Valid(src) && json.Valid(text)
		if (err == nil) != valid {
			t.Fatalf("%v, but encoding/json says %t", err, valid)
		}
		if err != nil {
			return
		}
		checkPlaces(t, d, d.Root())
		// What is read is what encoding/json reads.
		var want any
		if err := json.Unmarshal(text, &want); err != nil {
			if _, number := err.(*json.UnmarshalTypeError); number {
				return // a number beyond float64 is JSON all the same
			}
			t.Fatal(err)
		}
		if got := decode(t, d.Root()); !reflect.DeepEqual(got, want) {
			t.Fatalf("got %v, want %v", got, want)
		}
	})
}

func decode(t *testing.T, v Value) any {
	switch v.Kind() {
	case Object:
		m := map[string]any{}
		for e := range v.Members() {
			m[e.Key()] = decode(t, e.Value)
		}
		return m
	case Array:
		a := []any{}
		for _, e := range v.Elements() {
			a = append(a, decode(t, e))
		}
		return a
	case String:
		return v.Text()
	case Bool:
		return v.True()
	case Null:
		return nil
	}
	var n float64
	if err := json.Unmarshal(v.Raw(), &n); err != nil {
		t.Fatal(err)
	}
	return n
}

// FuzzEmbedded puts the text into a string, that one into another, and asks
// for every offset of the innermost: it must lie inside the string, in order,
// and mean the same bytes.
func FuzzEmbedded(f *testing.F) {
	for _, tt := range broken {
		f.Add(tt.src, true)
	}
	for i := range causes {
		f.Add(causes[i].example, true)
	}
	f.Add(`{"提示":"猫\n😀","b":"{\"c\":\"\\u732b\"}"}`, false)
	f.Fuzz(func(t *testing.T, text string, ascii bool) {
		if !utf8.ValidString(text) {
			return
		}
		quoted := `"` + quoteInner(text) + `"`
		if ascii {
			b, err := json.Marshal(text)
			if err != nil {
				t.Fatal(err)
			}
			quoted = string(b)
		}
		outer, err := Parse("", []byte("[\n"+`{"a":`+quoted+"}]"))
		if err != nil {
			t.Fatal(err)
		}
		host := outer.At("/0/a")
		if host.Text() != text {
			t.Fatalf("%q", host.Text())
		}
		in, err := host.Embedded()
		var d *Document
		if err != nil {
			checkError(t, err)
			d = err.(*SyntaxError).Document()
		} else {
			d = in
			checkPlaces(t, in, in.Root())
		}
		if string(d.Source()) != text {
			t.Fatalf("%q", d.Source())
		}
		span := host.Span()
		last := span.Start + 1
		for i := range len(text) + 1 {
			at := d.FileSpan(Span{i, i}).Start
			if at < last || at > span.End-1 {
				t.Fatalf("offset %d maps to %d, before it %d, host %v", i, at, last, span)
			}
			if p := d.Position(i); p.Offset != at || p.Line != 2 {
				t.Fatalf("offset %d: %v", i, p)
			}
			if i < len(text) && utf8.RuneStart(text[i]) {
				_, n := utf8.DecodeRuneInString(text[i:])
				s := d.FileSpan(Span{i, i + n})
				if got := string(appendUnescaped(nil, outer.Source()[s.Start:s.End])); got != text[i:i+n] {
					t.Fatalf("offset %d: %q is not %q", i, got, text[i:i+n])
				}
			}
			last = at
		}
		if d.FileSpan(Span{0, len(text)}) != (Span{span.Start + 1, span.End - 1}) {
			t.Fatalf("%v of %v", d.FileSpan(Span{0, len(text)}), span)
		}
	})
}
