// Package program finds the requests in the source code of programs. A tolerant
// parser, one for all languages, makes expressions and assignments of a file; an
// evaluator follows constants, appends and templates; a finder recognises the
// calls of HTTP clients and what has the shape of a request. Nothing is run, and
// nothing that a file holds stops the reader.
package program

import (
	"bytes"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/source/internal/literal"
	"github.com/payloadlint/payloadlint/schema/source/internal/source"
)

// language is how the parser must read a file.
type language struct {
	// hash, slashes: which comments there are; indent: blocks are indented.
	hash, slashes, indent bool
	// triple: """ strings; prefixes: letters before a quote have a meaning.
	triple, prefixes bool
	// backtick is what it begins: a template, a raw string, or nothing.
	backtick byte
	// rawSingle: '…' knows \' and \\ alone; char: '…' is a character.
	rawSingle, char bool
	// dollar: "$x" and "{$x}" in strings; sharp: "#{x}".
	dollar, sharp bool
	// colon: a type follows a name (x: T = 1); regex: /…/ is a literal.
	colon, regex bool
	// concat is the operator that joins strings.
	concat string
	// types: T{…} is a literal; verbatim: @"…" and $"…".
	types, verbatim bool
}

const (
	template = 't'
	raw      = 'r'
)

var (
	python     = &language{hash: true, indent: true, triple: true, prefixes: true, colon: true, concat: "+"}
	javascript = &language{slashes: true, backtick: template, colon: true, regex: true, concat: "+"}
	golang     = &language{slashes: true, backtick: raw, char: true, types: true, concat: "+"}
	php        = &language{hash: true, slashes: true, rawSingle: true, dollar: true, concat: "."}
	ruby       = &language{hash: true, rawSingle: true, sharp: true, concat: "+"}
	java       = &language{slashes: true, triple: true, char: true, concat: "+"}
	csharp     = &language{slashes: true, triple: true, char: true, verbatim: true, concat: "+"}
	rust       = &language{slashes: true, prefixes: true, char: true, colon: true, types: true, concat: "+"}
)

// Containers are the kinds of files with program code.
var Containers = []source.Container{
	code("python", python, []string{".py", ".pyi", ".pyw"}, []string{"py", "python3", "pycon", "ipython"}, "#"),
	code("javascript", javascript, []string{".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx"}, []string{"js", "jsx", "ts", "tsx", "typescript", "node", "mjs"}, "//"),
	code("go", golang, []string{".go"}, []string{"golang"}, "//"),
	code("php", php, []string{".php"}, nil, "//"),
	code("ruby", ruby, []string{".rb"}, []string{"rb"}, "#"),
	code("java", java, []string{".java"}, nil, "//"),
	code("csharp", csharp, []string{".cs"}, []string{"cs", "c#"}, "//"),
	code("rust", rust, []string{".rs"}, []string{"rs"}, "//"),
	{Kind: "notebook", Extensions: []string{".ipynb"}, Comment: source.Comment{Line: "#"}, Extract: notebook, Quote: literal.InString(python.quote)},
	{
		Kind: "vue", Extensions: []string{".vue", ".svelte"}, Fences: []string{"svelte"},
		Comment: source.Comment{Line: "//", Open: "<!--", Close: "-->"}, Extract: scripts, Quote: javascript.quote,
	},
}

func code(kind string, l *language, extensions, fences []string, comment string) source.Container {
	return source.Container{
		Kind: kind, Extensions: extensions, Fences: fences, Comment: source.Comment{Line: comment},
		Extract: l.extract, Quote: l.quote,
	}
}

func (l *language) extract(f *source.File) []source.Request {
	return newFinder(f, parse(l, f.Text)).find()
}

// through is what a part of a file in a language holds.
func through(f *source.File, l *language, part source.Text) []source.Request {
	found := l.extract(&source.File{Name: f.Name, Text: part.Bytes, Read: f.Read, Siblings: f.Siblings, Fence: f.Fence})
	for i := range found {
		found[i] = found[i].Through(part)
	}
	return found
}

// scripts reads the script elements of a component.
func scripts(f *source.File) (out []source.Request) {
	for at := 0; ; {
		k := bytes.Index(f.Text[at:], []byte("<script"))
		if k < 0 {
			return out
		}
		at += k
		k = bytes.IndexByte(f.Text[at:], '>')
		if k < 0 {
			return out
		}
		at += k + 1
		end := len(f.Text)
		if k := bytes.Index(f.Text[at:], []byte("</script")); k >= 0 {
			end = at + k
		}
		out = append(out, through(f, javascript, source.Copy(f.Text, jsondoc.Span{Start: at, End: end}))...)
		at = end
	}
}
