// Package source has the types that a reader of one kind of files is written with.
// A reader is a package beside this one, which turns the bytes of a file into
// requests whose bodies know, byte by byte, which bytes of the file they come from,
// and declares a Container.
package source

import "github.com/payloadlint/payloadlint/schema/jsondoc"

// Container is one kind of file that requests stand in.
type Container struct {
	// Kind is its name in the configuration's `sources`, in --sources and in
	// reports, such as "python".
	Kind string
	// Extensions are the endings of its files' names, in lower case and with
	// the dot; Names are whole base names.
	Extensions, Names []string
	// Match tells by its bytes whether a file of such a name is of this kind; nil
	// where the name alone does. A kind whose files end in .json needs one: what
	// no kind matches is read as JSON.
	Match func(*File) bool
	// Fences are the words that a Markdown fence of this language begins with.
	Fences []string
	// Comment is how a line that suppresses a finding is written.
	Comment Comment
	// Extract finds the requests of a file, in the order of the file. It takes
	// whatever bytes there are, never fails, and runs nothing.
	Extract func(*File) []Request
	// Quote writes a JSON scalar as this container's own literal, in the manner
	// of the literal it replaces (its bytes in the file, quotes included). ok is
	// false where that cannot be done, and then nothing is fixed. nil quotes
	// nothing; a body that was copied byte for byte needs no quoting.
	Quote func(value, old []byte) (literal []byte, ok bool)
}

// Comment is how a language writes a comment: Line begins one that ends with
// its line ("#"); Open and Close stand around one ("<!--", "-->"). Either may
// be empty.
type Comment struct{ Line, Open, Close string }

// File is what an extractor reads.
type File struct {
	// Name is the file's path, for its ending and its folder.
	Name string
	Text []byte
	// Read returns a file that the text names, relative to the folder of Name
	// (curl's @file, an environment file, an imported module). It refuses what
	// is outside the repository, not a regular file, or too large. A nil Read
	// refuses everything: the text has no folder.
	Read func(name string) ([]byte, error)
	// Siblings lists the regular files of the folder of Name that have an ending
	// (".go"), by their names there. A nil one knows of none.
	Siblings func(ext string) []string
	// Fence extracts the requests of a part of this file that is in another
	// language, by the name of a fence or a container kind: the spans of the
	// result are already those of this file. Unknown languages give nothing.
	Fence func(language string, part Text) []Request
}

// Request is one request that a file holds.
type Request struct {
	// Method is in upper case; empty when unknown.
	Method string
	// URL is the address as far as it is known: an unknown part in it is written
	// as UnknownPart. Empty when nothing is known.
	URL string
	// URLSpan is the place of the address in the file; empty when unknown.
	URLSpan jsondoc.Span
	// Headers are those that are known, in order.
	Headers []Header
	// Body is the body as JSON. An empty Body is a request without one, or one
	// whose body is not JSON (then BodyUnknown is true).
	Body        Text
	BodyUnknown bool
	// Loose says that nothing but its shape makes this a request: no call and
	// no address near it. A loose one that looks like no request is dropped.
	Loose bool
	// Span is the whole request in the file: the call, the fence, the entry.
	Span jsondoc.Span
	// Language is the kind of the text that the request was found in, which in a
	// fence is not that of the file. Package schema/source sets it.
	Language *Container
	// Answer is the recorded answer to this request (HAR); nil when there is none.
	Answer *Answer
}

// Answer is a recorded answer: the HTTP status and the body.
type Answer struct {
	Status int
	Body   Text
}

// Header is one header of a request. Span is the place of the value in the file.
type Header struct {
	Name, Value string
	Span        jsondoc.Span
}

// UnknownPart stands in a Request's URL for the parts that nobody can know
// before the program runs.
const UnknownPart = "{…}"
