// Package summary holds what packages tell those that import them of the
// answers of RunningHub: which functions hand out answers, turn codes into
// errors, look at codes or send again, and which types are answers of which
// endpoints. It travels as one fact of a package, since a client has to speak of
// the types of other packages too.
package summary

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/payloadlint/payloadlint/analyzers/internal/codes"
	"github.com/payloadlint/payloadlint/schema/endpoint"
)

// Package is the fact. Its lists are sorted, so that the same package always
// gives the same bytes.
type Package struct {
	Funcs []Func
	Types []Type
	// Fields are fields of types in which answers are handed out unchecked.
	Fields []Field
	// Texts are variables and fields that hold addresses of RunningHub.
	Texts []Text
	// Tips says that the package reads promptTips.
	Tips bool
}

// AFact marks the type as a fact.
func (*Package) AFact() {}

// String is the fact as the driver's log and tests write it.
func (p *Package) String() string {
	var parts []string
	for i := range p.Funcs {
		parts = append(parts, p.Funcs[i].String())
	}
	for _, t := range p.Types {
		parts = append(parts, t.String())
	}
	for _, f := range p.Fields {
		parts = append(parts, fmt.Sprintf("%s holds %v", f.Name, f.Kinds))
	}
	for _, t := range p.Texts {
		parts = append(parts, fmt.Sprintf("%s is %q", t.Name, t.Values))
	}
	if p.Tips {
		parts = append(parts, "reads promptTips")
	}
	return strings.Join(parts, "; ")
}

// Empty reports whether the fact says nothing.
func (p *Package) Empty() bool {
	return len(p.Funcs) == 0 && len(p.Types) == 0 && len(p.Texts) == 0 && len(p.Fields) == 0 && !p.Tips
}

// Sort puts the lists in order.
func (p *Package) Sort() {
	slices.SortFunc(p.Funcs, func(a, b Func) int { return strings.Compare(a.Name, b.Name) })
	slices.SortFunc(p.Types, func(a, b Type) int {
		return cmp.Or(strings.Compare(a.Pkg, b.Pkg), strings.Compare(a.Name, b.Name))
	})
	slices.SortFunc(p.Fields, func(a, b Field) int { return strings.Compare(a.Name, b.Name) })
	for _, f := range p.Fields {
		slices.Sort(f.Kinds)
	}
	slices.SortFunc(p.Texts, func(a, b Text) int { return strings.Compare(a.Name, b.Name) })
	for i := range p.Funcs {
		p.Funcs[i].sort()
	}
	for _, t := range p.Types {
		slices.Sort(t.Kinds)
	}
}

// Codes is a set of codes as the fact writes it. Facts are read by the program
// that wrote them, so the bits mean the same.
type Codes [2]uint64

// CodesOf writes a set.
func CodesOf(s codes.Set) Codes { return s.Key() }

// Set reads a set.
func (c Codes) Set() codes.Set { return codes.FromKey(c) }

// Func is what callers have to know of a function.
type Func struct {
	// Name is the function's, with that of the receiver's type and a dot before
	// it for a method.
	Name string
	// Kinds are the endpoints it reaches whatever it is given; Service says
	// that it speaks to RunningHub, Elsewhere that it speaks to others.
	Kinds              []endpoint.Kind
	Service, Elsewhere bool
	// Errs are the codes that it turns into its error.
	Errs Codes
	// Results are the results that are answers, Fills the parameters that it
	// fills with one, both with the codes left where the error is nil.
	Results, Fills []Slot
	// Given says what it does with answers, codes and errors that it is given.
	Given []Given
	// Retries are the parameters that it runs again whenever they fail.
	Retries []int
}

// Slot is a result or a parameter with the codes of the answer in it.
type Slot struct {
	I     int
	Codes Codes
}

// Given is what a function does with one thing that it is given.
type Given struct {
	// I is the parameter, -1 for the receiver, and Form how it holds the
	// answer, as package flow counts the forms.
	I    int
	Form uint8
	// Reads says that the code is looked at, Data that the data is read,
	// Escapes that something else is done with it.
	Reads, Data, Escapes bool
	// Getter says that the function gives nothing but the code.
	Getter bool
	// Unchecked are the codes under which data is read as if all were well.
	Unchecked Codes
	// Outs says for a result and a value of it under which codes it has it.
	Outs []Out
}

// Out is one value of a result.
type Out struct {
	I     int
	Value string
	Codes Codes
}

// Type is a type that is decoded from answers.
type Type struct {
	Pkg, Name string
	Kinds     []endpoint.Kind
}

// Field is a field of a type, with the type's name and a dot before it, that
// holds answers with these codes.
type Field struct {
	Name  string
	Kinds []endpoint.Kind
	Codes Codes
	V2    bool
}

// Text is a variable of the package, or a field of one of its types with the
// type's name and a dot before it, and the strings that the package gives it.
type Text struct {
	Name   string
	Values []string
}

// String is the type as tests write it.
func (t Type) String() string { return fmt.Sprintf("%s.%s of %v", t.Pkg, t.Name, t.Kinds) }

// Result finds what is known of result i.
func (f *Func) Result(i int) (codes.Set, bool) { return slot(f.Results, i) }

// Fill finds what is known of parameter i.
func (f *Func) Fill(i int) (codes.Set, bool) { return slot(f.Fills, i) }

func slot(list []Slot, i int) (codes.Set, bool) {
	for _, s := range list {
		if s.I == i {
			return s.Codes.Set(), true
		}
	}
	return codes.Set{}, false
}

// Takes finds what is done with parameter i in a form; nil when that is not
// known.
func (f *Func) Takes(i int, form uint8) *Given {
	for n := range f.Given {
		if g := &f.Given[n]; g.I == i && g.Form == form {
			return g
		}
	}
	return nil
}

// Empty reports whether callers need not know the function.
func (f *Func) Empty() bool {
	return !f.Service && !f.Elsewhere && f.Errs.Set().Empty() && len(f.Results)+len(f.Fills)+len(f.Given)+len(f.Retries) == 0
}

// String is the function as tests write it.
func (f *Func) String() string {
	s := f.Name
	if f.Service {
		s += fmt.Sprintf(" asks %v", f.Kinds)
	}
	for _, r := range f.Results {
		s += fmt.Sprintf(" gives %d", r.I)
	}
	for _, p := range f.Fills {
		s += fmt.Sprintf(" fills %d", p.I)
	}
	if !f.Errs.Set().Empty() {
		s += " fails"
	}
	for _, g := range f.Given {
		s += fmt.Sprintf(" takes %d", g.I)
	}
	for _, i := range f.Retries {
		s += fmt.Sprintf(" retries %d", i)
	}
	return s
}

func (f *Func) sort() {
	slices.Sort(f.Kinds)
	slices.Sort(f.Retries)
	bySlot := func(a, b Slot) int { return a.I - b.I }
	slices.SortFunc(f.Results, bySlot)
	slices.SortFunc(f.Fills, bySlot)
	slices.SortFunc(f.Given, func(a, b Given) int { return cmp.Or(a.I-b.I, int(a.Form)-int(b.Form)) })
	for _, g := range f.Given {
		slices.SortFunc(g.Outs, func(a, b Out) int { return cmp.Or(a.I-b.I, strings.Compare(a.Value, b.Value)) })
	}
}
