package fetch

import (
	"context"
	"errors"
	"io/fs"
	"net"
	"os"
	"strconv"
	"strings"
	"syscall"

	"github.com/payloadlint/payloadlint/schema/project"
)

// Problem names what went wrong; each is a key of the message catalogs
// (fetch-error.<problem>).
type Problem string

// The problems.
const (
	// Answered: the platform refused with Code and Msg.
	Answered Problem = "answered"
	// Status: the HTTP status was Status, without a code in the body.
	Status Problem = "status"
	// RateLimited: HTTP 429, or Retry-After longer than is waited for.
	RateLimited Problem = "rate-limited"
	// Redirected: the server sends elsewhere (Cause is the host); a key is not
	// carried along.
	Redirected Problem = "redirected"
	// TimedOut: nothing came for too long.
	TimedOut Problem = "timed-out"
	// Unreachable: no connection; Cause says why.
	Unreachable Problem = "unreachable"
	// CutOff: the answer ended early.
	CutOff Problem = "cut-off"
	// TooLarge: the answer is larger than any definition.
	TooLarge Problem = "too-large"
	// NotJSON: the answer is not JSON, or not the platform's envelope.
	NotJSON Problem = "not-json"
	// NotDefinition: code 0, and no definition in it.
	NotDefinition Problem = "not-definition"
	// Cancelled: the caller gave up.
	Cancelled Problem = "cancelled"
	// BadID, BadHost, BadKey, BadKeyFile, NoKey: what the caller gave.
	BadID      Problem = "bad-id"
	BadHost    Problem = "bad-host"
	BadKey     Problem = "bad-key"
	BadKeyFile Problem = "bad-key-file"
	NoKey      Problem = "no-key"
	// Untrusted: the key would be sent to Host, which is not the platform's and
	// which the user did not name.
	Untrusted Problem = "untrusted"
	// Store: the store would not take it; the cause is a *fault.Error or one
	// of the operating system.
	Store Problem = "store"
)

// Error is why a fetch failed. No field of it holds a key.
type Error struct {
	Problem Problem
	Kind    project.Kind
	ID      string
	// Host is what was asked, Other the platform's other site when Host is one
	// of the two.
	Host, Other string
	// Code and Msg are the platform's answer, Status that of HTTP.
	Code   int
	Msg    string
	Status int
	// WrongSite says that the answer is one of those seen when a key or id of
	// one site is used on the other.
	WrongSite bool
	// Attempts is how often it was tried.
	Attempts int
	// Path is the file, for BadKeyFile and BadKey.
	Path string
	// Cause is a technical word on it, redacted.
	Cause string
	err   error
}

// Error is for programmers; users get the catalogs' text for Problem.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString("fetch")
	if e.ID != "" {
		b.WriteString(" " + string(e.Kind) + " " + strconv.Quote(e.ID))
	}
	b.WriteString(": " + string(e.Problem))
	if e.Code != 0 {
		b.WriteString(" " + strconv.Itoa(e.Code) + " " + strconv.Quote(e.Msg))
	}
	if e.Status != 0 {
		b.WriteString(" (HTTP " + strconv.Itoa(e.Status) + ")")
	}
	for _, s := range []string{e.Host, e.Path, e.Cause} {
		if s != "" {
			b.WriteString(": " + s)
		}
	}
	return b.String()
}

// Unwrap gives the error of a context or of the store; never one that could
// print a URL.
func (e *Error) Unwrap() error { return e.err }

// wrongSite lists the codes seen when the key or the id belongs to the other
// site. Source: runninghub-api.md §1.
func wrongSite(code int, msg string) bool {
	switch code {
	case 380, 423, 802, 806, 807, 901, 1002, 1004:
		return true
	case 301:
		return strings.Contains(strings.ToLower(msg), "user not exist")
	case 1:
		return strings.Contains(strings.ToLower(msg), "webapp not exist")
	}
	return false
}

// otherSite is the platform's other site.
func otherSite(host string) string {
	switch host {
	case "www.runninghub.cn":
		return "www.runninghub.ai"
	case "www.runninghub.ai":
		return "www.runninghub.cn"
	}
	return ""
}

// cause is a short technical word for an error, without addresses: the text of
// a *url.Error would show the query and with it the key.
func cause(err error) string {
	if err == nil {
		return ""
	}
	if e, ok := errors.AsType[*net.DNSError](err); ok {
		if e.IsNotFound {
			return "no such host"
		}
		return "name lookup failed"
	}
	if e, ok := errors.AsType[syscall.Errno](err); ok {
		return e.Error()
	}
	switch {
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded):
		return "timeout"
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, fs.ErrPermission):
		return errors.Unwrap(err).Error()
	}
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err.Error()
		}
		err = inner
	}
}
