package nodes

import (
	"errors"
	"io"
	"os"
)

// A large file is not kept in memory: its classes are found while it is read
// through a small buffer, and each is read again when it is asked for. Filling
// a hundred megabytes of fresh memory takes longer than all the rest.
const (
	largeFile  = 4 << 20
	chunkSize  = 256 << 10
	chunkCount = 3 // one is read, one scanned, one on its way
)

// usualClass is the size in bytes of a class in large files, and mostExpected for how
// many of them there is room at once: a map that grows costs more than the room.
const (
	usualClass   = 2 << 10
	mostExpected = 1 << 17
)

// scanFile finds the classes of a plain object_info file with the classes at
// the top. ok is false for everything else, whatever it is: reading it into
// memory tells.
func scanFile(path string, f *os.File) (s *fileStore, ok bool) {
	classes := 0
	if info, err := f.Stat(); err == nil {
		classes = int(min(info.Size()/usualClass, mostExpected))
	}
	t := topScanner{s: &fileStore{path: path, f: f, list: make([]string, 0, classes), index: make(map[string]entrySpan, classes)}}
	free, full := make(chan []byte, chunkCount), make(chan []byte, chunkCount)
	for range chunkCount {
		free <- make([]byte, chunkSize)
	}
	var readErr error
	go func() {
		defer close(full)
		for at := int64(0); ; {
			chunk := <-free
			if chunk == nil {
				return
			}
			n, err := f.ReadAt(chunk[:chunkSize], at)
			at += int64(n)
			if n > 0 {
				full <- chunk[:n]
			}
			if err != nil {
				if !errors.Is(err, io.EOF) {
					readErr = err
				}
				return
			}
		}
	}()
	for chunk := range full {
		if !t.bad {
			t.scan(chunk)
		}
		if t.bad {
			chunk = nil // nothing more is read
		}
		free <- chunk
	}
	if readErr != nil || t.bad || t.state != atEnd || !t.s.looksLikeClasses() {
		return nil, false
	}
	return t.s, true
}

// looksLikeClasses asks a few classes, as for a text in memory.
func (s *fileStore) looksLikeClasses() bool {
	for _, name := range s.list[:min(3, len(s.list))] {
		raw, err := s.entry(name)
		if err == nil && looksLikeClasses(raw, []entrySpan{{end: len(raw)}}) {
			return true
		}
	}
	return false
}

// scanState is where in the object at the top a topScanner is.
type scanState uint8

const (
	atStart scanState = iota
	atFirstKey
	atKey
	inKey
	atColon
	atValue
	inScalar
	inText   // a value that is a string
	inNested // an object or a list
	inInner  // a string inside one
	atComma
	atEnd
)

// topScanner is scanObject for a text that comes in chunks. It takes what
// scanObject takes and lists the members that are objects.
type topScanner struct {
	s     *fileStore
	state scanState
	bad   bool
	// at is the offset of the chunk in the file.
	at    int
	depth int
	// escaped says that the chunk before ended with a backslash.
	escaped bool
	key     []byte
	entry   entrySpan
	object  bool
}

// scan takes the next chunk.
func (t *topScanner) scan(b []byte) {
	for i := 0; i < len(b) && !t.bad; {
		switch t.state {
		case inKey, inText, inInner:
			i = t.text(b, i)
		case inNested:
			i = t.nested(b, i)
		case inScalar:
			i = t.scalar(b, i)
		default:
			if i = space(b, i); i < len(b) {
				t.between(b[i], t.at+i)
				i++
			}
		}
	}
	t.at += len(b)
}

// text goes to the end of a string, which may lie in a later chunk.
func (t *topScanner) text(b []byte, i int) int {
	from := i
	if t.escaped {
		t.escaped = false
		i++
	}
	for {
		if i = quoteOrEscape(b, i); i >= len(b) || b[i] == '"' {
			break
		}
		if i += 2; i > len(b) {
			t.escaped = true
			break
		}
	}
	end := min(i, len(b))
	if t.state == inKey {
		t.key = append(t.key, b[from:end]...)
	}
	if end == len(b) {
		return end
	}
	switch t.state {
	case inKey:
		t.entry.keyEnd = t.at + end + 1
		t.state = atColon
	case inInner:
		t.state = inNested
	default:
		t.ends(t.at + end + 1)
	}
	return end + 1
}

// nested goes on inside an object or a list.
func (t *topScanner) nested(b []byte, i int) int {
	for i < len(b) && !structural[b[i]] {
		i++
	}
	if i == len(b) {
		return i
	}
	switch b[i] {
	case '"':
		t.state = inInner
	case '{', '[':
		t.depth++
	default:
		if t.depth--; t.depth == 0 {
			t.ends(t.at + i + 1)
		}
	}
	return i + 1
}

// scalar goes to the end of a number or word.
func (t *topScanner) scalar(b []byte, i int) int {
	for i < len(b) && b[i] != ',' && b[i] != '}' && b[i] != ']' && b[i] > ' ' {
		i++
	}
	if i < len(b) {
		t.ends(t.at + i)
	}
	return i
}

// ends closes a member's value.
func (t *topScanner) ends(end int) {
	t.state = atComma
	t.entry.end = end
	if !t.object {
		return
	}
	name, ok := unquoted(t.key)
	if !ok {
		t.bad = true
		return
	}
	if _, again := t.s.index[name]; !again {
		t.s.list = append(t.s.list, name)
	}
	t.s.index[name] = t.entry
}

// between takes the byte c at an offset outside of keys and values.
func (t *topScanner) between(c byte, at int) {
	switch {
	case t.state == atStart && c == '{':
		t.state = atFirstKey
	case (t.state == atFirstKey || t.state == atKey) && c == '"':
		t.entry, t.key, t.state = entrySpan{keyStart: at}, t.key[:0], inKey
	case t.state == atFirstKey && c == '}', t.state == atComma && c == '}':
		t.state = atEnd
	case t.state == atColon && c == ':':
		t.state = atValue
	case t.state == atComma && c == ',':
		t.state = atKey
	case t.state == atValue:
		t.value(c, at)
	default:
		t.bad = true
	}
}

// value takes a value's first byte.
func (t *topScanner) value(c byte, at int) {
	t.entry.start, t.object = at, c == '{'
	switch c {
	case '{', '[':
		t.state, t.depth = inNested, 1
	case '"':
		t.state = inText
	case ',', '}', ']':
		t.bad = true
	default:
		t.state = inScalar
	}
}
