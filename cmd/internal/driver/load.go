package driver

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"
)

// program is the part of a program that the passes have to see.
type program struct {
	// roots are the packages to report on: those of the patterns that mention
	// RunningHub, or import one that does.
	roots []*packages.Package
	// failed counts the errors of the packages of the patterns, which are on
	// standard error.
	failed int
}

// load finds the packages of the patterns, looks at the bytes of their files and
// of those that they import, and type-checks no more than the ones that matter.
// Everything else comes from export data, and where nothing matters nothing is
// loaded at all.
func (d *driver) load(patterns []string) (*program, error) {
	first, err := packages.Load(&packages.Config{
		Mode: packages.NeedName | packages.NeedFiles | packages.NeedImports | packages.NeedDeps |
			packages.NeedModule | packages.NeedForTest,
		Tests: d.tests,
	}, patterns...)
	if err == nil && len(first) == 0 {
		err = fmt.Errorf("%s matched no packages", strings.Join(patterns, " "))
	}
	if err != nil {
		return nil, err
	}
	p := &program{}
	told := map[string]bool{}
	packages.Visit(first, nil, func(l *packages.Package) { p.tell(l, told) })
	wanted := d.wanted(first)
	if len(wanted) == 0 {
		return p, nil
	}
	inner := patterns
	if !slices.ContainsFunc(first, func(p *packages.Package) bool { return p.PkgPath == adHoc }) {
		inner = paths(wanted)
	}
	loaded, err := packages.Load(&packages.Config{Mode: packages.LoadSyntax | packages.NeedModule, Tests: d.tests}, inner...)
	if err != nil {
		return nil, err
	}
	p.keep(loaded, first, wanted, told)
	return p, nil
}

// adHoc is the package that go list makes of files on the command line.
const adHoc = "command-line-arguments"

// wanted are the packages, by their id, that have a file which the passes care
// for, and those that import one of these.
func (d *driver) wanted(roots []*packages.Package) map[string]*packages.Package {
	wanted := map[string]*packages.Package{}
	packages.Visit(roots, nil, func(p *packages.Package) {
		if strings.HasSuffix(p.ID, ".test") || standard(p) {
			return
		}
		for _, imported := range p.Imports {
			if wanted[imported.ID] != nil {
				wanted[p.ID] = p
				return
			}
		}
		if slices.ContainsFunc(p.GoFiles, d.mentioned) {
			wanted[p.ID] = p
		}
	})
	return wanted
}

// standard reports whether a package belongs to the standard library: it has no
// module, and its path does not begin with a host.
func standard(p *packages.Package) bool {
	first, _, _ := strings.Cut(p.PkgPath, "/")
	return p.Module == nil && p.PkgPath != adHoc && !strings.Contains(first, ".")
}

// mentioned looks at the bytes of a file, once.
func (d *driver) mentioned(name string) bool {
	if known, ok := d.looked[name]; ok {
		return known
	}
	source, err := os.ReadFile(name)
	d.looked[name] = err == nil && d.Mentions(source)
	return d.looked[name]
}

func paths(wanted map[string]*packages.Package) []string {
	var out []string
	for _, p := range wanted {
		path := p.PkgPath
		if p.ForTest != "" {
			path = p.ForTest
		}
		out = append(out, path)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// keep takes the loaded packages that were wanted. What they import of others
// has nothing to tell and is left out.
func (p *program) keep(loaded, first []*packages.Package, wanted map[string]*packages.Package, told map[string]bool) {
	roots := map[string]bool{}
	for _, f := range first {
		roots[f.ID] = true
	}
	for _, l := range loaded {
		for path, imported := range l.Imports {
			if wanted[imported.ID] == nil {
				delete(l.Imports, path)
			}
		}
		if roots[l.ID] && wanted[l.ID] != nil {
			p.tell(l, told)
			p.roots = append(p.roots, l)
		}
	}
}

// tell writes the errors of a package to standard error, each once.
func (p *program) tell(l *packages.Package, told map[string]bool) {
	var all []string
	for _, e := range l.Errors {
		all = append(all, e.Error())
	}
	if l.Module != nil && l.Module.Error != nil {
		all = append(all, l.Module.Error.Err)
	}
	for _, e := range all {
		if !told[e] {
			told[e] = true
			p.failed++
			fmt.Fprintln(os.Stderr, e)
		}
	}
}
