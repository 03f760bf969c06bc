// Package frames stands between an editor and the language server's protocol
// library. It lets through what that can read and answers the rest, so that a
// message that makes no sense ends nothing: neither the session nor, by its
// size, the machine's memory.
package frames

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"

	"go.lsp.dev/jsonrpc2"
)

// Limits bound what is read.
type Limits struct {
	// Header is the longest line of a header, and Headers the most lines.
	Header, Headers int
	// Message is the largest body in bytes.
	Message int64
}

// DefaultLimits leave room for any document that a person edits.
func DefaultLimits() Limits { return Limits{Header: 4 << 10, Headers: 32, Message: 64 << 20} }

// Reader is the editor's stream without the messages that make no sense.
type Reader struct {
	in     *bufio.Reader
	out    io.Writer
	limits Limits
	ready  bytes.Reader // what is let through
	// lost says that the editor was told already that there is no header.
	lost bool
}

// NewReader reads from in and answers on out what it does not let through. Out
// must be the one that the server's answers take, wrapped by NewWriter.
func NewReader(in io.Reader, out io.Writer, l Limits) *Reader {
	return &Reader{in: bufio.NewReader(in), out: out, limits: l}
}

// Read gives the next bytes of a message that was let through.
func (r *Reader) Read(p []byte) (int, error) {
	for r.ready.Len() == 0 {
		if err := r.next(); err != nil {
			return 0, err
		}
	}
	return r.ready.Read(p)
}

// next reads one message; the error is that of the stream.
func (r *Reader) next() error {
	length, err := r.header()
	if err != nil {
		return err
	}
	if length < 0 {
		if r.lost {
			return nil // one answer for a stretch of noise
		}
		r.lost = true
		return r.refuse(jsonrpc2.ParseError, "a message begins with the header Content-Length")
	}
	r.lost = false
	if length > r.limits.Message {
		if _, err := io.CopyN(io.Discard, r.in, length); err != nil {
			return err
		}
		return r.refuse(jsonrpc2.InvalidRequest, fmt.Sprintf("a message of %d bytes is too large: %d are read at most", length, r.limits.Message))
	}
	// The length is only said: the room is made as the bytes come.
	var body bytes.Buffer
	if _, err := io.CopyN(&body, r.in, length); err != nil {
		if errors.Is(err, io.EOF) {
			return io.ErrUnexpectedEOF
		}
		return err
	}
	text := body.Bytes()
	if !json.Valid(text) {
		return r.refuse(jsonrpc2.ParseError, "the message is not JSON")
	}
	if _, err := jsonrpc2.DecodeMessage(text); err != nil {
		return r.refuse(jsonrpc2.InvalidRequest, "the message is not a JSON-RPC request")
	}
	r.ready.Reset(append(fmt.Appendf(nil, "Content-Length: %d\r\n\r\n", len(text)), text...))
	return nil
}

// header reads the lines before a body. The length is -1 where they do not say
// it; the error is that of the stream.
func (r *Reader) header() (length int64, err error) {
	length = -1
	for lines := 0; ; lines++ {
		line, err := r.line()
		if err != nil {
			if lines > 0 && errors.Is(err, io.EOF) {
				err = io.ErrUnexpectedEOF
			}
			return -1, err
		}
		if line == "" {
			return length, nil
		}
		name, value, ok := strings.Cut(line, ":")
		if !ok || lines == r.limits.Headers {
			return -1, nil
		}
		if strings.EqualFold(strings.TrimSpace(name), "Content-Length") {
			n, err := strconv.ParseInt(strings.TrimSpace(value), 10, 64)
			if err != nil || n < 0 {
				n = -1
			}
			length = n
		}
	}
}

// line reads a line, of which no more is kept than a header may have.
func (r *Reader) line() (string, error) {
	var kept []byte
	for {
		part, err := r.in.ReadSlice('\n')
		if len(kept) <= r.limits.Header {
			kept = append(kept, part...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
		case err != nil && len(kept) > 0 && errors.Is(err, io.EOF):
			return "", io.ErrUnexpectedEOF
		case err != nil:
			return "", err
		case len(kept) > r.limits.Header:
			return "\x00", nil // no header, whatever it was
		default:
			return strings.TrimRight(string(kept), "\r\n"), nil
		}
	}
}

// refuse answers a message that is not let through. Its id is not known.
func (r *Reader) refuse(code jsonrpc2.Code, text string) error {
	body, err := json.Marshal(map[string]any{"jsonrpc": "2.0", "id": nil, "error": map[string]any{"code": code, "message": text}})
	if err != nil {
		return err // cannot be
	}
	_, err = r.out.Write(append(fmt.Appendf(nil, "Content-Length: %d\r\n\r\n", len(body)), body...))
	return err
}

// Writer is the way to the editor, for whole messages of several writers, in
// which mask hides what must not be shown. An address that the editor gave is
// the name of a document and stays, or the editor would not know it again.
type Writer struct {
	mu   sync.Mutex
	w    io.Writer
	mask func(src []byte) []byte
}

// NewWriter writes to w. The mask must keep the length of what it is given.
func NewWriter(w io.Writer, mask func(src []byte) []byte) *Writer { return &Writer{w: w, mask: mask} }

// Write writes one message with its header.
func (w *Writer) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	masked := w.mask(p)
	if len(masked) != len(p) {
		return 0, errors.New("a mask changed the length of a message")
	}
	if !bytes.Equal(masked, p) {
		masked = bytes.Clone(masked)
		keepAddresses(masked, p)
	}
	if _, err := w.w.Write(masked); err != nil {
		return 0, err
	}
	return len(p), nil
}

// keepAddresses puts the strings that begin with the scheme of an address back
// as they were.
func keepAddresses(masked, src []byte) {
	for i := 0; i < len(src); i++ {
		if src[i] != '"' {
			continue
		}
		end := i + 1
		for end < len(src) && src[end] != '"' {
			if src[end] == '\\' {
				end++
			}
			end++
		}
		end = min(end, len(src))
		if address(src[i+1 : end]) {
			copy(masked[i:end], src[i:end])
		}
		i = end
	}
}

// address reports whether a string is the address of a document in an editor.
func address(s []byte) bool {
	for _, scheme := range []string{"file:///", "untitled:", "vscode-"} {
		if bytes.HasPrefix(s, []byte(scheme)) && !bytes.ContainsAny(s, " \n") {
			return true
		}
	}
	return false
}
