package collection

import (
	"bytes"
	"path/filepath"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/source/internal/literal"
	"github.com/payloadlint/payloadlint/schema/source/internal/source"
)

func spanOf(start, end int) jsondoc.Span { return jsondoc.Span{Start: start, End: end} }

// tree reads a file as JSON, or as YAML by its name. ok is false for what is
// neither.
func tree(f *source.File) (literal.Value, bool) {
	if isYAML(f.Name) {
		return yamlTree(f.Text)
	}
	doc, err := jsondoc.Parse(f.Name, f.Text)
	if err != nil || !doc.Root().Is(jsondoc.Object) && !doc.Root().Is(jsondoc.Array) {
		return literal.Value{}, false
	}
	return jsonTree(doc.Root()), true
}

func isYAML(name string) bool {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".yaml", ".yml", ".dsl":
		return true
	}
	return false
}

func jsonTree(v jsondoc.Value) literal.Value {
	l := literal.Value{Span: v.Span()}
	switch v.Kind() {
	case jsondoc.Null:
		l.Kind = literal.Null
	case jsondoc.Bool:
		l.Kind, l.True = literal.Bool, v.True()
	case jsondoc.Number:
		l.Kind, l.Text = literal.Number, source.Copy(v.Document().Source(), v.Span())
	case jsondoc.String:
		l.Kind, l.Text = literal.String, literal.Decoded(v)
	case jsondoc.Array:
		l.Kind = literal.Array
		l.Elements = make([]literal.Value, 0, v.Len())
		for _, e := range v.Elements() {
			l.Elements = append(l.Elements, jsonTree(e))
		}
	case jsondoc.Object:
		l.Kind = literal.Object
		l.Members = make([]literal.Member, 0, v.Len())
		for m := range v.Members() {
			l.Members = append(l.Members, literal.Member{Key: jsonTree(m.KeyValue()), Value: jsonTree(m.Value)})
		}
	}
	return l
}

// mostYAML bounds the values of a YAML file, aliases followed: a few lines may
// stand for billions.
const mostYAML = 1 << 17

func yamlTree(src []byte) (literal.Value, bool) {
	var node yaml.Node
	if err := yaml.Unmarshal(src, &node); err != nil || len(node.Content) != 1 {
		return literal.Value{}, false
	}
	y := yamlReader{src: src, left: mostYAML}
	for at := 0; ; {
		y.lines = append(y.lines, at)
		k := bytes.IndexByte(src[at:], '\n')
		if k < 0 {
			break
		}
		at += k + 1
	}
	l := y.value(node.Content[0], 0)
	return l, isObject(l) && y.left >= 0
}

type yamlReader struct {
	src   []byte
	lines []int
	left  int
}

const yamlDepth = 500

func (y *yamlReader) value(n *yaml.Node, depth int) literal.Value {
	if y.left--; y.left < 0 || depth > yamlDepth {
		return literal.Value{}
	}
	at := y.offset(n)
	switch n.Kind {
	case yaml.AliasNode:
		return y.value(n.Alias, depth+1)
	case yaml.SequenceNode:
		l := literal.Value{Kind: literal.Array, Span: spanOf(at, at)}
		for _, c := range n.Content {
			e := y.value(c, depth+1)
			l.Elements = append(l.Elements, e)
			l.Span.End = max(l.Span.End, e.Span.End)
		}
		return l
	case yaml.MappingNode:
		l := literal.Value{Kind: literal.Object, Span: spanOf(at, at)}
		for i := 0; i+1 < len(n.Content); i += 2 {
			m := literal.Member{Key: y.value(n.Content[i], depth+1), Value: y.value(n.Content[i+1], depth+1)}
			l.Members = append(l.Members, m)
			l.Span.End = max(l.Span.End, m.Value.Span.End)
		}
		return l
	case yaml.ScalarNode:
		return y.scalar(n, at)
	}
	return literal.Value{Span: spanOf(at, at)}
}

// offset is where a node begins; its column counts characters.
func (y *yamlReader) offset(n *yaml.Node) int {
	if n.Line < 1 || n.Line > len(y.lines) {
		return 0
	}
	at := y.lines[n.Line-1]
	for range n.Column - 1 {
		if at >= len(y.src) {
			break
		}
		at++
		for at < len(y.src) && y.src[at]&0xc0 == 0x80 {
			at++
		}
	}
	return min(at, len(y.src))
}

func (y *yamlReader) scalar(n *yaml.Node, at int) literal.Value {
	l := literal.Value{Kind: literal.String, Text: y.text(n, at)}
	l.Span = spanOf(at, at)
	for _, p := range l.Text.Pieces {
		l.Span.End = max(l.Span.End, p.File.End)
	}
	if n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0 && l.Span.End < len(y.src) && (y.src[l.Span.End] == '"' || y.src[l.Span.End] == '\'') {
		l.Span.End++ // the closing quote
	}
	switch n.ShortTag() {
	case "!!null":
		l.Kind = literal.Null
	case "!!bool":
		l.Kind, l.True = literal.Bool, strings.EqualFold(n.Value, "true")
	case "!!int", "!!float":
		if jsonNumber(n.Value) {
			l.Kind = literal.Number
		}
	}
	return l
}

func jsonNumber(s string) bool {
	doc, err := jsondoc.Parse("", []byte(s))
	return err == nil && doc.Root().Is(jsondoc.Number)
}

// text is the content of a scalar. What stands in the file as it is, is exact; the lines
// of a block are exact each; anything else stands for the scalar's first line.
func (y *yamlReader) text(n *yaml.Node, at int) source.Text {
	var t source.Text
	if n.Style&yaml.LiteralStyle != 0 {
		if t, ok := y.block(n); ok {
			return t
		}
	}
	if at < len(y.src) && (y.src[at] == '"' || y.src[at] == '\'') {
		at++
	}
	if bytes.HasPrefix(y.src[at:], []byte(n.Value)) {
		t.AddExact(y.src, spanOf(at, at+len(n.Value)))
		return t
	}
	if n.Style&yaml.DoubleQuotedStyle != 0 {
		if t, ok := y.quoted(n.Value, at); ok {
			return t
		}
	}
	end := len(y.src)
	if k := bytes.IndexByte(y.src[at:], '\n'); k >= 0 {
		end = at + k
	}
	t.Add(n.Value, spanOf(at, end))
	return t
}

// quoted follows the escapes of a double-quoted text that stands in one line.
func (y *yamlReader) quoted(value string, at int) (t source.Text, ok bool) {
	for i := 0; i < len(value); {
		if at >= len(y.src) || y.src[at] == '\n' || y.src[at] == '"' {
			return t, false
		}
		if y.src[at] != '\\' {
			if y.src[at] != value[i] {
				return t, false
			}
			t.AddExact(y.src, spanOf(at, at+1))
			at, i = at+1, i+1
			continue
		}
		if at+1 >= len(y.src) {
			return t, false
		}
		want, known := map[byte]string{'"': `"`, '\\': `\`, 'n': "\n", 't': "\t", 'r': "\r", '/': "/"}[y.src[at+1]]
		if !known || value[i:i+1] != want {
			return t, false
		}
		t.Add(want, spanOf(at, at+2))
		at, i = at+2, i+1
	}
	return t, true
}

// block follows the lines of a literal block, below the line with its mark.
func (y *yamlReader) block(n *yaml.Node) (t source.Text, ok bool) {
	line := n.Line // the one after it, from 0
	for _, want := range strings.SplitAfter(n.Value, "\n") {
		if want == "" {
			break
		}
		if line >= len(y.lines) {
			return t, false
		}
		from, end := y.lines[line], len(y.src)
		if line+1 < len(y.lines) {
			end = y.lines[line+1]
		}
		have := y.src[from:end]
		k := bytes.LastIndex(have, []byte(strings.TrimSuffix(want, "\n")))
		if k < 0 || len(bytes.TrimLeft(have[:k], " ")) > 0 {
			return t, false
		}
		size := len(want)
		if from+k+size > len(y.src) || string(y.src[from+k:from+k+size]) != want {
			size = len(strings.TrimSuffix(want, "\n"))
			t.AddExact(y.src, spanOf(from+k, from+k+size))
			t.Add(want[size:], spanOf(from+k+size, end))
		} else {
			t.AddExact(y.src, spanOf(from+k, from+k+size))
		}
		line++
	}
	return t, true
}

// quote writes a JSON scalar in place of one that stands in a string of JSON,
// as its quotes show, in an expression in one, or in a value of its own.
func quote(value, old []byte) ([]byte, bool) {
	if word, ok, is := literal.Bare(value, old); is {
		return word, ok
	}
	if value[0] == '"' && len(old) > 0 && old[0] == '\'' {
		s := value[1 : len(value)-1]
		return append(append([]byte{'\''}, s...), '\''), !bytes.ContainsAny(s, `'"\`)
	}
	if !bytes.HasPrefix(old, []byte(`\"`)) {
		return value, true
	}
	out := make([]byte, 0, len(value)+4)
	for _, c := range value {
		if c == '"' || c == '\\' {
			out = append(out, '\\')
		}
		out = append(out, c)
	}
	return out, true
}
