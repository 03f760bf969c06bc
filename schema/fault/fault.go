// Package fault has the error of all that reads a file for a check: a
// configuration, a definition of a workflow or app, node definitions, the store
// of what was fetched, or any other file that is named.
package fault

import (
	"fmt"
	"strings"
)

// Problem is what is wrong. It is a key of the message catalogs, and an error,
// for errors.Is.
type Problem string

// The problems, by what was read.
const (
	// FileNotRegular: a folder, a pipe, a device or the like.
	FileNotRegular Problem = "file.not-regular"
	// FileTooLarge: more than Args["limit"] MiB.
	FileTooLarge Problem = "file.too-large"
	// FileStreamTooLarge: reading what has no size of its own stopped after
	// Args["limit"] MiB.
	FileStreamTooLarge Problem = "file.stream-too-large"
	// FileLineTooLarge: a line of a stream has more than Args["limit"] MiB; there are
	// Args["read"] bytes before it.
	FileLineTooLarge Problem = "file.line-too-large"
	// FileOutside: the path leads out of the repository, links resolved.
	FileOutside Problem = "file.outside"
	// FileLoop: the path's links lead in a circle, or there are more of them than
	// the system follows.
	FileLoop Problem = "file.loop"

	ConfigNotYAML        Problem = "config.not-yaml"
	ConfigUnknownKey     Problem = "config.unknown-key"
	ConfigDuplicateKey   Problem = "config.duplicate-key"
	ConfigWrongType      Problem = "config.wrong-type"
	ConfigBadValue       Problem = "config.bad-value"
	ConfigMissingKey     Problem = "config.missing-key"
	ConfigMissingVersion Problem = "config.missing-version"
	ConfigWrongVersion   Problem = "config.wrong-version"
	ConfigBadPattern     Problem = "config.bad-pattern"
	// ConfigTooWide: a file pattern with too many alternatives.
	ConfigTooWide     Problem = "config.too-wide"
	ConfigUnknownRule Problem = "config.unknown-rule"
	// ConfigBadRule: in rules; Args["want"] is the key of the catalogs that says
	// why.
	ConfigBadRule Problem = "config.bad-rule"

	// DefinitionUIFormat: ComfyUI's own save format ({"nodes": [], "links": []}),
	// whose ids and widgets are not those of the API format.
	DefinitionUIFormat Problem = "definition-error.ui-format"
	// DefinitionPointer: it only names the workflow Args["id"].
	DefinitionPointer Problem = "definition-error.pointer"
	// DefinitionRequest: a request, not what it is checked against.
	DefinitionRequest     Problem = "definition-error.request"
	DefinitionEmptyAnswer Problem = "definition-error.empty-answer"
	// DefinitionAnswer: a saved answer in which the platform refused to give the
	// definition (380, 810, 901, …), with Args["code"] and Args["msg"].
	DefinitionAnswer Problem = "definition-error.answer"
	// DefinitionUnreadable: no JSON, or the system does not give it: Err says why.
	DefinitionUnreadable Problem = "definition-error.unreadable"
	// DefinitionOther: any other JSON.
	DefinitionOther Problem = "definition-error.not-definition"

	NodesUnreadable    Problem = "catalog-error.unreadable"      // the file system says no
	NodesNotJSON       Problem = "catalog-error.not-json"        // neither JSON nor a compiled catalog
	NodesTruncated     Problem = "catalog-error.truncated"       // JSON that ends too early
	NodesNotObjectInfo Problem = "catalog-error.not-object-info" // JSON of another kind
	NodesDamaged       Problem = "catalog-error.damaged"         // a compiled catalog with wrong checksums
	NodesVersion       Problem = "catalog-error.version"         // compiled by another release
	NodesTooLarge      Problem = "catalog-error.too-large"       // too much to keep in memory, packed or not

	// StoreMissing: the store has no such definition.
	StoreMissing Problem = "store.missing"
	// StoreFileMissing: lock.json lists the definition, but its file is gone.
	StoreFileMissing Problem = "store.file-missing"
	// StoreTruncated: the file ends too early or is not JSON.
	StoreTruncated Problem = "store.truncated"
	// StoreMismatch: the file is not what lock.json says was fetched.
	StoreMismatch Problem = "store.mismatch"
	// StoreUnreadable: the file is JSON and no definition, or the operating system
	// will not hand it over.
	StoreUnreadable Problem = "store.unreadable"
	// StoreLockDamaged: lock.json itself cannot be read.
	StoreLockDamaged Problem = "store.lock-damaged"
	// StoreLockVersion: lock.json was written by a newer program.
	StoreLockVersion Problem = "store.lock-version"
	// StoreBadID: an id that no file can be named after.
	StoreBadID Problem = "store.bad-id"
	// StoreLinked: a symbolic link, or something else that the store never makes,
	// is in the place of its folder or of a file in it. Nothing is read or written
	// there.
	StoreLinked Problem = "store.linked"
	// StoreForeign: a file that the store did not write has the name of one of its
	// own. It is left as it is.
	StoreForeign Problem = "store.foreign"
)

// Error is the problem as an error, the target of errors.Is.
func (p Problem) Error() string { return string(p) }

// Name is the problem without what was read, such as "unknown-key".
func (p Problem) Name() string {
	_, name, _ := strings.Cut(string(p), ".")
	return name
}

// Of reports whether the problem is one of those that begin with the word before
// the dot: file, config, definition-error, catalog-error or store.
func (p Problem) Of(word string) bool {
	before, _, _ := strings.Cut(string(p), ".")
	return before == word
}

// Error is one fault of a file.
type Error struct {
	Problem Problem
	Path    string
	// Line and Column are the place in the file, from 1; 0 where there is none.
	Line, Column int
	// Args are what the message names beside the path, by the names that the
	// catalogs have for them: of a configuration the key at fault, its value and
	// what is wanted there, of a store the kind and id of what was fetched and the
	// command that is the remedy.
	Args map[string]string
	// Allowed lists the keys or values that are known, for did-you-mean.
	Allowed []string
	// Foreign says that the user did not name the file, but a configuration,
	// which comes with a repository: then nothing of what is in it is quoted.
	Foreign bool
	// Err is the cause, if any.
	Err error
}

// Error is for programmers; people get the catalogs' words for Problem.
func (e *Error) Error() string {
	s := e.Path
	if e.Line > 0 {
		s = fmt.Sprintf("%s:%d:%d", s, e.Line, e.Column)
	}
	s += ": " + string(e.Problem)
	for _, name := range []string{"key", "kind", "id", "code"} {
		if e.Args[name] != "" {
			s += fmt.Sprintf(": %s %s", name, e.Args[name])
		}
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	if remedy := e.Args["remedy"]; remedy != "" {
		s += ": run " + remedy
	}
	return s
}

// Is reports whether target is the error's Problem.
func (e *Error) Is(target error) bool { return target == error(e.Problem) }

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }
