package endpoint

import (
	"strings"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// Detection is what a document's shape, and its file's name, tell.
type Detection struct {
	Kind Kind
	// Alternatives are the other endpoints that take exactly such a body.
	Alternatives []Kind
	// Named tells that the file's path chose among them.
	Named bool
}

// Detect tells the endpoint that a document's shape speaks of; Unknown when it
// is no request. Where several endpoints take such a body it is the most
// common one; DetectFile names the others.
func Detect(root jsondoc.Value) Kind { return shape(root).Kind }

// DetectFile is Detect that uses the file's path to choose among endpoints
// that take the same body: "cancel", "getJsonApiFormat", "v2_query" and the
// like in the name of the file or, failing that, of a folder.
func DetectFile(root jsondoc.Value, path string) Detection {
	d := shape(root)
	if len(d.Alternatives) == 0 || path == "" {
		return d
	}
	segments := strings.FieldsFunc(path, func(r rune) bool { return r == '/' || r == '\\' })
	for i := len(segments) - 1; i >= 0; i-- {
		name := fold(segments[i])
		for _, h := range hints {
			if !strings.Contains(name, h.word) {
				continue
			}
			if h.kind == d.Kind {
				d.Named = true
				return d
			}
			for j, k := range d.Alternatives {
				if k == h.kind {
					others := append([]Kind{d.Kind}, d.Alternatives[:j]...)
					return Detection{Kind: k, Alternatives: append(others, d.Alternatives[j+1:]...), Named: true}
				}
			}
		}
	}
	return d
}

// hints are words of file names, the longer before those they contain.
var hints = []struct {
	word string
	kind Kind
}{
	{"getjsonapiformat", GetJSONAPIFormat}, {"jsonapiformat", GetJSONAPIFormat}, {"apicalldemo", APICallDemo},
	{"accountstatus", AccountStatus}, {"webhookdetail", GetWebhookDetail}, {"retrywebhook", RetryWebhook},
	{"loraupload", GetLoraUploadURL}, {"quickaiapp", QuickAIAppRun},
	{"v2runworkflow", V2RunWorkflow}, {"v2workflow", V2RunWorkflow}, {"v2runaiapp", V2RunAIApp}, {"v2aiapp", V2RunAIApp},
	{"v2webapp", V2RunAIApp}, {"runworkflow", V2RunWorkflow}, {"runaiapp", V2RunAIApp}, {"v2query", V2Query},
	{"outputs", Outputs}, {"output", Outputs}, {"cancel", Cancel}, {"upload", Upload}, {"status", Status},
	{"aiapp", AIAppRun}, {"create", Create},
}

// fold removes what people vary without meaning to: case, '-', '_' and blanks.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '_' || r == '-' || r == ' ':
			return -1
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return r
	}, s)
}

// The fields by which a request is known, as bits of a set.
const (
	hasKey = 1 << iota
	hasWorkflowID
	hasWebappID
	hasList
	hasTaskID
	hasWebhookID
	hasWebhookURL
	hasQuickCode
	hasWorkflow
	hasLora
	hasMD5
	hasFile
	hasFileType
	hasMetadata
	hasInstance
	hasQueue
	hasRetain
	hasPassword
)

var fields = []struct {
	name string // folded
	bit  uint32
}{
	{"apikey", hasKey}, {"workflowid", hasWorkflowID}, {"webappid", hasWebappID}, {"nodeinfolist", hasList}, {"taskid", hasTaskID},
	{"webhookid", hasWebhookID}, {"webhookurl", hasWebhookURL}, {"quickcreatecode", hasQuickCode}, {"workflow", hasWorkflow},
	{"loraname", hasLora}, {"md5hex", hasMD5}, {"file", hasFile}, {"filetype", hasFileType}, {"addmetadata", hasMetadata},
	{"instancetype", hasInstance}, {"usepersonalqueue", hasQueue}, {"retainseconds", hasRetain}, {"accesspassword", hasPassword},
}

// longestKey is beyond any field's name with a slip; longer keys are not
// looked at.
const longestKey = 40

// fieldOf is the field that a key names or, by one slip of the pen, means.
func fieldOf(key string) uint32 {
	if len(key) > longestKey {
		return 0
	}
	key = fold(key)
	for _, f := range fields {
		if key == f.name {
			return f.bit
		}
	}
	for _, f := range fields {
		if len(f.name) >= 6 && oneSlip(key, f.name) {
			return f.bit
		}
	}
	return 0
}

// oneSlip tells that a becomes b by one insertion, deletion, substitution or
// swap of neighbours.
func oneSlip(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) < len(b) {
		return a[i:] == b[i+1:]
	}
	if i == len(a) {
		return false
	}
	return a[i+1:] == b[i+1:] || i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
}

func shape(root jsondoc.Value) Detection {
	switch root.Kind() {
	case jsondoc.Array:
		if isNodeInfoList(root) {
			return Detection{Kind: NodeInfoList}
		}
	case jsondoc.Object:
		return objectShape(root)
	}
	return Detection{}
}

func objectShape(root jsondoc.Value) Detection {
	set, known, unknown := uint32(0), 0, 0
	for m := range root.Members() {
		if bit := fieldOf(m.Key()); bit != 0 {
			set |= bit
			known++
		} else if !comment(m.Key()) {
			unknown++
		}
	}
	if c := definitionOrAnswer(root); c == ClassGraph {
		return Detection{Kind: Prompt}
	} else if c != ClassOther {
		return Detection{}
	}
	if set&hasList != 0 {
		return runShape(root, set, unknown)
	}
	if unknown > known {
		return Detection{}
	}
	return plainShape(root, set, unknown)
}

// comment tells keys that people and editors add to any JSON.
func comment(key string) bool {
	return key == "" || key[0] == '$' || key[0] == '_' || strings.HasPrefix(key, "//") || strings.HasPrefix(key, "x-")
}

// runShape is a body with a nodeInfoList.
func runShape(root jsondoc.Value, set uint32, unknown int) Detection {
	switch {
	case set&hasQuickCode != 0:
		return Detection{Kind: QuickAIAppRun}
	case set&hasWebappID != 0 && set&hasWorkflowID == 0:
		d := Detection{Kind: AIAppRun, Alternatives: []Kind{V2RunAIApp}}
		if unknown == 0 && set&^(hasKey|hasWebappID|hasList) == 0 {
			d.Alternatives = append(d.Alternatives, QuickAIAppRun)
		}
		return d
	case set&hasWorkflowID != 0:
		return Detection{Kind: Create, Alternatives: []Kind{V2RunWorkflow}}
	case set&hasKey != 0:
		return Detection{Kind: Create, Alternatives: []Kind{AIAppRun, V2RunWorkflow, V2RunAIApp}}
	case set&(hasMetadata|hasWorkflow) != 0:
		return Detection{Kind: V2RunWorkflow, Alternatives: []Kind{Create}}
	}
	// The site's own page of an AI app sends usePersonalQueue and no
	// addMetadata, and its items describe themselves; a workflow's page sends
	// addMetadata.
	if set&hasQueue != 0 || describedItems(root) {
		return Detection{Kind: V2RunAIApp, Alternatives: []Kind{V2RunWorkflow, AIAppRun, Create}}
	}
	return Detection{Kind: V2RunWorkflow, Alternatives: []Kind{V2RunAIApp, Create, AIAppRun}}
}

func describedItems(root jsondoc.Value) bool {
	for m := range root.Members() {
		if fieldOf(m.Key()) != hasList {
			continue
		}
		for _, item := range m.Value.Elements() {
			for f := range item.Members() {
				if f.KeyIs("description") || f.KeyIs("fieldType") || f.KeyIs("fieldData") || f.KeyIs("nodeName") {
					return true
				}
			}
		}
	}
	return false
}

// plainShape is a body without a nodeInfoList.
func plainShape(root jsondoc.Value, set uint32, unknown int) Detection {
	const options = hasMetadata | hasInstance | hasQueue | hasRetain | hasPassword | hasWorkflow | hasWebhookURL
	only := func(bits uint32) bool { return unknown == 0 && set&^bits == 0 }
	switch {
	case set&hasQuickCode != 0 && set&hasWebappID != 0:
		return Detection{Kind: QuickAIAppRun}
	case set&(hasLora|hasMD5) == hasLora|hasMD5 || set&hasKey != 0 && set&(hasLora|hasMD5) != 0:
		return Detection{Kind: GetLoraUploadURL}
	case set&hasWebhookID != 0 && set&(hasKey|hasWebhookURL) != 0:
		return Detection{Kind: RetryWebhook}
	case set&hasFile != 0 && set&(hasKey|hasFileType) != 0 && only(hasKey|hasFile|hasFileType):
		return Detection{Kind: Upload}
	case set&hasTaskID != 0:
		return taskShape(set, unknown)
	case set&hasWebappID != 0 && set&hasWorkflowID == 0 && set&hasKey != 0:
		if only(hasKey | hasWebappID) {
			return Detection{Kind: APICallDemo, Alternatives: []Kind{AIAppRun, QuickAIAppRun}}
		}
		return Detection{Kind: AIAppRun, Alternatives: []Kind{V2RunAIApp}}
	case set&hasWebappID != 0 && set&hasWorkflowID == 0 && set&options != 0 && unknown == 0:
		return Detection{Kind: AIAppRun, Alternatives: []Kind{V2RunAIApp}}
	case set&hasWorkflowID != 0 && set&hasKey != 0:
		if only(hasKey | hasWorkflowID) {
			return Detection{Kind: Create, Alternatives: []Kind{GetJSONAPIFormat}}
		}
		return Detection{Kind: Create, Alternatives: []Kind{V2RunWorkflow}}
	case set&hasWorkflowID != 0 && set&options != 0 && unknown == 0:
		return Detection{Kind: Create, Alternatives: []Kind{V2RunWorkflow}}
	case set&hasWorkflow != 0 && set&(hasKey|hasMetadata) != 0 && unknown == 0 && carriesWorkflow(root):
		if set&hasKey == 0 {
			return Detection{Kind: V2RunWorkflow, Alternatives: []Kind{Create}}
		}
		return Detection{Kind: Create}
	case set == hasKey && unknown == 0:
		return Detection{Kind: AccountStatus}
	case bits(set&options) >= 2 && unknown == 0 && set&^options == 0:
		return Detection{Kind: V2RunWorkflow, Alternatives: []Kind{V2RunAIApp, Create, AIAppRun}}
	}
	return Detection{}
}

func bits(set uint32) (n int) {
	for ; set != 0; set &= set - 1 {
		n++
	}
	return n
}

func taskShape(set uint32, unknown int) Detection {
	switch {
	case set == hasTaskID && unknown == 0:
		return Detection{Kind: V2Query, Alternatives: []Kind{Status, Outputs, Cancel, GetWebhookDetail}}
	case set&hasKey == 0:
		return Detection{}
	case set&hasWebhookURL != 0:
		return Detection{Kind: RetryWebhook, Alternatives: []Kind{GetWebhookDetail}}
	}
	return Detection{Kind: Status, Alternatives: []Kind{Outputs, Cancel, GetWebhookDetail, V2Query}}
}

// carriesWorkflow tells that the workflow key holds what could be a graph and
// not, say, the name of one.
func carriesWorkflow(root jsondoc.Value) bool {
	for m := range root.Members() {
		if fieldOf(m.Key()) == hasWorkflow {
			return m.Value.Is(jsondoc.Object) || m.Value.Is(jsondoc.String) && strings.ContainsAny(m.Value.Text(), "{<$")
		}
	}
	return false
}

// isNodeInfoList tells that an array holds overrides: some object in it has
// two of nodeId, fieldName and fieldValue, however they are written, and none
// is a request.
func isNodeInfoList(root jsondoc.Value) bool {
	found := false
	for _, item := range root.Elements() {
		n := 0
		for m := range item.Members() {
			key := m.Key()
			if len(key) > longestKey {
				continue
			}
			switch key = fold(key); {
			case key == "nodeinfolist" || key == "apikey":
				return false
			case key == "nodeid", key == "fieldname", key == "fieldvalue", oneSlip(key, "fieldname"), oneSlip(key, "fieldvalue"), oneSlip(key, "nodeid"):
				n++
			}
		}
		found = found || n >= 2
	}
	return found
}

// IsBatch tells that a document is an array of requests, each to be checked by
// itself. A bare nodeInfoList is none.
func IsBatch(root jsondoc.Value) bool {
	if !root.Is(jsondoc.Array) || isNodeInfoList(root) {
		return false
	}
	for _, e := range root.Elements() {
		if !e.Is(jsondoc.Object) {
			continue
		}
		if body, _, ok := Unwrap(e); ok && body.Exists() || Detect(e) != Unknown {
			return true
		}
	}
	return false
}

// NodeInfoOf is the nodeInfoList of a request's body: the body itself for a
// bare list; missing when there is none. A misspelt key is not found.
func NodeInfoOf(root jsondoc.Value, k Kind) jsondoc.Value {
	if root.Is(jsondoc.Array) {
		return root
	}
	if e, ok := Lookup(k); !ok || !e.NodeInfo {
		return jsondoc.Value{}
	}
	return root.Get("nodeInfoList")
}
