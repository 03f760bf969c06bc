// Package httpfile reads .http and .rest files, as the REST clients of editors
// take them, and plain HTTP messages in documentation.
package httpfile

import (
	"bytes"
	"regexp"
	"strings"
	"sync"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/source/internal/source"
)

// Container is a file of HTTP requests.
var Container = source.Container{
	Kind:       "http",
	Extensions: []string{".http", ".rest"},
	Fences:     []string{"http", "rest"},
	Comment:    source.Comment{Line: "#"},
	Extract:    extract,
}

// environments are the files beside an .http file that give its variables.
var environments = [...]string{"http-client.env.json", ".vscode/settings.json"}

type reader struct {
	file  *source.File
	src   []byte
	lines []jsondoc.Span // without their line ends
	vars  map[string]source.Text
	read  bool // the environments were read
	out   []source.Request
}

func extract(f *source.File) []source.Request {
	r := &reader{file: f, src: f.Text, lines: split(f.Text), vars: map[string]source.Text{}}
	for i := range r.lines {
		r.variable(i)
	}
	for i := 0; i < len(r.lines); {
		if method, ok := r.start(i); ok {
			i = r.request(i, method)
			continue
		}
		i++
	}
	return r.out
}

func split(src []byte) (out []jsondoc.Span) {
	for at := 0; at < len(src); {
		end := len(src)
		if k := bytes.IndexByte(src[at:], '\n'); k >= 0 {
			end = at + k
		}
		stop := end
		if stop > at && src[stop-1] == '\r' {
			stop--
		}
		out = append(out, jsondoc.Span{Start: at, End: stop})
		at = end + 1
	}
	return out
}

func (r *reader) line(i int) []byte { return r.src[r.lines[i].Start:r.lines[i].End] }

// variable remembers `@name = value`; one with several values is unknown.
func (r *reader) variable(i int) {
	line := r.line(i)
	if len(line) < 2 || line[0] != '@' {
		return
	}
	eq := bytes.IndexByte(line, '=')
	if eq < 0 {
		return
	}
	name := strings.TrimSpace(string(line[1:eq]))
	from := r.lines[i].Start + eq + 1
	value := r.src[from:r.lines[i].End]
	from += len(value) - len(bytes.TrimLeft(value, " \t"))
	to := from + len(bytes.TrimSpace(value))
	if _, twice := r.vars[name]; twice {
		r.vars[name] = source.Text{}
		return
	}
	r.vars[name] = r.expand(jsondoc.Span{Start: from, End: to})
}

var methods = [...]string{"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"}

// start reports whether a request begins in a line.
func (r *reader) start(i int) (method string, ok bool) {
	line := r.line(i)
	for _, m := range methods {
		if rest, found := bytes.CutPrefix(line, []byte(m+" ")); found {
			return m, oneAddress(string(rest))
		}
	}
	return "GET", bytes.HasPrefix(line, []byte("http://")) || bytes.HasPrefix(line, []byte("https://"))
}

// oneAddress reports whether what follows a method is an address, and perhaps
// the version of HTTP, and not a sentence.
func oneAddress(s string) bool {
	words := strings.Fields(placeholders().ReplaceAllString(s, "x"))
	return len(words) == 1 || len(words) == 2 && strings.HasPrefix(words[1], "HTTP/")
}

// placeholders may have blanks in them.
var placeholders = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\{\{.*?\}\}`) })

// lineEnds are where an address goes on in the next line.
var lineEnds = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\r?\n[ \t]+`) })

func isSeparator(line []byte) bool { return bytes.HasPrefix(line, []byte("###")) }

// request reads a request and returns the line after it.
func (r *reader) request(i int, method string) int {
	first := r.lines[i]
	req := source.Request{Method: method, Span: first}
	from := first.Start
	if bytes.HasPrefix(r.src[from:first.End], []byte(method+" ")) {
		from += len(method) + 1
	}
	i++
	// An address may go on in lines that are indented.
	end := first.End
	for i < len(r.lines) && len(r.line(i)) > 0 && (r.line(i)[0] == ' ' || r.line(i)[0] == '\t') {
		end = r.lines[i].End
		i++
	}
	url := r.expand(jsondoc.Span{Start: from, End: end})
	address := strings.TrimSpace(lineEnds().ReplaceAllString(string(url.Bytes), ""))
	if k := strings.LastIndex(address, " HTTP/"); k > 0 {
		address = strings.TrimSpace(address[:k])
	}
	i, host := r.headers(i, &req)
	if strings.HasPrefix(address, "/") && host != "" {
		address = "https://" + host + address
	}
	req.URL, req.URLSpan = address, jsondoc.Span{Start: from, End: from + len(bytes.TrimRight(r.src[from:end], " \t"))}
	return r.body(i, &req)
}

// headers reads them up to the empty line.
func (r *reader) headers(i int, req *source.Request) (next int, host string) {
	for ; i < len(r.lines); i++ {
		line := r.line(i)
		if len(bytes.TrimSpace(line)) == 0 || isSeparator(line) || line[0] == '{' || line[0] == '[' {
			break
		}
		req.Span.End = r.lines[i].End
		colon := bytes.IndexByte(line, ':')
		if colon <= 0 || line[0] == '#' || bytes.HasPrefix(line, []byte("//")) {
			continue
		}
		at := r.lines[i].Start + colon + 1
		for at < r.lines[i].End && r.src[at] == ' ' {
			at++
		}
		value := r.expand(jsondoc.Span{Start: at, End: r.lines[i].End})
		name := string(bytes.TrimSpace(line[:colon]))
		req.Headers = append(req.Headers, source.Header{Name: name, Value: string(value.Bytes), Span: jsondoc.Span{Start: at, End: r.lines[i].End}})
		if strings.EqualFold(name, "Host") {
			host = strings.TrimSpace(string(value.Bytes))
		}
	}
	return i, host
}

// body reads up to the next separator, or to a line that belongs to the answer.
func (r *reader) body(i int, req *source.Request) int {
	for i < len(r.lines) && len(bytes.TrimSpace(r.line(i))) == 0 {
		i++
	}
	from := i
	i = r.bodyEnd(from)
	last := i
	for last > from && len(bytes.TrimSpace(r.line(last-1))) == 0 {
		last--
	}
	if last > from {
		if _, next := r.start(from); next {
			r.out = append(r.out, *req)
			return from
		}
		span := jsondoc.Span{Start: r.lines[from].Start, End: r.lines[last-1].End}
		req.Span.End = span.End
		r.content(req, span)
	}
	r.out = append(r.out, *req)
	for i < len(r.lines) && !isSeparator(r.line(i)) {
		if _, ok := r.start(i); ok {
			break
		}
		i++
	}
	return max(i, from)
}

// bodyEnd is the line after a body that begins in a line.
func (r *reader) bodyEnd(from int) int {
	for i := from; i < len(r.lines); i++ {
		line := r.line(i)
		if isSeparator(line) || bytes.HasPrefix(line, []byte("> ")) || bytes.HasPrefix(line, []byte("HTTP/1")) || bytes.HasPrefix(line, []byte("<> ")) {
			return i
		}
		if _, ok := r.start(i); ok && i > from {
			return i // a file whose separators were forgotten
		}
	}
	return len(r.lines)
}

// content is the body itself: JSON, or the name of the file that holds it.
func (r *reader) content(req *source.Request, span jsondoc.Span) {
	text := r.src[span.Start:span.End]
	if name, ok := bytes.CutPrefix(text, []byte("<")); ok {
		name = bytes.TrimSpace(bytes.TrimPrefix(name, []byte("@")))
		req.BodyUnknown = true
		if r.file.Read == nil || bytes.ContainsAny(name, "\n{") {
			return
		}
		if body, err := r.file.Read(string(name)); err == nil {
			req.BodyUnknown = false
			req.Body.Add(string(body), span)
		}
		return
	}
	if c := text[0]; c != '{' && c != '[' && c != '"' {
		req.BodyUnknown = true
		return
	}
	// Some clients take comments before the end of the request.
	req.Body = r.expand(span).Fill()
}

// expand puts the values of variables in their place; an unknown one is a hole.
func (r *reader) expand(at jsondoc.Span) source.Text {
	var t source.Text
	from := at.Start
	for from < at.End {
		k := bytes.Index(r.src[from:at.End], []byte("{{"))
		if k < 0 {
			break
		}
		end := bytes.Index(r.src[from+k:at.End], []byte("}}"))
		if end < 0 {
			break
		}
		hole := jsondoc.Span{Start: from + k, End: from + k + end + 2}
		t.AddExact(r.src, jsondoc.Span{Start: from, End: hole.Start})
		name := strings.TrimSpace(string(r.src[hole.Start+2 : hole.End-2]))
		if v, ok := r.lookup(name); ok {
			t.Append(v)
		} else {
			t.AddHole(source.UnknownPart, jsondoc.HoleValue, hole)
		}
		from = hole.End
	}
	t.AddExact(r.src, jsondoc.Span{Start: from, End: at.End})
	return t
}

// lookup finds a variable of the file, else of the environments beside it.
func (r *reader) lookup(name string) (source.Text, bool) {
	if v, ok := r.vars[name]; ok {
		return v, len(v.Bytes) > 0 && len(v.Bytes) < 4096
	}
	if !r.read && r.file.Read != nil {
		r.read = true
		r.environment()
	}
	v, ok := r.vars[name]
	return v, ok && len(v.Bytes) > 0
}

// environment reads the variables that have one value in all environments. They
// have no place in this file.
func (r *reader) environment() {
	for _, name := range environments {
		text, err := r.file.Read(name)
		if err != nil {
			continue
		}
		doc, err := jsondoc.Parse(name, text)
		if err != nil {
			continue
		}
		root := doc.Root()
		if v := root.Get("rest-client.environmentVariables"); v.Exists() {
			root = v
		}
		for env := range root.Members() {
			for m := range env.Value.Members() {
				if !m.Value.Is(jsondoc.String) {
					continue
				}
				old, twice := r.vars[m.Key()]
				value := source.Text{Bytes: []byte(m.Value.Text())}
				if twice && string(old.Bytes) != string(value.Bytes) {
					value = source.Text{}
				}
				r.vars[m.Key()] = value
			}
		}
	}
}
