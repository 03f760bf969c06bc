package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"golang.org/x/term"
)

// write writes to standard output.
func (a *app) write(s string) error {
	_, err := io.WriteString(a.out, s)
	return err // a write to standard output
}

// print writes one line to standard output; control characters in it, which
// may come from a file or the platform, are replaced.
func (a *app) print(text string) error {
	_, err := fmt.Fprintln(a.out, printable(text))
	return err // a write to standard output
}

// printJSON writes a value as indented JSON to standard output.
func (a *app) printJSON(v any) error {
	enc := json.NewEncoder(a.out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v) // a write to standard output
}

// printable replaces control characters in text from files and the platform,
// so that no escape sequence reaches the terminal.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x20 && r != '\n' && r != '\t' || r >= 0x7f && r < 0xa0 || r == 0x202e || r == 0x2066 {
			return '\uFFFD'
		}
		return r
	}, s)
}

// megabytes is a size for people: 1.5 MB, with MB = 10^6 bytes.
func megabytes(n int64) string { return strconv.FormatFloat(float64(n)/1e6, 'f', 1, 64) + " MB" }

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}
