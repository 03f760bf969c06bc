package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/term"

	"github.com/payloadlint/payloadlint/cmd/internal/redact"
	"github.com/payloadlint/payloadlint/cmd/internal/visible"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/rule"
)

// standardOutput is the way to standard output, whose failures are told as such.
type standardOutput struct{ *redact.Writer }

func (o standardOutput) Write(p []byte) (int, error) {
	n, err := o.Writer.Write(p)
	if err != nil {
		return n, &outputError{err}
	}
	return n, nil
}

// Own is app.writeOwn.
func (o standardOutput) Own(s string) error {
	if err := o.WriteOwn([]byte(s)); err != nil {
		return &outputError{err}
	}
	return nil
}

// device is the file behind a writer, nil where it is something else.
func device(w io.Writer) *os.File {
	for {
		under, ok := w.(interface{ Under() io.Writer })
		if !ok {
			f, _ := w.(*os.File)
			return f
		}
		w = under.Under()
	}
}

// rawOut is standard output itself, for what has a way of its own to mask keys.
func (a *app) rawOut() io.Writer {
	if o, ok := a.out.(standardOutput); ok {
		return o.Under()
	}
	return a.out
}

// writesKey reports whether a fix would write a key, which is never shown: what
// is masked must not be written into somebody's file.
func (a *app) writesKey(f *rule.Fix) bool {
	return slices.ContainsFunc(f.Edits, func(e rule.Edit) bool { return a.keys.Text(e.New) != e.New })
}

// write writes to standard output.
func (a *app) write(s string) error {
	_, err := io.WriteString(a.out, s)
	return err // a write to standard output
}

// writeOwn writes a page of the program's own, whose samples look like keys and
// are none: only the environment's key is hidden in it.
func (a *app) writeOwn(s string) error {
	if o, ok := a.out.(standardOutput); ok {
		return o.Own(s)
	}
	return a.write(s)
}

// print writes one line to standard output; control characters in it, which
// may come from a file or the platform, are replaced.
func (a *app) print(text string) error {
	_, err := fmt.Fprintln(a.out, printable(text))
	return err // a write to standard output
}

// note prints a line of the catalogs to standard error.
func (a *app) note(key string, args message.Args) {
	_, _ = fmt.Fprintln(a.err, printable(a.say(key, args))) // nowhere left to report to
}

// printJSON writes a value as indented JSON to standard output.
func (a *app) printJSON(v any) error {
	enc := json.NewEncoder(a.out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v) // a write to standard output
}

// printable replaces control and invisible characters in text from files and the platform,
// so that no escape sequence reaches the terminal.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x20 && r != '\n' && r != '\t' || r == 0x7f || visible.Hidden(r) {
			return '\uFFFD'
		}
		return r
	}, s)
}

// megabytes is a size for people: 1.5 MB, with MB = 10^6 bytes.
func megabytes(n int64) string { return strconv.FormatFloat(float64(n)/1e6, 'f', 1, 64) + " MB" }

func isTerminal(w io.Writer) bool {
	f := device(w)
	return f != nil && term.IsTerminal(int(f.Fd()))
}
