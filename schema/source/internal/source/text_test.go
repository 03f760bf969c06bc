package source

import (
	"testing"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

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
