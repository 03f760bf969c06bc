package shell

import (
	"bytes"
	"strings"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/source/internal/source"
)

// cmd reads the command lines of Windows' cmd: double quotes, \" within them, ^ at the end
// of a line and before a character, %NAME%.
func cmd(f *source.File) []source.Request {
	var out []source.Request
	r := cmdReader{src: f.Text, vars: map[string]*source.Text{}}
	for r.at < len(r.src) {
		from := r.at
		args := r.line()
		if len(args) == 0 {
			continue
		}
		end := r.at
		for end > from && bytes.IndexByte([]byte(" \t\r\n"), r.src[end-1]) >= 0 {
			end--
		}
		if bytes.HasPrefix(args[0].Bytes, []byte("@")) {
			args[0] = args[0].Slice(1, len(args[0].Bytes))
		}
		if strings.EqualFold(string(args[0].Bytes), "set") {
			r.set(args[1:])
			continue
		}
		c := command{file: f, args: args, span: jsondoc.Span{Start: from, End: end}}
		out = append(out, c.requests()...)
	}
	return out
}

type cmdReader struct {
	src []byte
	at  int
	// vars are the variables that are set once; one that is set again has no text.
	vars map[string]*source.Text
}

// set remembers a variable: set NAME=value, set "NAME=value".
func (r *cmdReader) set(args []source.Text) {
	if len(args) == 0 {
		return
	}
	for _, a := range args {
		if k := bytes.IndexByte(a.Bytes, '='); k > 0 {
			name := strings.ToLower(string(a.Bytes[:k]))
			_, twice := r.vars[name]
			r.vars[name] = nil
			if value := a.Slice(k+1, len(a.Bytes)); !twice && len(args) == 1 {
				r.vars[name] = &value
			}
			return
		}
	}
}

// line reads one logical line into words.
func (r *cmdReader) line() (words []source.Text) {
	var w source.Text
	started, quoted := false, false
	flush := func() {
		if started {
			words = append(words, w)
		}
		w, started = source.Text{}, false
	}
	for r.at < len(r.src) {
		at := r.at
		c := r.src[at]
		switch {
		case c == '^' && !quoted && r.newline(at+1) > 0:
			r.at = at + 1 + r.newline(at+1)
			continue
		case r.newline(at) > 0 && (!quoted || !r.goesOn(at)):
			r.at += r.newline(at)
			flush()
			return words
		case !quoted && (c == ' ' || c == '\t'):
			flush()
			r.at++
			continue
		}
		started = true
		quoted = r.quote(&w, quoted)
	}
	flush()
	return words
}

// quote reads a quote, or any other character. Two quotes within quotes are one:
// so the programs that cmd starts take their arguments apart.
func (r *cmdReader) quote(w *source.Text, quoted bool) bool {
	at := r.at
	switch {
	case r.src[at] != '"':
		r.char(w, quoted)
		return quoted
	case quoted && at+1 < len(r.src) && r.src[at+1] == '"':
		w.Add(`"`, jsondoc.Span{Start: at, End: at + 2})
		r.at += 2
		return quoted
	}
	r.at++
	return !quoted
}

// char reads one character of a word, or a name between percent signs.
func (r *cmdReader) char(w *source.Text, quoted bool) {
	at := r.at
	c := r.src[at]
	switch {
	case c == '\\' && at+1 < len(r.src) && r.src[at+1] == '"', c == '^' && !quoted && at+1 < len(r.src):
		w.Add(string(r.src[at+1:at+2]), jsondoc.Span{Start: at, End: at + 2})
		r.at += 2
	case c == '%' && r.name(at) > 0:
		r.at += r.name(at)
		if v := r.vars[strings.ToLower(string(r.src[at+1:r.at-1]))]; v != nil && len(v.Bytes) < 1<<16 {
			w.Append(*v)
			return
		}
		w.AddHole(source.UnknownPart, jsondoc.HoleValue, jsondoc.Span{Start: at, End: r.at})
	default:
		w.AddExact(r.src, jsondoc.Span{Start: at, End: at + 1})
		r.at++
	}
}

// newline is the length of the line end at an offset, 0 for anything else.
func (r *cmdReader) newline(at int) int {
	switch {
	case bytes.HasPrefix(r.src[min(at, len(r.src)):], []byte("\r\n")):
		return 2
	case at < len(r.src) && r.src[at] == '\n':
		return 1
	}
	return 0
}

// goesOn reports whether a quoted text that meets the end of its line is one
// that continues: the line ends in ^.
func (r *cmdReader) goesOn(at int) bool { return at > 0 && r.src[at-1] == '^' }

// name is the length of %NAME% at an offset, 0 for a plain percent sign.
func (r *cmdReader) name(at int) int {
	for i := at + 1; i < len(r.src); i++ {
		c := r.src[i]
		switch {
		case c == '%':
			if i == at+1 {
				return 0
			}
			return i - at + 1
		case c != '_' && (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'z'):
			return 0
		}
	}
	return 0
}
