package report

import (
	"slices"
	"strings"

	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/suggest"
)

// format prints documents.
type format interface {
	begin()
	document(d *document)
	end(e *ending)
}

// row is one format. Its words are format.NAME of the message catalogs (what it
// is for) and format.NAME-notes (what else is to say, if anything).
type row struct {
	// name is the format as it is typed; one that ends in "=" is followed by an
	// argument.
	name string
	// people says that people read it as it is written: standard error is
	// next to it, so that it need not repeat what is said there.
	people bool
	// new makes the format; argument is what follows the name. The error is an
	// *Error.
	new func(c common, argument string) (format, error)
	// own recognises an earlier report by its first bytes, blanks around them
	// left out; templates have Own's help instead.
	own func(head []byte) bool
}

// table is a list of formats, in the order of the documentation.
type table []row

// formats lists the formats there are.
func formats() table {
	return table{
		{"pretty", true, func(c common, _ string) (format, error) { return &pretty{common: c}, nil }, ownPretty},
		{"text", true, func(c common, _ string) (format, error) { return &text{common: c}, nil }, firstLine(`^.+:\d+:\d+: (error|warning|note|unchecked|omitted|unreadable): `)},
		{"agent", false, func(c common, _ string) (format, error) { return &agent{common: c}, nil }, firstLine(`^(.+:\d+:\d+: (error|warning|note|unchecked) .*|payloadlint: \d+ documents: .*)$`)},
		{"json", false, func(c common, _ string) (format, error) { return &jsonWriter{common: c}, nil }, begins(`{"version":"` + formatVersion + `","files":[`)},
		{"jsonl", false, func(c common, _ string) (format, error) { return &jsonlWriter{common: c}, nil }, firstLine(`^\{"path":".*"verdict":\{`)},
		{"sarif", false, func(c common, _ string) (format, error) { return &sarif{common: c}, nil }, begins(`{"$schema":` + encode(sarifSchema))},
		{"github", false, func(c common, _ string) (format, error) { return &github{common: c}, nil }, ownGithub},
		{"gitlab", false, func(c common, _ string) (format, error) { return &gitlab{common: c}, nil }, shaped(`^\[\s*(\]|\{"description":".*"check_name":")`)},
		{"junit", false, func(c common, _ string) (format, error) { return &junit{common: c}, nil }, begins(xmlHeader + `<testsuites`)},
		{"checkstyle", false, func(c common, _ string) (format, error) { return &checkstyle{common: c}, nil }, begins(xmlHeader + `<checkstyle`)},
		{"rdjson", false, func(c common, _ string) (format, error) { return &rdjson{common: c}, nil }, begins(`{"source":{"name":"payloadlint"`)},
		{"rdjsonl", false, func(c common, _ string) (format, error) { return &rdjson{common: c, lines: true}, nil }, firstLine(`^\{"message":".*"location":\{"path":"`)},
		{templatePrefix, false, newTemplate, nil},
	}
}

// Format describes a format in words.
type Format struct {
	// Name is the format as it is typed, its argument in capitals
	// (template=TEXT).
	Name string
	// For says who or what the format is for, Notes what else is to say: "" if
	// nothing.
	For, Notes string
}

// Formats describes all formats in a language, in the order of the
// documentation.
func Formats(l message.Lang) []Format { return formats().describe(l) }

func (t table) describe(l message.Lang) []Format {
	var out []Format
	for _, r := range t {
		key := "format." + strings.TrimSuffix(r.name, "=")
		notes, _ := l.Lookup(key + "-notes")
		for _, typed := range r.typed() {
			out = append(out, Format{typed, l.Get(key), notes})
		}
	}
	return out
}

// typed lists the ways to type a format.
func (r *row) typed() []string {
	if strings.HasSuffix(r.name, "=") {
		return []string{r.name + "TEXT", r.name + "@FILE"}
	}
	return []string{r.name}
}

// find is the row of a format as it is typed, and its argument.
func (t table) find(name string) (r row, argument string, ok bool) {
	for _, r := range t {
		if strings.HasSuffix(r.name, "=") {
			argument, ok = strings.CutPrefix(name, r.name)
		} else {
			ok = r.name == name
		}
		if ok {
			return r, argument, true
		}
	}
	return row{}, "", false
}

// writer makes the Writer of a format.
func (t table) writer(name string, o Options) (*Writer, error) {
	o = o.withDefaults()
	r, argument, ok := t.find(name)
	if !ok {
		return nil, t.unknown(name)
	}
	w := &Writer{people: r.people, out: &printer{}, builder: builder{o: &o}}
	if r.people {
		w.groups = newGroups(o.Group)
	}
	var err error
	if w.format, err = r.new(common{w.out, &o}, argument); err != nil {
		return nil, err
	}
	return w, nil
}

// unknown says that there is no format of a name.
func (t table) unknown(name string) error {
	var known, typed []string
	for _, r := range t {
		known = append(known, strings.TrimSuffix(r.name, "="))
		typed = append(typed, r.typed()...)
	}
	e := &Error{key: "unknown-format", args: message.Args{"name": visible(name), "known": strings.Join(slices.Compact(typed), ", ")}}
	if near := suggest.Word(name).Among(known, 1); len(near) > 0 {
		e.key, e.args["near"] = "unknown-format-near", near[0]
	}
	return e
}
