package endpoints

import (
	"bytes"

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
		for _, m := range marks {
			if bytes.Contains(src, m) {
				return true
			}
		}
		if mentionsService(src) {
			return true
		}
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
