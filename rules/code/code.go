// Package code is the table of the codes that RunningHub answers: number,
// official name, what it means, who can cause it, and what a caller should do.
// The texts are in the message catalogs under "code-<number>": meaning, causes
// and advice for every code, note where there is a pitfall.
//
// Sources: error-codes.zh.md for the 25 documented codes, runninghub-api.md
// §4.2 for the later ones, live-answers.md for recorded responses.
package code

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/payloadlint/payloadlint/schema/endpoint"
)

// Code is a business code of an answer's body. v2 endpoints send it as a
// string; it is the same number here. 0 is success.
type Code int

// String is the decimal number.
func (c Code) String() string { return strconv.Itoa(int(c)) }

// Name is the official name, misspellings kept; "" when the code is unknown or
// has no name.
func (c Code) Name() string {
	e, _ := c.Entry()
	return e.Name
}

// UnmarshalText reads a code as answers carry it: a decimal number of at most 32
// bits, whitespace around it ignored. An empty text is not a code. What is not
// one is an error and leaves c as it is.
func (c *Code) UnmarshalText(text []byte) error {
	s := strings.TrimSpace(string(text))
	// 32 bits are enough for any code and keep hostile numbers out.
	n, err := strconv.ParseInt(s, 10, 32)
	if err != nil || strings.HasPrefix(s, "+") {
		return fmt.Errorf("%.40q is not a code", s)
	}
	*c = Code(n)
	return nil
}

// UnmarshalJSON reads the number of a v1 answer and the string of a v2 answer; see
// UnmarshalText. null leaves c as it is.
func (c *Code) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		return nil
	}
	if inner, ok := bytes.CutPrefix(data, []byte(`"`)); ok {
		data = bytes.TrimSuffix(inner, []byte(`"`))
	}
	return c.UnmarshalText(data)
}

// Retry says what to do with the same request after an answer.
type Retry uint8

// The retry classes.
const (
	// RetryNone marks success: there is nothing to repeat.
	RetryNone Retry = iota
	// FixRequest: the same request will fail again; change it.
	FixRequest
	// WaitAndRetry: nothing is wrong with the request and nothing was started;
	// send it again later.
	WaitAndRetry
	// KeepPolling: not a failure but a state of the task; ask again.
	KeepPolling
	// AccountMatter: the account, key, wallet or resource must be put right.
	AccountMatter
	// NeverResubmit: whether the task exists or was paid for is unknown or
	// settled; sending create again can cost money twice.
	NeverResubmit
)

// String is the key of the class in the message catalogs ("retry.<string>").
func (r Retry) String() string {
	return [...]string{"none", "fix-request", "wait-and-retry", "keep-polling", "account-matter", "never-resubmit"}[r]
}

// Entry is one row of the table.
type Entry struct {
	Code Code
	// Name is the official identifier, misspellings kept (TASK_NOT_FOUNED);
	// "" when the service gives the code no name, as v2 does.
	Name string
	// Documented: error-codes.zh.md has the code.
	Documented bool
	// SeenLive: no official page lists the code, but the running service answered
	// it.
	SeenLive bool
	// Inferred: the code is only in tables of public clients. Nobody has to
	// handle such a code: no endpoint Answers it.
	Inferred bool
	Retry    Retry
	// Final says that the task of the answer is over: polling it
	// further never changes the answer.
	Final bool
	// Visible says that the request, with its definition, can show the code
	// before it is sent. Which rules do so, the rules know.
	Visible bool
	// Endpoints that answer the code; empty means every endpoint.
	Endpoints []endpoint.Kind
	// Counterpart is the code of the other API generation with the same
	// meaning (1007 and 301, 1101 and 803), 0 when there is none.
	Counterpart Code
	// V2 marks the series of v2, 1000 and up, sent as a string in errorCode.
	// The run endpoints of v2 answer many v1 codes as well, in the same place.
	V2 bool
	// Source names the fact page and section the row rests on.
	Source string
}

// Answers reports whether an endpoint can answer the code; success is among them.
// Codes that only clients' tables know are not. A bare nodeInfoList belongs to any
// of the endpoints that start a task, endpoint.Unknown to any at all.
func (e Entry) Answers(k endpoint.Kind) bool {
	if e.Inferred {
		return false
	}
	if len(e.Endpoints) == 0 || slices.Contains(e.Endpoints, k) {
		return k != endpoint.Prompt
	}
	if k == endpoint.NodeInfoList {
		return slices.ContainsFunc(e.Endpoints, func(k endpoint.Kind) bool {
			end, _ := endpoint.Default().Lookup(k)
			return end.NodeInfo
		})
	}
	return k == endpoint.Unknown
}

// book is the table with an index by number. It is made at its first use and
// never changes.
type book struct {
	rows  []Entry // by number
	index map[Code]int
}

func newBook(endpoints []endpoint.Endpoint) *book {
	b := &book{rows: table(endpoints)}
	slices.SortFunc(b.rows, func(a, b Entry) int { return int(a.Code - b.Code) })
	b.index = make(map[Code]int, len(b.rows))
	for i, e := range b.rows {
		b.index[e.Code] = i
	}
	return b
}

var builtin = sync.OnceValue(func() *book { return newBook(endpoint.Default().All()) })

// Entry is the row of a code; ok is false where the table has none.
func (c Code) Entry() (e Entry, ok bool) {
	b := builtin()
	i, ok := b.index[c]
	if !ok {
		return Entry{}, false
	}
	return b.rows[i], true
}

// All lists every row by number.
func All() []Entry {
	return slices.Clone(builtin().rows)
}

// IsSuccess reports whether a code means success: 0, and 200 on some pages
// (runninghub-api.md §1).
func (c Code) IsSuccess() bool { return c == 0 || c == 200 }

// IsState reports whether a code is a state of a task and no failure: 804 runs,
// 813 waits in the queue.
func (c Code) IsState() bool {
	e, ok := c.Entry()
	return ok && e.Retry == KeepPolling
}

// Retryable reports whether the same request may be sent again after a wait
// without risk: nothing was started and nothing was paid.
func (c Code) Retryable() bool {
	e, ok := c.Entry()
	return ok && e.Retry == WaitAndRetry
}

// Fatal reports whether the same call will always get this answer, so that a
// loop that goes on is wrong: the request, the account or the task itself has failed.
// Unknown codes and faults of the server (500, 1000, 1005) are neither Fatal
// nor Retryable.
func (c Code) Fatal() bool {
	e, ok := c.Entry()
	return ok && (e.Retry == FixRequest || e.Retry == AccountMatter || e.Final && !c.IsSuccess())
}
