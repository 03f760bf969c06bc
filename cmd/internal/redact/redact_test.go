package redact

import (
	"bytes"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
)

const (
	key   = "9f3c1e7ab04d4f6e8c25d1b7a3e60f94"
	known = "sk-live/Geheim+Schl=42"
)

func TestText(t *testing.T) {
	stars := strings.Repeat("*", digits)
	for in, want := range map[string]string{
		"":                                   "",
		key:                                  stars,
		"x" + key + "y":                      "x" + stars + "y",
		strings.ToUpper(key):                 stars,
		`"a\n` + key + `"`:                   `"a\n` + stars + `"`,
		`"a\b` + key + `"`:                   `"a\b` + stars + `"`,
		`"\u000a` + key + `"`:                `"\u000a` + stars + `"`,
		`\U000e0100` + key:                   `\U000e0100` + stars,
		`\x1b` + key + ` %3D` + key:          `\x1b` + stars + ` %3D` + stars,
		`\u` + key:                           `\u` + stars,
		"f" + key:                            "f" + key, // a row of 33
		key + key:                            key + key, // the name of an uploaded file
		"12345678901234567890123456789012, ": "12345678901234567890123456789012, ",
		`{"fingerprint":"` + key + `"}`:      `{"fingerprint":"` + key + `"}`,
		`{"fingerprint":"` + key + `z"}`:     `{"fingerprint":"` + stars + `z"}`,
		`\"fingerprint\":\"` + key + `\"`:    `\"fingerprint\":\"` + stars + `\"`,
		"a cat " + key[:20] + "…":            "a cat " + strings.Repeat("*", 20) + "…",
		"…" + key[15:] + " more":             "…" + strings.Repeat("*", 17) + " more",
		"12345678…":                          "12345678…",
		"the facade… of deadbeef":            "the facade… of deadbeef",
		"use " + known + "!":                 "use " + strings.Repeat("*", len(known)) + "!",
		"sk-live%2FGeheim%2BSchl%3D42":       strings.Repeat("*", 28),
		"use " + known[:12] + "…":            "use ************…",
		"…" + known[10:]:                     "…" + strings.Repeat("*", len(known)-10),
		"…" + known[len(known)-4:]:           "…" + known[len(known)-4:],
	} {
		if got := New(known).Text(in); got != want {
			t.Errorf("%q\ngot  %q\nwant %q", in, got, want)
		}
	}
	// The shortest key that is known, and each character that a name is made of.
	if got := New("12345678").Text("a 12345678!"); got != "a ********!" {
		t.Error(got)
	}
	if got := New("azAZ09/[`{@:\n").Text("see azAZ09______ here"); got != "see ************ here" {
		t.Error(got)
	}
	// A cut that leaves exactly what is looked for, at either end of a text.
	if got := New(known).Text(known[:8] + "…" + known[len(known)-8:]); got != "********…********" {
		t.Error(got)
	}
	if got := New("short", "").Text("short"); got != "short" {
		t.Error(got)
	}
	if got := (&Redactor{}).Text(key); got != stars {
		t.Error(got)
	}
}

// TestAdd: a key that is found out later is masked from then on, in the writers
// that are there too.
func TestAdd(t *testing.T) {
	var out bytes.Buffer
	r := New()
	w := r.Stream(&out)
	r.Add(known)
	r.Add("short")
	if _, err := w.Write([]byte("a " + known + " short")); err != nil {
		t.Fatal(err)
	}
	if err := w.Flush(); err != nil || out.String() != "a "+strings.Repeat("*", len(known))+" short" {
		t.Errorf("%q, %v", out.String(), err)
	}
}

// TestStream: however a text is cut into writes, what comes out is what one
// write gives.
func TestStream(t *testing.T) {
	pieces := []string{key, known, key[:20], known[:9], "…", "…", `"fingerprint":"`, `"`, " ", "\n", "a", "z", `\u200b`, `\b`, "\u200b", "\u3164", "👩\u200d👧", "\U000e0100", "é", strings.Repeat("0a", 300), strings.Repeat("f", 31), "\xff", "\xe2\x80"}
	random := rand.New(rand.NewPCG(1, 2))
	r := New(known)
	for range 3000 {
		var text strings.Builder
		for range random.IntN(12) {
			text.WriteString(pieces[random.IntN(len(pieces))])
		}
		want := stream(t, r, text.String(), text.Len()+1)
		if strings.Contains(want, known) || strings.ContainsAny(want, "\u200b\u3164\U000e0100") {
			t.Fatalf("%q", want)
		}
		if got := stream(t, r, text.String(), 1+random.IntN(9)); got != want {
			t.Fatalf("%q\ngot  %q\nwant %q", text.String(), got, want)
		}
	}
}

func stream(t *testing.T, r *Redactor, text string, size int) string {
	t.Helper()
	var out bytes.Buffer
	w := r.Stream(&out)
	for text != "" {
		n := min(size, len(text))
		if _, err := w.Write([]byte(text[:n])); err != nil {
			t.Fatal(err)
		}
		text = text[n:]
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// TestPrompt: a line is not kept back.
func TestPrompt(t *testing.T) {
	var out bytes.Buffer
	w := New(known).Stream(&out)
	for _, line := range []string{"one\n", "{\"face\":1}"} {
		out.Reset()
		if _, err := w.Write([]byte(line)); err != nil || out.String() != line {
			t.Errorf("%q, %v", out.String(), err)
		}
	}
	m := New(known).Messages(&out)
	out.Reset()
	if _, err := m.Write([]byte("12 of 12ab")); err != nil || out.String() != "12 of 12ab" {
		t.Errorf("%q, %v", out.String(), err)
	}
}

func FuzzText(f *testing.F) {
	f.Add("a " + key + "… " + known)
	f.Fuzz(func(t *testing.T, s string) {
		r := New(known)
		got := r.Text(s)
		if len(got) != len(s) || strings.Contains(got, known) || r.Text(got) != got && !strings.Contains(s, "…") {
			t.Fatalf("%q gives %q", s, got)
		}
		if a, b := stream(t, r, s, 3), stream(t, r, s, len(s)+1); a != b {
			t.Fatalf("%q in pieces: %q, whole: %q", s, a, b)
		}
	})
}

func BenchmarkStream(b *testing.B) {
	line := []byte(strings.Repeat(`{"path":"requests/hair.json","findings":[{"rule":"nodeinfo-node","severity":"error","code":803}]}`+"\n", 600))
	w := New(known).Stream(io.Discard)
	b.SetBytes(int64(len(line)))
	for b.Loop() {
		if _, err := w.Write(line); err != nil {
			b.Fatal(err)
		}
	}
}
