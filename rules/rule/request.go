package rule

import (
	"strings"

	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/nodes"
	"github.com/payloadlint/payloadlint/schema/workflow"
)

// Request is one request as all rules see it. The engine reads it once, in one
// walk over the document; no rule walks the document again. It is read only.
type Request struct {
	// File is the path of the checked file, "" or "-" for input without one.
	File string
	// Language is the kind of text that the request was found in, as package
	// containers names it; "" for a JSON document.
	Language string
	// Root is the request's body.
	Root jsondoc.Value
	// Document is what Root was found in: Root itself, or the wrapper that
	// saves a request with its URL.
	Document jsondoc.Value
	Endpoint endpoint.Endpoint
	Target   Target
	// ID is the id of the workflow, app, task or webhook that the request is
	// about, without whitespace around it, from the body or, where that has none,
	// from the path; "" where neither names one or a placeholder stands for it.
	// IDValue is what the body has under the endpoint's id field; missing when it
	// has none.
	ID      string
	IDValue jsondoc.Value
	// NodeInfo is the nodeInfoList wherever the document keeps it, missing
	// when there is none; Items are its elements in order.
	NodeInfo jsondoc.Value
	Items    []Item
	// Graph is the API-format graph that the request itself carries in its
	// `workflow` field (or that is the document); missing otherwise.
	// GraphError says what is wrong with the JSON in that field.
	Graph      jsondoc.Value
	GraphError *jsondoc.SyntaxError
	// OwnGraph means that the request brings a workflow of its own, beside
	// which its nodeInfoList may have no effect.
	OwnGraph bool
	// Definition is the workflow or app that the request names; nil when none
	// is known. BrokenDefinition means that it is known but could not be read,
	// which Unchecked has already said.
	Definition       *workflow.Definition
	BrokenDefinition bool
	// Against is the definition in which the nodes and fields of Items were
	// looked up: the request's own graph where it brings one, else Definition;
	// nil when there is neither.
	Against *workflow.Definition
	// Catalog holds the node definitions; nil when none was given.
	Catalog *nodes.Catalog
	// Secrets are the texts that are, or stand where one puts, a key, token or
	// password, in document order: they must not be printed.
	Secrets []Mark
	// Marks are the strings of the body and of its graph that were left for a
	// value to be filled in: those that are or hold a placeholder or a sample
	// word; collected only for strict runs, where they are errors.
	Marks []Mark
}

// Target is where a request will be sent to, as far as it is known (a request
// saved with its URL, or the configuration). Empty fields are unknown.
type Target struct {
	Method, URL string
	// MethodValue, URLValue and Headers are where the document says so; missing
	// where it does not. Headers is an object, or an array of {name or key,
	// value}.
	MethodValue, URLValue, Headers jsondoc.Value
	// Scheme, Host, Path and Query are the parts of URL.
	Scheme, Host, Path, Query string
	// Known means that Path is an endpoint's; PathID is the id in it.
	Known  bool
	PathID string
}

// Header is the value of a header that the document gives, name in lower case;
// missing where there is none.
func (t *Target) Header(name string) jsondoc.Value {
	for m := range t.Headers.Members() {
		if strings.ToLower(m.Key()) == name {
			return m.Value
		}
	}
	for _, h := range t.Headers.Elements() {
		key := h.Get("name")
		if !key.Exists() {
			key = h.Get("key")
		}
		if strings.ToLower(key.Text()) == name {
			return h.Get("value")
		}
	}
	return jsondoc.Value{}
}

// IDNumber is ID where it is one: ids consist of digits. "" otherwise.
func (r *Request) IDNumber() string {
	if strings.Trim(r.ID, "0123456789") != "" {
		return ""
	}
	return r.ID
}

// Item is one element of a nodeInfoList with what it overrides.
type Item struct {
	// Value is the element; its other fields are zero unless it is an object.
	Value jsondoc.Value
	// NodeID, FieldName and FieldValue are its members; the last one where a
	// key is repeated.
	NodeID, FieldName, FieldValue jsondoc.Member
	// ID and Name are the node id and the field name; "" when missing, of the
	// wrong type, or a placeholder.
	ID, Name string
	// OpenID, OpenName and OpenValue mean that a placeholder is there.
	OpenID, OpenName, OpenValue bool
	// Node and Field are what Request.Against has under ID and Name; nil where
	// it has nothing. Without an Against, Field is what the item's own fieldData
	// says.
	Node  *workflow.Node
	Field *workflow.Field
	// Earlier is the index of the first item with the same ID and Name, -1
	// where this is the first.
	Earlier int
}

// Mark is a text of the request that is not what it seems: a secret, or a
// placeholder.
type Mark struct {
	// At is where it stands: a string, or the URL that has a secret in its query.
	At jsondoc.Value
	// Text is the part of At that counts: the secret, or the placeholder within a
	// longer text; "" where the whole string stands for a value.
	Text string
	// Field is the key of the member and Parent the object or array that holds
	// At; zero for a secret. Field is "" for an element of an array, too.
	Field  string
	Parent jsondoc.Value
}
