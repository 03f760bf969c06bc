package explain

import "strings"

const mismatchMark = "NODE_INFO_MISMATCH("

// mismatch is what a NODE_INFO_MISMATCH message says.
type mismatch struct{ node, field, reason string }

// parseMismatches reads every NODE_INFO_MISMATCH(…) of a message. Node, field
// and reason may each be absent, and the reason may come without its name.
// Source: live-answers.md.
func parseMismatches(msg string) []mismatch {
	var out []mismatch
	for {
		_, rest, ok := strings.Cut(msg, mismatchMark)
		if !ok || len(out) > most {
			return out
		}
		body := rest
		if i := strings.Index(rest, mismatchMark); i >= 0 {
			body = rest[:i]
		}
		msg = rest
		body, _, _ = strings.Cut(body, "\n")
		// Names may hold brackets: the last one closes.
		if i := strings.LastIndexByte(body, ')'); i >= 0 {
			body = body[:i]
		}
		out = append(out, parseMismatch(body))
	}
}

func parseMismatch(body string) mismatch {
	var m mismatch
	// From the end, so that a field name may hold ", " itself.
	if i := strings.LastIndex(body, "reason="); i >= 0 {
		m.reason = strings.TrimSpace(body[i+len("reason="):])
		body = body[:i]
	} else {
		for _, r := range []string{reasonNode, reasonField} {
			if s, ok := strings.CutSuffix(strings.TrimRight(body, " "), r); ok {
				m.reason, body = r, s
			}
		}
	}
	trim := func(s string) string { return strings.TrimSuffix(strings.TrimRight(s, " "), ",") }
	if i := strings.Index(body, "fieldName="); i >= 0 {
		m.field = trim(body[i+len("fieldName="):])
		body = body[:i]
	}
	if _, s, ok := strings.Cut(body, "nodeId="); ok {
		m.node = trim(s)
	}
	return m
}
