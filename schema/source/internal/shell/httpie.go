package shell

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/source/internal/literal"
	"github.com/payloadlint/payloadlint/schema/source/internal/source"
)

// put gives a key of httpie its value: a[0][b] is b of the first element of a. A
// key that does not fit what is there leaves the object open.
func put(object *literal.Value, key source.Text, value literal.Value) {
	at := object
	rest := key
	for first := true; ; first = false {
		name, more := rest, source.Text{}
		if !first {
			end := bytes.IndexByte(rest.Bytes, ']')
			name, more = rest.Slice(1, end), rest.Slice(end+1, len(rest.Bytes))
		} else if k := bytes.IndexByte(rest.Bytes, '['); k > 0 && bracketed(rest.Bytes[k:]) {
			name, more = rest.Slice(0, k), rest.Slice(k, len(rest.Bytes))
		}
		at = below(at, name, first)
		if at == nil {
			object.Open, object.OpenAt = true, key.FileSpan(jsondoc.Span{End: len(key.Bytes)})
			return
		}
		if len(more.Bytes) == 0 {
			*at = value
			return
		}
		rest = more
	}
}

// bracketed reports whether a text is [a][b]…
func bracketed(b []byte) bool {
	for len(b) > 0 {
		end := bytes.IndexByte(b, ']')
		if b[0] != '[' || end < 0 {
			return false
		}
		b = b[end+1:]
	}
	return true
}

// below is the place of a member of an object, or of an element of a list, made
// where it is missing; nil where the value has no such place.
func below(l *literal.Value, name source.Text, first bool) *literal.Value {
	index, err := strconv.Atoi(string(name.Bytes))
	list := !first && (err == nil || len(name.Bytes) == 0)
	span := name.FileSpan(jsondoc.Span{End: len(name.Bytes)})
	if l.Kind == literal.Hole {
		l.Kind, l.Span = literal.Object, span
		if list {
			l.Kind = literal.Array
		}
	}
	switch {
	case list && l.Kind == literal.Array:
		return elementOf(l, index, len(name.Bytes) == 0, span)
	case l.Kind == literal.Object:
		return memberOf(l, name, span)
	}
	return nil
}

// elementOf is the place of an element, or of one more behind the last.
func elementOf(l *literal.Value, index int, last bool, span jsondoc.Span) *literal.Value {
	if last {
		index = len(l.Elements)
	}
	if index < 0 || index > len(l.Elements) {
		return nil
	}
	if index == len(l.Elements) {
		l.Elements = append(l.Elements, literal.Value{Span: span})
	}
	return &l.Elements[index]
}

// memberOf is the place of a member.
func memberOf(l *literal.Value, name source.Text, span jsondoc.Span) *literal.Value {
	for i := range l.Members {
		if bytes.Equal(l.Members[i].Key.Text.Bytes, name.Bytes) {
			return &l.Members[i].Value
		}
	}
	l.Members = append(l.Members, literal.Member{Key: text(name), Value: literal.Value{Span: span}})
	return &l.Members[len(l.Members)-1].Value
}

// isMethod reports whether a word is a method; xh takes them in lower case, too.
func isMethod(word string) bool { return methods[strings.ToUpper(word)] }
