package explain

import (
	"strconv"
	"strings"

	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// succeeded reports whether the answer says code 0.
func (a *answer) succeeded() bool { return a.coded && a.code.IsSuccess() }

// refused reports whether promptTips says that the prompt does not run.
func (a *answer) refused() bool {
	result := a.tips.Get("result")
	return result.Is(jsondoc.Bool) && !result.True()
}

// report explains an answer: its complaints are located, then all is put into
// words.
func (a *answer) report(o Options) Report {
	r := Report{Kind: kindAnswer, Shape: a.shape, Msg: clean(a.msg, 400), TaskID: clean(a.taskID, 64), Status: clean(a.status, 32)}
	l := a.locate(o)
	r.Blames = l.found
	if a.coded {
		c := a.code
		r.Code, r.Name = &c, c.Name()
	}
	r.Partial = a.succeeded() && len(r.Blames) > 0 && a.failed.Kind() == jsondoc.Missing && a.failedText == "" && !a.refused()
	r.Title = a.title(&r, o)
	a.says(&r, o)
	if r.Partial {
		r.add(o, "answer", o.text("explain.partial-means", nil))
	}
	if a.refused() && a.succeeded() {
		r.add(o, "answer", o.text("explain.result-false", nil))
	}
	p := phraser{o: o, def: l.def}
	for i := range r.Blames {
		p.describe(&r.Blames[i])
		r.add(o, "blames", r.Blames[i].Text...)
	}
	for _, key := range l.notes {
		r.add(o, "blames", o.text(key, nil))
	}
	if l.more > 0 {
		r.add(o, "blames", o.text("explain.more", message.Args{"count": strconv.Itoa(l.more)}))
	}
	if a.shape == shapeNodeErrors {
		r.add(o, "answer", o.text("explain.node-errors-means", nil))
	}
	a.means(&r, o)
	return r
}

// title is the first line.
func (a *answer) title(r *Report, o Options) string {
	switch {
	case r.Partial:
		return a.code.String() + " " + o.text("explain.partial", nil)
	case a.succeeded() && a.refused():
		return a.code.String() + " " + o.text("explain.refused", nil)
	case a.coded:
		return title(a.code, o)
	case strings.EqualFold(a.status, "FAILED"):
		return o.text("explain.task-failed", nil)
	case a.nodeErrors.Exists():
		return o.text("explain.node-errors", nil)
	}
	return o.text("explain.no-code", nil)
}

// means adds what the code means, or what comes next where nothing failed.
func (a *answer) means(r *Report, o Options) {
	e, known := a.code.Entry()
	switch {
	case !a.coded || known && a.code.IsSuccess():
		a.next(r, o)
	case !known:
		r.add(o, "meaning", o.text("explain.unknown-code", nil))
	default:
		r.words(e, o)
		if len(rulesFor(a.code, o.Rules)) > 0 {
			r.visible(e, o)
		}
	}
}

// says adds what the answer itself says.
func (a *answer) says(r *Report, o Options) {
	if a.state && a.coded && !a.code.IsSuccess() {
		r.add(o, "answer", o.text("explain.implied-code", nil))
	}
	if a.msg != "" && r.Msg != r.Name && !(a.code.IsSuccess() && strings.EqualFold(r.Msg, "success")) {
		r.add(o, "answer", o.text("explain.msg", message.Args{"msg": r.Msg}))
	}
	for _, e := range a.extra {
		r.add(o, "answer", o.text("explain.msg", message.Args{"msg": clean(e, 300)}))
	}
	if r.TaskID != "" {
		r.add(o, "answer", o.text("explain.task", message.Args{"task": r.TaskID}))
	}
	if r.Status != "" {
		r.add(o, "answer", o.text("explain.status", message.Args{"status": r.Status}))
	}
	if a.promptError.Is(jsondoc.Object) {
		a.saysPromptError(r, o)
	}
	if a.tipsText != "" {
		r.add(o, "answer", o.text("explain.tips-text", message.Args{"tips": clean(a.tipsText, 300)}))
	}
	a.hint(r, o)
}

// saysPromptError adds ComfyUI's error of the whole prompt.
func (a *answer) saysPromptError(r *Report, o Options) {
	e := a.promptError
	kind := clean(first(e, "type"), 60)
	r.add(o, "answer", o.text("explain.prompt-error", message.Args{"type": kind, "message": clean(first(e, "message"), 200)}))
	r.add(o, "answer", clean(first(e, "details"), 300))
	if s, ok := o.lookup("explain-comfy." + kind); ok && len(r.Blames) == 0 {
		r.add(o, "answer", s)
	}
}

// hint names what is said of messages with a text.
type hint struct {
	text, key    string
	aboutRequest bool
	member       string
}

// hints are the messages of which more is known than their words say. Those
// about the request are about one member of it: the one named here, or else the
// one that the message begins with. Source: live-answers.md and
// runninghub-api.md §5.
var hints = [...]hint{
	{text: "user not exist", key: "user-not-exist"},
	{text: "apikey not enabled", key: "apikey-not-enabled"},
	{text: "must be positive", key: "must-be-positive", aboutRequest: true},
	{text: "cannot be empty", key: "cannot-be-empty", aboutRequest: true},
	{text: "cannot be blank", key: "cannot-be-empty", aboutRequest: true},
	{text: "webapp not exists", key: "webapp-not-exists", aboutRequest: true, member: "webappId"},
	{text: "webhook event not exists", key: "no-webhook"},
	{text: "apikey verification failed", key: "key-refused"},
	{text: "queue limit reached", key: "queue-limit"},
	{text: "jsonnull", key: "json-null"},
	{text: "must be greater than 0", key: "must-be-positive", aboutRequest: true},
	{text: "must not be null", key: "cannot-be-empty", aboutRequest: true},
	{text: "failed to parse request body", key: "not-parsed"},
	{text: reasonNode, key: "node-not-found"},
	{text: reasonField, key: "field-not-found"},
	{text: "node_info_mismatch", key: "mismatch-bare"},
	{text: "暂无权限", key: "no-permission"},
	{text: "no permission", key: "no-permission"},
	{text: "asset id must not be empty", key: "no-asset"},
}

// hintFor is the hint about a message, nil if there is none.
func hintFor(msg string) *hint {
	low := strings.ToLower(msg)
	for i := range hints {
		if strings.Contains(low, hints[i].text) {
			return &hints[i]
		}
	}
	return nil
}

// hint says what is known of single messages.
func (a *answer) hint(r *Report, o Options) {
	// Where the whole NODE_INFO_MISMATCH(…) is there, its parts are blamed.
	if h := hintFor(r.Msg); h != nil && !strings.Contains(r.Msg, mismatchMark) {
		field, _, _ := strings.Cut(r.Msg, " ")
		r.add(o, "answer", o.text("explain-msg."+h.key, message.Args{"field": clean(field, 60)}))
		if h.member != "" {
			field = h.member
		}
		if h.aboutRequest && o.Request.Is(jsondoc.Object) {
			r.pointAt(o, field)
		}
		return
	}
	// Success under another name, or a failure that calls itself one.
	if a.coded && !a.state && !a.code.IsSuccess() && strings.EqualFold(r.Msg, "success") {
		r.add(o, "answer", o.text("explain-msg.success-msg", nil))
	}
}

// pointAt points at the request's member that a message of code 301 names, or
// at a misspelt one that was meant for it.
func (r *Report) pointAt(o Options, field string) {
	m, misspelt := memberNear(o.Request, field)
	if m.Exists() && !misspelt {
		if at, ok := placeOf(m.Value); ok {
			r.add(o, "answer", o.text("explain.in-request", message.Args{"place": at.String()})+" "+show(m.Value))
		}
		return
	}
	line := o.text("explain.request-lacks", message.Args{"field": clean(field, 60)})
	if at, ok := placeOf(m.KeyValue()); ok {
		line += " " + o.text("explain.written-as", message.Args{"name": clean(m.Key(), 60), "place": at.String()})
	}
	r.add(o, "answer", line)
}

// outcome is an answer without a failure, as followUps look at it.
type outcome struct {
	*answer
	status string // in capitals
	file   string // the name of an uploaded file
}

func (n *outcome) has(keys ...string) bool { return has(n.data, keys...) }

// followUps are the texts about what comes next, with the answers they are
// for, the more specific ones first. Some answers have no text.
var followUps = [...]struct {
	key string
	is  func(n *outcome) bool
}{
	{"", func(n *outcome) bool {
		return n.shape == shapeComfy || n.shape == shapeTips || n.shape == shapeNodeErrors
	}},
	{"explain-next.webhook", func(n *outcome) bool { return n.shape == shapeWebhook && !n.coded }},
	{"explain-next.definition", func(n *outcome) bool { return n.has("nodeInfoList") || n.has("prompt") }},
	{"explain-next.account", func(n *outcome) bool { return n.has("remainCoins") }},
	{"explain-next.webhook-detail", func(n *outcome) bool { return n.has("eventData") }},
	{"explain-next.lora", func(n *outcome) bool { return strings.HasPrefix(n.file, "api-lora") }},
	{"explain-next.upload-v2", func(n *outcome) bool { return n.has("download_url") }},
	{"explain-next.upload", func(n *outcome) bool { return n.file != "" }},
	{"explain-next.results", func(n *outcome) bool { return n.data.Is(jsondoc.Array) && n.data.Len() > 0 }},
	{"explain-next.no-results", func(n *outcome) bool { return n.data.Is(jsondoc.Array) }},
	{"explain-next.done", func(n *outcome) bool { return n.status == "SUCCESS" }},
	{"explain-next.failed-v2", func(n *outcome) bool { return n.status == "FAILED" && n.shape == shapeV2 }},
	{"explain-next.failed", func(n *outcome) bool { return n.status == "FAILED" }},
	{"explain-next.cancelled", func(n *outcome) bool { return n.status == "CANCEL" }},
	{"explain-next.poll-v2", func(n *outcome) bool { return n.status != "" && n.shape == shapeV2 }},
	{"explain-next.poll", func(n *outcome) bool { return n.status != "" || n.taskID != "" && n.shape == shapeV1 }},
	{"explain-next.null", func(n *outcome) bool { return n.data.Is(jsondoc.Null) }},
}

// next says what comes after an answer that is no failure.
func (a *answer) next(r *Report, o Options) {
	n := outcome{answer: a, status: strings.ToUpper(a.status), file: first(a.data, "fileName", "filename")}
	if a.data.Is(jsondoc.String) && a.shape != shapeV2 {
		n.status = strings.ToUpper(strings.TrimSpace(a.data.Text()))
		r.Status = clean(n.status, 32)
	}
	a.saysOutputs(r, o)
	for _, f := range followUps {
		if !f.is(&n) {
			continue
		}
		if f.key == "explain-next.failed" {
			r.Title = a.code.String() + " " + o.text("explain.call-succeeded", nil)
		}
		if f.key != "" {
			r.add(o, "next", o.text(f.key, message.Args{"name": clean(n.file, 120), "count": strconv.Itoa(a.data.Len())}))
		}
		break
	}
	if a.onlyState() {
		r.add(o, "meaning", o.text("explain.no-code-means", nil))
	}
	if a.succeeded() && !r.Partial && a.nodeErrors.Is(jsondoc.Object) && a.nodeErrors.Len() == 0 {
		r.add(o, "answer", o.text("explain.no-node-errors", nil))
	}
}

// onlyState reports whether an answer says nothing but how far a task is.
func (a *answer) onlyState() bool {
	return !a.coded && hintFor(a.msg) == nil && a.shape != shapeNodeErrors && a.shape != shapeWebhook && !strings.EqualFold(a.status, "FAILED")
}

// saysOutputs adds the output nodes that run.
func (a *answer) saysOutputs(r *Report, o Options) {
	outputs := a.tips.Get("outputs_to_execute")
	if outputs.Len() == 0 {
		return
	}
	var ids []string
	for i, id := range outputs.Elements() {
		if i == 20 {
			break
		}
		ids = append(ids, clean(id.Text(), 40))
	}
	r.add(o, "answer", o.text("explain.outputs", message.Args{"ids": o.Lang.List(ids)}))
}
