package report

import (
	"errors"
	"maps"
	"os"

	"github.com/payloadlint/payloadlint/rules/message"
)

// Error says why a report cannot be written: there is no format of that name,
// or the template is of no use.
type Error struct {
	// key and args are a text of the catalogs.
	key  string
	args message.Args
	// err is the error of reading the template's file; nil for other causes.
	err error
}

// Text is the error in a language.
func (e *Error) Text(l message.Lang) string {
	args := maps.Clone(e.args)
	if e.err != nil {
		args["detail"] = readable(l, e.err)
	}
	if args["name"] == "" {
		args["name"] = l.Get("report.template-inline")
	}
	return l.Format("report."+e.key, args)
}

// Error is Text in English.
func (e *Error) Error() string { return e.Text(message.English) }

// Unwrap is the error of reading the template's file, if that is the cause.
func (e *Error) Unwrap() error { return e.err }

// readable turns an error about a file into words without the library's
// phrasing; the path is part of the sentence around it.
func readable(l message.Lang, err error) string {
	switch {
	case errors.Is(err, os.ErrNotExist):
		return l.Get("report.file-missing")
	case errors.Is(err, os.ErrPermission):
		return l.Get("report.file-denied")
	}
	return l.Get("report.file-unreadable")
}
