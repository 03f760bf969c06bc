// Package message holds every word the program says to people, in English and
// in Chinese. The catalogs are the JSON files beside this one: an object per
// subject (a rule, a code, a command), in each the texts by name. Code names a
// text by "subject.name" and never contains one.
//
// Texts may hold {name} placeholders, filled by Format.
package message

import (
	"embed"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// Lang is a language the catalogs speak.
type Lang string

// The languages.
const (
	English Lang = "en"
	Chinese Lang = "zh"
)

// List joins the items of an enumeration as the language does.
func (l Lang) List(items []string) string {
	if l == Chinese {
		return strings.Join(items, "、")
	}
	return strings.Join(items, ", ")
}

// languages are all of them, the fallback first.
var languages = [...]Lang{English, Chinese}

//go:embed en/*.json zh/*.json
var files embed.FS

// catalog is a language's files, each read when a text is looked for in it.
type catalog []func() words

// words are the texts of a file by subject and name. A subject is in one file
// alone.
type words map[string]map[string]string

// early names the files with what most runs of the program say. They are asked
// first, so that a run which finds nothing reads no other.
var early = [...]string{"report.json", "cmd.json", "fetch.json"}

var catalogs = sync.OnceValue(func() map[Lang]catalog {
	out := map[Lang]catalog{}
	for _, l := range languages {
		names, _ := fs.Glob(files, path.Join(string(l), "*.json"))
		for _, first := range slices.Backward(early[:]) {
			if i := slices.IndexFunc(names, func(name string) bool { return path.Base(name) == first }); i > 0 {
				names = slices.Insert(slices.Delete(names, i, i+1), 0, path.Join(string(l), first))
			}
		}
		for _, name := range names {
			out[l] = append(out[l], sync.OnceValue(func() words { return read(name) }))
		}
	}
	return out
})

// read reads one file.
func read(name string) words {
	out := words{}
	data, _ := files.ReadFile(name)
	doc, err := jsondoc.Parse(name, data)
	if err != nil {
		panic(err) // an embedded file: a test reads every one
	}
	for subject := range doc.Root().Members() {
		texts := make(map[string]string, subject.Value.Len())
		for text := range subject.Value.Members() {
			texts[text.Key()] = text.Value.Text()
		}
		out[subject.Key()] = texts
	}
	return out
}

// Lookup returns the text named "subject.name" in l.
func (l Lang) Lookup(key string) (string, bool) {
	subject, name, _ := strings.Cut(key, ".")
	for _, file := range catalogs()[l] {
		if texts, ok := file()[subject]; ok {
			s, ok := texts[name]
			return s, ok
		}
	}
	return "", false
}

// Get is Lookup that falls back to English, then to the key itself, so that a
// missing text is ugly but visible. A test keeps the catalogs complete.
func (l Lang) Get(key string) string {
	if s, ok := l.Lookup(key); ok {
		return s
	}
	if s, ok := English.Lookup(key); ok {
		return s
	}
	return key
}

// Args are the values for a text's {name} placeholders.
type Args map[string]string

// Format fills the placeholders of Get(key). A placeholder without a value stays
// as it is.
func (l Lang) Format(key string, args Args) string { return args.Fill(l.Get(key)) }

// Fill fills the {name} placeholders of text in one pass: values are never
// searched for placeholders themselves.
func (args Args) Fill(text string) string {
	if len(args) == 0 || !strings.Contains(text, "{") {
		return text
	}
	var b strings.Builder
	for {
		open := strings.IndexByte(text, '{')
		if open < 0 {
			break
		}
		end := strings.IndexByte(text[open:], '}')
		if end < 0 {
			break
		}
		value, ok := args[text[open+1:open+end]]
		if !ok {
			b.WriteString(text[:open+1])
			text = text[open+1:]
			continue
		}
		b.WriteString(text[:open])
		b.WriteString(value)
		text = text[open+end+1:]
	}
	b.WriteString(text)
	return b.String()
}

// Keys lists every "subject.name" of a language, in no particular order.
func (l Lang) Keys() []string {
	var keys []string
	for _, file := range catalogs()[l] {
		for subject, texts := range file() {
			for name := range texts {
				keys = append(keys, subject+"."+name)
			}
		}
	}
	return keys
}
