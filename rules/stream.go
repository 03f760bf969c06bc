package rules

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// Stream checks one document per line as they come, in memory that depends on
// the longest line only. Empty lines are passed over. The error is that of
// reading r, or of ctx, and ends the stream.
func (c *Checker) Stream(ctx context.Context, name string, r io.Reader) iter.Seq2[Result, error] {
	return func(yield func(Result, error) bool) {
		c.usage.Visit(name)
		in := bufio.NewReaderSize(r, 1<<16)
		base := jsondoc.Position{}
		for index := 0; ; base.Line++ {
			if err := ctx.Err(); err != nil {
				yield(Result{}, err)
				return
			}
			line, err := in.ReadBytes('\n')
			if err != nil && !errors.Is(err, io.EOF) {
				yield(Result{}, fmt.Errorf("read %s: %w", name, err))
				return
			}
			// The line end is kept out, so that a truncated line is told at
			// its own end and not on the next line.
			text := bytes.TrimRight(line, "\r\n")
			if len(bytes.TrimSpace(text)) > 0 {
				var res Result
				doc, perr := jsondoc.ParseAt(name, text, base)
				if perr != nil {
					r := c.read(name, jsondoc.Value{})
					res = c.broken(ctx, &r, index, perr)
				} else {
					res = c.document(ctx, name, index, doc.Root())
				}
				index++
				if !yield(res, nil) {
					return
				}
			}
			base.Offset += len(line)
			if err != nil {
				return
			}
		}
	}
}
