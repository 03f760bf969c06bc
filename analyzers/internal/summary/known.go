package summary

import (
	"go/types"
	"slices"

	"github.com/payloadlint/payloadlint/schema/endpoint"
	"golang.org/x/tools/go/analysis"
)

// Known is what the packages below one have told. A nil Known knows nothing.
type Known struct {
	pkgs  map[string]*known
	types map[string][]endpoint.Kind
	// Tips says that one of them reads promptTips.
	Tips bool
}

type known struct {
	pkg   *types.Package
	funcs map[string]*Func
	texts map[string][]string
	held  map[string]*Field
}

// Read collects the facts that a pass can see; nil when there are none.
func Read(pass *analysis.Pass) *Known {
	if pass.AllPackageFacts == nil {
		return nil
	}
	var k *Known
	for _, f := range pass.AllPackageFacts() {
		fact, ok := f.Fact.(*Package)
		if !ok || f.Package == pass.Pkg {
			continue
		}
		if k == nil {
			k = &Known{pkgs: map[string]*known{}, types: map[string][]endpoint.Kind{}}
		}
		k.add(f.Package, fact)
	}
	return k
}

func (k *Known) add(pkg *types.Package, fact *Package) {
	in := &known{pkg: pkg, funcs: map[string]*Func{}, texts: map[string][]string{}, held: map[string]*Field{}}
	for i := range fact.Fields {
		in.held[fact.Fields[i].Name] = &fact.Fields[i]
	}
	for _, t := range fact.Texts {
		in.texts[t.Name] = t.Values
	}
	for i := range fact.Funcs {
		in.funcs[fact.Funcs[i].Name] = &fact.Funcs[i]
	}
	k.pkgs[pkg.Path()] = in
	k.Tips = k.Tips || fact.Tips
	for _, t := range fact.Types {
		name := t.Pkg + "." + t.Name
		for _, kind := range t.Kinds {
			if !slices.Contains(k.types[name], kind) {
				k.types[name] = append(k.types[name], kind)
			}
		}
		slices.Sort(k.types[name])
		if len(t.Kinds) == 0 && k.types[name] == nil {
			k.types[name] = []endpoint.Kind{}
		}
	}
}

// Func finds what is known of a function of another package, joined over the
// known implementations for a method of an interface; nil for nothing.
func (k *Known) Func(f *types.Func) *Func {
	if k == nil || f == nil || f.Pkg() == nil {
		return nil
	}
	f = f.Origin()
	if recv := f.Signature().Recv(); recv != nil && types.IsInterface(recv.Type()) {
		return k.implementations(f)
	}
	if in := k.pkgs[f.Pkg().Path()]; in != nil {
		return in.funcs[Name(f)]
	}
	return nil
}

// Text finds the strings that a variable of another package, or a field of one
// of its types, is given there: name is that of the type with a dot after it for
// a field, "" for a variable.
func (k *Known) Text(v *types.Var, name string) []string {
	if !k.Has(v.Pkg()) {
		return nil
	}
	return k.pkgs[v.Pkg().Path()].texts[name+v.Name()]
}

// Field finds what is known of a field of a type of another package; nil for
// nothing.
func (k *Known) Field(v *types.Var, typ string) *Field {
	if !k.Has(v.Pkg()) {
		return nil
	}
	return k.pkgs[v.Pkg().Path()].held[typ+"."+v.Name()]
}

// Has reports whether a package has told anything.
func (k *Known) Has(pkg *types.Package) bool {
	return k != nil && pkg != nil && k.pkgs[pkg.Path()] != nil
}

// Type finds the endpoints that a type is decoded from; ok says that it is
// decoded from some.
func (k *Known) Type(n *types.TypeName) (kinds []endpoint.Kind, ok bool) {
	if k == nil || n == nil || n.Pkg() == nil {
		return nil, false
	}
	kinds, ok = k.types[n.Pkg().Path()+"."+n.Name()]
	return kinds, ok
}

// Name is how a fact calls a function.
func Name(f *types.Func) string {
	recv := f.Signature().Recv()
	if recv == nil {
		return f.Name()
	}
	t := types.Unalias(recv.Type())
	if ptr, ok := t.(*types.Pointer); ok {
		t = types.Unalias(ptr.Elem())
	}
	if n, ok := t.(*types.Named); ok {
		return n.Obj().Name() + "." + f.Name()
	}
	return f.Name()
}
