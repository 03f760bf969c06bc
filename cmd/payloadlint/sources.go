package main

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/payloadlint/payloadlint/cmd/internal/discover"
	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/schema/config"
	"github.com/payloadlint/payloadlint/schema/fault"
	"github.com/payloadlint/payloadlint/schema/readfile"
	"github.com/payloadlint/payloadlint/schema/source"
)

// jsonKind is the kind of a file that is a JSON document itself.
const jsonKind = "json"

// mostSource is the size in bytes of the largest file other than JSON that a walk
// looks into: nobody writes so much by hand. A larger one that mentions
// RunningHub is told.
const mostSource = 16 << 20

// buffers are for files that a walk looks into: most are let go at once.
var buffers = sync.Pool{New: func() any { return bytes.NewBuffer(make([]byte, 0, 64<<10)) }}

// readMention reads a file that a walk came across; nil where it mentions nothing
// of RunningHub. One that does and has more than mostSource is refused.
func readMention(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err // reported with the path by the caller
	}
	if !info.Mode().IsRegular() {
		return nil, &fault.Error{Problem: fault.FileNotRegular, Path: path}
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, err // reported with the path by the caller
	}
	defer file.Close() //nolint:errcheck // only read
	if info.Size() > mostSource {
		if err := mentionsBeyond(path, file, mostSource, source.Mentions); err != nil {
			return nil, err
		}
		return nil, nil
	}
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	b.Reset()
	_, err = b.ReadFrom(io.LimitReader(file, mostSource+1)) // it may grow
	switch {
	case err != nil:
		return nil, err // reported with the path by the caller
	case !source.Mentions(b.Bytes()):
		return nil, nil
	}
	return bytes.Clone(b.Bytes()), nil
}

// walkError says that a file is too large for a walk, though not for the user who
// names it.
type walkError struct{ err *fault.Error }

func (e *walkError) Error() string { return e.err.Error() }
func (e *walkError) Unwrap() error { return e.err }

// mentionsBeyond looks for what is of interest in a file that is larger than limit, a
// piece at a time, and refuses it where it finds that.
func mentionsBeyond(path string, file io.Reader, limit int, mentions func(piece []byte) bool) error {
	const overlap = 4 << 10 // longer than any word that is looked for
	piece, kept := make([]byte, 1<<20), 0
	for {
		n, err := io.ReadFull(file, piece[kept:])
		if mentions(piece[:kept+n]) {
			return &walkError{&fault.Error{Problem: fault.FileTooLarge, Path: path, Args: map[string]string{"limit": strconv.Itoa(limit >> 20)}}}
		}
		switch {
		case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
			return nil
		case err != nil:
			return err
		}
		kept = copy(piece, piece[len(piece)-overlap:])
	}
}

// kindsHelp is the help of --sources, with the kinds.
func (a *app) kindsHelp() string {
	if a.wordless {
		return ""
	}
	return a.say("flag.sources", message.Args{"kinds": strings.Join(allKinds(), a.say("report.list-separator", nil))})
}

// allKinds are the kinds of files that --sources and the configuration know.
func allKinds() []string {
	kinds := []string{jsonKind}
	for _, c := range source.All() {
		if len(c.Extensions)+len(c.Names) > 0 {
			kinds = append(kinds, c.Kind)
		}
	}
	slices.Sort(kinds)
	return slices.Compact(kinds)
}

// rows are the kinds of files; each look at a name goes through them.
var rows = sync.OnceValue(source.All)

// isKind reports whether files of a name may be of a kind.
func isKind(c *source.Container, name string) bool {
	base := strings.ToLower(filepath.Base(name))
	return slices.ContainsFunc(c.Extensions, func(ext string) bool { return strings.HasSuffix(base, ext) }) || slices.Contains(c.Names, filepath.Base(name))
}

// hasKind reports whether files of a name may be of a kind that asked accepts.
// What a JSON file is, only its content tells.
func hasKind(name string, asked func(kind string) bool) bool {
	all := rows()
	for i := range all {
		if isKind(&all[i], name) && asked(all[i].Kind) {
			return true
		}
	}
	return false
}

// kindNames accepts the names of files of some kinds; of all where none is
// named.
func kindNames(kinds []string) func(name string) bool {
	return func(name string) bool {
		return discover.JSON(name) || hasKind(name, func(kind string) bool { return len(kinds) == 0 || slices.Contains(kinds, kind) })
	}
}

// sourceKinds are the kinds that a configuration asks for; nil where it asks
// for none.
func sourceKinds(conf *config.Config) (map[string]bool, error) {
	if conf == nil || conf.Sources == nil {
		return nil, nil
	}
	all, kinds := allKinds(), map[string]bool{}
	for _, kind := range slices.Sorted(maps.Keys(conf.Sources)) {
		at := conf.Sources[kind]
		if !slices.Contains(all, kind) {
			return nil, &fault.Error{
				Path: conf.Path, Line: at[0], Column: at[1], Problem: fault.ConfigBadValue, Allowed: all,
				Args: map[string]string{"key": "sources", "value": kind, "want": strings.Join(all, ", ")},
			}
		}
		kinds[kind] = true
	}
	return kinds, nil
}

// wanted reports whether the flag and the configuration let a walk read a file,
// as far as its name tells.
func (r *run) wanted(c *checked, path string) bool {
	asked := func(kind string) bool { return r.asked(c, kind) }
	return discover.JSON(path) && asked(jsonKind) || hasKind(path, asked)
}

// asked reports whether a kind of files is among those asked for.
func (r *run) asked(c *checked, kind string) bool {
	if len(r.flags.sources) > 0 {
		return slices.Contains(r.flags.sources, kind)
	}
	return c.sources == nil || c.sources[kind]
}

// foundStats counts the requests in the files of a kind, and those files.
type foundStats struct{ files, requests int }

// count counts the requests of a file.
func (r *run) count(j *job, n int) {
	if n <= 0 {
		if j.file.Named && j.err == nil && len(j.results) == 0 && !j.stream {
			r.stats.empty = append(r.stats.empty, r.name(j.file))
		}
		return
	}
	kind := jsonKind
	if len(j.results) > 0 && j.results[0].Source != nil {
		kind = j.results[0].Source.Kind
	}
	s := r.stats.found[kind]
	s.files, s.requests = s.files+1, s.requests+n
	r.stats.found[kind] = s
}

// kindOf drops what a file holds of kinds that nobody asked for.
func (r *run) kindOf(c *checked, results []rules.Result) []rules.Result {
	return slices.DeleteFunc(results, func(res rules.Result) bool {
		kind := jsonKind
		if res.Source != nil {
			kind = res.Source.Kind
		}
		return !r.asked(c, kind)
	})
}

// found says for people how many requests are in how many files, or what was
// looked for in vain. Pretty has it in its summary; text, which has none, leaves
// it to standard error.
func (r *run) found() string {
	a := r.app
	if r.flags.quiet || !slices.ContainsFunc(r.outputs, func(o *reportOutput) bool { return o.file == nil && o.ForPeople() }) {
		return ""
	}
	for _, name := range r.stats.empty {
		a.complain("no-requests", message.Args{"path": name})
	}
	folder := slices.IndexFunc(r.paths, isFolder)
	if folder < 0 {
		return ""
	}
	text := r.foundWords(r.paths[folder])
	if text == "" {
		return ""
	}
	if slices.ContainsFunc(r.outputs, func(o *reportOutput) bool { return o.file == nil && o.HasSummary() }) {
		return text
	}
	_, _ = fmt.Fprintln(a.err, printable(text)) // nowhere left to report to
	return ""
}

// foundWords is the sentence about a walk over a folder; "" where nothing was
// looked into because something was wrong, which was told.
func (r *run) foundWords(folder string) string {
	var total foundStats
	kinds := slices.SortedFunc(maps.Keys(r.stats.found), func(x, y string) int {
		return cmp.Or(cmp.Compare(r.stats.found[y].requests, r.stats.found[x].requests), cmp.Compare(x, y))
	})
	var parts []string
	for _, kind := range kinds {
		s := r.stats.found[kind]
		total.files, total.requests = total.files+s.files, total.requests+s.requests
		parts = append(parts, kind+" "+strconv.Itoa(s.requests))
	}
	read := r.stats.files - r.stats.unread
	if read == 0 && r.stats.unread > 0 {
		return ""
	}
	args := message.Args{"requests": strconv.Itoa(total.requests), "files": strconv.Itoa(total.files), "read": strconv.Itoa(read)}
	key := "found"
	switch {
	case total.requests == 0:
		key = "found-none"
		args["path"] = folder
		parts = allKinds()
		if len(r.flags.sources) > 0 {
			parts = r.flags.sources
		}
	case total.requests == 1:
		key = "found-one"
	case total.files == 1:
		key = "found-in-one"
	}
	args["kinds"] = strings.Join(parts, r.app.say("report.list-separator", nil))
	return r.app.say("sources."+key, args)
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// mostBeside is the size in bytes of the largest file that another one may
// name.
const mostBeside = 8 << 20

// readBeside reads a file that another one names (curl's @body.json), which must
// be a regular file of the same repository.
func readBeside(from, name string) ([]byte, error) {
	folder := filepath.Dir(from)
	return readfile.RootOf(folder).Read(folder, name, mostBeside)
}

// siblings are the names of the regular files beside one that have an ending.
func siblings(from, ext string) (names []string) {
	entries, _ := os.ReadDir(filepath.Dir(from)) // a folder that cannot be read has none to follow
	for _, e := range entries {
		if e.Type().IsRegular() && filepath.Ext(e.Name()) == ext {
			names = append(names, e.Name())
		}
	}
	return names
}
