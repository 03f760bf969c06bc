package containers

import (
	"bytes"
	"cmp"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/source"
)

// table is the list with the ways into it.
type table struct {
	rows          []source.Container
	byName, byExt map[string][]int
	byFence       map[string]int
}

var shared = sync.OnceValue(func() *table { return newTable(All()) })

func newTable(rows []source.Container) *table {
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
func (t *table) named(name string) (out []*source.Container) {
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

// Find says which kind a file is of; nil where it is of none, as a JSON file of
// the usual sort is not.
func Find(f *source.File) *source.Container {
	for _, c := range shared().named(f.Name) {
		if c.Match == nil || c.Match(f) {
			return c
		}
	}
	return nil
}

// mostNested is how deep a language may stand in another: a shell command in a
// Python string in a fence of a notebook's cell.
const mostNested = 8

// Requests extracts the requests of a file of a kind, in the order of the file.
func Requests(c *source.Container, f source.File) []source.Request {
	rest, marked := bytes.CutPrefix(f.Text, []byte("\ufeff"))
	if !marked {
		return shared().requests(c, f, mostNested)
	}
	// No language begins with the mark of UTF-8.
	part := source.Copy(f.Text, jsondoc.Span{Start: len(f.Text) - len(rest), End: len(f.Text)})
	f.Text = rest
	found := shared().requests(c, f, mostNested)
	for k := range found {
		found[k] = found[k].Through(part)
	}
	return found
}

func (t *table) requests(c *source.Container, f source.File, depth int) []source.Request {
	outer := f
	f.Fence = func(language string, part source.Text) []source.Request {
		i, ok := t.byFence[strings.ToLower(language)]
		if !ok || depth == 0 {
			return nil
		}
		inner := source.File{Name: outer.Name, Text: part.Bytes, Read: outer.Read}
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
	slices.SortStableFunc(found, func(a, b source.Request) int { return cmp.Compare(a.Span.Start, b.Span.Start) })
	return found
}

// errNoFolder refuses the files that a text without a folder names.
var errNoFolder = errors.New("the text has no folder")
