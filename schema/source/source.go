// Package source finds the requests that stand in files of other kinds than
// JSON: Markdown, shell, Python, JavaScript, HTTP clients' collections. The body of
// a Request knows, byte by byte, which bytes of the file it comes from.
//
// A new kind of files is one reader, a package under schema/source/internal that
// declares a Container, and one row in All.
package source

import (
	"bytes"
	"cmp"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/source/internal/source"
)

// Container is one kind of files that requests stand in: its name (Kind), such as
// "python", which the configuration's `sources` and reports use, the names of its
// files and of its fences in Markdown, how a comment and a JSON scalar are written
// in it, and its reader.
type Container = source.Container

// Request is one request that a file holds: its method, address, headers and Body as
// far as they are known, its Span in the file, the kind of the text that it was found
// in (Language; in a fence not that of the file), and the recorded answer of a HAR.
type Request = source.Request

// Text is bytes put together from pieces of a file: its Pieces say which bytes stand
// for which part of the file, its Holes which are known only when a program runs.
type Text = source.Text

// UnknownPart stands in a Request's URL for the parts that nobody can know before
// the program runs.
const UnknownPart = source.UnknownPart

// File is a file in which requests are looked for.
type File struct {
	// Name is the file's path, for its ending and its folder.
	Name string
	Text []byte
	// Read returns a file that the text names, relative to the folder of Name
	// (curl's @file, an environment file, an imported module). It refuses what
	// is outside the repository, not a regular file, or too large. A nil Read
	// refuses everything: the text has no folder.
	Read func(name string) ([]byte, error)
	// Siblings lists the regular files of the folder of Name that have an ending
	// (".go"), by their names there. A nil one knows of none.
	Siblings func(ext string) []string
}

// table is the list with the ways into it.
type table struct {
	rows          []Container
	byName, byExt map[string][]int
	byFence       map[string]int
}

var shared = sync.OnceValue(func() *table { return newTable(All()) })

func newTable(rows []Container) *table {
	t := &table{rows: rows, byName: map[string][]int{}, byExt: map[string][]int{}, byFence: map[string]int{}}
	for i := range rows {
		c := &rows[i]
		for _, name := range c.Names {
			t.byName[name] = append(t.byName[name], i)
		}
		for _, ext := range c.Extensions {
			t.byExt[ext] = append(t.byExt[ext], i)
		}
		for _, word := range append([]string{c.Kind}, c.Fences...) {
			if _, taken := t.byFence[word]; !taken {
				t.byFence[word] = i
			}
		}
	}
	return t
}

// named are the kinds that a file of a name may be of, before its bytes are
// looked at; none for a name that no kind has.
func (t *table) named(name string) (out []*Container) {
	base := filepath.Base(name)
	for _, i := range t.byName[base] {
		out = append(out, &t.rows[i])
	}
	dot := strings.IndexByte(base, '.')
	if dot < 0 {
		return out
	}
	// The longest ending first: .d.ts before .ts.
	for ext := strings.ToLower(base[dot:]); ext != ""; {
		for _, i := range t.byExt[ext] {
			out = append(out, &t.rows[i])
		}
		next := strings.IndexByte(ext[1:], '.')
		if next < 0 {
			break
		}
		ext = ext[1+next:]
	}
	return out
}

// Kind says which kind a file is of; nil where it is of none, as a JSON file of
// the usual sort is not.
func (f *File) Kind() *Container {
	in := f.input()
	for _, c := range shared().named(f.Name) {
		if c.Match == nil || c.Match(&in) {
			return c
		}
	}
	return nil
}

// input is the file as a reader sees it.
func (f *File) input() source.File {
	return source.File{Name: f.Name, Text: f.Text, Read: f.Read, Siblings: f.Siblings}
}

// mostNested is how deep a language may stand in another: a shell command in a
// Python string in a fence of a notebook's cell.
const mostNested = 8

// Requests extracts the requests of a file of a kind, in the order of the file.
func (f *File) Requests(c *Container) []Request {
	in := f.input()
	rest, marked := bytes.CutPrefix(in.Text, []byte("\ufeff"))
	if !marked {
		return shared().requests(c, in, mostNested)
	}
	// No language begins with the mark of UTF-8.
	part := source.Copy(in.Text, jsondoc.Span{Start: len(in.Text) - len(rest), End: len(in.Text)})
	in.Text = rest
	found := shared().requests(c, in, mostNested)
	for k := range found {
		found[k] = found[k].Through(part)
	}
	return found
}

func (t *table) requests(c *Container, f source.File, depth int) []Request {
	outer := f
	f.Fence = func(language string, part Text) []Request {
		i, ok := t.byFence[strings.ToLower(language)]
		if !ok || depth == 0 {
			return nil
		}
		inner := source.File{Name: outer.Name, Text: part.Bytes, Read: outer.Read, Siblings: outer.Siblings}
		found := t.requests(&t.rows[i], inner, depth-1)
		for k := range found {
			found[k] = found[k].Through(part)
		}
		return found
	}
	if f.Read == nil {
		f.Read = func(string) ([]byte, error) { return nil, errNoFolder }
	}
	found := c.Extract(&f)
	for k := range found {
		if found[k].Language == nil {
			found[k].Language = c
		}
	}
	slices.SortStableFunc(found, func(a, b Request) int { return cmp.Compare(a.Span.Start, b.Span.Start) })
	return found
}

// errNoFolder refuses the files that a text without a folder names.
var errNoFolder = errors.New("the text has no folder")
