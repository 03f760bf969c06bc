package program

import (
	"bytes"
	"path/filepath"
	"strings"

	"github.com/payloadlint/payloadlint/schema/source/internal/literal"
)

const (
	// mostSiblings is how many files of a package are looked into, mostSiblingBytes
	// how much of them.
	mostSiblings     = 100
	mostSiblingBytes = 4 << 20
)

// sibling is another file of the package: its text, and what the parser makes of
// it once something in it is asked for.
type sibling struct {
	src  []byte
	file *file
}

// siblings are the other files of the package of a file of Go. Files of tests
// belong to those alone.
func (v *evaluator) siblings() []*sibling {
	if v.others != nil || v.from.Read == nil || v.from.Siblings == nil || v.lang != golang {
		return v.others
	}
	v.others = []*sibling{}
	left, own := mostSiblingBytes, filepath.Base(v.from.Name)
	for _, name := range v.from.Siblings(".go") {
		if name == own || strings.HasSuffix(name, "_test.go") && !strings.HasSuffix(own, "_test.go") || len(v.others) == mostSiblings {
			continue
		}
		src, err := v.from.Read(name)
		if err != nil || left < len(src) || packageName(src) != packageName(v.src) {
			continue
		}
		left -= len(src)
		v.others = append(v.others, &sibling{src: src})
	}
	return v.others
}

// packageName is what a file of Go says it belongs to.
func packageName(src []byte) string {
	for line := range bytes.Lines(src) {
		if rest, ok := bytes.CutPrefix(line, []byte("package ")); ok {
			if words := strings.Fields(string(rest)); len(words) > 0 {
				return words[0]
			}
		}
	}
	return ""
}

// mentioning are the files of the package that have a word in them.
func (v *evaluator) mentioning(word string) (out []*file) {
	for _, s := range v.siblings() {
		if !bytes.Contains(s.src, []byte(word)) {
			continue
		}
		if s.file == nil {
			s.file = parse(v.lang, s.src)
		}
		out = append(out, s.file)
	}
	return out
}

// packaged is the value of a constant of another file of the package; a hole for
// one that two files declare.
func (v *evaluator) packaged(e *expr) literal.Value {
	var in *file
	for _, f := range v.mentioning(e.name) {
		if len(f.assigns[e.name]) == 0 {
			continue
		}
		if in != nil {
			return hole(e)
		}
		in = f
	}
	if in == nil {
		return hole(e)
	}
	return v.constantOf(e, in, []string{e.name})
}

// tagged is the name in JSON of a field of a type, in this file or in another one
// of the package; empty where that is not known. The name of the type may be empty.
func (v *evaluator) tagged(of, field string) string {
	if name, ok := v.tags[of+"."+field]; ok {
		return name
	}
	files := append([]*file{v.file}, v.mentioning(field)...)
	if of != "" {
		for _, f := range files {
			if name, ok := f.tags[of+"."+field]; ok {
				return name
			}
		}
	}
	found := ""
	for _, f := range files {
		name, ok := f.tags[field]
		switch {
		case !ok:
		case name == "", found != "" && found != name:
			return ""
		default:
			found = name
		}
	}
	return found
}
