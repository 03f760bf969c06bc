package endpoints

import (
	"bytes"

	"github.com/payloadlint/payloadlint/analyzers/internal/codes"
	"github.com/payloadlint/payloadlint/analyzers/internal/directive"
	"golang.org/x/tools/go/analysis"
)

// marks are the fragments one of which is in every package that speaks to
// RunningHub: paths as they are written whole or in parts, with room for a
// slip.
var marks = [][]byte{
	[]byte("/task/"), []byte("task/open"), []byte("uc/open"), []byte("api/openap"), []byte(`"openap`), []byte("`openap"), []byte(`/openapi"`),
	[]byte("openapi/v2/run"), []byte("openapi/v2/query"), []byte("openapi/v2/media"), []byte("apiCallDemo"), []byte(directive.Prefix),
}

// Mentions reports whether the source of the package holds anything that the
// analyzers care for. It reads the files' bytes only.
func Mentions(pass *analysis.Pass) bool {
	for _, f := range pass.Files {
		src, err := pass.ReadFile(pass.Fset.File(f.Pos()).Name())
		if err != nil {
			continue
		}
		if MentionedIn(src) {
			return true
		}
	}
	return false
}

// MentionedIn is Mentions for the source of one file.
func MentionedIn(src []byte) bool {
	for _, m := range marks {
		if bytes.Contains(src, m) {
			return true
		}
	}
	return mentionsService(src) || speaksForItself(src)
}

// speaksForItself finds what only RunningHub has, in sources that name neither the
// service nor a path: a nodeInfoList, the three parts of its items, the
// official name of a code, and the code names that nobody else would choose.
// Source: runninghub-api.md §2, error-codes.zh.md.
func speaksForItself(src []byte) bool {
	if bytes.Contains(src, []byte(`"nodeInfoList`)) {
		return true
	}
	if bytes.Contains(src, []byte(`"fieldValue`)) && bytes.Contains(src, []byte(`"fieldName`)) && bytes.Contains(src, []byte(`"nodeId`)) {
		return true
	}
	if bytes.Contains(src, []byte("InvalidNodeInfo")) {
		return true
	}
	const prefix = "APIKEY_"
	for at := bytes.Index(src, []byte(prefix)); at >= 0; {
		end := at + len(prefix)
		for end < len(src) && (src[end] == '_' || 'A' <= src[end] && src[end] <= 'Z') {
			end++
		}
		if _, ok := codes.ByName(string(src[at:end])); ok {
			return true
		}
		next := bytes.Index(src[end:], []byte(prefix))
		if next < 0 {
			break
		}
		at = end + next
	}
	return false
}

// mentionsService finds the service's name in any case that people write.
func mentionsService(src []byte) bool {
	for i := 0; ; {
		at := bytes.Index(src[i:], []byte("unning"))
		if at < 0 {
			break
		}
		i += at + len("unning")
		if len(src) >= i+3 && bytes.EqualFold(src[i:i+3], []byte("hub")) {
			return true
		}
	}
	return bytes.Contains(src, []byte("RUNNINGHUB")) || bytes.Contains(src, []byte("RUNNING_HUB"))
}
