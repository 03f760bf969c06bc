package fetch

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/project"
)

// Compile turns an object_info, read from src, into what is kept, written to
// dst. An error that wraps a *jsondoc.SyntaxError says that src is not JSON.
type Compile func(dst io.Writer, src *os.File) error

// Nodes downloads GET /object_info to raw, which is emptied before each
// attempt, and compiles it into dst. rawURL is a ComfyUI's address with or
// without the path; "" is the platform's proxy path of the client's host.
// {apiKey} in it stands for the client's key, and a key written into a proxy
// path is kept secret. It returns the host. The error is an *Error.
//
// Source: runninghub-api.md §0 (https://{host}/proxy/{apiKey}/object_info).
func (c *Client) Nodes(ctx context.Context, rawURL string, raw, dst *os.File, compile Compile) (string, error) {
	target, redact, err := c.nodesURL(rawURL)
	if err != nil {
		return "", err
	}
	host := target.Host
	d := *c
	d.redact = redact
	err = d.retry(ctx, project.Nodes, host, host, func(ctx context.Context) *failure {
		for _, f := range []*os.File{raw, dst} {
			if err := rewind(f, true); err != nil {
				return unkept(err)
			}
		}
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, target.String(), http.NoBody)
		if err != nil {
			return d.fail(Unreachable, err)
		}
		req.Header.Set("User-Agent", d.o.UserAgent)
		if f := d.stream(ctx, d.http, req, maxNodes, raw, Progress{Kind: project.Nodes, ID: host}); f != nil {
			return f
		}
		if f := d.answerInstead(raw); f != nil {
			return f
		}
		if err := rewind(raw, false); err != nil {
			return unkept(err)
		}
		return d.compiled(compile(dst, raw))
	})
	return host, err
}

func rewind(f *os.File, empty bool) error {
	if empty {
		if err := f.Truncate(0); err != nil {
			return err
		}
	}
	_, err := f.Seek(0, io.SeekStart)
	return err
}

func (c *Client) compiled(err error) *failure {
	if err == nil {
		return nil
	}
	if s, ok := errors.AsType[*jsondoc.SyntaxError](err); ok {
		if s.Cause == jsondoc.CauseTruncated || s.Cause == jsondoc.CauseOpenString {
			return &failure{again: true, e: Error{Problem: CutOff}}
		}
		return &failure{e: Error{Problem: NotJSON}}
	}
	if _, ok := errors.AsType[*os.PathError](err); ok {
		return unkept(err)
	}
	return c.fail(NotDefinition, err)
}

// answerInstead notices an error answer with HTTP status 200, as the platform
// gives them.
func (c *Client) answerInstead(f *os.File) *failure {
	info, err := f.Stat()
	if err != nil || info.Size() > 1<<16 {
		return nil
	}
	data := make([]byte, info.Size())
	if _, err := f.ReadAt(data, 0); err != nil && !errors.Is(err, io.EOF) {
		return nil
	}
	doc, err := jsondoc.Parse("", data)
	if err != nil {
		return nil
	}
	if code, msg, ok := envelope(doc.Root()); ok && code != 0 && code != 200 {
		return c.answered(code, msg, 0)
	}
	return nil
}

// nodesURL makes the address to ask and the redactor for everything secret in
// it.
func (c *Client) nodesURL(raw string) (*url.URL, redactor, error) {
	if raw == "" {
		raw = c.base.String() + "/proxy/{apiKey}/object_info"
	}
	for _, mark := range []string{"{apiKey}", "%7BapiKey%7D"} {
		if strings.Contains(raw, mark) {
			if !c.o.Key.Set() {
				return nil, redactor{}, &Error{Problem: NoKey, Kind: project.Nodes, Host: c.base.Host}
			}
			raw = strings.ReplaceAll(raw, mark, url.PathEscape(c.o.Key.text()))
		}
	}
	if !strings.Contains(raw, "://") {
		raw = "http://" + raw
	}
	u, err := url.Parse(raw)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return nil, redactor{}, &Error{Problem: BadHost, Kind: project.Nodes}
	}
	if p := strings.TrimSuffix(u.Path, "/"); strings.HasSuffix(p, "/object_info") {
		u.Path = p
	} else {
		u.Path = p + "/object_info"
	}
	u.RawPath, u.Fragment, u.RawFragment = "", "", ""
	return u, newRedactor(append([]Key{c.o.Key}, keysOf(u)...)...), nil
}

// keysOf are the parts of an address that may be secret: the proxy's key, the
// user and password, and the values of the query.
func keysOf(u *url.URL) (keys []Key) {
	var secrets []string
	if _, after, ok := strings.Cut(u.Path, "/proxy/"); ok {
		seg, _, _ := strings.Cut(after, "/")
		secrets = append(secrets, seg)
	}
	if u.User != nil {
		p, _ := u.User.Password()
		secrets = append(secrets, u.User.Username(), p)
	}
	for _, vs := range u.Query() {
		secrets = append(secrets, vs...)
	}
	for _, s := range secrets {
		if k, err := NewKey(s); err == nil {
			keys = append(keys, k)
		}
	}
	return keys
}

// HoldsKey reports whether an address has an API key written into its proxy
// path, which a shell keeps in its history.
func HoldsKey(rawURL string) bool {
	_, after, ok := strings.Cut(rawURL, "/proxy/")
	segment, _, _ := strings.Cut(after, "/")
	return ok && keyShape(segment)
}
