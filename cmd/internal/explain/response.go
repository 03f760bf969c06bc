package explain

import (
	"strconv"
	"strings"

	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/schema/endpoint"
)

// Response explains an answer of the service as somebody pasted it, whatever
// stands around it. It never fails: a paste without an answer gets a report of
// kindUnknown that says what was looked for.
func Response(data []byte, o Options) Report {
	p := extract(data)
	root, shape := unwrap(p.root, 3)
	var r Report
	switch shape {
	case shapeRequest:
		r = Report{Kind: kindRequest, Title: o.text("explain.is-request", nil)}
		r.add(o, "next", o.text("explain.is-request-next", nil))
		if kind, _, _ := endpoint.Default().DetectFile(root, ""); kind != endpoint.Unknown {
			r.add(o, "answer", o.text("explain.endpoint", message.Args{"endpoint": string(kind)}))
		}
	case shapeDefinition:
		r = Report{Kind: kindDefinition, Title: o.text("explain.is-definition", nil)}
		r.add(o, "next", o.text("explain.is-definition-next", nil))
	case shapeUnknown:
		a, ok := fromText(p)
		if !ok {
			r = unknown(p, o)
			break
		}
		r = a.report(o)
	default:
		a := read(root, shape)
		r = a.report(o)
	}
	r.without(knownSecrets(p.text, o.Request))
	return r
}

// unknown is the report on a paste in which nothing was recognised.
func unknown(p pasted, o Options) Report {
	r := Report{Kind: kindUnknown, Title: o.text("explain.no-answer", nil)}
	switch {
	case strings.TrimSpace(p.text) == "":
		r.add(o, "answer", o.text("explain.nothing-pasted", nil))
	case p.http >= 500, p.http == 429:
		r.add(o, "answer", o.text("explain.http-fault", message.Args{"status": strconv.Itoa(p.http)}))
	case p.http != 0:
		r.add(o, "answer", o.text("explain.http-other", message.Args{"status": strconv.Itoa(p.http)}))
	case looksLikeHTML(p.text):
		r.add(o, "answer", o.text("explain.html", nil))
	default:
		r.add(o, "answer", o.text("explain.looked-for", nil))
	}
	return r
}

func looksLikeHTML(s string) bool {
	head := strings.ToLower(strings.TrimSpace(s[:min(len(s), 512)]))
	return strings.HasPrefix(head, "<!doctype") || strings.HasPrefix(head, "<html") || strings.Contains(head, "<head")
}
