package summary

import (
	"go/types"
	"slices"
	"strings"
)

// implementations joins what is known of the methods that a method of an
// interface may run: those of the types of the known packages that implement
// it. A type of which nothing is known, such as a stand-in for tests, says
// nothing.
func (k *Known) implementations(f *types.Func) *Func {
	iface, ok := f.Signature().Recv().Type().Underlying().(*types.Interface)
	if !ok {
		return nil
	}
	var paths []string
	for path := range k.pkgs {
		paths = append(paths, path)
	}
	slices.Sort(paths)
	var joined *Func
	if own := k.pkgs[f.Pkg().Path()]; own != nil {
		joined = own.funcs[Name(f)]
	}
	for _, path := range paths {
		in := k.pkgs[path]
		var names []string
		for name := range in.funcs {
			if strings.HasSuffix(name, "."+f.Name()) {
				names = append(names, name)
			}
		}
		slices.Sort(names)
		for _, name := range names {
			of, _, _ := strings.Cut(name, ".")
			if t, ok := in.pkg.Scope().Lookup(of).(*types.TypeName); ok && Implements(t.Type(), iface) {
				joined = join(joined, in.funcs[name])
			}
		}
	}
	return joined
}

// Implements reports whether a type, or a pointer to it, has the methods of an
// interface.
func Implements(t types.Type, iface *types.Interface) bool {
	if iface == nil {
		return false
	}
	if ptr, ok := types.Unalias(t).(*types.Pointer); ok {
		t = ptr.Elem()
	}
	if n, ok := t.(*types.Named); ok && n.TypeParams().Len() > 0 {
		return false
	}
	return !types.IsInterface(t) && (types.Implements(t, iface) || types.Implements(types.NewPointer(t), iface))
}

// Join is what is known of a call that runs one of two functions; nil adds
// nothing.
func Join(a, b *Func) *Func {
	if b == nil {
		return a
	}
	return join(a, b)
}

// join is what is known of a call that runs one of two functions.
func join(a, b *Func) *Func {
	if a == nil {
		return b
	}
	both := &Func{
		Name: a.Name, Service: a.Service || b.Service, Elsewhere: a.Elsewhere || b.Elsewhere,
		Errs:    CodesOf(a.Errs.Set().Union(b.Errs.Set())),
		Results: joinSlots(a.Results, b.Results),
		Fills:   joinSlots(a.Fills, b.Fills),
	}
	both.Kinds = slices.Clone(a.Kinds)
	for _, kind := range b.Kinds {
		if !slices.Contains(both.Kinds, kind) {
			both.Kinds = append(both.Kinds, kind)
		}
	}
	return both
}

func joinSlots(a, b []Slot) []Slot {
	out := slices.Clone(a)
	for _, s := range b {
		if i := slices.IndexFunc(out, func(t Slot) bool { return t.I == s.I }); i >= 0 {
			out[i].Codes = CodesOf(out[i].Codes.Set().Union(s.Codes.Set()))
			continue
		}
		out = append(out, s)
	}
	return out
}
