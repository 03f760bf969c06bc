package rules

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"runtime"
	"runtime/debug"
	"strconv"

	"github.com/payloadlint/payloadlint/schema/fault"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/readfile"
)

// The sizes of a stream: how much is read ahead, how many bytes or lines are
// checked as one piece of work, and how many pieces for each processor are under
// way at once. What was found in a line takes ten times its memory and more, until
// it was given on.
const (
	streamBuffer = 1 << 18
	chunkBytes   = 1 << 14
	chunkLines   = 64
	chunksAhead  = 3
)

// Stream checks one document per line as they come, on all processors and in
// order, in memory that depends on the longest line only. Empty lines are
// passed over. What has arrived is answered before more is waited for. The
// error is that of reading r, or of ctx, and ends the stream.
func (c *Checker) Stream(ctx context.Context, name string, r io.Reader) iter.Seq2[Result, error] {
	return func(yield func(Result, error) bool) {
		c.usage.visit(name)
		s := stream{
			c: c, name: name, in: bufio.NewReaderSize(r, streamBuffer), most: chunksAhead * runtime.GOMAXPROCS(0),
			limit: cmp.Or(c.options.MaxLine, readfile.Documents),
		}
		if err := s.run(ctx, yield); err != nil {
			yield(Result{}, err)
		}
	}
}

// errStopped means that the caller wants no more results.
var errStopped = errors.New("stopped")

// stream is one text of many documents on its way through the workers. One
// goroutine reads it, hands chunks to others, and gives their results on.
type stream struct {
	c    *Checker
	name string
	in   *bufio.Reader
	most int // chunks under way at once
	// limit is the length of the longest line that is read, in bytes.
	limit readfile.Limit

	base  jsondoc.Position // where the next line begins
	index int              // of the next document
	ended bool             // nothing is left to read

	pending []*chunk // oldest first
	idle    *chunk   // the memory of one that was given on, for the next; nil for none
	longest int      // the bytes of the longest chunk so far
}

// chunk is some lines and what was found in them.
type chunk struct {
	text    []byte
	lines   []streamLine
	results []Result
	done    chan struct{} // one value, when the results are there
	// fault is what a rule panicked with; it goes on in the consumer's goroutine.
	fault *relayed
}

// relayed is a panic that goes on in another goroutine than it began in.
type relayed struct {
	value any
	stack []byte
}

func (r *relayed) Error() string { return fmt.Sprintf("%v\n\n%s", r.value, r.stack) }

// Origin is the stack where it began.
func (r *relayed) Origin() []byte { return r.stack }

// streamLine is one document: its bytes in the chunk's text, its number and its
// place in the file.
type streamLine struct {
	start, end, index int
	base              jsondoc.Position
}

func (s *stream) run(ctx context.Context, yield func(Result, error) bool) error {
	defer s.wait()
	for !s.ended {
		if err := ctx.Err(); err != nil {
			return err
		}
		ch, err := s.read()
		if len(ch.lines) > 0 {
			s.start(ctx, ch)
		}
		keep := s.most - 1
		if err != nil || s.in.Buffered() == 0 {
			keep = 0 // the next read may wait for somebody to type
		}
		if stop := s.deliver(ctx, keep, yield); stop != nil {
			if errors.Is(stop, errStopped) {
				return nil
			}
			return stop
		}
		if err != nil {
			return fmt.Errorf("read %s: %w", s.name, err)
		}
	}
	return nil
}

// start checks a chunk in a goroutine of its own.
func (s *stream) start(ctx context.Context, ch *chunk) {
	s.pending = append(s.pending, ch)
	go func() {
		defer func() {
			if v := recover(); v != nil {
				ch.fault = &relayed{v, debug.Stack()}
			}
			ch.done <- struct{}{}
		}()
		for _, l := range ch.lines {
			if ctx.Err() != nil {
				return
			}
			ch.results = append(ch.results, s.c.line(ctx, s.name, ch.text[l.start:l.end], l))
		}
	}()
}

// deliver gives the results of the oldest chunks on until no more than keep are
// under way.
func (s *stream) deliver(ctx context.Context, keep int, yield func(Result, error) bool) error {
	for len(s.pending) > keep {
		ch := s.pending[0]
		<-ch.done
		s.pending = s.pending[1:]
		if ch.fault != nil {
			panic(ch.fault)
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		for _, res := range ch.results {
			if !yield(res, nil) {
				return errStopped
			}
		}
		s.reuse(ch)
	}
	return nil
}

// reuse keeps the memory of a chunk for the next. Its text is that of documents
// that somebody may have kept.
func (s *stream) reuse(ch *chunk) {
	clear(ch.results)
	*ch = chunk{lines: ch.lines[:0], results: ch.results[:0], done: ch.done}
	s.idle = ch
}

// fresh is a chunk with room for what is usually in one.
func (s *stream) fresh() *chunk {
	ch := s.idle
	if s.idle = nil; ch == nil {
		ch = &chunk{done: make(chan struct{}, 1)}
	}
	ch.text = make([]byte, 0, min(s.longest+s.longest/8, 2*chunkBytes))
	return ch
}

// wait lets no goroutine outlive the stream.
func (s *stream) wait() {
	for _, ch := range s.pending {
		<-ch.done
	}
}

// read gathers lines into a chunk: what the buffer has, and at least one line.
func (s *stream) read() (*chunk, error) {
	ch := s.fresh()
	defer func() { s.longest = max(s.longest, len(ch.text)) }()
	for {
		start := len(ch.text)
		err := s.line(ch)
		// The line end is kept out, so that a truncated line is reported at its
		// own end and not on the next line.
		text := bytes.TrimRight(ch.text[start:], "\r\n")
		if len(bytes.TrimSpace(text)) > 0 && (err == nil || errors.Is(err, io.EOF)) {
			ch.lines = append(ch.lines, streamLine{start: start, end: start + len(text), index: s.index, base: s.base})
			s.index++
		}
		s.base.Line++
		s.base.Offset += len(ch.text) - start
		switch {
		case errors.Is(err, io.EOF):
			s.ended = true
			return ch, nil
		case err != nil:
			return ch, err
		case s.in.Buffered() == 0 || len(ch.text) >= chunkBytes || len(ch.lines) >= chunkLines:
			return ch, nil
		}
	}
}

// line appends one line to a chunk. The error is a *fault.Error where it is
// too long, or that of the reader.
func (s *stream) line(ch *chunk) error {
	start := len(ch.text)
	for {
		part, err := s.in.ReadSlice('\n')
		ch.text = append(ch.text, part...)
		if readfile.Limit(len(ch.text)-start) > s.limit {
			return &fault.Error{
				Problem: fault.FileLineTooLarge, Path: s.name, Line: s.base.Line + 1,
				Args: map[string]string{"limit": strconv.FormatInt(int64(s.limit>>20), 10), "read": strconv.Itoa(s.base.Offset)},
			}
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return err
		}
	}
}

// line checks one document of a stream.
func (c *Checker) line(ctx context.Context, name string, text []byte, l streamLine) Result {
	doc, err := jsondoc.Parser{Base: l.base}.Parse(name, text)
	if err != nil {
		r := c.read(name, jsondoc.Value{})
		return c.broken(ctx, &r, l.index, err)
	}
	return c.document(ctx, name, l.index, doc.Root())
}
