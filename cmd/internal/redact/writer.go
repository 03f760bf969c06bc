package redact

import (
	"bytes"
	"io"
	"slices"
	"strconv"
	"sync"
	"unicode/utf8"

	"github.com/payloadlint/payloadlint/cmd/internal/visible"
)

// Writer masks keys in a stream, also those that two writes bring in parts, and
// writes characters that cannot be seen as \u escapes: so they are told in plain
// text, and remain what they are in JSON. It is safe for concurrent use.
type Writer struct {
	mu sync.Mutex
	w  io.Writer
	r  *Redactor
	// before are the last bytes that were let through, as they came; held those
	// that may be the beginning of a key.
	before, held []byte
	whole        bool
	err          error
}

// Stream makes a Writer of which Flush writes the rest.
func (r *Redactor) Stream(w io.Writer) *Writer { return &Writer{w: w, r: r} }

// Messages is Stream for a writer that is given whole messages: nothing is kept
// back.
func (r *Redactor) Messages(w io.Writer) *Writer { return &Writer{w: w, r: r, whole: true} }

// Under is the writer behind w, for what depends on the device that it is.
func (w *Writer) Under() io.Writer { return w.w }

// longestHeld bounds what is kept back: a longer row of digits is not a key.
const longestHeld = 256

// contextSize is how many bytes before a place decide what it is.
const contextSize = longestMark + 2

// Write hands on all of p but what may be the beginning of a key.
func (w *Writer) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err != nil {
		return 0, w.err
	}
	w.held = append(w.held, p...)
	w.pass(w.whole)
	if w.err != nil {
		return 0, w.err
	}
	return len(p), nil
}

// WriteOwn writes a text of the program itself, in which what looks like a key
// is a sample: only known keys are masked.
func (w *Writer) WriteOwn(p []byte) error {
	if err := w.Flush(); err != nil {
		return err
	}
	_, err := w.w.Write(mask(bytes.Clone(p), w.r.known(p)))
	return err
}

// Flush writes what was kept back.
func (w *Writer) Flush() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err == nil {
		w.pass(true)
	}
	return w.err
}

// pass lets through what is known to be harmless.
func (w *Writer) pass(all bool) {
	if len(w.held) == 0 {
		return
	}
	c := len(w.before)
	src := slices.Concat(w.before, w.held)
	end := len(src)
	spans := w.r.find(src)
	if !all {
		end = whole(spans, c, min(c+w.certain(src[c:]), w.afterCut(src, c)))
	}
	if end == c {
		w.before, w.held = src[:c:c], src[c:]
		return
	}
	out := src[:end]
	if len(spans) > 0 {
		out = bytes.Clone(out) // before and held are of the text as it came
	}
	for _, s := range spans {
		// A row that was let through in part is too long to be a key.
		if s.start >= c {
			mask(out, []span{{s.start, min(s.end, end)}})
		}
	}
	_, w.err = w.w.Write(escape(out, c))
	w.held = append(w.held[:0], src[end:]...)
	w.before = bytes.Clone(src[max(end-contextSize, 0):end])
}

// whole moves the end of what is let through before the keys that it would cut
// in two; those that begin before from are through already.
func whole(spans []span, from, end int) int {
	for moved := true; moved; {
		moved = false
		for _, s := range spans {
			if s.start >= from && s.start < end && end < s.end {
				end, moved = s.start, true
			}
		}
	}
	return end
}

// afterCut is where the end of a text, from an offset on, may be the beginning of
// what a cut left of a known key.
func (w *Writer) afterCut(src []byte, from int) int {
	i := bytes.LastIndex(src, ellipsis)
	if i < 0 || i+len(ellipsis) < from {
		return len(src)
	}
	tail := src[i+len(ellipsis):]
	for _, k := range w.r.forms() {
		if len(tail) > 0 && len(tail) < len(k) && bytes.Contains([]byte(k), tail) {
			return i + len(ellipsis)
		}
	}
	return len(src)
}

// certain is how much of a text cannot be changed by what follows it.
func (w *Writer) certain(src []byte) int {
	end := len(src)
	// The beginning of an ellipsis, or of another character.
	for i := max(end-utf8.UTFMax+1, 0); i < end; i++ {
		if !utf8.FullRune(src[i:]) && utf8.RuneStart(src[i]) {
			end = i
			break
		}
	}
	end = min(end, len(bytes.TrimSuffix(src, ellipsis)))
	start := end
	for start > 0 && isHex(src[start-1]) {
		start--
	}
	// A long row is let through to its last digits, that before says that it
	// is one.
	if len(src)-start > longestHeld {
		start = end
	}
	for _, k := range w.r.forms() {
		for n := min(len(k)-1, end); n > 0; n-- {
			if string(src[end-n:end]) == k[:n] {
				start = min(start, end-n)
				break
			}
		}
	}
	// What follows an ellipsis may be the rest of a key that was cut.
	if head := bytes.TrimSuffix(src[:start], ellipsis); len(head) < start && len(src) > start {
		start = len(head)
	}
	return start
}

// escape is out from an offset on, with what cannot be seen escaped.
func escape(out []byte, from int) []byte {
	prev, _ := utf8.DecodeLastRune(out[:from])
	rest := out[from:]
	clean := true
	for _, c := range rest {
		if c >= utf8.RuneSelf {
			clean = false
			break
		}
	}
	if clean {
		return rest
	}
	b := make([]byte, 0, len(rest)+len(rest)/8)
	for i := 0; i < len(rest); {
		r, n := utf8.DecodeRune(rest[i:])
		switch {
		case !visible.Hidden(r) || visible.Attached(r, prev):
			b = append(b, rest[i:i+n]...)
		case r > 0xffff:
			b = unit(unit(b, 0xd800+(r-0x10000)>>10), 0xdc00+(r-0x10000)&0x3ff)
		default:
			b = unit(b, r)
		}
		prev = r
		i += n
	}
	return b
}

// unit appends the escape of a UTF-16 unit.
func unit(b []byte, u rune) []byte {
	hex := strconv.FormatInt(int64(u), 16)
	return append(append(append(b, '\\', 'u'), "0000"[len(hex):]...), hex...)
}
