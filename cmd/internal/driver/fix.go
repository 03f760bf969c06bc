package driver

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"go/format"
	"go/token"
	"log"
	"maps"
	"os"
	"slices"

	"github.com/payloadlint/payloadlint/cmd/internal/fix"
	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
)

// edit is a change of the bytes of a file.
type edit struct {
	from, to int
	text     string
}

// edits are the changes by file.
type edits map[string][]edit

// applyFixes makes the first fix of each finding, or shows what it would
// change. A fix that touches a place which another one has changed is left for
// the next run.
func (d *driver) applyFixes(graph *checker.Graph) error {
	all := edits{}
	done, left := 0, 0
	for act := range graph.All() {
		if !act.IsRoot {
			continue
		}
		for _, found := range act.Diagnostics {
			if len(found.SuggestedFixes) == 0 {
				continue
			}
			switch one := editsOf(act.Package.Fset, found.SuggestedFixes[0].TextEdits); {
			case all.have(one): // the same file as part of a test
			case all.clash(one):
				left++
			default:
				done++
				for name, list := range one {
					all[name] = append(all[name], list...)
				}
			}
		}
	}
	var failed error
	for _, name := range slices.Sorted(maps.Keys(all)) {
		failed = errors.Join(failed, d.rewrite(name, all[name]))
	}
	if left > 0 {
		log.Printf("applied %d of %d fixes; run again for the rest", done, done+left)
	}
	return failed
}

func editsOf(fset *token.FileSet, list []analysis.TextEdit) edits {
	out := edits{}
	for _, e := range list {
		from := fset.Position(e.Pos)
		to := from.Offset
		if e.End.IsValid() {
			to = fset.Position(e.End).Offset
		}
		out[from.Filename] = append(out[from.Filename], edit{from.Offset, to, string(e.NewText)})
	}
	return out
}

// have reports whether all changes of a fix are made already.
func (all edits) have(one edits) bool {
	for name, list := range one {
		for _, e := range list {
			if !slices.Contains(all[name], e) {
				return false
			}
		}
	}
	return true
}

// clash reports whether a change touches one that is made already.
func (all edits) clash(one edits) bool {
	for name, list := range one {
		for _, e := range list {
			if slices.ContainsFunc(all[name], func(f edit) bool {
				return e.from < f.to && f.from < e.to || e.from == f.from && e != f
			}) {
				return true
			}
		}
	}
	return false
}

// rewrite makes the changes of one file, formats it and writes or shows it.
func (d *driver) rewrite(name string, list []edit) error {
	source, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	slices.SortStableFunc(list, func(a, b edit) int { return cmp.Or(a.from-b.from, a.to-b.to) })
	list = slices.Compact(list)
	var out bytes.Buffer
	at := 0
	for _, e := range list {
		if e.from < at || e.to > len(source) {
			return fmt.Errorf("%s: the file has changed", name)
		}
		out.Write(source[at:e.from])
		out.WriteString(e.text)
		at = e.to
	}
	out.Write(source[at:])
	fixed, err := format.Source(out.Bytes())
	if err != nil {
		return fmt.Errorf("%s: the fixed file cannot be read: %w", name, err)
	}
	if d.diff {
		_, err := os.Stdout.WriteString(fix.Diff(name, source, fixed, nil))
		return err
	}
	info, err := os.Stat(name)
	if err != nil {
		return err
	}
	return os.WriteFile(name, fixed, info.Mode().Perm())
}
