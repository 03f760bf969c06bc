package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
)

// mostLine is the longest message in bytes.
const mostLine = 64 << 20

// mcpLines lets through the lines that are messages and answers the others, so
// that one which makes no sense does not end the session.
type mcpLines struct {
	in    *bufio.Reader
	out   io.Writer
	ready bytes.Reader
	ended bool
}

// Read gives the next bytes of a line that was let through.
func (r *mcpLines) Read(p []byte) (int, error) {
	for r.ready.Len() == 0 {
		line, err := r.line()
		if err != nil {
			r.ended = errors.Is(err, io.EOF)
			return 0, err
		}
		switch fault := messageFault(line); {
		case len(bytes.TrimSpace(line)) == 0:
		case fault != "":
			if _, err := io.WriteString(r.out, `{"jsonrpc":"2.0","id":null,"error":`+fault+"}\n"); err != nil {
				return 0, err
			}
		default:
			r.ready.Reset(append(line, '\n'))
		}
	}
	return r.ready.Read(p)
}

// line reads a line; of one that is too long only the beginning is kept.
func (r *mcpLines) line() ([]byte, error) {
	var out []byte
	for {
		part, more, err := r.in.ReadLine()
		if err != nil {
			return nil, err
		}
		if len(out) <= mostLine {
			out = append(out, part...)
		}
		if !more {
			return out, nil
		}
	}
}

// messageFault is the error of a line that is not a message, as JSON; "" for one.
func messageFault(line []byte) string {
	if len(line) > mostLine || !json.Valid(line) {
		return `{"code":-32700,"message":"parse error"}`
	}
	var m struct {
		Version string          `json:"jsonrpc"`
		ID      json.RawMessage `json:"id"`
		Method  *string         `json:"method"`
		Params  json.RawMessage `json:"params"`
	}
	if err := json.Unmarshal(line, &m); err != nil || m.Version != "2.0" || m.Method == nil || *m.Method == "" || len(m.ID) > 0 && (m.ID[0] == '{' || m.ID[0] == '[' || m.ID[0] == 't' || m.ID[0] == 'f') {
		return `{"code":-32600,"message":"invalid request"}`
	}
	return ""
}
