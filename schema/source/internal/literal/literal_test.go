package literal

import (
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/source/internal/source"
)

func str(src, s string) Value {
	i := strings.Index(src, s)
	at := jsondoc.Span{Start: i, End: i + len(s)}
	return Value{Kind: String, Span: at, Text: source.Copy([]byte(src), jsondoc.Span{Start: at.Start + 1, End: at.End - 1})}
}

func hole1(src, s string) Value {
	i := strings.Index(src, s)
	return Value{Kind: Hole, Span: jsondoc.Span{Start: i, End: i + len(s)}}
}

func TestLiteralJSON(t *testing.T) {
	const src = `{'workflow': json.dumps({'3': {'seed': seed, **more}}), 'n': [x, *xs], 'q': 'a "b"'}`
	inner := Value{Kind: Object, Span: jsondoc.Span{Start: 24, End: 53}, Members: []Member{{
		str(src, `'3'`), Value{Kind: Object, Span: jsondoc.Span{Start: 30, End: 52}, Open: true, OpenAt: hole1(src, "**more").Span, Members: []Member{{str(src, `'seed'`), hole1(src, " seed")}}},
	}}}
	list := Value{Kind: Array, Span: jsondoc.Span{Start: strings.Index(src, "[x"), End: strings.Index(src, "], 'q'") + 1}, Elements: []Value{hole1(src, "x")}, Open: true, OpenAt: hole1(src, "*xs").Span}
	body := Value{Kind: Object, Span: jsondoc.Span{Start: 0, End: len(src)}, Members: []Member{
		{str(src, `'workflow'`), Value{Kind: JSON, Span: jsondoc.Span{Start: 13, End: 54}, Inner: &inner}}, {str(src, `'n'`), list}, {str(src, `'q'`), str(src, `'a "b"'`)},
	}}
	text := body.JSON()
	o := &jsondoc.Origin{File: jsondoc.Lines("a.py", []byte(src)), Pieces: text.Pieces, Holes: text.Holes}
	d, err := o.Parse(text.Bytes)
	if err != nil {
		t.Fatalf("%s: %v", text.Bytes, err)
	}
	shown := func(d *jsondoc.Document, v jsondoc.Value) string {
		s := d.FileSpan(v.Span())
		return src[s.Start:s.End]
	}
	root := d.Root()
	if got := root.Get("q").Text(); got != `a "b"` || shown(d, root.Get("q")) != `'a "b"'` || shown(d, root.Member("q").KeyValue()) != `'q'` {
		t.Errorf("q is %q at %s", got, shown(d, root.Get("q")))
	}
	if !root.Get("n").Index(0).IsHole() || !root.Get("n").IsOpen() || root.IsOpen() {
		t.Error("the list has other holes")
	}
	e, err := root.Get("workflow").Embedded()
	if err != nil {
		t.Fatal(err)
	}
	node := e.Root().Get("3")
	if h, ok := node.Get("seed").Hole(); !ok || src[h.File.Start:h.File.End] != " seed" || !node.IsOpen() || e.Root().IsOpen() {
		t.Errorf("the graph has holes %v", e.Holes())
	}
	if got := shown(e, node.Member("seed").KeyValue()); got != `'seed'` {
		t.Errorf("seed is at %s", got)
	}
}
