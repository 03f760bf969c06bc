package explain

import (
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/payloadlint/payloadlint/rules/code"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// answer is what a paste says, sorted.
type answer struct {
	shape  Shape
	code   code.Code
	coded  bool // the answer has a code
	state  bool // it has taken the code from its shape, not from a number
	msg    string
	status string
	taskID string
	// hasData tells that the envelope has a data member at all.
	hasData bool
	data    jsondoc.Value
	// tips is promptTips as JSON; tipsText what it says when it is none.
	tips       jsondoc.Value
	tipsText   string
	nodeErrors jsondoc.Value
	// promptError is ComfyUI's error of the whole prompt.
	promptError jsondoc.Value
	failed      jsondoc.Value
	failedText  string
	extra       []string // errorMessages
}

// Response explains an answer of the service as somebody pasted it, whatever
// stands around it. It never fails: a paste without an answer gets a report of
// KindUnknown that says what was looked for.
func Response(data []byte, o Options) Report {
	p := extract(data)
	root, shape := unwrap(p.root, 3)
	var r Report
	switch shape {
	case shapeRequest:
		r = Report{Kind: KindRequest, Title: o.text("explain.is-request", nil)}
		r.add(o, "next", o.text("explain.is-request-next", nil))
		if kind := endpoint.Detect(root); kind != endpoint.Unknown {
			r.add(o, "answer", o.text("explain.endpoint", message.Args{"endpoint": string(kind)}))
		}
	case shapeDefinition:
		r = Report{Kind: KindDefinition, Title: o.text("explain.is-definition", nil)}
		r.add(o, "next", o.text("explain.is-definition-next", nil))
	case ShapeUnknown:
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
	r := Report{Kind: KindUnknown, Title: o.text("explain.no-answer", nil)}
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

// first is the first string or number among the members named.
func first(v jsondoc.Value, keys ...string) string {
	for _, k := range keys {
		m := v.Get(k)
		if (m.Is(jsondoc.String) || m.Is(jsondoc.Number)) && m.Text() != "" {
			return m.Text()
		}
	}
	return ""
}

// read sorts an answer of known shape.
func read(v jsondoc.Value, shape Shape) answer {
	a := answer{shape: shape}
	switch shape {
	case ShapeV1:
		a.readV1(v)
	case ShapeV2:
		a.readV2(v)
	case ShapeWebhook:
		inner := embedded(v.Get("eventData"))
		if w, s := unwrap(inner, 1); s != ShapeUnknown && s != shapeRequest && s != shapeDefinition {
			a = read(w, s)
			a.shape = ShapeWebhook
		}
		if a.taskID == "" {
			a.taskID = first(v, "taskId")
		}
	case ShapeComfy:
		a.promptError, a.nodeErrors = v.Get("error"), v.Get("node_errors")
		a.coded, a.state = true, true
		if a.promptError.Is(jsondoc.Object) {
			a.code = 433
		}
	case ShapeTips:
		a.tips = v
		a.readTips()
		a.coded, a.state = a.judged()
	case ShapeNodeErrors:
		a.nodeErrors = v
	case ShapeFailed:
		a.failed = v
		a.code, a.coded, a.state = 805, true, true
	case ShapeOutputs:
		a.data, a.hasData, a.coded, a.state = v, true, true, true
	}
	return a
}

func (a *answer) readV1(v jsondoc.Value) {
	a.code, a.coded = codeOf(v.Get("code"))
	a.msg = first(v, "msg", "message", "errorMessage")
	a.data, a.hasData = v.Get("data"), v.Member("data").Exists()
	if !a.coded {
		a.data, a.hasData = v, true // data pasted without its envelope
		if v.Get("failedReason").Exists() {
			a.code, a.coded, a.state = 805, true, true
		}
	}
	// Where data is itself JSON in a string, it is read as what it holds.
	if d := embedded(a.data); a.data.Is(jsondoc.String) && d.Exists() {
		a.data = d
	}
	a.readData(a.data)
	a.readMessages(v.Get("errorMessages"))
	if !a.nodeErrors.Exists() {
		a.readMsg(v)
	}
}

// readMsg looks into a msg that is JSON: error-codes.zh.md says that 433 tells
// its details there.
func (a *answer) readMsg(v jsondoc.Value) {
	for _, k := range []string{"msg", "message", "errorMessage"} {
		inner := embedded(v.Get(k))
		switch shapeOf(inner) {
		case ShapeTips, ShapeComfy:
			a.tips = inner
			a.readTips()
		case ShapeNodeErrors:
			a.nodeErrors = inner
		case ShapeFailed:
			a.failed = inner
		}
	}
}

func (a *answer) readData(d jsondoc.Value) {
	if id := first(d, "taskId"); id != "" {
		a.taskID = id
	}
	if s := first(d, "taskStatus", "status"); s != "" {
		a.status = s
	}
	if n := d.Get("node_errors"); n.Exists() {
		if n.Is(jsondoc.String) {
			n = embedded(n)
		}
		a.nodeErrors = n
	}
	if e := d.Get("error"); e.Is(jsondoc.Object) {
		a.promptError = e
	}
	if shapeOf(d) == ShapeNodeErrors {
		a.nodeErrors = d
	}
	a.readTipsOf(d)
	a.readFailed(d.Get("failedReason"))
}

func (a *answer) readTipsOf(v jsondoc.Value) {
	t := v.Get("promptTips")
	switch {
	case t.Is(jsondoc.Object):
		a.tips = t
	case t.Is(jsondoc.String):
		if a.tips = embedded(t); !a.tips.Is(jsondoc.Object) {
			a.tips, a.tipsText = jsondoc.Value{}, strings.TrimSpace(t.Text())
		}
	}
	a.readTips()
}

func (a *answer) readTips() {
	if n := a.tips.Get("node_errors"); n.Is(jsondoc.Object) && !a.nodeErrors.Exists() {
		a.nodeErrors = n
	}
	switch e := a.tips.Get("error"); {
	case e.Is(jsondoc.Object):
		a.promptError = e
	case e.Is(jsondoc.String) && e.Text() != "":
		a.extra = append(a.extra, e.Text())
	}
}

// judged takes a verdict from promptTips that came without an envelope.
func (a *answer) judged() (coded, state bool) {
	result := a.tips.Get("result")
	if result.Is(jsondoc.Bool) {
		if !result.True() {
			a.code = 433
		}
		return true, true
	}
	return false, false
}

func (a *answer) readFailed(f jsondoc.Value) {
	switch {
	case f.Is(jsondoc.Object) && f.Len() > 0:
		a.failed = f
	case f.Is(jsondoc.String) && strings.TrimSpace(f.Text()) != "":
		if a.failed = embedded(f); !a.failed.Is(jsondoc.Object) {
			a.failed, a.failedText = jsondoc.Value{}, f.Text()
		}
	}
}

func (a *answer) readMessages(v jsondoc.Value) {
	switch v.Kind() {
	case jsondoc.String:
		if v.Text() != "" {
			a.extra = append(a.extra, v.Text())
		}
	case jsondoc.Array:
		for i, e := range v.Elements() {
			if i == 10 {
				return
			}
			if t := e.Text(); t != "" {
				a.extra = append(a.extra, t)
			}
		}
	}
}

func (a *answer) readV2(v jsondoc.Value) {
	a.taskID, a.status = first(v, "taskId"), first(v, "status")
	a.msg = first(v, "errorMessage", "message", "msg")
	c := v.Get("errorCode")
	switch n, ok := codeOf(c); {
	case ok:
		a.code, a.coded = n, true
	case c.Is(jsondoc.Null), !c.Exists(), strings.TrimSpace(c.Text()) == "":
		// An empty errorCode means that nothing is wrong, unless status says
		// that the task has failed.
		a.coded, a.state = !strings.EqualFold(a.status, "FAILED"), true
	}
	a.data, a.hasData = v.Get("results"), v.Member("results").Exists()
	a.readTipsOf(v)
	a.readFailed(v.Get("failedReason"))
	if n := v.Get("node_errors"); n.Is(jsondoc.Object) {
		a.nodeErrors = n
	}
	if !a.nodeErrors.Exists() {
		a.readMsg(v)
	}
}

// Texts of codes in logs that quote no whole JSON ("code=803", "errorCode:
// '1101'"), and in Go's %+v ({Code:803 Msg:…}).
var (
	codeInText = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`(?i)\b(?:error_?)?code\b\\?["']?\s*(?:[:=]|is)\s*\\?["']?(-?[0-9]{1,5})\b`)
	})
	msgInText = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`(?i)\b(?:msg|message|errorMessage)\b\\?["']?\s*[:=]\s*\\?["']?([^"'\n\\}]{1,300})`)
	})
	nameInText = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\b[A-Z]{3,}_[A-Z_]{3,60}\b`) })
)

// textLimit bounds how much of a paste without JSON is looked at.
const textLimit = 1 << 20

// fromText reads a paste without usable JSON: a bare message, a line of a log,
// JSON that was cut off.
func fromText(p pasted) (answer, bool) {
	text := p.text[:min(len(p.text), textLimit)]
	a := answer{shape: ShapeMessage}
	if m := codeInText().FindStringSubmatch(text); m != nil {
		a.code, a.coded = code.Parse(m[1])
	}
	if m := msgInText().FindStringSubmatch(text); m != nil {
		a.msg = strings.TrimSpace(m[1])
	}
	if i := strings.Index(text, mismatchMark); i >= 0 {
		line, _, _ := strings.Cut(text[i:], "\n")
		a.msg = line[:strings.LastIndexByte(line, ')')+1]
		if a.msg == "" {
			a.msg = line
		}
		a.implied(803)
		return a, true
	}
	for _, name := range nameInText().FindAllString(text, 20) {
		if e, ok := code.ByName(name); ok {
			a.implied(e.Code)
			if a.msg == "" {
				a.msg = name
			}
			return a, true
		}
	}
	short := strings.TrimSpace(text[:min(len(text), 2000)])
	for _, k := range knownMessages {
		if strings.Contains(strings.ToLower(short), k.text) && (len(k.text) > 8 || len(short) < 40) {
			if a.msg == "" {
				a.msg = short
			}
			a.implied(k.code)
			return a, true
		}
	}
	return a, a.coded
}

// implied sets the code that a message stands for, unless one was given.
func (a *answer) implied(c code.Code) {
	if !a.coded {
		a.code, a.coded, a.state = c, true, true
	}
}

// knownMessages are the messages that the service sends with a code, for
// pastes of the message alone. Source: live-answers.md; runninghub-api.md §4,
// §5.
var knownMessages = []struct {
	text string
	code code.Code
}{
	{"jsonnull", 803},
	{"prompt_outputs_failed_validation", 433},
	{"webapp not exists", 1},
	{"webhook event not exists", 1},
	{"taskid must be positive", 301},
	{"taskid cannot be empty", 301},
	{"user not exist", 301},
	{"apikey not enabled", 301},
	{"apikey verification failed", 401},
	{"api queue limit reached", 421},
	{"node info error", 1101},
	{"value not in list", 805},
}

// message is the server's own words as they are shown.
func (a *answer) message() string { return clean(a.msg, 400) }

// report puts the answer into words.
func (a *answer) report(o Options) Report {
	r := Report{Kind: KindAnswer, Shape: a.shape, Msg: a.message(), TaskID: clean(a.taskID, 64), Status: clean(a.status, 32)}
	b := blamer{o: o, a: a}
	b.collect()
	r.Blames = b.found
	dropped := len(r.Blames) > 0 && (!a.coded || code.IsSuccess(a.code)) && a.failed.Kind() == jsondoc.Missing && a.failedText == ""
	refused := a.tips.Get("result").Is(jsondoc.Bool) && !a.tips.Get("result").True()
	switch {
	case a.coded:
		c := a.code
		r.Code, r.Name, r.Title = &c, c.Name(), title(c, o)
		r.Partial = code.IsSuccess(c) && dropped && !refused
		switch {
		case r.Partial:
			r.Title = c.String() + " " + o.text("explain.partial", nil)
		case code.IsSuccess(c) && refused:
			r.Title = c.String() + " " + o.text("explain.refused", nil)
		}
	case strings.EqualFold(a.status, "FAILED"):
		r.Title = o.text("explain.task-failed", nil)
	case a.nodeErrors.Exists():
		r.Title = o.text("explain.node-errors", nil)
	default:
		r.Title = o.text("explain.no-code", nil)
	}
	a.says(&r, o)
	if r.Partial {
		r.add(o, "answer", o.text("explain.partial-means", nil))
	}
	if refused && a.coded && code.IsSuccess(a.code) {
		r.add(o, "answer", o.text("explain.result-false", nil))
	}
	for i := range r.Blames {
		r.add(o, "blames", r.Blames[i].Text...)
	}
	r.add(o, "blames", b.notes...)
	if a.shape == ShapeNodeErrors {
		r.add(o, "answer", o.text("explain.node-errors-means", nil))
	}
	switch e, known := code.Lookup(a.code); {
	case !a.coded:
		a.next(&r, o)
	case !known:
		r.add(o, "meaning", o.text("explain.unknown-code", nil))
	case code.IsSuccess(a.code):
		a.next(&r, o)
	default:
		r.words(e, o)
		if len(RulesFor(a.code, o.Rules)) > 0 {
			r.visible(e, o)
		}
	}
	return r
}

// says adds what the answer tells, before anything is made of it.
func (a *answer) says(r *Report, o Options) {
	if a.state && a.coded && !code.IsSuccess(a.code) {
		r.add(o, "answer", o.text("explain.implied-code", nil))
	}
	if a.msg != "" && r.Msg != r.Name && !(code.IsSuccess(a.code) && strings.EqualFold(r.Msg, "success")) {
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
	if e := a.promptError; e.Is(jsondoc.Object) {
		typ := clean(first(e, "type"), 60)
		r.add(o, "answer", o.text("explain.prompt-error", message.Args{"type": typ, "message": clean(first(e, "message"), 200)}))
		if d := clean(first(e, "details"), 300); d != "" {
			r.add(o, "answer", d)
		}
		if s, ok := o.lookup("explain-comfy." + typ); ok && len(r.Blames) == 0 {
			r.add(o, "answer", s)
		}
	}
	if a.tipsText != "" {
		r.add(o, "answer", o.text("explain.tips-text", message.Args{"tips": clean(a.tipsText, 300)}))
	}
	a.hints(r, o)
}

// hints tells what is known of single messages. Source: live-answers.md and
// runninghub-api.md §5.
func (a *answer) hints(r *Report, o Options) {
	low := strings.ToLower(r.Msg)
	for _, h := range []struct{ text, key string }{
		{"user not exist", "user-not-exist"},
		{"apikey not enabled", "apikey-not-enabled"},
		{"must be positive", "must-be-positive"},
		{"cannot be empty", "cannot-be-empty"},
		{"cannot be blank", "cannot-be-empty"},
		{"webapp not exists", "webapp-not-exists"},
		{"webhook event not exists", "no-webhook"},
		{"apikey verification failed", "key-refused"},
		{"queue limit reached", "queue-limit"},
		{"jsonnull", "json-null"},
	} {
		if strings.Contains(low, h.text) {
			field, _, _ := strings.Cut(r.Msg, " ")
			r.add(o, "answer", o.text("explain-msg."+h.key, message.Args{"field": clean(field, 60)}))
			a.fieldPlace(r, o, h.key, field)
			return
		}
	}
	// Success under another name, or a failure that calls itself one.
	if a.coded && !a.state && !code.IsSuccess(a.code) && strings.EqualFold(r.Msg, "success") {
		r.add(o, "answer", o.text("explain-msg.success-msg", nil))
	}
}

// next says what comes after an answer that is no failure.
func (a *answer) next(r *Report, o Options) {
	status := strings.ToUpper(a.status)
	d := a.data
	if d.Is(jsondoc.String) && a.shape != ShapeV2 {
		status = strings.ToUpper(strings.TrimSpace(d.Text()))
		r.Status = clean(status, 32)
	}
	say := func(key string, args message.Args) { r.add(o, "next", o.text("explain-next."+key, args)) }
	if ids := a.tips.Get("outputs_to_execute"); ids.Len() > 0 {
		var list []string
		for i, id := range ids.Elements() {
			if i == 20 {
				break
			}
			list = append(list, clean(id.Text(), 40))
		}
		r.add(o, "answer", o.text("explain.outputs", message.Args{"ids": strings.Join(list, ", ")}))
	}
	v2 := a.shape == ShapeV2
	switch {
	case a.shape == ShapeComfy, a.shape == ShapeTips, a.shape == ShapeNodeErrors:
	case a.shape == ShapeWebhook && !a.coded:
		say("webhook", nil)
	case has(d, "nodeInfoList"), has(d, "prompt"):
		say("definition", nil)
	case has(d, "remainCoins"):
		say("account", nil)
	case has(d, "eventData"):
		say("webhook-detail", nil)
	case strings.HasPrefix(first(d, "fileName", "filename"), "api-lora"):
		say("lora", nil)
	case has(d, "download_url"):
		say("upload-v2", message.Args{"name": clean(first(d, "fileName", "filename"), 120)})
	case first(d, "fileName", "filename") != "":
		say("upload", message.Args{"name": clean(first(d, "fileName", "filename"), 120)})
	case d.Is(jsondoc.Array) && d.Len() > 0:
		say("results", message.Args{"count": strconv.Itoa(d.Len())})
	case d.Is(jsondoc.Array):
		say("no-results", nil)
	case status == "SUCCESS":
		say("done", nil)
	case status == "FAILED" && v2:
		say("failed-v2", nil)
	case status == "FAILED":
		r.Title = a.code.String() + " " + o.text("explain.call-succeeded", nil)
		say("failed", nil)
	case status == "CANCEL":
		say("cancelled", nil)
	case status != "" && v2:
		say("poll-v2", nil)
	case status != "", a.taskID != "" && a.shape == ShapeV1:
		say("poll", nil)
	case d.Is(jsondoc.Null):
		say("null", nil)
	}
	if !a.coded && a.shape != ShapeNodeErrors && a.shape != ShapeWebhook && !strings.EqualFold(a.status, "FAILED") {
		r.add(o, "meaning", o.text("explain.no-code-means", nil))
	}
	if a.coded && code.IsSuccess(a.code) && !r.Partial && a.nodeErrors.Is(jsondoc.Object) && a.nodeErrors.Len() == 0 {
		r.add(o, "answer", o.text("explain.no-node-errors", nil))
	}
}
