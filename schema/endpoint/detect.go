package endpoint

import (
	"math/bits"
	"slices"
	"strings"
	"unicode"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// detection is the result of DetectFile.
type detection struct {
	Kind         Kind
	Alternatives []Kind
	Named        bool
}

// DetectFile says which endpoint a document's shape speaks of; Unknown when it
// is not a request. Where several endpoints take such a body it is the most
// common one, unless the file's path chooses among them, which named says:
// "cancel", "getJsonApiFormat", "v2_query" and the like in the name of the file
// or, failing that, of a folder. alternatives are the other endpoints that take
// exactly such a body; the slice is shared and must not be changed.
func (t *Table) DetectFile(root jsondoc.Value, path string) (kind Kind, alternatives []Kind, named bool) {
	d := t.named(shape(root), path)
	return d.Kind, d.Alternatives, d.Named
}

// named lets a path choose among the endpoints of a detection.
func (t *Table) named(d detection, path string) detection {
	if len(d.Alternatives) == 0 {
		return d
	}
	for path != "" {
		i := strings.LastIndexAny(path, `/\`)
		if name := fold(path[i+1:]); name != "" {
			if chosen, ok := t.byHint(d, name); ok {
				return chosen
			}
		}
		path = path[:max(i, 0)]
	}
	return d
}

// byHint is the endpoint of the first hint that a name has in it and that takes
// such a body.
func (t *Table) byHint(d detection, name string) (detection, bool) {
	for _, h := range t.hints {
		if !strings.Contains(name, h.word) {
			continue
		}
		kind := t.rows[h.row].Kind
		if kind == d.Kind {
			d.Named = true
			return d, true
		}
		if j := slices.Index(d.Alternatives, kind); j >= 0 {
			others := append([]Kind{d.Kind}, d.Alternatives[:j]...)
			return detection{Kind: kind, Alternatives: append(others, d.Alternatives[j+1:]...), Named: true}, true
		}
	}
	return detection{}, false
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
func fieldOf(name []byte) uint32 {
	if bit := exactField(name); bit != 0 || len(name) > longestKey {
		return bit
	}
	return nearField(fold(string(name)))
}

// exactField knows the names as the documents write them: nearly all keys.
func exactField(name []byte) uint32 {
	switch string(name) {
	case "apiKey":
		return hasKey
	case "workflowId":
		return hasWorkflowID
	case "webappId":
		return hasWebappID
	case "nodeInfoList":
		return hasList
	case "taskId":
		return hasTaskID
	case "webhookUrl":
		return hasWebhookURL
	case "addMetadata":
		return hasMetadata
	case "instanceType":
		return hasInstance
	case "usePersonalQueue":
		return hasQueue
	}
	return 0
}

// nearField is the field that a folded key names or misspells by one slip.
func nearField(key string) uint32 {
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

// oneSlip reports whether a becomes b by one insertion, deletion, substitution or
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

func shape(root jsondoc.Value) detection {
	switch root.Kind() {
	case jsondoc.Array:
		if isNodeInfoList(root) {
			return detection{Kind: NodeInfoList}
		}
	case jsondoc.Object:
		return objectShape(root)
	}
	return detection{}
}

func objectShape(root jsondoc.Value) detection {
	set, known, unknown, special := uint32(0), 0, 0, false
	for m := range root.Members() {
		name := m.KeyValue().TextBytes()
		special = special || m.Value.Is(jsondoc.Object) || marksOther(name)
		if bit := fieldOf(name); bit != 0 {
			set |= bit
			known++
		} else if !comment(string(name)) {
			unknown++
		}
	}
	if special {
		if c := definitionOrAnswer(root); c == ClassGraph {
			return detection{Kind: Prompt}
		} else if c != ClassOther {
			return detection{}
		}
	}
	if set&hasList != 0 && labels(root) {
		return detection{}
	}
	if set&hasList != 0 && (set != hasList || holdsItems(root, unknown)) {
		return runShape(root, set, unknown)
	}
	if unknown > known {
		return detection{}
	}
	return plainShape(root, set, unknown)
}

// marksOther reports whether an object with such a key may be a definition, an
// answer or a prompt: without one, and without an object among its members,
// definitionOrAnswer has nothing to find.
func marksOther(key []byte) bool {
	switch string(key) {
	case "nodes", "event", "errorCode", "status", "code", "prompt", "webappName":
		return true
	}
	return false
}

// comment recognises keys that people and editors add to any JSON.
func comment(key string) bool {
	return key == "" || key[0] == '$' || key[0] == '_' || strings.HasPrefix(key, "//") || strings.HasPrefix(key, "x-")
}

// namesWorkflow is by far the most common shape.
var namesWorkflow = detection{Kind: Create, Alternatives: []Kind{V2RunWorkflow}}

// runShape is a body with a nodeInfoList.
func runShape(root jsondoc.Value, set uint32, unknown int) detection {
	switch {
	case set&hasQuickCode != 0:
		return detection{Kind: QuickAIAppRun}
	case set&hasWebappID != 0 && set&hasWorkflowID == 0:
		d := detection{Kind: AIAppRun, Alternatives: []Kind{V2RunAIApp}}
		if unknown == 0 && set&^(hasKey|hasWebappID|hasList) == 0 {
			d.Alternatives = append(d.Alternatives, QuickAIAppRun)
		}
		return d
	case set&hasWorkflowID != 0:
		return namesWorkflow
	case set&hasKey != 0:
		return detection{Kind: Create, Alternatives: []Kind{AIAppRun, V2RunWorkflow, V2RunAIApp}}
	case set&(hasMetadata|hasWorkflow) != 0:
		return detection{Kind: V2RunWorkflow, Alternatives: []Kind{Create}}
	}
	// The site's own page of an AI app sends usePersonalQueue and no
	// addMetadata, and its items describe themselves; a workflow's page sends
	// addMetadata.
	if set&hasQueue != 0 || describedItems(root) {
		return detection{Kind: V2RunAIApp, Alternatives: []Kind{V2RunWorkflow, AIAppRun, Create}}
	}
	return detection{Kind: V2RunWorkflow, Alternatives: []Kind{V2RunAIApp, Create, AIAppRun}}
}

// holdsItems reports whether a body that nothing but a nodeInfoList marks as a
// request has one: a list of overrides, one that is filled in later, or an empty
// one beside which there is nothing. A text about a rule of that name is none.
func holdsItems(root jsondoc.Value, unknown int) bool {
	for m := range root.Members() {
		if fieldOf(m.KeyValue().TextBytes()) != hasList {
			continue
		}
		switch v := m.Value; v.Kind() {
		case jsondoc.Array:
			if isNodeInfoList(v) || unknown == 0 {
				return true
			}
		case jsondoc.String, jsondoc.Null:
			return unknown == 0
		case jsondoc.Object: // an item that should be in a list
			return v.Get("nodeId").Exists() || v.Get("fieldName").Exists()
		}
	}
	return false
}

// labels reports whether an object gives each key a text and nodeInfoList a
// phrase, as the translations of a program do: a list that was made a text begins
// with a bracket, what a template fills in is one word, and an id is a number.
func labels(root jsondoc.Value) bool {
	phrase := false
	for m := range root.Members() {
		if !m.Value.Is(jsondoc.String) {
			return false
		}
		text := strings.TrimSpace(m.Value.Text())
		if text != "" && strings.Trim(text, "0123456789") == "" {
			return false
		}
		if fieldOf(m.KeyValue().TextBytes()) == hasList {
			words := strings.Contains(text, " ") || strings.ContainsFunc(text, func(r rune) bool { return r > unicode.MaxASCII })
			phrase = words && !strings.ContainsAny(text, "[{<$%")
		}
	}
	return phrase
}

func describedItems(root jsondoc.Value) bool {
	for m := range root.Members() {
		if fieldOf(m.KeyValue().TextBytes()) != hasList {
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

// options are the fields that only a run takes.
const options = hasMetadata | hasInstance | hasQueue | hasRetain | hasPassword | hasWorkflow | hasWebhookURL

// pattern is a set of fields by which a body without a nodeInfoList is known.
type pattern struct {
	all, any, none uint32 // which fields it must and must not have
	// only, where it is not 0, are all the fields there may be, unknown ones
	// excluded; closed excludes unknown ones alone.
	only   uint32
	closed bool
	// graph asks that the workflow field hold what could be a graph, two that
	// it have at least two of only's fields.
	graph, two bool
	is         detection
}

// patterns are tried in order. The one of an Unknown kind is not a request.
var patterns = []pattern{
	{all: hasQuickCode | hasWebappID, is: detection{Kind: QuickAIAppRun}},
	{all: hasLora | hasMD5, is: detection{Kind: GetLoraUploadURL}},
	{all: hasKey, any: hasLora | hasMD5, is: detection{Kind: GetLoraUploadURL}},
	{all: hasWebhookID, any: hasKey | hasWebhookURL, is: detection{Kind: RetryWebhook}},
	{all: hasFile, any: hasKey | hasFileType, only: hasKey | hasFile | hasFileType, is: detection{Kind: Upload}},

	{all: hasTaskID, only: hasTaskID, is: detection{Kind: V2Query, Alternatives: []Kind{Status, Outputs, Cancel, GetWebhookDetail}}},
	{all: hasTaskID, none: hasKey},
	{all: hasTaskID | hasWebhookURL, is: detection{Kind: RetryWebhook, Alternatives: []Kind{GetWebhookDetail}}},
	{all: hasTaskID, is: detection{Kind: Status, Alternatives: []Kind{Outputs, Cancel, GetWebhookDetail, V2Query}}},

	{all: hasWebappID | hasKey, none: hasWorkflowID, only: hasKey | hasWebappID, is: detection{Kind: APICallDemo, Alternatives: []Kind{AIAppRun, QuickAIAppRun}}},
	{all: hasWebappID | hasKey, none: hasWorkflowID, is: detection{Kind: AIAppRun, Alternatives: []Kind{V2RunAIApp}}},
	{all: hasWebappID, none: hasWorkflowID, any: options, closed: true, is: detection{Kind: AIAppRun, Alternatives: []Kind{V2RunAIApp}}},

	{all: hasWorkflowID | hasKey, only: hasKey | hasWorkflowID, is: detection{Kind: Create, Alternatives: []Kind{GetJSONAPIFormat}}},
	{all: hasWorkflowID | hasKey, is: detection{Kind: Create, Alternatives: []Kind{V2RunWorkflow}}},
	{all: hasWorkflowID, any: options, closed: true, is: detection{Kind: Create, Alternatives: []Kind{V2RunWorkflow}}},
	{all: hasWorkflow | hasKey, closed: true, graph: true, is: detection{Kind: Create}},
	{all: hasWorkflow | hasMetadata, closed: true, graph: true, is: detection{Kind: V2RunWorkflow, Alternatives: []Kind{Create}}},

	{all: hasKey, only: hasKey, is: detection{Kind: AccountStatus}},
	{only: options, two: true, is: detection{Kind: V2RunWorkflow, Alternatives: []Kind{V2RunAIApp, Create, AIAppRun}}},
}

// plainShape is a body without a nodeInfoList.
func plainShape(root jsondoc.Value, set uint32, unknown int) detection {
	for i := range patterns {
		if p := &patterns[i]; p.fits(set, unknown) && (!p.graph || carriesWorkflow(root)) {
			return p.is
		}
	}
	return detection{}
}

func (p *pattern) fits(set uint32, unknown int) bool {
	switch {
	case set&p.all != p.all, set&p.none != 0, p.any != 0 && set&p.any == 0:
		return false
	case (p.closed || p.only != 0) && unknown > 0, p.only != 0 && set&^p.only != 0:
		return false
	}
	return !p.two || bits.OnesCount32(set) >= 2
}

// carriesWorkflow reports whether the workflow key holds what could be a graph and
// not, say, the name of one.
func carriesWorkflow(root jsondoc.Value) bool {
	for m := range root.Members() {
		if fieldOf(m.KeyValue().TextBytes()) == hasWorkflow {
			return m.Value.Is(jsondoc.Object) || m.Value.Is(jsondoc.String) && strings.ContainsAny(m.Value.Text(), "{<$")
		}
	}
	return false
}

// isNodeInfoList reports whether an array holds overrides: some object in it has
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

// IsBatch reports whether a document is an array of requests, each to be checked by
// itself. A bare nodeInfoList is none.
func (t *Table) IsBatch(root jsondoc.Value) bool {
	if !root.Is(jsondoc.Array) || isNodeInfoList(root) {
		return false
	}
	for _, e := range root.Elements() {
		if !e.Is(jsondoc.Object) {
			continue
		}
		if body, _, _, _, ok := t.Unwrap(e); ok && body.Exists() || shape(e).Kind != Unknown {
			return true
		}
	}
	return false
}
