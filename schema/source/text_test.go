package source

import (
	"testing"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

func TestJSONStringKnowsItsPlace(t *testing.T) {
	src := []byte(`{"body": "{\"a\": \"\u00e9\ud83d\ude00x\"}"}`)
	doc, err := jsondoc.Parse("x", src)
	if err != nil {
		t.Fatal(err)
	}
	text := JSONString(doc.Root().Get("body"))
	if got, want := string(text.Bytes), `{"a": "é😀x"}`; got != want {
		t.Fatalf("decoded %q, want %q", got, want)
	}
	tests := []struct{ part, want string }{
		{`a`, `a`}, {`"a"`, `\"a\"`}, {`é`, `\u00e9`}, {`😀x`, `\ud83d\ude00x`},
	}
	for _, tt := range tests {
		at := indexOf(text.Bytes, tt.part)
		span := text.FileSpan(at)
		if got := string(src[span.Start:span.End]); got != tt.want {
			t.Errorf("%q stands for %q, want %q", tt.part, got, tt.want)
		}
	}
}

func indexOf(b []byte, part string) jsondoc.Span {
	for i := range b {
		if i+len(part) <= len(b) && string(b[i:i+len(part)]) == part {
			return jsondoc.Span{Start: i, End: i + len(part)}
		}
	}
	return jsondoc.Span{}
}

func TestThrough(t *testing.T) {
	file := []byte("> abc\n> def\n")
	var part Text // the text of a quote, without its marks
	part.AddExact(file, jsondoc.Span{Start: 2, End: 6})
	part.AddExact(file, jsondoc.Span{Start: 8, End: 12})
	inner := Copy(part.Bytes, jsondoc.Span{Start: 1, End: 6}) // "bc\nde"
	got := inner.Through(part)
	if string(got.Bytes) != "bc\nde" || len(got.Pieces) != 2 {
		t.Fatalf("got %q in %d pieces", got.Bytes, len(got.Pieces))
	}
	for i, want := range []jsondoc.Span{{Start: 3, End: 6}, {Start: 8, End: 10}} {
		p := got.Pieces[i]
		if p.File != want || string(file[want.Start:want.End]) != string(got.Bytes[p.Start:p.End]) {
			t.Errorf("piece %d is %v, want %v", i, p.File, want)
		}
	}
}
