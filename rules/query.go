package rules

import (
	"bytes"
	"encoding/json"
	"net/url"
	"strings"

	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/source"
)

// methodGet is http.MethodGet: net/http would be a sixth of the engine that a
// browser loads.
const methodGet = "GET"

// query makes the body of a request whose parameters are in its address: an
// object, as the schemas of such endpoints describe it.
func (c *Checker) query(fr *foundRequest) {
	if len(bytes.TrimSpace(fr.Body.Bytes)) > 0 || fr.BodyUnknown || fr.Loose || fr.Method != "" && fr.Method != methodGet {
		return
	}
	_, _, path, _ := endpoint.SplitURL(strings.TrimSpace(fr.URL))
	if e, _, ok := c.endpoints.Match(path); !ok || e.KeyField == "" || e.Method != methodGet {
		return
	}
	address, _, _ := strings.Cut(strings.TrimSpace(fr.URL), "#")
	_, query, some := strings.Cut(address, "?")
	b := queryBody{fr: fr, at: fr.URLSpan}
	if b.at.End == b.at.Start {
		b.at = fr.Span
	}
	b.text.Add("{", b.at)
	for pair := range strings.SplitSeq(query, "&") {
		if pair != "" {
			b.pair(pair)
		}
	}
	if !some && !completeAddress(fr.Language.Kind) || b.open {
		n := len(b.text.Bytes)
		b.text.Holes = append(b.text.Holes, jsondoc.Hole{Start: n, End: n, Kind: jsondoc.HoleMembers, File: b.at})
	}
	b.text.Add("}", b.at)
	fr.Body = b.text
	unquoted := *fr.Language // nothing is written into an address
	unquoted.Quote = nil
	fr.Language = &unquoted
}

// completeAddress reports whether the addresses of a kind of file have all their
// parameters: a program may give them elsewhere.
func completeAddress(kind string) bool { return kind == "http" || kind == "har" || kind == "postman" }

// queryBody is an object that is made of a query.
type queryBody struct {
	fr   *foundRequest
	at   jsondoc.Span // of the address
	text source.Text
	open bool // a part of the query is unknown
	some bool
}

// pair adds one parameter.
func (b *queryBody) pair(pair string) {
	name, value, _ := strings.Cut(pair, "=")
	if strings.Contains(name, source.UnknownPart) || strings.ContainsAny(name, "{}$<") {
		b.open = true
		return
	}
	if b.some {
		b.text.Bytes = append(b.text.Bytes, ',')
	}
	b.some = true
	nameAt, valueAt := b.places(name, value)
	b.text.Add(inQuotes(name), nameAt)
	b.text.Bytes = append(b.text.Bytes, ':')
	switch {
	case value == source.UnknownPart:
		b.text.AddHole(inQuotes(value), jsondoc.HoleValue, valueAt)
	case strings.Contains(value, source.UnknownPart):
		b.text.AddHole(inQuotes(value), jsondoc.HoleString, valueAt)
	default:
		b.text.Add(inQuotes(value), valueAt)
	}
}

// inQuotes is a part of a query as JSON.
func inQuotes(s string) string {
	if plain, err := url.QueryUnescape(s); err == nil {
		s = plain
	}
	out, _ := json.Marshal(s) // a string does not fail
	return string(out)
}

// places are where the file has a name and its value: the whole address where
// they are put together.
func (b *queryBody) places(name, value string) (nameAt, valueAt jsondoc.Span) {
	nameAt, valueAt = b.at, b.at
	address := b.fr.file.Source()[b.at.Start:b.at.End]
	k := bytes.Index(address, []byte(name+"="))
	if k < 0 || k > 0 && address[k-1] != '?' && address[k-1] != '&' {
		return nameAt, valueAt
	}
	nameAt = jsondoc.Span{Start: b.at.Start + k, End: b.at.Start + k + len(name)}
	if rest := address[k+len(name)+1:]; value != "" && bytes.HasPrefix(rest, []byte(value)) {
		valueAt = jsondoc.Span{Start: nameAt.End + 1, End: nameAt.End + 1 + len(value)}
	} else {
		valueAt = nameAt
	}
	return nameAt, valueAt
}
