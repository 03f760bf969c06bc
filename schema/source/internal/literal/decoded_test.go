package literal

import (
	"testing"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

func TestDecodedKnowsItsPlace(t *testing.T) {
	src := []byte(`{"body": "{\"a\": \"\u00e9\ud83d\ude00x\"}"}`)
	doc, err := jsondoc.Parse("x", src)
	if err != nil {
		t.Fatal(err)
	}
	text := Decoded(doc.Root().Get("body"))
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
