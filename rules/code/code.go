// Package code is the table of the codes that RunningHub answers: number,
// official name, what it means, who can cause it, and what a caller should do.
// The words are in the message catalogs under "code-<number>".
//
// Sources: error-codes.zh.md for the 25 documented codes, runninghub-api.md
// §4.2 for the later ones, live-answers.md where the service really spoke.
package code

import (
	"strconv"

	"github.com/payloadlint/payloadlint/schema/endpoint"
)

// Code is a business code of an answer's body. v2 endpoints send it as a
// string; it is the same number here. 0 is success.
type Code int

// String is the decimal number.
func (c Code) String() string { return strconv.Itoa(int(c)) }

// Name is the official name, misspellings kept; "" when the code is unknown.
func (c Code) Name() string {
	e, _ := Lookup(c)
	return e.Name
}

// Retry says what to do with the same request after an answer.
type Retry uint8

// The retry classes.
const (
	// RetryNone marks success: there is nothing to repeat.
	RetryNone Retry = iota
	// FixRequest: the same request will fail again; change it.
	FixRequest
	// WaitAndRetry: nothing is wrong with the request; send it again later.
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
	Name string
	// Documented tells that error-codes.zh.md has the code.
	Documented bool
	Retry      Retry
	// Visible tells that the request, with its definition, can show the code
	// before it is sent.
	Visible bool
	// Endpoints that answer the code; empty means every endpoint.
	Endpoints []endpoint.Kind
	// Counterpart is the code of the other API generation with the same
	// meaning (1007 and 301, 1101 and 803), 0 when there is none.
	Counterpart Code
	// V2 marks the string codes of the v2 endpoints.
	V2 bool
	// Source names the fact page and section the row rests on.
	Source string
}

// Lookup returns the row of a code.
func Lookup(c Code) (Entry, bool) {
	for _, e := range table {
		if e.Code == c {
			return e, true
		}
	}
	return Entry{}, false
}

// ByName returns the row with an official name, exact in case.
func ByName(name string) (Entry, bool) {
	for _, e := range table {
		if e.Name == name && name != "" {
			return e, true
		}
	}
	return Entry{}, false
}

// All lists every row by number.
func All() []Entry { return append([]Entry(nil), table...) }
