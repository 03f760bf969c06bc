// Package fetch asks RunningHub, or a ComfyUI, for the definitions that
// requests are checked against. It is the only package that touches the
// network, and nothing of it runs while requests are checked.
//
// The API key goes into requests and nowhere else: errors are made of parts
// that cannot hold it, and what is stored has it taken out.
//
// Sources: runninghub-api.md §1 (hosts, envelope, wrong-site answers), §2.4
// and §2.5 (the two endpoints), live-answers.md.
package fetch

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/project"
	"github.com/payloadlint/payloadlint/schema/workflow"
)

// DefaultHost is asked when nothing else is configured.
const DefaultHost = "www.runninghub.cn"

// Limits of what is read. Definitions have up to some megabytes, an
// object_info was seen with 102.
const (
	maxDefinition = 64 << 20
	maxNodes      = 2 << 30
	// maxWait is the longest pause that a server's Retry-After is given.
	maxWait = 2 * time.Minute
)

// Options configure a Client. The zero value asks www.runninghub.cn without a
// key, four times at most.
type Options struct {
	// Host is www.runninghub.cn, www.runninghub.ai, another host, or a base
	// URL.
	Host string
	// Trusted is the host, or the base URL, that the user named as one to get
	// the key: on the command line or in the environment. Without it the key goes
	// to the platform's own sites over https alone.
	Trusted string
	Key     Key
	// Retry reports whether an answer's code passes by itself, so that the same
	// question is worth repeating. nil repeats for no code.
	Retry func(code int) bool
	// Attempts is how often one definition is asked for; 4 by default.
	Attempts int
	// Stall is how long a connection may give nothing; 30 s by default.
	Stall time.Duration
	// Timeout is how long one attempt at one definition may take, however
	// steadily it comes; 5 min by default. Node definitions have no such end.
	Timeout time.Duration
	// Transport sends the requests; by default one like
	// http.DefaultTransport, which knows the proxy variables.
	Transport http.RoundTripper
	// Progress hears of long downloads; it may be called from several
	// goroutines.
	Progress func(Progress)
	// Guard is deferred in each goroutine that the client starts; nil for none.
	Guard func()
	// UserAgent names the program.
	UserAgent string
	// Wait pauses between attempts; a test may replace it.
	Wait func(context.Context, time.Duration) error
}

// Progress is how far a download is. Total is 0 where the server does not
// tell.
type Progress struct {
	Kind        project.Kind
	ID          string
	Done, Total int64
}

// Client asks one host. It is safe for concurrent use.
type Client struct {
	o      Options
	base   *url.URL
	http   *http.Client
	redact redactor
}

// New makes a Client. The error is an *Error with BadHost.
func New(o Options) (*Client, error) {
	if o.Host == "" {
		o.Host = DefaultHost
	}
	if o.Attempts < 1 {
		o.Attempts = 4
	}
	if o.Stall <= 0 {
		o.Stall = 30 * time.Second
	}
	if o.Timeout <= 0 {
		o.Timeout = 5 * time.Minute
	}
	if o.Guard == nil {
		o.Guard = func() {}
	}
	if o.Wait == nil {
		o.Wait = pause
	}
	if o.UserAgent == "" {
		o.UserAgent = "payloadlint"
	}
	if o.Transport == nil {
		t, _ := http.DefaultTransport.(*http.Transport)
		o.Transport = http.DefaultTransport
		if t != nil {
			o.Transport = t.Clone()
		}
	}
	base, err := parseBase(o.Host)
	if err != nil {
		return nil, err
	}
	if o.Key.Set() && !mayGetKey(base, o.Trusted) {
		return nil, &Error{Problem: Untrusted, Host: strings.TrimPrefix(base.String(), "https://")}
	}
	return &Client{o: o, base: base, redact: newRedactor(o.Key), http: &http.Client{
		Transport: o.Transport,
		// The key must not follow wherever a server points.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}, nil
}

func parseBase(host string) (*url.URL, error) {
	text := host
	if !strings.Contains(text, "://") {
		text = "https://" + text
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return nil, &Error{Problem: BadHost}
	}
	u.Path = strings.TrimSuffix(u.Path, "/")
	u.RawPath = ""
	return u, nil
}

func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// Host is the host that is asked, with its port if any.
func (c *Client) Host() string { return c.base.Host }

// Definition is a fetched definition as the store keeps it.
type Definition struct {
	Kind     project.Kind
	ID, Host string
	// Content is pretty-printed JSON without keys.
	Content []byte
	// Parsed is what Content says.
	Parsed *workflow.Definition
}

// Workflow asks for a workflow's graph by POST /api/openapi/getJsonApiFormat.
// The error is an *Error.
func (c *Client) Workflow(ctx context.Context, id string) (*Definition, error) {
	return c.definition(ctx, project.Workflow, id)
}

// App asks for an AI app's fields by GET /api/webapp/apiCallDemo. The error is
// an *Error.
func (c *Client) App(ctx context.Context, id string) (*Definition, error) {
	return c.definition(ctx, project.App, id)
}

// Fetch is Workflow or App by kind.
func (c *Client) Fetch(ctx context.Context, k project.Kind, id string) (*Definition, error) {
	return c.definition(ctx, k, id)
}

func (c *Client) definition(ctx context.Context, k project.Kind, id string) (*Definition, error) {
	if !project.Workflow.Takes(id) {
		return nil, &Error{Problem: BadID, Kind: k, ID: c.redact.text(id), Host: c.base.Host}
	}
	if !c.o.Key.Set() {
		return nil, &Error{Problem: NoKey, Kind: k, ID: id, Host: c.base.Host}
	}
	var def *Definition
	err := c.retry(ctx, k, id, c.base.Host, func(ctx context.Context) *failure {
		req, err := c.request(ctx, k, id)
		if err != nil {
			return c.fail(Unreachable, err)
		}
		body, f := c.small(ctx, req, k, id)
		if f != nil {
			return f
		}
		def, f = c.read(k, id, body)
		return f
	})
	return def, err
}

func (c *Client) request(ctx context.Context, k project.Kind, id string) (*http.Request, error) {
	u := *c.base
	var body io.Reader
	kind := endpoint.GetJSONAPIFormat
	if k == project.App {
		kind = endpoint.APICallDemo
	}
	e, _ := endpoint.Default().Lookup(kind)
	u.Path += e.Path
	if k == project.App {
		u.RawQuery = url.Values{"apiKey": {c.o.Key.text()}, "webappId": {id}}.Encode()
	} else {
		data, err := json.Marshal(map[string]string{"apiKey": c.o.Key.text(), "workflowId": id})
		if err != nil {
			return nil, err
		}
		body = bytes.NewReader(data)
	}
	req, err := http.NewRequestWithContext(ctx, e.Method, u.String(), body)
	if err != nil {
		return nil, err
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	// Newer pages ask v1 for this header too (runninghub-api.md §1).
	req.Header.Set("Authorization", "Bearer "+c.o.Key.text())
	req.Header.Set("User-Agent", c.o.UserAgent)
	return req, nil
}

// read takes the definition out of an answer.
func (c *Client) read(k project.Kind, id string, body []byte) (*Definition, *failure) {
	doc, err := jsondoc.Parse("", body)
	if err != nil {
		if s, ok := errors.AsType[*jsondoc.SyntaxError](err); ok && len(body) > 0 && (s.Cause == jsondoc.CauseTruncated || s.Cause == jsondoc.CauseOpenString) {
			return nil, &failure{again: true, e: Error{Problem: CutOff}}
		}
		return nil, &failure{e: Error{Problem: NotJSON}}
	}
	root := doc.Root()
	code, msg, ok := envelope(root)
	if !ok {
		return nil, &failure{e: Error{Problem: NotJSON}}
	}
	if code != 0 && code != 200 {
		return nil, c.answered(code, msg, 0)
	}
	def, err := workflow.FromValue(string(k)+" "+id, root)
	if err != nil || def.App != (k == project.App) || len(def.Nodes) == 0 {
		return nil, &failure{e: Error{Problem: NotDefinition}}
	}
	var content []byte
	if k == project.App {
		content = appContent(root.Get("data"))
	} else {
		content = def.Graph.Pretty()
	}
	content = c.scrub(content)
	// What is handed out is what the store will read again.
	if def, err = workflow.Read(string(k)+" "+id, content); err != nil {
		return nil, &failure{e: Error{Problem: NotDefinition}}
	}
	def.ID = id
	return &Definition{Kind: k, ID: id, Host: c.base.Host, Content: content, Parsed: def}, nil
}

// envelope reads an answer's code, a number or a string, and its msg, which
// some endpoints call message. Source: runninghub-api.md §1.
func envelope(root jsondoc.Value) (code int, msg string, ok bool) {
	v := root.Get("code")
	if !v.Exists() {
		v = root.Get("errorCode")
	}
	if !v.Is(jsondoc.Number) && !v.Is(jsondoc.String) {
		return 0, "", false
	}
	code, err := strconv.Atoi(strings.TrimSpace(v.Text()))
	if err != nil {
		return 0, "", false
	}
	for _, k := range []string{"msg", "message", "errorMessage"} {
		if m := root.Get(k); m.Is(jsondoc.String) {
			return code, m.Text(), true
		}
	}
	return code, "", true
}

// failure is an attempt that failed, and whether another may help.
type failure struct {
	e     Error
	again bool
	// after is the pause that the server asks for.
	after time.Duration
}

func (c *Client) answered(code int, msg string, status int) *failure {
	return &failure{
		e:     Error{Problem: Answered, Code: code, Msg: clip(c.redact.text(msg)), Status: status, WrongSite: wrongSite(code, msg)},
		again: c.o.Retry != nil && c.o.Retry(code),
	}
}

// clip keeps a stranger's text to one line of sane length.
func clip(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 {
			return ' '
		}
		return r
	}, s)
	if runes := []rune(s); len(runes) > 300 {
		return string(runes[:300]) + "…"
	}
	return s
}

func (c *Client) fail(p Problem, err error) *failure {
	return &failure{e: Error{Problem: p, Cause: clip(c.redact.text(cause(err)))}}
}

// retry runs fn until it succeeds, fails for good, or was tried often enough.
func (c *Client) retry(ctx context.Context, k project.Kind, id, host string, fn func(context.Context) *failure) error {
	for attempt := 1; ; attempt++ {
		f := fn(ctx)
		if f == nil {
			return nil
		}
		e := f.e
		e.Kind, e.ID, e.Host, e.Other, e.Attempts = k, id, host, otherSite(host), attempt
		if err := ctx.Err(); err != nil {
			return &Error{Problem: Cancelled, Kind: k, ID: id, Host: host, Attempts: attempt, err: err}
		}
		if !f.again || attempt >= c.o.Attempts || f.after > maxWait {
			return &e
		}
		if err := c.o.Wait(ctx, max(f.after, backoff(attempt))); err != nil {
			return &Error{Problem: Cancelled, Kind: k, ID: id, Host: host, Attempts: attempt, err: err}
		}
	}
}

// backoff is half a second, doubled with each attempt up to 20, of which half
// is left to chance so that many clients do not come back together.
func backoff(attempt int) time.Duration {
	d := min(500*time.Millisecond<<(attempt-1), 20*time.Second)
	return d/2 + rand.N(d/2+1) //nolint:gosec // no secret hangs on it
}

// small reads an answer that fits into memory.
func (c *Client) small(ctx context.Context, req *http.Request, k project.Kind, id string) ([]byte, *failure) {
	ctx, cancel := context.WithTimeoutCause(ctx, c.o.Timeout, errStalled)
	defer cancel()
	var buf bytes.Buffer
	f := c.stream(ctx, c.http, req, maxDefinition, &buf, Progress{Kind: k, ID: id})
	return buf.Bytes(), f
}

var errStalled = errors.New("timed out")

var errTooLarge = errors.New("too large")

// stream sends a request and copies a good answer's body to w. A body that
// comes with another status goes through failed.
func (c *Client) stream(ctx context.Context, client *http.Client, req *http.Request, limit int64, w io.Writer, p Progress) *failure {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	watch := time.AfterFunc(c.o.Stall, func() { cancel(errStalled) })
	defer watch.Stop()
	resp, err := client.Do(req.WithContext(ctx))
	if err != nil {
		return c.broken(ctx, err)
	}
	defer resp.Body.Close() //nolint:errcheck // it was only read
	body := &watched{r: resp.Body, left: limit, tick: func() { watch.Reset(c.o.Stall) }}
	if resp.StatusCode != http.StatusOK {
		return c.failed(ctx, resp, body)
	}
	if resp.ContentLength > limit {
		return &failure{e: Error{Problem: TooLarge}}
	}
	if c.o.Progress != nil {
		p.Total = max(resp.ContentLength, 0)
		body.done = func(n int64) { p.Done = n; c.o.Progress(p) }
	}
	kept := &keeper{w: w}
	_, err = io.Copy(kept, body)
	if kept.err != nil {
		return unkept(kept.err)
	}
	if err != nil {
		return c.broken(ctx, err)
	}
	return nil
}

// keeper remembers that it was the writing that failed: a full disk is no fault
// of the connection, and the same question would end in the same way.
type keeper struct {
	w   io.Writer
	err error
}

func (k *keeper) Write(p []byte) (int, error) {
	n, err := k.w.Write(p)
	if err != nil {
		k.err = err
	}
	return n, err
}

// unkept is the failure of a file that does not take what came.
func unkept(err error) *failure {
	return &failure{e: Error{Problem: Store, Cause: cause(err), err: err}}
}

// failed reads an answer whose HTTP status is not 200: the platform's own code
// where the body has one.
func (c *Client) failed(ctx context.Context, resp *http.Response, body io.Reader) *failure {
	data, err := io.ReadAll(io.LimitReader(body, 1<<20))
	if err != nil && ctx.Err() != nil {
		return c.broken(ctx, err)
	}
	s := resp.StatusCode
	f := &failure{e: Error{Problem: Status, Status: s}}
	if doc, err := jsondoc.Parse("", data); err == nil {
		if code, msg, ok := envelope(doc.Root()); ok && code != 0 && code != 200 {
			f = c.answered(code, msg, s)
		}
	}
	switch {
	case s >= 300 && s < 400:
		f.e.Problem, f.again = Redirected, false
		if u, err := resp.Location(); err == nil {
			f.e.Cause = c.redact.text(u.Host)
		}
		return f
	case s == http.StatusTooManyRequests:
		f.again = true
		if f.e.Problem == Status {
			f.e.Problem = RateLimited
		}
	case s == http.StatusRequestTimeout, s >= 500 && s != http.StatusNotImplemented:
		f.again = true
	}
	f.after = retryAfter(resp.Header.Get("Retry-After"), time.Now())
	return f
}

// retryAfter reads the header of that name: seconds or a date (RFC 9110).
func retryAfter(s string, now time.Time) time.Duration {
	s = strings.TrimSpace(s)
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		return time.Duration(min(max(n, 0), 1<<30)) * time.Second
	}
	if t, err := http.ParseTime(s); err == nil {
		return max(t.Sub(now), 0)
	}
	return 0
}

// broken explains a connection that gave no whole answer. All of it may pass:
// what is asked here changes nothing on the server.
func (c *Client) broken(ctx context.Context, err error) *failure {
	f := c.fail(Unreachable, err)
	f.again = true
	switch {
	case errors.Is(context.Cause(ctx), errStalled):
		f.e.Problem, f.e.Cause = TimedOut, ""
	case errors.Is(err, errTooLarge):
		f.e.Problem, f.again, f.e.Cause = TooLarge, false, ""
	case errors.Is(err, io.ErrUnexpectedEOF):
		f.e.Problem, f.e.Cause = CutOff, ""
	default:
		if t, ok := errors.AsType[interface {
			error
			Timeout() bool
		}](err); ok && t.Timeout() {
			f.e.Problem, f.e.Cause = TimedOut, ""
		}
	}
	return f
}

// watched is a body that is allowed so much and reports every read.
type watched struct {
	r    io.Reader
	n    int64
	left int64
	tick func()
	done func(int64)
}

func (w *watched) Read(p []byte) (int, error) {
	if int64(len(p)) > w.left+1 {
		p = p[:w.left+1]
	}
	n, err := w.r.Read(p)
	w.tick()
	w.n += int64(n)
	if w.left -= int64(n); w.left < 0 {
		return 0, errTooLarge
	}
	if w.done != nil && n > 0 {
		w.done(w.n)
	}
	return n, err
}
