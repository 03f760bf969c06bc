// Package sourcetest tries a reader on the files of a folder: beside each stands
// what it must find, NAME.want, every value with the place it must have.
package sourcetest

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/source/internal/source"
)

// Golden compares what a reader finds in each file of a folder with the file's
// .want. UPDATE=1 writes them anew.
func Golden(t *testing.T, folder string, container func(name string) source.Container) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(folder, "*"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no files in %s: %v", folder, err)
	}
	for _, name := range names {
		if info, err := os.Stat(name); err != nil || info.IsDir() || strings.HasSuffix(name, ".want") {
			continue
		}
		t.Run(filepath.Base(name), func(t *testing.T) {
			src, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			f := &source.File{Name: name, Text: src, Read: func(other string) ([]byte, error) {
				return os.ReadFile(filepath.Join(folder, filepath.FromSlash(other)))
			}}
			c := container(name)
			got := Describe(src, c.Extract(f))
			if os.Getenv("UPDATE") != "" {
				if err := os.WriteFile(name+".want", []byte(got), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(name + ".want")
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("found\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// Describe writes requests down, each value of a body with its line, its column
// and its bytes in the file.
func Describe(src []byte, requests []source.Request) string {
	var b strings.Builder
	for i := range requests {
		r := &requests[i]
		fmt.Fprintf(&b, "%s %s at %s", or(r.Method, "?"), or(r.URL, "?"), place(src, r.Span.Start))
		if r.URLSpan.End > 0 {
			fmt.Fprintf(&b, ", address at %s", place(src, r.URLSpan.Start))
		}
		if r.Loose {
			b.WriteString(", by its shape")
		}
		b.WriteByte('\n')
		for _, h := range r.Headers {
			fmt.Fprintf(&b, "  header %s: %s at %s\n", h.Name, h.Value, place(src, h.Span.Start))
		}
		body(&b, src, r.Body, r.BodyUnknown)
		if r.Answer != nil {
			fmt.Fprintf(&b, "  answer %d %s\n", r.Answer.Status, oneLine(r.Answer.Body.Bytes))
		}
	}
	return b.String()
}

func or(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

func body(b *strings.Builder, src []byte, t source.Text, unknown bool) {
	switch {
	case unknown:
		b.WriteString("  body unknown\n")
		return
	case len(t.Bytes) == 0:
		return
	}
	doc, err := jsondoc.Parse("body", t.Bytes)
	if err != nil {
		fmt.Fprintf(b, "  body is not JSON: %v\n    %s\n", err, oneLine(t.Bytes))
		return
	}
	var walk func(v jsondoc.Value, pointer string)
	walk = func(v jsondoc.Value, pointer string) {
		at := t.FileSpan(v.Span())
		switch v.Kind() {
		case jsondoc.Object:
			for m := range v.Members() {
				walk(m.Value, pointer+"/"+m.Key())
			}
		case jsondoc.Array:
			for i, e := range v.Elements() {
				walk(e, fmt.Sprintf("%s/%d", pointer, i))
			}
		default:
			fmt.Fprintf(b, "  %s %s at %s %s\n", pointer, oneLine(v.Raw()), place(src, at.Start), oneLine(src[at.Start:at.End]))
		}
	}
	walk(doc.Root(), "")
	kinds := [...]string{"value", "text", "members", "elements"}
	for _, h := range t.Holes {
		fmt.Fprintf(b, "  unknown %s at %s %s\n", kinds[h.Kind], place(src, h.File.Start), oneLine(src[h.File.Start:h.File.End]))
	}
}

func oneLine(text []byte) string {
	s := strings.ReplaceAll(string(text), "\n", `⏎`)
	if len(s) > 120 {
		s = s[:100] + "…" // a test's own data: it may be cut anywhere
	}
	return strings.ToValidUTF8(s, "?")
}

func place(src []byte, at int) string {
	at = min(at, len(src))
	return fmt.Sprintf("%d:%d", bytes.Count(src[:at], []byte{'\n'})+1, at-bytes.LastIndexByte(src[:at], '\n'))
}

// Sound reports what is wrong with the places of requests: outside the file, or
// exact ones that hold other bytes than the text.
func Sound(t *testing.T, src []byte, requests []source.Request) {
	t.Helper()
	inside := func(what string, s jsondoc.Span) bool {
		if s.Start < 0 || s.End < s.Start || s.End > len(src) {
			t.Errorf("%s is at %v of a file of %d bytes", what, s, len(src))
			return false
		}
		return true
	}
	text := func(what string, u source.Text) { soundText(t, src, what, u, inside) }
	for i := range requests {
		r := &requests[i]
		inside("a request", r.Span)
		inside("an address", r.URLSpan)
		for _, h := range r.Headers {
			inside("a header", h.Span)
		}
		text("a body", r.Body)
		if r.Answer != nil {
			text("an answer", r.Answer.Body)
		}
	}
}

// soundText is Sound for one text.
func soundText(t *testing.T, src []byte, what string, u source.Text, inside func(string, jsondoc.Span) bool) {
	t.Helper()
	at := 0
	for _, p := range u.Pieces {
		if p.Start < at || p.End < p.Start || p.End > len(u.Bytes) {
			t.Errorf("a piece of %s is [%d,%d) after %d of %d bytes", what, p.Start, p.End, at, len(u.Bytes))
			return
		}
		at = p.End
		if inside(what, p.File) && p.Exact && !bytes.Equal(src[p.File.Start:p.File.End], u.Bytes[p.Start:p.End]) {
			t.Errorf("a piece of %s is %q and its place holds %q", what, u.Bytes[p.Start:p.End], src[p.File.Start:p.File.End])
		}
	}
	for _, h := range u.Holes {
		inside("a hole of "+what, h.File)
		if h.Start < 0 || h.End < h.Start || h.End > len(u.Bytes) {
			t.Errorf("a hole of %s is [%d,%d) of %d bytes", what, h.Start, h.End, len(u.Bytes))
		}
	}
}
