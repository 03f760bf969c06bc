package eval

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/payloadlint/payloadlint/cmd/internal/explain"
	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/rules/code"
	"github.com/payloadlint/payloadlint/rules/rule"
)

// The labels of rows and columns that are not codes.
const (
	labelUnknown = "unknown" // predicted only
	labelPartial = "partial" // code 0 with node errors
)

// Report is what a run of eval measured; it is printed as JSON as it is. Keys
// are only ever added.
type Report struct {
	Version string `json:"version"`
	// Pairs are those that were read. Each is compared, set apart, or has an
	// answer that could not be read.
	Pairs      int `json:"pairs"`
	Compared   int `json:"compared"`
	SetApart   int `json:"setApart"`
	Unreadable int `json:"unreadable"`
	// Right, Wrong and Unknown add up to Compared.
	Right   int `json:"right"`
	Wrong   int `json:"wrong"`
	Unknown int `json:"unknown"`
	// Messages counts the right codes whose message was predicted too, and
	// RightMessages those of them that were right.
	Messages      int `json:"messages"`
	RightMessages int `json:"rightMessages"`

	Matrix        []Cell         `json:"matrix"`
	Codes         []Score        `json:"codes"`
	Reasons       []Reason       `json:"unknownBecause"`
	Apart         []Apart        `json:"apart"`
	Disagreements []Disagreement `json:"disagreements"`
}

// Cell counts the pairs of a predicted and an answered code.
type Cell struct {
	Predicted string `json:"predicted"`
	Answered  string `json:"answered"`
	Count     int    `json:"count"`
}

// Score is how right the predictions of a code are. Precision is the share of
// the predictions that were right, recall the share of the answers that were
// predicted; nil where there are none.
type Score struct {
	Code      string   `json:"code"`
	Predicted int      `json:"predicted"`
	Answered  int      `json:"answered"`
	Right     int      `json:"right"`
	Precision *float64 `json:"precision"`
	Recall    *float64 `json:"recall"`
}

// Reason is why predictions were left open.
type Reason struct {
	Code   int    `json:"code"`
	Reason string `json:"reason"`
	Count  int    `json:"count"`
}

// Apart counts answers that say nothing of the payload.
type Apart struct {
	Code  int    `json:"code"`
	Name  string `json:"name"`
	Count int    `json:"count"`
}

// Disagreement is a prediction that the answer refutes.
type Disagreement struct {
	Pair      string `json:"pair"`
	Endpoint  string `json:"endpoint"`
	Predicted string `json:"predicted"`
	Answered  string `json:"answered"`
	// Named says that the answered code is among the alternatives that the
	// prediction named.
	Named      bool      `json:"namedAsAlternative"`
	Confidence string    `json:"confidence,omitempty"`
	Msg        string    `json:"msg,omitempty"`
	Findings   []Finding `json:"findings"`

	pair Pair
}

// Finding is one that the prediction rests on.
type Finding struct {
	Rule     string `json:"rule"`
	Severity string `json:"severity"`
	Code     int    `json:"code"`
	Pointer  string `json:"pointer"`
	Message  string `json:"message,omitempty"`
	Comfy    string `json:"comfy,omitempty"`
}

// Tally counts pairs.
type Tally struct {
	report    Report
	cells     map[[2]string]int
	reasons   map[Reason]int
	apart     map[code.Code]int
	predicted map[string]int
	answered  map[string]int
}

// NewTally returns a Tally without pairs.
func NewTally() *Tally {
	return &Tally{
		report: Report{Version: "1"}, cells: map[[2]string]int{}, reasons: map[Reason]int{}, apart: map[code.Code]int{},
		predicted: map[string]int{}, answered: map[string]int{},
	}
}

// aboutPayload reports whether an answer says something of the payload: success,
// or a code that the table calls one of the request's that can be seen before it is sent.
func aboutPayload(c code.Code) bool {
	e, ok := c.Entry()
	return c == 0 || ok && e.Visible && e.Retry == code.FixRequest
}

func predictedLabel(v rules.Verdict) string {
	switch v.Outcome {
	case rules.Rejected:
		return v.Code.String()
	case rules.Partial:
		return labelPartial
	case rules.Accepted:
		return "0"
	}
	return labelUnknown
}

func answeredLabel(v explain.Verdict) string {
	if v.Partial {
		return labelPartial
	}
	return v.Code.String()
}

// Add counts a pair and what is predicted for its request.
func (t *Tally) Add(p Pair, res *rules.Result) {
	t.report.Pairs++
	answer, ok := explain.ReadVerdict(p.Answer)
	switch {
	case !ok:
		t.report.Unreadable++
		return
	case !aboutPayload(answer.Code):
		t.report.SetApart++
		t.apart[answer.Code]++
		return
	}
	t.report.Compared++
	want, got := answeredLabel(answer), predictedLabel(res.Verdict)
	t.cells[[2]string{got, want}]++
	t.predicted[got]++
	t.answered[want]++
	switch got {
	case labelUnknown:
		t.report.Unknown++
		t.because(res)
	case want:
		t.report.Right++
		if msg := res.Verdict.Msg; msg != "" && answer.Msg != "" {
			t.report.Messages++
			if msg == answer.Msg {
				t.report.RightMessages++
			}
		}
	default:
		t.report.Wrong++
		t.report.Disagreements = append(t.report.Disagreements, disagreement(p, res, got, want, answer))
	}
}

// because counts the reasons that left a prediction open, each once.
func (t *Tally) because(res *rules.Result) {
	seen := map[Reason]bool{}
	for _, u := range res.Unchecked {
		r := Reason{Code: int(u.Code), Reason: withoutIDs(u.Reason)}
		if !seen[r] {
			seen[r] = true
			t.reasons[r]++
		}
	}
	if len(res.Unchecked) == 0 {
		t.reasons[Reason{}]++
	}
}

// shortestID is the number of digits from which a number is an id of the platform.
const shortestID = 10

// withoutIDs is a reason without the ids of workflows and apps, so that one cause
// has one text.
func withoutIDs(s string) string {
	var out strings.Builder
	digits := 0
	for i := 0; i <= len(s); i++ {
		if i < len(s) && s[i] >= '0' && s[i] <= '9' {
			digits++
			continue
		}
		if digits >= shortestID {
			out.WriteString("…")
		} else {
			out.WriteString(s[i-digits : i])
		}
		digits = 0
		if i < len(s) {
			out.WriteByte(s[i])
		}
	}
	return out.String()
}

func disagreement(p Pair, res *rules.Result, got, want string, answer explain.Verdict) Disagreement {
	d := Disagreement{
		Pair: p.Name, Endpoint: string(res.Endpoint), Predicted: got, Answered: want, Msg: answer.Msg,
		Named:      slices.Contains(res.Verdict.Alternatives, answer.Code),
		Confidence: res.Verdict.Confidence.String(), Findings: []Finding{}, pair: p,
	}
	for i := range res.Findings {
		f := &res.Findings[i]
		decides := f.Severity == rule.Error && (f.Code == res.Verdict.Code || got == labelPartial)
		missed := f.Code == answer.Code || slices.Contains(f.Alternatives, answer.Code)
		if !decides && !missed || f.Code == 0 && !decides {
			continue
		}
		d.Findings = append(d.Findings, Finding{
			Rule: f.Rule.ID, Severity: f.Severity.String(), Code: int(f.Code), Pointer: f.Pointer, Message: f.Message, Comfy: f.Comfy,
		})
	}
	return d
}

// Report sums up what was counted.
func (t *Tally) Report() Report {
	r := t.report
	r.Matrix, r.Codes, r.Reasons, r.Apart = []Cell{}, []Score{}, []Reason{}, []Apart{}
	if r.Disagreements == nil {
		r.Disagreements = []Disagreement{}
	}
	for cell, n := range t.cells {
		r.Matrix = append(r.Matrix, Cell{Predicted: cell[0], Answered: cell[1], Count: n})
	}
	slices.SortFunc(r.Matrix, func(a, b Cell) int {
		return cmp.Or(compareLabels(a.Answered, b.Answered), compareLabels(a.Predicted, b.Predicted))
	})
	labels := maps.Clone(t.predicted)
	maps.Copy(labels, t.answered)
	delete(labels, labelUnknown)
	for _, l := range slices.SortedFunc(maps.Keys(labels), compareLabels) {
		s := Score{Code: l, Predicted: t.predicted[l], Answered: t.answered[l], Right: t.cells[[2]string{l, l}]}
		s.Precision, s.Recall = share(s.Right, s.Predicted), share(s.Right, s.Answered)
		r.Codes = append(r.Codes, s)
	}
	for reason, n := range t.reasons {
		reason.Count = n
		r.Reasons = append(r.Reasons, reason)
	}
	slices.SortFunc(r.Reasons, func(a, b Reason) int {
		return cmp.Or(b.Count-a.Count, a.Code-b.Code, cmp.Compare(a.Reason, b.Reason))
	})
	for _, c := range slices.Sorted(maps.Keys(t.apart)) {
		r.Apart = append(r.Apart, Apart{Code: int(c), Name: c.Name(), Count: t.apart[c]})
	}
	return r
}

func share(part, whole int) *float64 {
	if whole == 0 {
		return nil
	}
	s := float64(part) / float64(whole)
	return &s
}

// compareLabels orders codes by number, and what is not a code behind them.
func compareLabels(a, b string) int {
	return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a, b))
}

func rank(label string) int {
	switch label {
	case labelPartial:
		return 0
	case labelUnknown:
		return 1 << 30
	}
	n, _ := strconv.Atoi(label)
	return n
}
