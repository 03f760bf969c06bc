package frames

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/textproto"
	"strconv"
	"strings"
	"testing"
)

const good = `{"jsonrpc":"2.0","id":1,"method":"a"}`

func frame(body string) string {
	return fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(body), body)
}

// bodies takes framed messages apart.
func bodies(t testing.TB, text string) (out []string) {
	t.Helper()
	r := bufio.NewReader(strings.NewReader(text))
	for {
		header, err := textproto.NewReader(r).ReadMIMEHeader()
		if errors.Is(err, io.EOF) && len(header) == 0 {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		n, err := strconv.Atoi(header.Get("Content-Length"))
		if err != nil {
			t.Fatal(err)
		}
		body := make([]byte, n)
		if _, err := io.ReadFull(r, body); err != nil {
			t.Fatal(err)
		}
		out = append(out, string(body))
	}
}

func TestReader(t *testing.T) {
	small := Limits{Header: 100, Headers: 4, Message: 100}
	for name, c := range map[string]struct {
		in      string
		through int
		codes   string // of the answers
		err     error
	}{
		"nothing":        {"", 0, "", nil},
		"good":           {frame(good), 1, "", nil},
		"more headers":   {"Content-Type: x\r\ncontent-length: " + strconv.Itoa(len(good)) + "\r\n\r\n" + good, 1, "", nil},
		"line feeds":     {"Content-Length: " + strconv.Itoa(len(good)) + "\n\n" + good, 1, "", nil},
		"no JSON":        {frame(`{"jsonrpc"`) + frame(good), 1, "-32700", nil},
		"empty":          {frame("") + frame(good), 1, "-32700", nil},
		"no request":     {frame("5") + frame("[]") + frame(`{"a":1}`) + frame("null") + frame(good), 1, "-32600 -32600 -32600 -32600", nil},
		"too large":      {frame(`"`+strings.Repeat("x", 200)+`"`) + frame(good), 1, "-32600", nil},
		"too deep":       {frame(strings.Repeat("[", 50)+strings.Repeat("]", 50)) + frame(good), 1, "-32600", nil},
		"no length":      {"A: b\r\n\r\n" + frame(good), 1, "-32700", nil},
		"odd length":     {"Content-Length: x\r\n\r\n" + frame(good), 1, "-32700", nil},
		"below zero":     {"Content-Length: -5\r\n\r\n" + frame(good), 1, "-32700", nil},
		"huge length":    {"Content-Length: 99999999999999999999\r\n\r\n" + frame(good), 1, "-32700", nil},
		"noise":          {strings.Repeat("noise\n", 100) + "\n" + frame(good), 1, "-32700", nil},
		"endless header": {strings.Repeat("a", 1<<20) + "\n\n" + frame(good), 1, "-32700", nil},
		"many headers":   {strings.Repeat("a: b\r\n", 1000) + "\r\n" + frame(good), 1, "-32700", nil},
		"cut in header":  {"Content-Len", 0, "", io.ErrUnexpectedEOF},
		"cut in body":    {"Content-Length: 50\r\n\r\n{", 0, "", io.ErrUnexpectedEOF},
	} {
		var answers bytes.Buffer
		got, err := io.ReadAll(NewReader(strings.NewReader(c.in), &answers, small))
		if !errors.Is(err, c.err) {
			t.Errorf("%s: %v, want %v", name, err, c.err)
		}
		if want := strings.Repeat(frame(good), c.through); string(got) != want {
			t.Errorf("%s: let through %q", name, got)
		}
		var codes []string
		for _, b := range bodies(t, answers.String()) {
			_, rest, _ := strings.Cut(b, `"code":`)
			code, _, _ := strings.Cut(rest, ",")
			codes = append(codes, code)
		}
		if strings.Join(codes, " ") != c.codes {
			t.Errorf("%s: answered %v, want %s", name, codes, c.codes)
		}
	}
}

func TestWriter(t *testing.T) {
	var out bytes.Buffer
	mask := func(src []byte) []byte { return bytes.ReplaceAll(src, []byte("key"), []byte("***")) }
	w := NewWriter(&out, mask)
	if _, err := w.Write([]byte(`{"uri":"file:///a/key.json","message":"a key, \"file:///key\"","changes":{"untitled:key":[]}}`)); err != nil {
		t.Fatal(err)
	}
	if want := `{"uri":"file:///a/key.json","message":"a ***, \"file:///***\"","changes":{"untitled:key":[]}}`; out.String() != want {
		t.Errorf("got  %s\nwant %s", out.String(), want)
	}
	if _, err := NewWriter(&out, func([]byte) []byte { return nil }).Write([]byte("x")); err == nil {
		t.Error("a mask that changes the length went unnoticed")
	}
}

func FuzzReader(f *testing.F) {
	f.Add(frame(good) + frame("[") + "x\n")
	f.Add("Content-Length: 5\r\nA: b\r\n\r\nnull!")
	f.Fuzz(func(t *testing.T, in string) {
		var answers bytes.Buffer
		got, _ := io.ReadAll(NewReader(strings.NewReader(in), &answers, Limits{Header: 64, Headers: 4, Message: 256}))
		bodies(t, string(got))
		bodies(t, answers.String())
	})
}
