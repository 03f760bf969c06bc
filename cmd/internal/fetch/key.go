package fetch

import (
	"fmt"
	"io"
	"net/url"
	"os"
	"runtime"
	"strings"

	"github.com/payloadlint/payloadlint/rules/secret"
	"github.com/payloadlint/payloadlint/schema/fault"
	"github.com/payloadlint/payloadlint/schema/readfile"
)

// KeyVariable is the environment variable that holds the API key.
const KeyVariable = "RUNNINGHUB_API_KEY"

// minKey is the shortest text taken for a key: a shorter one could not be kept
// out of texts without tearing them apart. Keys have 32 characters
// (runninghub-api.md §3).
const minKey = 8

// masked replaces every key in outputs.
const masked = "***"

// Key is an API key that does not show itself: however it is printed or
// encoded, *** comes out. The zero Key is none.
type Key struct{ reveal func() string }

// NewKey makes a Key of a text; whitespace around it goes. The error is an
// *Error with BadKey; it does not repeat the text.
func NewKey(text string) (Key, error) {
	text = strings.TrimSpace(text)
	if len(text) < minKey {
		return Key{}, &Error{Problem: BadKey}
	}
	for i := range len(text) {
		// What is not plain printable ASCII would need escaping somewhere, and
		// then it could be missed when texts are searched for it.
		if c := text[i]; c <= ' ' || c > '~' || c == '"' || c == '\\' {
			return Key{}, &Error{Problem: BadKey}
		}
	}
	return Key{reveal: func() string { return text }}, nil
}

// KeyFromEnvironment reads the key from RUNNINGHUB_API_KEY; the zero Key when
// it is not set.
func KeyFromEnvironment() (Key, error) {
	text := os.Getenv(KeyVariable)
	if strings.TrimSpace(text) == "" {
		return Key{}, nil
	}
	return NewKey(text)
}

// KeyFromFile reads the key from the first line of a file. shared says that
// other users of the machine may read the file.
func KeyFromFile(path string) (k Key, shared bool, err error) {
	// A pipe in the working folder's repository came with it.
	if err := readfile.RootOf(".").NoPipe(path); err != nil {
		return Key{}, false, &Error{Problem: BadKeyFile, Path: path, err: err}
	}
	f, err := os.Open(path)
	if err != nil {
		return Key{}, false, &Error{Problem: BadKeyFile, Path: path, Cause: cause(err)}
	}
	defer f.Close() //nolint:errcheck // it was only read
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() && info.Mode()&os.ModeNamedPipe == 0 {
		err = &fault.Error{Problem: fault.FileNotRegular, Path: path}
	}
	if err != nil {
		return Key{}, false, &Error{Problem: BadKeyFile, Path: path, Cause: cause(err), err: err}
	}
	shared = runtime.GOOS != "windows" && info.Mode().IsRegular() && info.Mode().Perm()&0o077 != 0
	data, err := io.ReadAll(io.LimitReader(f, 4096))
	if err != nil {
		return Key{}, shared, &Error{Problem: BadKeyFile, Path: path, Cause: cause(err)}
	}
	line, _, _ := strings.Cut(strings.TrimSpace(string(data)), "\n")
	// A line copied from an .env file is understood.
	line = strings.TrimPrefix(strings.TrimSpace(line), KeyVariable+"=")
	if k, err = NewKey(strings.Trim(line, `"'`)); err != nil {
		return Key{}, shared, &Error{Problem: BadKey, Path: path}
	}
	return k, shared, nil
}

// Set reports whether there is a key.
func (k Key) Set() bool { return k.reveal != nil }

// Tell hands the key to what keeps keys out of outputs.
func (k Key) Tell(hear func(key string)) {
	if k.reveal != nil {
		hear(k.reveal())
	}
}

func (k Key) text() string {
	if k.reveal == nil {
		return ""
	}
	return k.reveal()
}

// String is ***, or "" without a key.
func (k Key) String() string {
	if k.reveal == nil {
		return ""
	}
	return masked
}

// Format prints String for every verb.
func (k Key) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, k.String()) }

// MarshalText gives String to encoders.
func (k Key) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// Mask is a text that somebody gave for something else, with *** in place of
// what is a key or looks like one.
func Mask(text string) string {
	if k, err := KeyFromEnvironment(); err == nil {
		text = newRedactor(k).text(text)
	}
	for _, found := range secret.Text(text).Values() {
		text = strings.ReplaceAll(text, found, masked)
	}
	if t := strings.TrimSpace(text); len(t) >= 24 && keyShape(t) {
		return masked
	}
	return text
}

// redactor takes keys out of texts.
type redactor struct{ r *strings.Replacer }

func newRedactor(keys ...Key) redactor {
	var pairs []string
	for _, k := range keys {
		if t := k.text(); t != "" {
			pairs = append(pairs, t, masked)
			for _, e := range []string{url.QueryEscape(t), url.PathEscape(t)} {
				if e != t {
					pairs = append(pairs, e, masked)
				}
			}
		}
	}
	return redactor{strings.NewReplacer(pairs...)}
}

func (r redactor) text(s string) string {
	if r.r == nil {
		return s
	}
	return r.r.Replace(s)
}
