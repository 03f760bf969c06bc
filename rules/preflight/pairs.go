package preflight

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"

	"github.com/payloadlint/payloadlint/rules/secret"
)

// line is a pair as `payloadlint eval` reads it.
type line struct {
	Method   string          `json:"method"`
	URL      string          `json:"url"`
	Request  json.RawMessage `json:"request"`
	Response recorded        `json:"response"`
}

// recorded is an answer.
type recorded struct {
	Status int             `json:"status"`
	Body   json.RawMessage `json:"body"`
}

// record writes a line when the answer was read to its end: its reader sees the bytes
// as they come. Without Pairs it does nothing.
func (t *Transport) record(req *http.Request, body []byte, res *http.Response) {
	if t.Pairs == nil || res == nil || res.Body == nil {
		return
	}
	hidden, ok := secret.Text(body).Hide(true)
	if !ok {
		return // broken JSON cannot be masked, so nothing of it is kept
	}
	l := line{Method: req.Method, URL: address(req), Request: hidden, Response: recorded{Status: res.StatusCode}}
	sent := keys(req.Header, body)
	res.Body = &tee{ReadCloser: res.Body, limit: t.maxBody(), done: func(body []byte) { t.write(l, body, sent) }}
}

// keys are the keys that a request carries, as JSON writes them, in strings of
// JSON too: an answer may repeat them, and so may another place of the request.
func keys(header http.Header, request []byte) (found [][]byte) {
	text := append([]byte("Authorization: "+header.Get("Authorization")+"\n"), request...)
	for _, k := range secret.Text(text).Values() {
		if len(k) < leastKey {
			continue // it would be found in words that have nothing to do with it
		}
		for form := []byte(k); ; {
			found = append(found, form)
			quoted, _ := json.Marshal(string(form)) // a string always encodes
			if quoted = quoted[1 : len(quoted)-1]; bytes.Equal(quoted, form) || len(found) > mostForms {
				break
			}
			form = quoted
		}
	}
	return found
}

const (
	// leastKey is the size in bytes of the smallest key that is looked for.
	leastKey = 8
	// mostForms bounds in how many ways keys are looked for.
	mostForms = 64
)

func (t *Transport) write(l line, body []byte, sent [][]byte) {
	hidden, ok := secret.Text(body).Hide(true)
	if !ok {
		return
	}
	l.Response.Body = hidden
	data, err := json.Marshal(l)
	if err != nil {
		return // never: all of it is JSON already
	}
	for _, k := range sent {
		data = bytes.ReplaceAll(data, k, []byte("{{masked}}"))
	}
	t.writing.Lock()
	defer t.writing.Unlock()
	_, _ = t.Pairs.Write(append(data, '\n')) // a log that cannot be written stops no request
}

// tee keeps what is read of an answer, up to limit bytes, for done.
type tee struct {
	io.ReadCloser
	limit int64
	buf   bytes.Buffer
	done  func(body []byte)
}

func (t *tee) Read(p []byte) (int, error) {
	n, err := t.ReadCloser.Read(p)
	if t.done != nil {
		t.buf.Write(p[:n])
		switch {
		case int64(t.buf.Len()) > t.limit:
			t.done = nil
		case err == io.EOF:
			t.finish()
		}
	}
	return n, err
}

// Close ends the recording too: many decoders stop behind the last value and
// never see the end.
func (t *tee) Close() error {
	if t.done != nil {
		t.finish()
	}
	return t.ReadCloser.Close()
}

func (t *tee) finish() {
	done := t.done
	t.done = nil
	done(t.buf.Bytes())
	t.buf = bytes.Buffer{}
}
