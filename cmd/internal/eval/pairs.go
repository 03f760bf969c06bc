// Package eval measures how right predictions are: it reads pairs of a request
// and the answer that it got, and counts predicted against answered codes.
package eval

import (
	"bytes"
	"errors"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/source"
)

// Pair is a request and its answer.
type Pair struct {
	// Name says where the pair stands: a path, with #N for the Nth of a file.
	Name string
	// Path is the file's, for the configuration that holds for it.
	Path string
	// Method and URL are empty where nothing tells them.
	Method, URL  string
	Body, Answer []byte
	// Status is the HTTP status of the answer, 0 where nothing tells it.
	Status int
}

// The endings of the two files of a pair.
const (
	requestEnding  = ".request.json"
	responseEnding = ".response.json"
)

// Holds reports whether a file of a folder may hold pairs, by its name. Of the
// two files of a pair the request does.
func Holds(path string) bool {
	name := strings.ToLower(filepath.Base(path))
	for _, ending := range [...]string{".har", ".jsonl", ".ndjson", requestEnding} {
		if strings.HasSuffix(name, ending) {
			return true
		}
	}
	return false
}

// errNoPairs says that a file is of no kind that holds pairs.
var errNoPairs = errors.New("no pairs")

// IsNoPairs reports whether an error says that a file has no pairs at all.
func IsNoPairs(err error) bool { return errors.Is(err, errNoPairs) }

// Read reads the pairs of a file. read opens the answer that belongs to a
// NAME.request.json. Lines that are not pairs are counted in bad.
func Read(path string, data []byte, read func(path string) ([]byte, error)) (pairs []Pair, bad int, err error) {
	lower := strings.ToLower(path)
	switch {
	case strings.HasSuffix(lower, requestEnding):
		answer, err := read(path[:len(path)-len(requestEnding)] + responseEnding)
		if err != nil {
			return nil, 0, err // reported with the path by the caller
		}
		p := Pair{Name: path, Path: path}
		p.request(data)
		p.response(answer)
		return []Pair{p}, 0, nil
	case strings.HasSuffix(lower, ".jsonl"), strings.HasSuffix(lower, ".ndjson"):
		pairs, bad = readLines(path, data)
		return pairs, bad, nil
	}
	file := &source.File{Name: path, Text: data}
	if c := file.Kind(); c != nil && c.Kind == "har" {
		return readHAR(c, file), 0, nil
	}
	if pairs, bad = readLines(path, data); len(pairs) > 0 {
		return pairs, bad, nil
	}
	return nil, 0, errNoPairs
}

func readHAR(c *source.Container, file *source.File) (pairs []Pair) {
	for i, r := range file.Requests(c) {
		if r.Answer == nil || len(r.Body.Bytes) == 0 {
			continue
		}
		pairs = append(pairs, Pair{
			Name: file.Name + "#" + strconv.Itoa(i), Path: file.Name, Method: r.Method, URL: r.URL,
			Body: r.Body.Bytes, Answer: r.Answer.Body.Bytes, Status: r.Answer.Status,
		})
	}
	return pairs
}

// readLines reads a pair per line, or one that is the whole text.
func readLines(path string, data []byte) (pairs []Pair, bad int) {
	if p, ok := readPair(data); ok {
		p.Name, p.Path = path, path
		return []Pair{p}, 0
	}
	n := 0
	for line := range bytes.Lines(data) {
		line = bytes.TrimSpace(line)
		if len(line) == 0 {
			continue
		}
		p, ok := readLogged(line)
		if !ok {
			bad++
		} else {
			p.Name, p.Path = path+"#"+strconv.Itoa(n), path
			pairs = append(pairs, p)
		}
		n++
	}
	return pairs, bad
}

// mostBefore is at how many places of a line a pair is looked for.
const mostBefore = 4

// readLogged reads a pair that a logger may have put its own words before (a time,
// a level).
func readLogged(line []byte) (p Pair, ok bool) {
	for range mostBefore {
		i := bytes.Index(line, []byte(`{"`))
		if i < 0 {
			break
		}
		if p, ok := readPair(line[i:]); ok {
			return p, true
		}
		line = line[i+1:]
	}
	return Pair{}, false
}

// readPair reads {"request": …, "response": …}.
func readPair(text []byte) (p Pair, ok bool) {
	doc, err := jsondoc.Parse("", text)
	if err != nil {
		return Pair{}, false
	}
	request, response := doc.Root().Get("request"), doc.Root().Get("response")
	if !request.Exists() || !response.Exists() {
		return Pair{}, false
	}
	p.request(content(request))
	p.response(content(response))
	for name, to := range map[string]*string{"url": &p.URL, "method": &p.Method} {
		if v := doc.Root().Get(name); v.Is(jsondoc.String) {
			*to = v.Text()
		}
	}
	return p, len(p.Body) > 0
}

// content is the text of a value: what a string holds, else its JSON.
func content(v jsondoc.Value) []byte {
	if v.Is(jsondoc.String) {
		return []byte(v.Text())
	}
	return v.Raw()
}

// request reads a body, or {"method", "url", "body"} around it.
func (p *Pair) request(data []byte) {
	p.Body = data
	doc, err := jsondoc.Parse("", data)
	if err != nil || !doc.Root().Get("body").Exists() || !doc.Root().Get("url").Exists() {
		return
	}
	root := doc.Root()
	p.URL, p.Method = root.Get("url").Text(), strings.ToUpper(root.Get("method").Text())
	p.Body = content(root.Get("body"))
}

// response reads an answer, or {"status", "body"} around it.
func (p *Pair) response(data []byte) {
	p.Answer = data
	doc, err := jsondoc.Parse("", data)
	if err != nil || !doc.Root().Get("body").Exists() {
		return
	}
	p.Answer = content(doc.Root().Get("body"))
	if s := doc.Root().Get("status"); s.Is(jsondoc.Number) {
		p.Status, _ = strconv.Atoi(s.Text())
	}
}
