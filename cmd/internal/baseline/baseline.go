// Package baseline keeps the findings that a project has agreed to live with
// for now, so that only new ones count. A finding is known by its rule, its
// file, its JSON Pointer and a hash of the value it is about: neither lines
// nor formatting matter, and a value that may be a secret is left out
// altogether.
package baseline

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/payloadlint/payloadlint/cmd/internal/output"
	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/rules/suggest"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/readfile"
)

// Version is the version of the file format.
const Version = 1

// Entry is one known finding, or Count equal ones.
type Entry struct {
	// File is the path relative to the baseline's folder, with slashes.
	File    string
	Rule    string
	Pointer string
	// Value is the hash of the value in hexadecimal, "" where none is kept.
	Value string
	Count int
}

func (e Entry) key() Entry { e.Count = 0; return e }

func compare(a, b Entry) int {
	return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Pointer, b.Pointer), cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Value, b.Value))
}

// Baseline is a set of known findings. It is not safe for concurrent use.
type Baseline struct {
	dir string
	// left counts what was not seen yet.
	left  map[Entry]int
	files map[string]bool
	// mask hides keys in the names of files and members, nil hides nothing.
	mask func(string) string
}

// Mask makes the baseline keep and compare the names of files and members with
// what mask hides in them hidden.
func (b *Baseline) Mask(mask func(string) string) { b.mask = mask }

func (b *Baseline) masked(s string) string {
	if b.mask == nil {
		return s
	}
	return b.mask(s)
}

// New is an empty baseline whose paths are relative to dir.
func New(dir string) *Baseline {
	return &Baseline{dir: dir, left: map[Entry]int{}, files: map[string]bool{}}
}

// Load reads the baseline file at path, of at most limit bytes. The error is that
// of Limit.Named, or an *Error when the file is damaged.
func Load(path string, limit readfile.Limit) (*Baseline, error) {
	data, err := limit.Named(path)
	if err != nil {
		return nil, err
	}
	entries, err := Read(path, data)
	if err != nil {
		return nil, err
	}
	b := New(filepath.Dir(path))
	for _, e := range entries {
		b.left[e.key()] += e.Count
	}
	return b, nil
}

// entry is what identifies a finding.
func (b *Baseline) entry(path string, f *rule.Finding) Entry {
	e := Entry{File: b.relative(path), Rule: f.Rule.ID, Pointer: b.masked(f.Pointer)}
	if !f.Rule.Secret && f.Value != [8]byte{} {
		e.Value = hex.EncodeToString(f.Value[:])
	}
	return e
}

// relative is path as seen from the baseline's folder; as it is where there is
// no way from one to the other (standard input, another Windows drive).
func (b *Baseline) relative(path string) string { return b.masked(b.plainRelative(path)) }

func (b *Baseline) plainRelative(path string) string {
	if path == "-" {
		return path
	}
	dir, err := filepath.Abs(b.dir)
	if err != nil {
		return filepath.ToSlash(path)
	}
	full, err := filepath.Abs(path)
	if err != nil {
		return filepath.ToSlash(path)
	}
	rel, err := filepath.Rel(dir, full)
	if err != nil {
		return filepath.ToSlash(path)
	}
	return filepath.ToSlash(rel)
}

// Add takes a result's findings into the baseline, to be written.
func (b *Baseline) Add(r *rules.Result) {
	for i := range r.Findings {
		b.left[b.entry(r.Path, &r.Findings[i])]++
	}
}

// Filter takes the known findings out of r and says how many. Each counts
// once: a second equal finding is new when the baseline has one. The verdict
// stays what it is, since the server knows no baseline.
func (b *Baseline) Filter(r *rules.Result) int {
	b.files[b.relative(r.Path)] = true
	kept := make([]rule.Finding, 0, len(r.Findings))
	for i := range r.Findings {
		e := b.entry(r.Path, &r.Findings[i])
		if b.left[e] > 0 {
			b.left[e]--
			continue
		}
		kept = append(kept, r.Findings[i])
	}
	known := len(r.Findings) - len(kept)
	if known > 0 {
		r.Findings = kept
	}
	return known
}

// Stale lists, in order, the entries (with the count that is too much) of the
// files that went through Filter whose findings did not come. Files that were
// not checked are not judged.
func (b *Baseline) Stale() []Entry {
	var out []Entry
	for e, n := range b.left {
		if n > 0 && b.files[e.File] {
			e.Count = n
			out = append(out, e)
		}
	}
	slices.SortFunc(out, compare)
	return out
}

// Gone is Stale for files that are not there any more: their entries are stale
// as well. exists reports whether a file, relative to the baseline, is there;
// nil looks for it on disk.
func (b *Baseline) Gone(exists func(file string) bool) []Entry {
	if exists == nil {
		exists = func(file string) bool {
			_, err := os.Stat(filepath.Join(b.dir, filepath.FromSlash(file)))
			return !errors.Is(err, os.ErrNotExist)
		}
	}
	asked := map[string]bool{}
	var out []Entry
	for e, n := range b.left {
		// A name with something hidden cannot be looked for.
		if n <= 0 || b.files[e.File] || e.File == "-" || strings.Contains(e.File, "********") {
			continue
		}
		there, ok := asked[e.File]
		if !ok {
			there = exists(e.File)
			asked[e.File] = there
		}
		if !there {
			e.Count = n
			out = append(out, e)
		}
	}
	slices.SortFunc(out, compare)
	return out
}

// Text reports a stale entry in a language.
func (e Entry) Text(l message.Lang) string {
	pointer := e.Pointer
	if pointer == "" {
		pointer = l.Get("baseline.root-pointer")
	}
	return l.Format("baseline.stale-entry", message.Args{"file": e.File, "rule": e.Rule, "pointer": pointer, "n": strconv.Itoa(e.Count)})
}

// WriteTo writes the baseline: sorted, an entry per line, so that a change is
// a line in a diff.
func (b *Baseline) WriteTo(w io.Writer) (int64, error) {
	entries := make([]Entry, 0, len(b.left))
	for e, n := range b.left {
		if n > 0 {
			e.Count = n
			entries = append(entries, e)
		}
	}
	slices.SortFunc(entries, compare)
	out := bufio.NewWriter(w)
	n := 0
	put := func(s string) {
		// bufio keeps the first error for Flush.
		k, _ := out.WriteString(s)
		n += k
	}
	put("{\n  \"version\": " + strconv.Itoa(Version) + ",\n  \"findings\": [")
	for i, e := range entries {
		if i > 0 {
			put(",")
		}
		put("\n    {\"file\": " + quote(e.File) + ", \"rule\": " + quote(e.Rule) + ", \"pointer\": " + quote(e.Pointer))
		if e.Value != "" {
			put(", \"value\": " + quote(e.Value))
		}
		put(", \"count\": " + strconv.Itoa(e.Count) + "}")
	}
	if len(entries) > 0 {
		put("\n  ")
	}
	put("]\n}\n")
	return int64(n), out.Flush()
}

// Save writes the baseline to path, whole or not at all; inputs are the files
// that the run read. The error is an *output.Error.
func (b *Baseline) Save(path string, inputs []string) error {
	var data bytes.Buffer
	if _, err := b.WriteTo(&data); err != nil {
		return err // a buffer never fails
	}
	return output.Write(Target(path, inputs), data.Bytes())
}

// Target is the file of a baseline: it may take the place of a baseline, also of
// a damaged one.
func Target(path string, inputs []string) output.Target {
	return output.Target{Path: path, Inputs: inputs, Kind: own}
}

// own recognises a baseline by its first bytes as WriteTo prints them.
func own(head []byte) bool {
	return regexp.MustCompile(`^\s*\{\s*"version"\s*:\s*\d+\s*,\s*"findings"\s*:\s*\[`).Match(head)
}

func quote(s string) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	// A string always encodes.
	_ = e.Encode(s)
	return strings.TrimSuffix(b.String(), "\n")
}

// Error is what is wrong with a baseline file, at its place.
type Error struct {
	File         string
	Line, Column int
	key          string
	args         message.Args
	// want is the catalog's name of what was expected, place of what is wrong.
	want, place string
}

// Text is the error in a language, its place in front.
func (e *Error) Text(l message.Lang) string {
	args := message.Args{"file": e.File, "line": strconv.Itoa(e.Line), "column": strconv.Itoa(e.Column)}
	for k, v := range e.args {
		args[k] = v
	}
	if e.want != "" {
		args["want"] = l.Get("baseline." + e.want)
	}
	if e.place != "" {
		args["place"] = l.Get("baseline." + e.place)
	}
	return l.Format("baseline."+e.key, args)
}

// Error is Text in English.
func (e *Error) Error() string { return e.Text(message.English) }

type reader struct{ doc *jsondoc.Document }

func (r reader) fail(at jsondoc.Value, key string, args message.Args) *Error {
	p := r.doc.Position(at.Span().Start)
	return &Error{File: r.doc.Name(), Line: p.Line, Column: p.Column, key: key, args: args}
}

func (r reader) shape(at jsondoc.Value, place, want string) *Error {
	e := r.fail(at, "shape", message.Args{"place": `"` + place + `"`})
	if place == "the-baseline" || place == "an-entry" {
		e.place, e.args = place, nil
	}
	e.want = want
	return e
}

// Read reads the entries of a baseline file; name is for messages. The error
// is an *Error.
func Read(name string, data []byte) ([]Entry, error) {
	doc, err := jsondoc.Parse(name, data)
	if err != nil {
		e := &Error{File: name, Line: 1, Column: 1, key: "syntax"}
		var syntax *jsondoc.SyntaxError
		if errors.As(err, &syntax) {
			p := syntax.Document().Position(syntax.Span.Start)
			e.Line, e.Column = p.Line, p.Column
		}
		return nil, e
	}
	r := reader{doc}
	if dups := doc.Duplicates(); len(dups) > 0 {
		p := doc.Position(dups[0][1].KeyValue().Span().Start)
		return nil, &Error{File: name, Line: p.Line, Column: p.Column, key: "duplicate-key", args: message.Args{"key": dups[0][1].Key()}}
	}
	root := doc.Root()
	if !root.Is(jsondoc.Object) {
		return nil, r.shape(root, "the-baseline", "want-object")
	}
	// The version comes first: a newer file may have keys not known here.
	version := root.Get("version")
	switch {
	case !version.Exists():
		return nil, r.fail(root, "missing-key", message.Args{"key": "version"})
	case !version.Is(jsondoc.Number):
		return nil, r.shape(version, "version", "want-version")
	case version.Text() != strconv.Itoa(Version):
		return nil, r.fail(version, "version", message.Args{"found": version.Text(), "known": strconv.Itoa(Version)})
	}
	if err := r.keys(root, "version", "findings"); err != nil {
		return nil, err
	}
	list := root.Get("findings")
	switch {
	case !list.Exists():
		return nil, r.fail(root, "missing-key", message.Args{"key": "findings"})
	case !list.Is(jsondoc.Array):
		return nil, r.shape(list, "findings", "want-array")
	}
	out := make([]Entry, 0, list.Len())
	seen := map[Entry]bool{}
	for _, v := range list.Elements() {
		e, err := r.entry(v)
		if err != nil {
			return nil, err
		}
		if seen[e.key()] {
			return nil, r.fail(v, "duplicate-entry", nil)
		}
		seen[e.key()] = true
		out = append(out, e)
	}
	return out, nil
}

// keys rejects the members of an object that have none of the names.
func (r reader) keys(object jsondoc.Value, names ...string) error {
	for m := range object.Members() {
		if key := m.Key(); !slices.Contains(names, key) {
			if near := suggest.Word(key).Among(names, 1); len(near) > 0 {
				return r.fail(m.KeyValue(), "unknown-key-near", message.Args{"key": key, "near": near[0]})
			}
			return r.fail(m.KeyValue(), "unknown-key", message.Args{"key": key})
		}
	}
	return nil
}

func (r reader) entry(v jsondoc.Value) (Entry, error) {
	if !v.Is(jsondoc.Object) {
		return Entry{}, r.shape(v, "an-entry", "want-object")
	}
	if err := r.keys(v, "file", "rule", "pointer", "value", "count"); err != nil {
		return Entry{}, err
	}
	e := Entry{Count: 1}
	for _, field := range []struct {
		name     string
		to       *string
		optional bool
	}{{"file", &e.File, false}, {"rule", &e.Rule, false}, {"pointer", &e.Pointer, false}, {"value", &e.Value, true}} {
		text := v.Get(field.name)
		switch {
		case !text.Exists():
			if !field.optional {
				return e, r.fail(v, "missing-key", message.Args{"key": field.name})
			}
		case !text.Is(jsondoc.String):
			return e, r.shape(text, field.name, "want-string")
		default:
			*field.to = text.Text()
		}
	}
	if e.Value != "" {
		if raw, err := hex.DecodeString(e.Value); err != nil || len(raw) != 8 {
			return e, r.shape(v.Get("value"), "value", "want-hash")
		}
		e.Value = strings.ToLower(e.Value)
	}
	if n := v.Get("count"); n.Exists() {
		count, err := strconv.Atoi(n.Text())
		if err != nil || count < 1 || !n.Is(jsondoc.Number) {
			return e, r.shape(n, "count", "want-count")
		}
		e.Count = count
	}
	return e, nil
}
