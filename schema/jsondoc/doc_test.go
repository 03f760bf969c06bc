package jsondoc

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"testing"
)

func mustParse(t testing.TB, src string) *Document {
	t.Helper()
	d, err := Parse("x.json", []byte(src))
	if err != nil {
		t.Fatalf("%q: %v", src, err)
	}
	return d
}

func TestValues(t *testing.T) {
	d := mustParse(t, " {\"s\":\"a\\n\\u732b\\ud83d\\ude00\\ud800x\",\"n\":-1.5e+3,\"t\":true,\"f\":false,\"z\":null,\"a\":[1,[],{}],\"o\":{\"\":0}} \n")
	if d.Name() != "x.json" || d.BOM() || d.Host().Exists() || d.File() != d {
		t.Error("document")
	}
	r := d.Root()
	for _, tt := range []struct {
		key, text string
		kind      Kind
		length    int
	}{
		{"s", "a\n猫😀\uFFFDx", String, 0}, {"n", "-1.5e+3", Number, 0}, {"t", "true", Bool, 0}, {"f", "false", Bool, 0},
		{"z", "null", Null, 0}, {"a", "[1,[],{}]", Array, 3}, {"o", `{"":0}`, Object, 1}, {"none", "", Missing, 0},
	} {
		v := r.Get(tt.key)
		if v.Text() != tt.text || v.Kind() != tt.kind || v.Len() != tt.length || !v.Is(tt.kind) || v.Exists() != (tt.kind != Missing) {
			t.Errorf("%s: %q %s %d", tt.key, v.Text(), v.Kind(), v.Len())
		}
		if v.EqualText(tt.text) != (tt.kind == String) {
			t.Errorf("%s: EqualText", tt.key)
		}
		if v.True() != (tt.key == "t") {
			t.Errorf("%s: True", tt.key)
		}
		if m := r.Member(tt.key); m.Exists() != v.Exists() || m.Exists() && (m.Key() != tt.key || !m.KeyIs(tt.key) || !m.Value.Same(v) || m.KeyValue().Pointer() != "/"+tt.key) {
			t.Errorf("%s: member", tt.key)
		}
	}
	if r.Get("s").EqualText("a") || r.Get("n").EqualText("-1.5e+3") || !r.Get("o").Get("").Exists() {
		t.Error("EqualText")
	}
	var keys []string
	for m := range r.Members() {
		keys = append(keys, m.Key())
		if m.Key() == "o" {
			break
		}
	}
	if got := strings.Join(keys, ""); got != "sntfzao" {
		t.Errorf("keys %s", got)
	}
	for range r.Get("n").Members() {
		t.Error("a number has members")
	}
	for i, e := range r.Get("a").Elements() {
		if !e.Same(r.Get("a").Index(i)) || e.Pointer() != "/a/"+strconv.Itoa(i) || !e.Parent().Same(r.Get("a")) {
			t.Errorf("element %d", i)
		}
		if i == 1 {
			break
		}
	}
	for range r.Elements() {
		t.Error("an object has elements")
	}
	if r.Get("a").Index(3).Exists() || r.Get("a").Index(-1).Exists() || r.Index(0).Exists() || r.Parent().Exists() {
		t.Error("something stands where nothing is")
	}
	if got := string(r.Raw()); got != strings.TrimSpace(string(d.Source())) {
		t.Errorf("raw %q", got)
	}
	var none Value
	if none.Pointer() != "" || none.FilePointer() != "" || none.Raw() != nil || none.Span() != (Span{}) || none.Document() != nil || none.Get("x").Exists() || none.Parent().Exists() || none.EqualText("") {
		t.Error("the zero Value")
	}
	for range none.EscapedStrings() {
		t.Error("the zero Value has strings")
	}
	var empty Document
	if empty.Root().Exists() {
		t.Error("the zero Document")
	}
}

func TestEscapedStrings(t *testing.T) {
	d := mustParse(t, `{"a\n":"b\n","c":["d","e\t",{"f":"g\\"}]}`)
	var got []string
	for v := range d.Root().EscapedStrings() {
		got = append(got, v.Pointer())
	}
	if want := []string{"/a\n", "/c/1", "/c/2/f"}; !reflect.DeepEqual(got, want) {
		t.Errorf("%q", got)
	}
	for v := range d.Root().Get("c").EscapedStrings() {
		if v.Pointer() != "/c/1" {
			t.Errorf("%q", v.Pointer())
		}
		break
	}
}

func TestPointers(t *testing.T) {
	d := mustParse(t, `{"a/b":{"m~n":[0,{"":["x"]}]},"~1":1,"0":[[]],"dup":1,"dup":2}`)
	for pointer, raw := range map[string]string{
		"": string(d.Source()), "/a~1b/m~0n/0": "0", "/a~1b/m~0n/1//0": `"x"`, "/~01": "1", "/0/0": "[]", "/dup": "2",
	} {
		v := d.At(pointer)
		if string(v.Raw()) != raw || v.Pointer() != pointer {
			t.Errorf("%q: %q %q", pointer, v.Raw(), v.Pointer())
		}
	}
	for _, pointer := range []string{"a", "/x", "/0/1", "/0/-", "/0/00", "/0/+0", "/0/0/0", "/0/99999999999999999999", "/a~1b/", "/dup/x"} {
		if v := d.At(pointer); v.Exists() {
			t.Errorf("%q: %q", pointer, v.Raw())
		}
	}
}

func TestDuplicates(t *testing.T) {
	d := mustParse(t, `{"x":{"a":1,"\u0061":2},"y":0,"x":3,"x":4}`)
	var got []string
	for _, dup := range d.Duplicates() {
		got = append(got, fmt.Sprintf("%s %d %d %s %s", dup[1].Key(), dup[0].key.Span().Start, dup[1].key.Span().Start, dup[0].Value.Raw(), dup[1].Value.Raw()))
	}
	want := []string{`a 6 12 1 2`, `x 1 30 {"a":1,"\u0061":2} 3`, `x 1 36 {"a":1,"\u0061":2} 4`}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%q", got)
	}
	if v := d.Root().Get("x"); v.Text() != "4" {
		t.Errorf("Get gives %s", v.Text())
	}
	// The same in an object of many keys, where another way is taken.
	for _, n := range []int{fewKeys - 2, fewKeys - 1, fewKeys, 100} {
		var b strings.Builder
		b.WriteString(`{"first\"":0`)
		for i := range n {
			fmt.Fprintf(&b, `,"%c%d":{"a":%d}`, 'a'+rune(i%26), i, i)
		}
		b.WriteString(`,"first\u0022":1,"":2,"":3}`)
		d := mustParse(t, b.String())
		if dups := d.Duplicates(); len(dups) != 2 || !dups[0][1].KeyIs(`first"`) || dups[0][0].Value.Text() != "0" || dups[0][1].Value.Text() != "1" || !dups[1][1].KeyIs("") {
			t.Errorf("%d keys: %+v", n, dups)
		}
	}
}

func TestPositions(t *testing.T) {
	src := "{\r\n\t\"提示\": \"猫\",\r\n\r\n  \"b\": [1,\n2]}\n"
	d := mustParse(t, src)
	for pointer, want := range map[string]string{"": "1:1", "/提示": "2:12", "/b": "4:8", "/b/0": "4:9", "/b/1": "5:1"} {
		v := d.At(pointer)
		p := d.Position(v.Span().Start)
		if lineColumn(p) != want || p.Offset != v.Span().Start {
			t.Errorf("%s: %v, want %s", pointer, p, want)
		}
	}
	for n, want := range map[int]string{1: "{", 2: "\t\"提示\": \"猫\",", 3: "", 4: `  "b": [1,`, 5: "2]}", 6: ""} {
		if got := d.Line(n); string(got) != want || got == nil {
			t.Errorf("line %d: %q", n, got)
		}
	}
	for _, n := range []int{-1, 0, 7, 100} {
		if got := d.Line(n); got != nil {
			t.Errorf("line %d: %q", n, got)
		}
	}
	if got := lineColumn(d.Position(1 << 30)); got != "6:1" {
		t.Errorf("behind the end: %s", got)
	}
	if got := lineColumn(d.Position(-1)); got != "1:1" {
		t.Errorf("before the beginning: %s", got)
	}
}

// The index of lines against counting, over several of its blocks.
func TestLineIndex(t *testing.T) {
	var b strings.Builder
	for i := 0; b.Len() < 5*lineBlock; i++ {
		b.WriteString(strings.Repeat("x", i*i%977))
		b.WriteString("\n")
		if i%7 == 0 {
			b.WriteString(strings.Repeat("\n", i))
		}
	}
	b.WriteString(strings.Repeat("y", 2*lineBlock))
	for _, src := range []string{b.String(), strings.Repeat("\n", 3*lineBlock), strings.Repeat("x", lineBlock-1) + "\n" + strings.Repeat("z", lineBlock-1) + "\n", "", "\n"} {
		d := &Document{src: []byte(src)}
		lines := strings.Split(src, "\n")
		offset := 0
		for n, line := range lines {
			if got := string(d.Line(n + 1)); got != line {
				t.Fatalf("line %d: %d bytes, want %d", n+1, len(got), len(line))
			}
			for _, o := range []int{0, len(line) / 2, len(line)} {
				if p := d.Position(offset + o); p.Line != n+1 || p.Column != o+1 || p.Offset != offset+o {
					t.Fatalf("offset %d: %v, want %d:%d", offset+o, p, n+1, o+1)
				}
			}
			offset += len(line) + 1
		}
		if d.Line(len(lines)+1) != nil {
			t.Error("a line too many")
		}
	}
}

func TestParseAt(t *testing.T) {
	d, err := Parser{Base: Position{Line: 6, Offset: 100}}.Parse("x.jsonl", []byte("{\"a\":\n1}"))
	if err != nil {
		t.Fatal(err)
	}
	if p := d.Position(d.At("/a").Span().Start); p != (Position{8, 1, 106}) {
		t.Errorf("%v", p)
	}
	if got := string(d.Line(7)); got != `{"a":` {
		t.Errorf("line 7: %q", got)
	}
	if got := d.FileSpan(Span{1, 4}); got != (Span{101, 104}) {
		t.Errorf("%v", got)
	}
	_, err = Parser{Base: Position{Line: 6, Column: 2, Offset: 100}}.Parse("x.jsonl", []byte("[1,]"))
	if p := err.(*SyntaxError).Position(); p != (Position{7, 5, 102}) {
		t.Errorf("%v", p)
	}
	var e *SyntaxError
	if !errors.As(err, &e) || e.Error() != "not JSON: trailing-comma" {
		t.Errorf("%v", err)
	}
}

func TestBOM(t *testing.T) {
	d := mustParse(t, "\ufeff{\"a\": 1}")
	if !d.BOM() || d.At("/a").Text() != "1" || d.Root().Span().Start != 3 {
		t.Error("byte order mark")
	}
}

// nest puts a text into strings of strings.
func nest(levels int, text string) string {
	for range levels {
		text = "{\"猫\":\"\\t\",\n \"in\": \"" + quoteInner(text) + "\"}"
	}
	return text
}

func TestEmbeddedInEmbedded(t *testing.T) {
	inner := "{\"提示\": \"a\\n\\\"b\\\" 😀 \\ud83d\\ude00\\u732b\", \"x\": 1}"
	for levels := range 4 {
		src := nest(levels, inner)
		d := mustParse(t, src)
		for range levels {
			var err error
			if d, err = d.Root().Get("in").Embedded(); err != nil {
				t.Fatal(err)
			}
		}
		if string(d.Source()) != inner {
			t.Fatalf("level %d: %s", levels, d.Source())
		}
		// Every token of the inner text stands, escaped once per level, where
		// the file has it.
		for _, pointer := range []string{"", "/提示", "/x"} {
			span := d.At(pointer).Span()
			f := d.FileSpan(span)
			want := d.FileText(string(d.At(pointer).Raw()))
			if got := src[f.Start:f.End]; got != want {
				t.Errorf("level %d %s: %q, want %q", levels, pointer, got, want)
			}
			p := d.Position(span.Start)
			if p.Offset != f.Start || p.Column != p.Offset-strings.LastIndex(src[:p.Offset], "\n") {
				t.Errorf("level %d %s: %v", levels, pointer, p)
			}
			wantPointer := "/in"
			if levels == 0 {
				wantPointer = pointer
			}
			if got := d.At(pointer).FilePointer(); got != wantPointer {
				t.Errorf("level %d: file pointer %s", levels, got)
			}
		}
		if d.File().Name() != "x.json" || string(d.File().Source()) != src {
			t.Error("File")
		}
		// An edit of the inner text is an edit of the file.
		f := d.FileSpan(d.At("/x").Span())
		d = mustParse(t, src[:f.Start]+d.FileText(`"new \"猫\"\n"`)+src[f.End:])
		for range levels {
			var err error
			if d, err = d.Root().Get("in").Embedded(); err != nil {
				t.Fatal(err)
			}
		}
		if got := d.At("/x").Text(); got != "new \"猫\"\n" {
			t.Errorf("level %d: %q after the edit", levels, got)
		}
	}
}

func TestEmbeddedEscapes(t *testing.T) {
	// The whole text is written in \u escapes: every character of it points
	// at its own escape.
	src := `["\u005b\u0022\u732b\ud83d\ude00\u0022\u002c\u0078\u005d"]`
	v := mustParse(t, src).Root().Index(0)
	_, err := v.Embedded() // ["猫😀",x]
	e := err.(*SyntaxError)
	if e.Cause != CauseUnquotedValue {
		t.Fatalf("%v", e)
	}
	f := e.Document().FileSpan(e.Span)
	if src[f.Start:f.End] != `\u0078` || e.Position().Column != strings.Index(src, `\u0078`)+1 {
		t.Errorf("%q", src[f.Start:f.End])
	}
	// A place inside a character points at the escape's beginning.
	d := e.Document()
	inside := strings.Index(string(d.Source()), "😀") + 2
	if got := d.FileSpan(Span{inside, inside}).Start; got != strings.Index(src, `\ud83d`) {
		t.Errorf("inside a character: %d", got)
	}
	if !d.Host().Same(v) {
		t.Error("host")
	}
	// What is not a string is read as it stands, nothing as an empty text.
	o := mustParse(t, ` {"a": {"b": [1]}}`)
	in, err := o.At("/a").Embedded()
	if err != nil || in.At("/b/0").Text() != "1" || in.Position(in.At("/b/0").Span().Start).Column != 15 || in.FileText(`"`) != `"` {
		t.Errorf("%v %v", in, err)
	}
	_, err = o.At("/c").Embedded()
	if e := err.(*SyntaxError); e.Cause != CauseEmpty || e.Position() != (Position{1, 1, 0}) {
		t.Errorf("%v", err)
	}
}

func TestQuoteInner(t *testing.T) {
	for _, s := range []string{"", "a", "\"\\/\b\f\n\r\t\x00\x1f", "猫😀\u2028"} {
		var back string
		if err := json.Unmarshal([]byte(`"`+quoteInner(s)+`"`), &back); err != nil || back != s {
			t.Errorf("%q: %q %v", s, back, err)
		}
	}
}

func TestUnescapeAgainstEncodingJSON(t *testing.T) {
	for _, s := range []string{`\ud800`, `\udc00`, `\ud800\u0041`, `\ud800\ud800\udc00`, `\uD83D\uDE00`, `\u0000`, `\uFfFf`, `a\/b\\\"`, `\ud83dx\ude00`, `\b\f\n\r\t`} {
		var want string
		if err := json.Unmarshal([]byte(`"`+s+`"`), &want); err != nil {
			t.Fatal(err)
		}
		if got := string(appendUnescaped(nil, []byte(s))); got != want {
			t.Errorf("%s: %q, want %q", s, got, want)
		}
	}
}

// size is a big number that -short makes small.
func size(n int) int {
	if testing.Short() {
		return n / 1000
	}
	return n
}

func TestHostile(t *testing.T) {
	cause := func(src []byte) Cause {
		_, err := Parse("", src)
		if err == nil {
			return ""
		}
		e := err.(*SyntaxError)
		e.Position()
		return e.Cause
	}
	n := size(20_000_000)
	for _, tt := range []struct {
		name string
		src  []byte
		want Cause
	}{
		{"brackets", bytes.Repeat([]byte("["), n), CauseTooDeep},
		{"braces", bytes.Repeat([]byte(`{"a":`), n), CauseTooDeep},
		{"quotes", bytes.Repeat([]byte(`"`), n+1), CauseTrailingData},
		{"backslashes", append([]byte(`"`), bytes.Repeat([]byte(`\`), n)...), CauseTruncated},
		{"commas", append([]byte(`[`), bytes.Repeat([]byte(`,`), n)...), CauseExtraComma},
		{"closing", bytes.Repeat([]byte(`]`), n), CauseExtraClose},
		{"white space", bytes.Repeat([]byte(" "), n), CauseEmpty},
		{"line ends", append([]byte("["), bytes.Repeat([]byte("\n"), n)...), CauseTruncated},
		{"NULs", make([]byte, n+1), CauseNUL},
		{"words", append([]byte("["), bytes.Repeat([]byte("a"), n)...), CauseUnquotedValue},
		{"digits", append([]byte("["), bytes.Repeat([]byte("1"), n)...), CauseTruncated},
		{"zeros", bytes.Repeat([]byte("0"), n), CauseLeadingZero},
		{"GBK", append([]byte(`["`), bytes.Repeat([]byte("\xc4\xe3"), n/2)...), CauseGBK},
		{"bad bytes", bytes.Repeat([]byte("\x80"), n), CauseInvalidUTF8},
		{"open comment", append([]byte("/*"), bytes.Repeat([]byte("*"), n)...), CauseComment},
		{"placeholders", append([]byte("["), bytes.Repeat([]byte("{{"), n/2)...), CauseWantKey},
		{"string of many lines", append([]byte("\""), bytes.Repeat([]byte("a\n"), n/2)...), CauseRawNewline},
	} {
		if got := cause(tt.src); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestHugeString(t *testing.T) {
	n := size(500<<10) << 10
	kilo := strings.Repeat("x", 1024)
	src := make([]byte, 0, n+32)
	src = append(src, `{"a":"`...)
	for range n / 1024 {
		src = append(src, kilo...)
	}
	src = append(src, `","b":1}`...)
	d, err := Parse("", src)
	if err != nil {
		t.Fatal(err)
	}
	if b := d.At("/b"); b.Text() != "1" || d.Position(b.Span().Start).Column != n+13 {
		t.Errorf("%d", d.Position(b.Span().Start).Column)
	}
}

func TestMillionKeys(t *testing.T) {
	n := size(1_000_000)
	var b bytes.Buffer
	b.WriteString(`{"k0":0`)
	for i := 1; i < n; i++ {
		fmt.Fprintf(&b, `,"k%d":%d`, i, i)
	}
	b.WriteString(`,"k7":1}`)
	d, err := Parse("", b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if got := d.Duplicates(); len(got) != 1 || !got[0][1].KeyIs("k7") || d.Root().Len() != n+1 || d.At("/k7").Text() != "1" {
		t.Errorf("%+v", got)
	}
	// A million elements, each asked for its pointer.
	d, err = Parse("", []byte("["+strings.Repeat("1,", n)+"1]"))
	if err != nil {
		t.Fatal(err)
	}
	for i, e := range d.Root().Elements() {
		if i%1000 == 0 && e.Pointer() != "/"+strconv.Itoa(i) {
			t.Fatal(e.Pointer())
		}
	}
}

func TestTooManyEscapes(t *testing.T) {
	if testing.Short() {
		t.Skip("needs a string of 70 MB")
	}
	d, err := Parse("", []byte(`["`+strings.Repeat(`\\`, maxValues/2+1)+`"]`))
	if err != nil {
		t.Fatal(err)
	}
	_, err = d.Root().Index(0).Embedded()
	if e := err.(*SyntaxError); e.Cause != CauseTooLarge || e.Position().Column != 3 {
		t.Errorf("%v", err)
	}
}

func TestManyDuplicates(t *testing.T) {
	d, err := Parse("", []byte(`{"a":0`+strings.Repeat(`,"a":1`, maxDuplicates+9)+`}`))
	if err != nil {
		t.Fatal(err)
	}
	if got := len(d.Duplicates()); got != maxDuplicates {
		t.Errorf("%d kept", got)
	}
}

func TestTooManyValues(t *testing.T) {
	if testing.Short() {
		t.Skip("needs a document of 70 MB")
	}
	src := []byte("[" + strings.Repeat("0,", maxValues) + "0]")
	_, err := Parse("", src)
	if e := err.(*SyntaxError); e.Cause != CauseTooLarge || e.Span.Start < maxValues {
		t.Errorf("%v %v", err, e.Span)
	}
}

func TestDeepest(t *testing.T) {
	src := strings.Repeat("[", MaxDepth) + strings.Repeat("]", MaxDepth)
	d := mustParse(t, src)
	v := d.Root()
	for v.Len() > 0 {
		v = v.Index(0)
	}
	if got := v.Pointer(); got != strings.Repeat("/0", MaxDepth-1) || !d.At(got).Same(v) {
		t.Errorf("pointer of %d bytes", len(got))
	}
}

func TestParseAllocations(t *testing.T) {
	src := sample(4 << 10)
	got := testing.AllocsPerRun(20, func() {
		if _, err := Parse("", src); err != nil {
			t.Fatal(err)
		}
	})
	// The Document, and its nodes in one or two steps.
	if got > 3 {
		t.Errorf("%v allocations", got)
	}
}

func TestKindNames(t *testing.T) {
	for k, want := range map[Kind]string{Missing: "missing", Null: "null", Bool: "boolean", Number: "number", String: "string", Array: "array", Object: "object"} {
		if k.String() != want {
			t.Errorf("%s", k)
		}
	}
}
