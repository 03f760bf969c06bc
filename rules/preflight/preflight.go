// Package preflight checks RunningHub requests on their way out of a Go
// program: a Transport wraps the http.RoundTripper that sends
// them and keeps back those that would be rejected, before they cost a round
// trip or money.
//
// Only requests to the platform's endpoints with a JSON body of at most
// Transport.MaxBody bytes are checked. Everything else (other hosts and paths,
// uploads, streams) passes untouched.
package preflight

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/endpoint"
)

// maxBody is the largest body in bytes that is checked unless a Transport
// says otherwise: a workflow of a thousand nodes has less than a megabyte.
const maxBody = 8 << 20

// platform are the platform's own hosts.
var platform = [...]string{"www.runninghub.cn", "runninghub.cn", "www.runninghub.ai", "runninghub.ai"}

// RejectedError says that a request was not sent because the service would
// reject it. It holds no API key.
type RejectedError struct {
	// Endpoint is what the request was for, Path its URL's path.
	Endpoint endpoint.Kind
	Path     string
	// Verdict is the predicted answer.
	Verdict rules.Verdict
	// Findings are all findings, the deciding one among them; positions are
	// those in the body.
	Findings []rule.Finding

	lang message.Lang
}

// Error says the predicted code and the first error found, in the language of
// the Transport.
func (e *RejectedError) Error() string {
	args := message.Args{"path": e.Path, "code": e.Verdict.Code.String(), "name": e.Verdict.Code.Name(), "message": "", "pointer": ""}
	for i := range e.Findings {
		if f := &e.Findings[i]; f.Severity == rule.Error && (f.Code == e.Verdict.Code || e.Verdict.Outcome == rules.Partial) {
			args["message"], args["pointer"] = f.Message, f.Pointer
			break
		}
	}
	key := "preflight.rejected"
	if e.Verdict.Outcome == rules.Partial {
		key = "preflight.partial"
	}
	return e.lang.Format(key, args)
}

// Transport is an http.RoundTripper that refuses what would be rejected. It is
// safe for concurrent use; its fields must not change once it is in use.
type Transport struct {
	// Base sends the requests; nil means http.DefaultTransport.
	Base http.RoundTripper
	// Check checks one request, whose url has no query: (*rules.Checker).Request
	// does. nil checks nothing.
	Check func(ctx context.Context, method, url string, body []byte) (rules.Result, error)
	// Hosts are further hosts that speak the platform's API beside
	// runninghub.cn and runninghub.ai, with their port if the requests name one
	// (a proxy, a test server).
	Hosts []string
	// ReportOnly sends every request, whatever was found.
	ReportOnly bool
	// RefusePartial also refuses what would get code 0 with some outputs
	// dropped.
	RefusePartial bool
	// Report, if not nil, is called with the result of every request that was
	// checked, before it is sent; refused says that it will not be. It may be
	// called from several goroutines at once.
	Report func(req *http.Request, r rules.Result, refused bool)
	// Pairs, if not nil, is given a line of JSON for each request that was checked
	// and answered: {"method", "url", "request", "response": {"status", "body"}},
	// as `payloadlint eval` reads it. Keys, passwords, webhook addresses, sentences,
	// URLs and what is not ASCII are masked in both bodies (secret.Text.Hide); what
	// is not JSON is left out. The line is written when the answer has been read or
	// closed, each by one call of Write at a time.
	Pairs io.Writer
	// MaxBody is the size in bytes above which bodies are not checked; 8 MiB if
	// zero.
	MaxBody int64
	// Lang is the language of RejectedError; English by default. Findings are
	// in that of the checker.
	Lang message.Lang

	// writing lets one goroutine at a time write to Pairs.
	writing sync.Mutex
}

// base is what sends the requests.
func (t *Transport) base() http.RoundTripper {
	if t.Base == nil {
		return http.DefaultTransport
	}
	return t.Base
}

// maxBody is the size in bytes of the largest body that is checked.
func (t *Transport) maxBody() int64 {
	if t.MaxBody <= 0 {
		return maxBody
	}
	return t.MaxBody
}

// RoundTrip checks the request and sends it. The error is a *RejectedError if
// the request would be rejected and was not sent; else it comes from the check,
// from reading the body or from the wrapped transport.
func (t *Transport) RoundTrip(req *http.Request) (*http.Response, error) {
	e, ok := t.ours(req)
	if !ok {
		return t.base().RoundTrip(req)
	}
	body, send, err := t.body(req)
	if err != nil {
		return nil, err
	}
	if body == nil {
		return t.base().RoundTrip(send)
	}
	res, err := t.Check(req.Context(), req.Method, address(req), body)
	if err != nil {
		closeBody(send)
		return nil, fmt.Errorf("preflight: %w", err)
	}
	res.Findings = withoutKeys(res.Findings)
	refuse := !t.ReportOnly && (res.Verdict.Outcome == rules.Rejected || t.RefusePartial && res.Verdict.Outcome == rules.Partial)
	if t.Report != nil {
		t.Report(req, res, refuse)
	}
	if refuse {
		closeBody(send)
		return nil, &RejectedError{Endpoint: e.Kind, Path: req.URL.Path, Verdict: res.Verdict, Findings: res.Findings, lang: cmp.Or(t.Lang, message.English)}
	}
	answer, err := t.base().RoundTrip(send)
	t.record(req, body, answer)
	return answer, err
}

// closeBody closes the body of a request that is not sent, as a RoundTripper
// must.
func closeBody(req *http.Request) {
	if req.Body != nil {
		_ = req.Body.Close()
	}
}

// ours reports whether a request is one to check: to the platform, with a
// JSON body of a size that is checked.
func (t *Transport) ours(req *http.Request) (endpoint.Endpoint, bool) {
	if t.Check == nil || req.URL == nil || !t.toPlatform(req) || !t.checkable(req) {
		return endpoint.Endpoint{}, false
	}
	e, _, ok := endpoint.Default().Match(req.URL.Path)
	if !ok || e.Internal || e.Multipart {
		return endpoint.Endpoint{}, false
	}
	return e, true
}

// toPlatform reports whether a request goes to one of the hosts, named with or
// without its port.
func (t *Transport) toPlatform(req *http.Request) bool {
	named := func(host string) bool {
		return strings.EqualFold(host, req.URL.Host) || strings.EqualFold(host, req.URL.Hostname())
	}
	return slices.ContainsFunc(platform[:], named) || slices.ContainsFunc(t.Hosts, named)
}

// checkable reports whether a request has a body that can be checked: one that
// is not too large, not compressed, and JSON by its Content-Type.
func (t *Transport) checkable(req *http.Request) bool {
	if req.Body == nil || req.Body == http.NoBody || req.ContentLength > t.maxBody() || req.Header.Get("Content-Encoding") != "" {
		return false
	}
	kind, _, err := mime.ParseMediaType(req.Header.Get("Content-Type"))
	if err != nil {
		return true // a body without a type is taken for JSON, as the platform does
	}
	return kind == "application/json" || kind == "text/plain" || strings.HasSuffix(kind, "+json")
}

// address is the URL without what may be secret in it.
func address(req *http.Request) string {
	u := *req.URL
	u.User, u.RawQuery, u.Fragment, u.RawFragment = nil, "", "", ""
	return u.String()
}

// body returns a request's body and the request to send in its place, which is
// the same one if its body can be read twice. The body is nil if it is not
// checked.
func (t *Transport) body(req *http.Request) ([]byte, *http.Request, error) {
	if req.GetBody != nil {
		r, err := req.GetBody()
		if err != nil {
			closeBody(req)
			return nil, nil, fmt.Errorf("preflight: %w", err)
		}
		data, err := io.ReadAll(io.LimitReader(r, t.maxBody()+1))
		_ = r.Close()
		if err != nil {
			closeBody(req)
			return nil, nil, fmt.Errorf("preflight: %w", err)
		}
		if int64(len(data)) > t.maxBody() {
			data = nil
		}
		return data, req, nil
	}
	if req.ContentLength <= 0 {
		return nil, req, nil // a stream
	}
	data, err := io.ReadAll(io.LimitReader(req.Body, req.ContentLength+1))
	_ = req.Body.Close()
	if err != nil {
		return nil, nil, fmt.Errorf("preflight: %w", err)
	}
	// The request of the caller stays as it was.
	send := req.Clone(req.Context())
	send.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil }
	send.Body = io.NopCloser(bytes.NewReader(data))
	return data, send, nil
}

// withoutKeys drops the findings that warn of a real key in a file: a request
// that is sent must carry one.
func withoutKeys(findings []rule.Finding) []rule.Finding {
	out := findings[:0:0]
	for _, f := range findings {
		if f.Rule.Secret && f.Code == 0 {
			continue
		}
		out = append(out, f)
	}
	return out
}
