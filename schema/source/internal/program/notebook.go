package program

import (
	"bytes"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/source/internal/literal"
	"github.com/payloadlint/payloadlint/schema/source/internal/source"
)

// notebook reads the cells of a notebook: those of its language as one program,
// the command lines in it, cells in another language, and Markdown.
func notebook(f *source.File) []source.Request {
	doc, err := jsondoc.Parse(f.Name, f.Text)
	if err != nil {
		return nil
	}
	n := cells{from: f}
	for _, cell := range doc.Root().Get("cells").Elements() {
		lines := cell.Get("source")
		t := literal.Decoded(lines)
		for _, line := range lines.Elements() {
			t.Append(literal.Decoded(line))
		}
		switch cell.Get("cell_type").Text() {
		case "code":
			n.code(t)
		case "markdown":
			n.other("markdown", t)
		}
	}
	language := doc.Root().Get("metadata").Get("kernelspec").Get("language").Text()
	if language == "" {
		language = doc.Root().Get("metadata").Get("language_info").Get("name").Text()
	}
	switch strings.ToLower(language) {
	case "", "python", "python3", "ipython":
		return append(n.out, through(f, python, n.program)...)
	}
	n.other(language, n.program)
	return n.out
}

// cells gathers what the cells of a notebook hold.
type cells struct {
	from    *source.File
	program source.Text
	out     []source.Request
}

// other adds the requests of a text in another language. What is fixed in it is
// written with the escapes of JSON.
func (n *cells) other(language string, t source.Text) {
	if n.from.Fence != nil {
		n.out = append(n.out, literal.Nested(n.from.Fence(language, t))...)
	}
}

// code adds a cell with code.
func (n *cells) code(t source.Text) {
	first, rest, _ := bytes.Cut(t.Bytes, []byte("\n"))
	words := strings.Fields(string(first))
	if len(words) == 0 || !strings.HasPrefix(words[0], "%%") {
		n.lines(t)
		return
	}
	below := t.Slice(len(t.Bytes)-len(rest), len(t.Bytes))
	switch name := words[0][2:]; name {
	case "script":
		if len(words) > 1 {
			n.other(strings.TrimRight(path.Base(words[1]), "0123456789."), below)
		}
	case "writefile", "file":
		n.file(words[len(words)-1], below)
	case "bash", "sh", "zsh", "system", "sx", "!", "cmd", "javascript", "js", "ruby", "markdown", "pwsh", "powershell":
		if name == "system" || name == "sx" || name == "!" {
			name = "bash"
		}
		n.other(name, below)
	case "html", "svg", "latex", "perl", "sql", "R":
	default: // %%time, %%capture: Python all the same
		n.lines(below)
	}
}

// file adds a cell that is written to a file.
func (n *cells) file(name string, t source.Text) {
	language := strings.TrimPrefix(strings.ToLower(path.Ext(strings.Trim(name, `"'`))), ".")
	if language == "json" {
		n.other("markdown", fenced(t))
		return
	}
	n.other(language, t)
}

// fenced is a text as a block of JSON in Markdown.
func fenced(t source.Text) source.Text {
	out := source.Text{Bytes: []byte("~~~~json\n")}
	out.Append(t)
	out.Bytes = append(out.Bytes, "\n~~~~\n"...)
	return out
}

// lines adds the lines of a cell in the notebook's own language, without the
// command lines among them.
func (n *cells) lines(t source.Text) {
	for at := 0; at < len(t.Bytes); {
		end := lineEnd(t.Bytes, at)
		line := bytes.TrimLeft(t.Bytes[at:end], " \t")
		mark := end - at - len(line)
		command := commandMark().FindIndex(line)
		if command == nil {
			n.program.Append(t.Slice(at, end))
			at = end
			continue
		}
		for bytes.HasSuffix(bytes.TrimRight(t.Bytes[at:end], " \t\r\n"), []byte(`\`)) && end < len(t.Bytes) {
			end = lineEnd(t.Bytes, end)
		}
		// A line takes its place that does nothing: it may be all of a block.
		n.program.Append(t.Slice(at, at+mark))
		n.program.Bytes = append(n.program.Bytes, "pass\n"...)
		n.other("bash", interpolated(t.Slice(at+mark+command[1], end)))
		at = end
	}
	n.program.Bytes = append(n.program.Bytes, '\n')
}

// commandMark is what a command line in a cell of Python begins with.
var commandMark = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(?:[A-Za-z_]\w*\s*=\s*)?(?:!!?|%(?:sx|system)\s)`)
})

func lineEnd(b []byte, at int) int {
	if k := bytes.IndexByte(b[at:], '\n'); k >= 0 {
		return at + k + 1
	}
	return len(b)
}

// pythonValues are what a command line writes for the values of Python, the
// doubled braces that stand for one, and other braces.
var pythonValues = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`\{\{|\}\}|\{[A-Za-z_][\w.\[\]'"()]*\}|\{|\}`)
})

// interpolated is a command line with the values of Python as variables of the
// shell. Where a brace is neither, nothing takes the place of any.
func interpolated(t source.Text) source.Text {
	found := pythonValues().FindAllIndex(t.Bytes, -1)
	if slices.ContainsFunc(found, func(k []int) bool { return k[1]-k[0] == 1 }) {
		return t
	}
	var out source.Text
	from := 0
	for _, k := range found {
		out.Append(t.Slice(from, k[0]))
		from = k[1]
		place := t.FileSpan(jsondoc.Span{Start: k[0], End: k[1]})
		if k[1]-k[0] == 2 {
			out.Add(string(t.Bytes[k[0]:k[0]+1]), place)
			continue
		}
		out.Add("${PYTHON}", place)
	}
	out.Append(t.Slice(from, len(t.Bytes)))
	return out
}
