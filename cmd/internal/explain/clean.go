package explain

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/payloadlint/payloadlint/cmd/internal/visible"
	"github.com/payloadlint/payloadlint/rules/secret"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// Secrets as they stand in addresses, headers and logs. An API key is 32
// hexadecimal digits (runninghub-api.md §3); uploaded files have 64 and stay.
var (
	secretPair = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`(?i)((?:rh-comfy-auth|user_?api_?key|api[-_]?key|access[-_]?password|authorization)["']?\s*[=:]\s*["']?)(?:bearer\s+)?[^\s&"',;})]+`)
	})
	secretBearer = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?i)\b(bearer\s+)[^\s"',;})]+`) })
	secretHex    = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?i)\b[0-9a-f]{32}\b`) })
	escapeSeq    = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile("\x1b(?:\\[[0-?]*[\\x20-\\x2f]*[\\x40-\\x7e]|\\][^\x07\x1b]*(?:\x07|\x1b\\\\)?|.?)")
	})
)

const hidden = "***"

// clean makes a foreign text fit for one line of output: no control
// characters, no terminal escapes, no invisible direction marks, no secrets,
// at most so many runes.
func clean(s string, most int) string {
	// Nothing beyond what can be shown is looked at, so that a long text costs
	// no more than a short one. A secret that is cut in two is no secret, but
	// the part must not be shown either: leave room for a whole one.
	if limit := most*utf8.UTFMax + 512; len(s) > limit {
		s = s[:limit]
	}
	s = strings.ToValidUTF8(s, "\uFFFD")
	s = escapeSeq().ReplaceAllString(s, "")
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\r', r == '\t', unicode.Is(unicode.Zl, r), unicode.Is(unicode.Zp, r):
			return ' '
		case unicode.IsControl(r), visible.Hidden(r):
			return -1
		}
		return r
	}, s)
	s = redact(s)
	s = strings.Join(strings.Fields(s), " ")
	if utf8.RuneCountInString(s) > most {
		r := []rune(s)
		s = strings.TrimSpace(string(r[:most-1])) + "…"
	}
	return s
}

func redact(s string) string {
	s = secretPair().ReplaceAllString(s, "${1}"+hidden)
	s = secretBearer().ReplaceAllString(s, "${1}"+hidden)
	return secretHex().ReplaceAllString(s, hidden)
}

// show is a JSON value as a person would write it, cut to fit.
func show(v jsondoc.Value) string {
	if !v.Exists() {
		return ""
	}
	raw := v.Raw()
	if len(raw) > 2048 {
		raw = raw[:2048]
	}
	return clean(string(raw), 80)
}

// knownSecrets collects the secrets of the paste and of the request, to keep
// them out of texts that repeat them elsewhere. What is shorter than eight
// bytes is a sample; taking it out would tear words apart.
func knownSecrets(paste string, request jsondoc.Value) []string {
	values := secret.Text(paste).Values()
	if doc := request.Document(); doc != nil {
		values = append(values, secret.Text(doc.File().Source()).Values()...)
	}
	return slices.DeleteFunc(values, func(s string) bool { return len(s) < 8 })
}

// without removes known secrets from everything a report shows.
func (r *Report) without(secrets []string) {
	if len(secrets) == 0 {
		return
	}
	pairs := make([]string, 0, 2*len(secrets))
	for _, s := range secrets {
		pairs = append(pairs, s, hidden)
	}
	replacer := strings.NewReplacer(pairs...)
	fix := func(s *string) { *s = replacer.Replace(*s) }
	for _, s := range []*string{&r.Title, &r.Asked, &r.Msg, &r.TaskID, &r.Status} {
		fix(s)
	}
	for i := range r.Sections {
		for j := range r.Sections[i].Lines {
			fix(&r.Sections[i].Lines[j])
		}
	}
	for i := range r.Blames {
		b := &r.Blames[i]
		for _, s := range []*string{&b.Node, &b.Class, &b.Title, &b.Field, &b.Reason, &b.Message, &b.Details, &b.Value, &b.Author} {
			fix(s)
		}
		for _, list := range [][]string{b.Suggestions, b.Allowed, b.Text} {
			for j := range list {
				fix(&list[j])
			}
		}
	}
}
