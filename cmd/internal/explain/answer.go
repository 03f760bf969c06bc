package explain

import (
	"regexp"
	"strings"
	"sync"

	"github.com/payloadlint/payloadlint/rules/code"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// answer is what a paste says, sorted.
type answer struct {
	shape  shape
	code   code.Code
	coded  bool // the answer has a code
	state  bool // it has taken the code from its shape, not from a number
	msg    string
	status string
	taskID string
	// hasData says that the envelope has a data member at all.
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
func read(v jsondoc.Value, shape shape) answer {
	a := answer{shape: shape}
	switch shape {
	case shapeV1:
		a.readV1(v)
	case shapeV2:
		a.readV2(v)
	case shapeWebhook:
		inner := embedded(v.Get("eventData"))
		if w, s := unwrap(inner, 1); s != shapeUnknown && s != shapeRequest && s != shapeDefinition {
			a = read(w, s)
			a.shape = shapeWebhook
		}
		if a.taskID == "" {
			a.taskID = first(v, "taskId")
		}
	case shapeComfy:
		a.promptError, a.nodeErrors = v.Get("error"), v.Get("node_errors")
		a.coded, a.state = true, true
		if a.promptError.Is(jsondoc.Object) {
			a.code = 433
		}
	case shapeTips:
		a.tips = v
		a.readTips()
		a.coded, a.state = a.judged()
	case shapeNodeErrors:
		a.nodeErrors = v
	case shapeFailed:
		a.failed = v
		a.code, a.coded, a.state = 805, true, true
	case shapeOutputs:
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

// readMsg looks into a msg that is JSON: error-codes.zh.md says that 433 gives
// its details there.
func (a *answer) readMsg(v jsondoc.Value) {
	for _, k := range []string{"msg", "message", "errorMessage"} {
		inner := embedded(v.Get(k))
		switch shapeOf(inner) {
		case shapeTips, shapeComfy:
			a.tips = inner
			a.readTips()
		case shapeNodeErrors:
			a.nodeErrors = inner
		case shapeFailed:
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
	if shapeOf(d) == shapeNodeErrors {
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

// judged takes the outcome from promptTips that came without an envelope.
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
		if a.status == "" && a.msg != "" && !strings.EqualFold(a.msg, "success") {
			a.coded = false // it names no state either, only what went wrong
			if c, ok := codeOfMessage(a.msg); ok {
				a.implied(c)
			}
		}
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
	a := answer{shape: shapeMessage}
	if m := codeInText().FindStringSubmatch(text); m != nil {
		a.code, a.coded = parseCode(m[1])
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
		if e, ok := named(name); ok {
			a.implied(e.Code)
			if a.msg == "" {
				a.msg = name
			}
			return a, true
		}
	}
	short := strings.TrimSpace(text[:min(len(text), 2000)])
	if looksLikeHTML(short) {
		return a, a.coded // a page of a proxy, whose words are not the service's
	}
	c, known := codeOfMessage(short)
	if known {
		a.implied(c)
	}
	if known = known || hintFor(short) != nil; known && a.msg == "" {
		a.msg = short
	}
	return a, a.coded || known
}

// codeOfMessage is the code that the service sends with a message.
func codeOfMessage(text string) (code.Code, bool) {
	low := strings.ToLower(text)
	for _, k := range knownMessages {
		if strings.Contains(low, k.text) && (len(k.text) > 8 || len(text) < 40) {
			return k.code, true
		}
	}
	return 0, false
}

// implied sets the code that a message stands for, unless one was given.
func (a *answer) implied(c code.Code) {
	if !a.coded {
		a.code, a.coded, a.state = c, true, true
	}
}

// knownMessages are the messages that the service sends with a code, for
// pastes of the message alone. Source: live-answers.md; runninghub-api.md §4,
// §5, §7.3 and §7.8.
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
	{"node_info_mismatch", 803},
	{reasonNode, 803},
	{reasonField, 803},
	{"节点信息异常", 1101},
	{"工作流运行失败", 805},
	{"access denied", 1014},
	{"oom_killed", 805},
	{"failed to parse request body", 1007},
	{"taskid must not be null", 1007},
}
