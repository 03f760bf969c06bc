package jsondoc

import (
	"strings"
	"testing"
)

// made is a document of pieces of a file: every part of parts is a piece; one
// that begins with "=" stands in the file as it is, "text<file" is a whole,
// "?text<file" a hole, and "!" text has no place.
func made(t *testing.T, file string, quote func(value, old []byte) ([]byte, bool), parts ...string) *Document {
	t.Helper()
	o := &Origin{File: Lines("a.py", []byte(file)), Quote: quote}
	var src []byte
	at := 0
	for _, p := range parts {
		kind, body := p[0], p[1:]
		text, in, whole := strings.Cut(body, "<")
		if !whole {
			in = text
		}
		n := len(src)
		src = append(src, text...)
		if kind == '!' {
			continue
		}
		i := strings.Index(file[at:], in)
		if i < 0 {
			t.Fatalf("%q is not in the file", in)
		}
		span := Span{at + i, at + i + len(in)}
		at = span.End
		if kind == '{' || kind == '[' {
			k := HoleMembers
			if kind == '[' {
				k = HoleElements
			}
			src = src[:n]
			o.Holes = append(o.Holes, Hole{n, n, k, span})
			continue
		}
		o.Pieces = append(o.Pieces, Piece{n, len(src), span, kind == '='})
		if kind == '?' {
			o.Holes = append(o.Holes, Hole{n, len(src), HoleValue, span})
		}
	}
	d, err := o.Parse(src)
	if err != nil {
		t.Fatalf("%s: %v", src, err)
	}
	return d
}

func python(value, old []byte) ([]byte, bool) {
	if old[0] != '\'' && old[0] != '"' {
		return nil, false
	}
	return []byte("'" + strings.Trim(string(value), `"`) + "'"), true
}

// sample of a Python dict: {'nodeId': str(i), 'a': 'x"y', **rest}
func dict(t *testing.T) *Document {
	return made(t, "body = {\n  'nodeId': str(i),\n  'a': 'x\"y',\n  **rest}", python,
		`#{<{`, `#"<'`, `=nodeId`, `#"<'`, `!:`, `?"{…}"<str(i)`, `!,`, `#"<'`, `=a`, `#"<'`, `!:`, `#"<'`, `=x`, `#\"<"`, `=y`, `#"<'`, `{rest`, `#}<}`)
}

func TestOriginPlaces(t *testing.T) {
	d := dict(t)
	file := d.File()
	root := d.Root()
	for _, tt := range []struct {
		v         Value
		want      string
		line, col int
	}{
		{root.Member("nodeId").KeyValue(), `'nodeId'`, 2, 3},
		{root.Get("nodeId"), `str(i)`, 2, 13},
		{root.Get("a"), `'x"y'`, 3, 8},
		{root, "{\n  'nodeId': str(i),\n  'a': 'x\"y',\n  **rest}", 1, 8},
	} {
		start, end := d.Range(tt.v.Span())
		if got := string(file.Source()[start.Offset:end.Offset]); got != tt.want || start.Line != tt.line || start.Column != tt.col {
			t.Errorf("%s is %q at %d:%d, want %q at %d:%d", tt.v.Raw(), got, start.Line, start.Column, tt.want, tt.line, tt.col)
		}
		if span := d.FileSpan(tt.v.Span()); span.Start != start.Offset || span.End != end.Offset || d.Position(tt.v.Span().Start) != start {
			t.Errorf("%s: FileSpan %v, Position %v, Range %v", tt.v.Raw(), span, d.Position(tt.v.Span().Start), start)
		}
	}
	if string(file.Line(2)) != "  'nodeId': str(i)," {
		t.Errorf("line 2 is %q", file.Line(2))
	}
	// Behind the last piece, and in a part without any.
	if p := d.Position(len(d.Source())); p.Offset != len(file.Source()) {
		t.Errorf("the end is at %v", p)
	}
}

func TestHoles(t *testing.T) {
	d := dict(t)
	h, ok := d.Root().Get("nodeId").Hole()
	if !ok || d.HolePlace(h).Line != 2 || d.Root().Get("a").IsHole() {
		t.Errorf("nodeId is hole %v, %v", h, ok)
	}
	if h, ok = d.Root().Open(); !ok || d.HolePlace(h).Line != 4 {
		t.Errorf("the object is open: %v, %v", ok, h)
	}
	d = made(t, "{'a': [1, *more], 'b': {}, k: 1}", nil, `#{<{`, `#"a"<'a'`, `!:`, `#[<[`, `=1`, `[more`, `#]<]`, `!,`, `#"b"<'b'`, `!:`, `#{<{`, `#}<}`, `#}<}`)
	if d.Root().IsOpen() || !d.Root().Get("a").IsOpen() || d.Root().Get("b").IsOpen() {
		t.Error("the wrong list is open")
	}
	d = made(t, "{k: 1}", nil, `#{<{`, `?"{…}"<k`, `!:`, `=1`, `#}<}`)
	if !d.Root().IsOpen() {
		t.Error("an object with an unknown name is not open")
	}
	if plain, _ := Parse("x", []byte(`{"a":[]}`)); plain.Root().IsOpen() || plain.Root().IsHole() || plain.Root().Get("b").IsOpen() {
		t.Error("a JSON file has holes")
	}
}

// A string that carries JSON has the unknown parts of that JSON.
func TestHolesOfEmbedded(t *testing.T) {
	src := `{"workflow":"{\"seed\":\"{…}\",\"b\":[]}"}`
	hole := strings.Index(src, `\"{…}\"`)
	list := strings.Index(src, `]`)
	o := &Origin{File: Lines("a", []byte(src)), Pieces: []Piece{{0, len(src), Span{0, len(src)}, true}}, Holes: []Hole{
		{hole, hole + len(`\"{…}\"`), HoleValue, Span{3, 5}}, {list, list, HoleElements, Span{6, 7}},
	}}
	d, err := o.Parse([]byte(src))
	if err != nil {
		t.Fatal(err)
	}
	inner, err := d.Root().Get("workflow").Embedded()
	if err != nil {
		t.Fatal(err)
	}
	if h, ok := inner.Root().Get("seed").Hole(); !ok || inner.HolePlace(h).Offset != 3 {
		t.Errorf("holes %v", inner.Holes())
	}
	if !inner.Root().Get("b").IsOpen() || d.Root().Get("workflow").IsHole() {
		t.Errorf("holes %v", inner.Holes())
	}
}

func TestEdit(t *testing.T) {
	for _, tt := range []struct {
		d          *Document
		key, text  string
		want, made string
	}{
		{dict(t), "a", `"z"`, `'x"y'`, `'z'`},
		{dict(t), "nodeId", `"z"`, ``, ``},
		{made(t, `curl -d '{"a": "b"}'`, python, `={"a": "b"}`), "a", `"z"`, `"b"`, `"z"`},
		{made(t, `curl -d '{"a": "b"}'`, python, `={"a": "b"}`), "a", `"it's"`, ``, ``}, // would end the shell's string
		{made(t, `{"a": 1, "b": "'"}`, nil, `={"a": 1, "b": "'"}`), "a", `"it's"`, `1`, `"it's"`},
		{made(t, `{"a": "b"}`, nil, `={"a": "b"}`), "a", `"it's"`, ``, ``},
		{made(t, `f("{\"a\": 1}")`, python, `={`, `#"<\"`, `=a`, `#"<\"`, `=: 1}`), "a", `"1"`, ``, ``},
		{made(t, `f("{\"a\": 1}")`, python, `={`, `#"<\"`, `=a`, `#"<\"`, `=: 1}`), "a", `2`, `1`, `2`},
	} {
		v := tt.d.Root().Get(tt.key)
		place, text, ok := tt.d.Edit(v.Span(), tt.text)
		if ok != (tt.want != "") {
			t.Errorf("Edit(%s, %s): %t", v.Raw(), tt.text, ok)
			continue
		}
		if got := string(tt.d.File().Source()[place.Start:place.End]); ok && (got != tt.want || text != tt.made) {
			t.Errorf("Edit(%s, %s) writes %s for %s, want %s for %s", v.Raw(), tt.text, text, got, tt.made, tt.want)
		}
	}
}
