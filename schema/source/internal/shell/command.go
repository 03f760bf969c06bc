package shell

import (
	"bytes"
	"encoding/json"
	"path"
	"strings"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/source/internal/literal"
	"github.com/payloadlint/payloadlint/schema/source/internal/source"
)

// command is one command line, its words expanded.
type command struct {
	file  *source.File
	args  []source.Text
	input *source.Text
	span  jsondoc.Span
	files map[string]*source.Text // that the script wrote
}

// wrappers are commands that run the one that follows.
var wrappers = map[string]bool{"sudo": true, "time": true, "exec": true, "command": true, "nohup": true, "env": true, "call": true}

// requests are what the command sends.
func (c *command) requests() []source.Request {
	for len(c.args) > 1 && (wrappers[string(c.args[0].Bytes)] || bytes.Contains(c.args[0].Bytes, []byte("="))) {
		c.args = c.args[1:]
	}
	if len(c.args) < 2 {
		return nil
	}
	name := strings.ToLower(path.Base(strings.ReplaceAll(string(c.args[0].Bytes), `\`, "/")))
	c.args = c.args[1:]
	switch strings.TrimSuffix(name, ".exe") {
	case "curl":
		return c.curl()
	case "wget":
		return c.wget()
	case "http", "https", "xh", "xhs":
		return c.httpie()
	}
	return nil
}

// sent gathers what the options of a command say.
type sent struct {
	method  string
	url     *source.Text
	headers []source.Header
	data    []source.Text
	body    source.Text // whose unknown parts are holes already
	encoded []source.Text
	// form are the fields of a multipart form.
	form    literal.Value
	unknown bool // the body is nothing that can be read
	json    bool
	get     bool
}

// request makes the request of what was gathered.
func (c *command) request(s *sent) []source.Request {
	r := source.Request{Method: strings.ToUpper(s.method), Headers: s.headers, Span: c.span, BodyUnknown: s.unknown}
	if s.url == nil {
		return nil
	}
	r.URL, r.URLSpan = string(s.url.Bytes), s.url.FileSpan(jsondoc.Span{End: len(s.url.Bytes)})
	switch {
	case s.get:
		r.URL += query(r.URL, append(s.data, s.encoded...))
		r.BodyUnknown = false
	case len(s.body.Bytes) > 0:
		r.Body = s.body
	case len(s.data) > 0:
		var t source.Text
		for i, d := range s.data {
			if i > 0 {
				t.Bytes = append(t.Bytes, '&')
			}
			t.Append(d)
		}
		r.Body = t.Fill()
		if !bytes.ContainsAny(firstByte(r.Body.Bytes), `{["`) {
			r.Body, r.BodyUnknown = formFields(t), false
			r.BodyUnknown = len(r.Body.Bytes) == 0
		}
	case len(s.form.Members) > 0:
		r.Body = s.form.JSON()
	}
	if r.Method == "" {
		r.Method = "GET"
		if len(r.Body.Bytes) > 0 || r.BodyUnknown {
			r.Method = "POST"
		}
	}
	return []source.Request{r}
}

// query is what fields add to an address.
func query(url string, fields []source.Text) string {
	var b strings.Builder
	for _, f := range fields {
		if b.Len() == 0 && !strings.Contains(url, "?") {
			b.WriteByte('?')
		} else {
			b.WriteByte('&')
		}
		b.Write(f.Bytes)
	}
	return b.String()
}

func firstByte(b []byte) []byte {
	b = bytes.TrimLeft(b, " \t\r\n\ufeff")
	return b[:min(1, len(b))]
}

// formFields reads a=1&b=2 as an object; nothing when it is something else.
func formFields(t source.Text) source.Text {
	l := literal.Value{Kind: literal.Object, Span: t.FileSpan(jsondoc.Span{End: len(t.Bytes)})}
	for at := 0; at < len(t.Bytes); {
		end := len(t.Bytes)
		if k := bytes.IndexByte(t.Bytes[at:], '&'); k >= 0 {
			end = at + k
		}
		eq := bytes.IndexByte(t.Bytes[at:end], '=')
		if eq <= 0 {
			return source.Text{}
		}
		l.Members = append(l.Members, literal.Member{Key: text(t.Slice(at, at+eq)), Value: text(t.Slice(at+eq+1, end))})
		at = end + 1
	}
	return l.JSON()
}

// text is a string literal of a text; one with unknown parts is a part.
func text(t source.Text) literal.Value {
	l := literal.Value{Kind: literal.String, Span: t.FileSpan(jsondoc.Span{End: len(t.Bytes)}), Text: t}
	if len(t.Holes) > 0 {
		l.Kind = literal.Part
	}
	return l
}

// curlFlags are curl's options that are followed by a value; of the others none
// matters here. The short ones may carry theirs (-XPOST).
const curlShort = "XHdFuoAbcemrTwxyzCDEKPQtUY"

var curlLong = map[string]bool{
	"request": true, "header": true, "data": true, "data-raw": true, "data-binary": true, "data-ascii": true, "data-urlencode": true, "json": true, "form": true, "form-string": true,
	"url": true, "user": true, "output": true, "user-agent": true, "cookie": true, "cookie-jar": true, "referer": true, "max-time": true, "connect-timeout": true, "retry": true,
	"retry-delay": true, "proxy": true, "write-out": true, "upload-file": true, "range": true, "cacert": true, "cert": true, "key": true, "resolve": true, "interface": true, "config": true,
	"dump-header": true, "limit-rate": true, "retry-max-time": true, "noproxy": true, "oauth2-bearer": true, "url-query": true, "variable": true,
}

func (c *command) curl() []source.Request {
	s := &sent{form: literal.Value{Kind: literal.Object, Span: c.span}}
	for i := 0; i < len(c.args); i++ {
		arg := c.args[i]
		name, inline, ok := curlOption(arg)
		if !ok {
			if string(arg.Bytes) != "-" && s.url == nil {
				s.url = &arg
			}
			continue
		}
		value := inline
		if value == nil && curlTakes(name) && i+1 < len(c.args) {
			i++
			value = &c.args[i]
		}
		if value == nil {
			value = &source.Text{}
		}
		c.curlOption(s, name, *value)
	}
	return c.request(s)
}

func curlTakes(name string) bool {
	name = strings.TrimPrefix(name, "expand-")
	return len(name) == 1 && strings.Contains(curlShort, name) || curlLong[name]
}

// curlOption takes an option apart: --data x, --data=x, -d x, -dx, -sSX.
func curlOption(arg source.Text) (name string, inline *source.Text, ok bool) {
	b := string(arg.Bytes)
	switch {
	case strings.HasPrefix(b, "--") && len(b) > 2:
		if eq := strings.IndexByte(b, '='); eq > 0 && curlLong[b[2:eq]] {
			t := arg.Slice(eq+1, len(b))
			return b[2:eq], &t, true
		}
		return b[2:], nil, true
	case len(b) < 2 || b[0] != '-':
		return "", nil, false
	}
	for k := 1; k < len(b); k++ {
		if !strings.Contains(curlShort, b[k:k+1]) {
			continue
		}
		if k+1 < len(b) {
			t := arg.Slice(k+1, len(b))
			return b[k : k+1], &t, true
		}
		return b[k : k+1], nil, true
	}
	return b[1:2], nil, true
}

func (c *command) curlOption(s *sent, name string, v source.Text) {
	if plain, ok := strings.CutPrefix(name, "expand-"); ok {
		name, v = plain, variables(v)
	}
	switch name {
	case "X", "request":
		s.method = string(v.Bytes)
	case "H", "header":
		s.headers = append(s.headers, header(v)...)
	case "oauth2-bearer":
		s.headers = append(s.headers, source.Header{Name: "Authorization", Value: "Bearer " + string(v.Bytes), Span: v.FileSpan(jsondoc.Span{End: len(v.Bytes)})})
	case "d", "data", "data-binary", "data-ascii", "json":
		s.json = s.json || name == "json"
		c.data(s, v)
	case "data-raw":
		s.data = append(s.data, v)
	case "data-urlencode", "T", "upload-file":
		s.unknown = true
		if bytes.IndexByte(v.Bytes, '=') > 0 {
			s.encoded = append(s.encoded, v)
		}
	case "F", "form", "form-string":
		field(&s.form, v)
	case "url":
		s.url = &v
	case "G", "get":
		s.get = true
		if s.method == "" {
			s.method = "GET"
		}
	}
}

// variables makes holes of {{name}} in an option that curl expands.
func variables(v source.Text) source.Text {
	var t source.Text
	from := 0
	for from < len(v.Bytes) {
		k := bytes.Index(v.Bytes[from:], []byte("{{"))
		if k < 0 {
			break
		}
		end := bytes.Index(v.Bytes[from+k:], []byte("}}"))
		if end < 0 {
			break
		}
		t.Append(v.Slice(from, from+k))
		t.AddHole(source.UnknownPart, jsondoc.HoleValue, v.FileSpan(jsondoc.Span{Start: from + k, End: from + k + end + 2}))
		from += k + end + 2
	}
	t.Append(v.Slice(from, len(v.Bytes)))
	return t
}

// data is a value of -d: a text, or @ and the file (or standard input) that
// holds it.
func (c *command) data(s *sent, v source.Text) {
	b := string(v.Bytes)
	switch {
	case !strings.HasPrefix(b, "@"):
		s.data = append(s.data, v)
	case b == "@-" && c.input != nil:
		s.data = append(s.data, *c.input)
	default:
		s.data = append(s.data, c.read(v)...)
		s.unknown = len(s.data) == 0
	}
}

// read is the file that an argument names with @, all of it with the argument
// for its place.
func (c *command) read(v source.Text) []source.Text {
	if t := c.files[string(v.Bytes[1:])]; t != nil {
		return []source.Text{*t}
	}
	if c.file.Read == nil || len(v.Holes) > 0 {
		return nil
	}
	body, err := c.file.Read(string(v.Bytes[1:]))
	if err != nil {
		return nil
	}
	var t source.Text
	t.Add(string(body), v.FileSpan(jsondoc.Span{End: len(v.Bytes)}))
	return []source.Text{t}
}

// field is one field of a form; a file is unknown.
func field(form *literal.Value, v source.Text) {
	eq := bytes.IndexByte(v.Bytes, '=')
	if eq <= 0 {
		return
	}
	value := text(v.Slice(eq+1, len(v.Bytes)))
	if bytes.HasPrefix(v.Bytes[eq+1:], []byte("@")) || bytes.HasPrefix(v.Bytes[eq+1:], []byte("<")) {
		value = literal.Value{Span: value.Span}
	}
	form.Members = append(form.Members, literal.Member{Key: text(v.Slice(0, eq)), Value: value})
}

// header takes "Name: value" apart.
func header(v source.Text) []source.Header {
	colon := bytes.IndexByte(v.Bytes, ':')
	if colon <= 0 {
		return nil
	}
	from := colon + 1
	for from < len(v.Bytes) && v.Bytes[from] == ' ' {
		from++
	}
	return []source.Header{{Name: string(v.Bytes[:colon]), Value: string(v.Bytes[from:]), Span: v.FileSpan(jsondoc.Span{Start: from, End: len(v.Bytes)})}}
}

func (c *command) wget() []source.Request {
	s := &sent{}
	for i := 0; i < len(c.args); i++ {
		arg := c.args[i]
		b := string(arg.Bytes)
		if !strings.HasPrefix(b, "-") {
			if s.url == nil {
				s.url = &arg
			}
			continue
		}
		name, value := b, source.Text{}
		if eq := strings.IndexByte(b, '='); eq > 0 {
			name, value = b[:eq], arg.Slice(eq+1, len(b))
		} else if i+1 < len(c.args) && wgetTakes[b] {
			i++
			value = c.args[i]
		}
		switch name {
		case "--post-data", "--body-data":
			s.data = append(s.data, value)
		case "--post-file", "--body-file":
			s.unknown = true
		case "--method":
			s.method = string(value.Bytes)
		case "--header":
			s.headers = append(s.headers, header(value)...)
		}
	}
	return c.request(s)
}

var wgetTakes = map[string]bool{"--post-data": true, "--body-data": true, "--post-file": true, "--body-file": true, "--method": true, "--header": true, "-O": true, "-o": true, "--output-document": true, "-T": true, "-t": true}

// methods are the words that httpie takes for a method.
var methods = map[string]bool{"GET": true, "POST": true, "PUT": true, "DELETE": true, "PATCH": true, "HEAD": true, "OPTIONS": true}

// httpie reads `http POST url Name:value key=value key:=json`.
func (c *command) httpie() []source.Request {
	s := &sent{}
	object := literal.Value{Kind: literal.Object, Span: c.span}
	for i := range c.args {
		arg := c.args[i]
		b := string(arg.Bytes)
		switch {
		case strings.HasPrefix(b, "-"):
			continue
		case s.url == nil && isMethod(b):
			s.method = b
		case s.url == nil:
			s.url = &arg
		default:
			item(s, &object, arg)
		}
	}
	switch {
	case s.unknown:
	case len(object.Members) > 0:
		s.data = []source.Text{object.JSON()}
	case c.input != nil:
		s.data = []source.Text{*c.input}
	}
	return c.request(s)
}

// item is one request item of httpie.
func item(s *sent, object *literal.Value, arg source.Text) {
	b := arg.Bytes
	k := bytes.IndexAny(b, ":=@")
	if k <= 0 {
		return
	}
	key := arg.Slice(0, k)
	switch {
	case bytes.HasPrefix(b[k:], []byte(":=@")), b[k] == '@', bytes.HasPrefix(b[k:], []byte("=@")):
		put(object, key, literal.Value{Span: arg.FileSpan(jsondoc.Span{Start: k, End: len(b)})})
	case bytes.HasPrefix(b[k:], []byte(":=")):
		put(object, key, raw(arg.Slice(k+2, len(b))))
	case bytes.HasPrefix(b[k:], []byte("==")):
	case b[k] == '=':
		put(object, key, text(arg.Slice(k+1, len(b))))
	default:
		s.headers = append(s.headers, header(arg)...)
	}
}

// raw is a JSON text in an argument, as a literal; unknown when it is something else.
func raw(t source.Text) literal.Value {
	at := t.FileSpan(jsondoc.Span{End: len(t.Bytes)})
	t = t.Fill()
	if !json.Valid(t.Bytes) {
		return literal.Value{Span: at}
	}
	return literal.Value{Kind: literal.Raw, Span: at, Text: t}
}
