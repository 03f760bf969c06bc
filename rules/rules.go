// Package rules checks RunningHub requests before they are sent.
//
// A Checker holds what all checks of a run share: configuration, workflow
// definitions, node definitions. Check takes the bytes of one file and gives a
// Result per document in it: findings, what could not be checked, and the
// verdict (the code the server will most likely answer).
//
// Data goes one way: bytes, document with positions, endpoint, definition and
// catalog, rules, findings, verdict. Nothing here touches the network.
package rules

import (
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/payloadlint/payloadlint/rules/code"
	"github.com/payloadlint/payloadlint/rules/internal/comment"
	"github.com/payloadlint/payloadlint/rules/internal/nodeinfo"
	"github.com/payloadlint/payloadlint/rules/internal/own"
	"github.com/payloadlint/payloadlint/rules/internal/placeholder"
	"github.com/payloadlint/payloadlint/rules/internal/prompt"
	"github.com/payloadlint/payloadlint/rules/internal/request"
	"github.com/payloadlint/payloadlint/rules/internal/setup"
	"github.com/payloadlint/payloadlint/rules/internal/syntax"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/config"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/fault"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/nodes"
	"github.com/payloadlint/payloadlint/schema/readfile"
	"github.com/payloadlint/payloadlint/schema/workflow"
)

// Outcome is what will become of a request.
type Outcome string

// The outcomes. Source: design.md §3.
const (
	// Rejected: a code other than 0 is predicted.
	Rejected Outcome = "rejected"
	// Partial: code 0, but outputs would be dropped silently.
	Partial Outcome = "partial"
	// Accepted: everything that can be seen before sending was checked and
	// holds.
	Accepted Outcome = "accepted"
	// Unknown: nothing wrong was found, but not everything could be checked.
	Unknown Outcome = "unknown"
)

// Verdict is the prediction for one document.
type Verdict struct {
	Outcome Outcome
	// Code is the predicted code, 0 unless the outcome is Rejected.
	Code code.Code
	// Alternatives are codes that the answer may carry instead: of the finding
	// that decides and those of its stage, or of the warnings where none does.
	Alternatives []code.Code
	Confidence   rule.Confidence
	// Msg is what the answer's msg will say, "" when no fact tells.
	Msg string
	// Comfy is the release of ComfyUI that was assumed, "" where the verdict is
	// the same for all.
	Comfy string
}

// Result is what a check says of one document.
type Result struct {
	Path string
	// Index is the document's place in a batch or stream from 0, -1 for a
	// single document.
	Index int
	// Start is where the document begins in the file, zero where it has no
	// values: one of a batch is found by it.
	Start jsondoc.Position
	// Endpoint is endpoint.Unknown for a document that is not a request.
	Endpoint endpoint.Kind
	// Source is where the request stands in a file of another kind; nil for a
	// JSON document.
	Source *Source
	// Foreign says that nothing says the document is meant as a request: a
	// walk over a folder passes over it.
	Foreign bool
	Verdict Verdict
	// Findings are sorted by place, then rule.
	Findings []rule.Finding
	// Omitted counts the findings beyond a limit, which Findings does not list;
	// see Limit.
	Omitted Counts
	// Unchecked is what the outcome depends on that could not be checked.
	Unchecked []rule.Unchecked
	// Outputs are the output nodes that would run, where known.
	Outputs []string
	// Suppressed counts the findings that the configuration or the workflow's
	// own _meta leave out.
	Suppressed int
	// Document is the text the findings point into, for showing source lines;
	// nil only when the input could not be read at all.
	Document *jsondoc.Document
}

// Definitions finds the definition that a request names. Both answer nil
// without an error when the id is not known; an error says that it is known
// but cannot be read. Two further methods let more be checked:
//
//	Knows(r endpoint.Resource, id string) bool
//	Answer(r endpoint.Resource, id string) (code int, msg string, ok bool)
//
// The first says, without reading it, that there is a definition: so a webappId
// is told from a workflowId. The second is the error that the platform answered
// when the definition was asked for, not ok where none is remembered.
// Implementations are safe for concurrent use.
type Definitions interface {
	Workflow(id string) (*workflow.Definition, error)
	App(id string) (*workflow.Definition, error)
}

// Options configure a Checker. The zero value checks what a request alone
// shows, in English.
type Options struct {
	Lang message.Lang
	// Config may be nil.
	Config *config.Config
	// Definitions resolve the ids that requests name; it may be nil.
	Definitions Definitions
	// Definition is used for every request, whatever it names.
	Definition *workflow.Definition
	// Catalog holds the node definitions; nil means those of plain ComfyUI that
	// are embedded in the program, to which an unknown class is unchecked and
	// not an error.
	Catalog *nodes.Catalog
	// SameServer says that the catalog is what the server that gets the requests
	// answers now: what it says of parts that a request leaves alone counts too.
	SameServer bool
	// Families are rules of the caller's own, checked after the program's.
	Families []rule.Family
	// Endpoint overrides what documents look like and what Config says.
	Endpoint endpoint.Kind
	// URL is the address of a body that does not carry one, "" when it is not
	// known.
	URL string
	// Read returns a file that another file names (curl's @body.json), relative
	// to that file; nil refuses all.
	Read func(from, name string) ([]byte, error)
	// Siblings lists the files of the folder of from that have an ending (".go"),
	// by their names there, so that what another file of a package declares can be
	// followed; nil: none is.
	Siblings func(from, ext string) []string
	// Strict makes unfilled placeholders errors.
	Strict bool
	// BaseDir is where relative paths of local files (uploads) start; "" is the
	// configuration's folder, and without one local files are not looked at.
	BaseDir string
	// InputDir is the server's input folder, "" when it is not known.
	InputDir string
	// Comfy is the release of ComfyUI that judges prompts, such as "0.26.0"; ""
	// leaves it to Config.
	Comfy string
	// MaxFindings is the number of findings that a Result lists, errors first;
	// 0 means all. The others are counted in Result.Omitted.
	MaxFindings int
	// Took is told how long each family of rules took over each document; nil
	// measures nothing. It is called by several goroutines at once.
	Took func(f rule.Family, d time.Duration)
	// MaxLine is the length in bytes of the longest line that Stream reads; 0
	// means readfile.Documents. A longer one ends the stream.
	MaxLine readfile.Limit
}

// Checker checks documents. It is safe for concurrent use.
type Checker struct {
	options   Options
	settings  setup.Settings
	endpoints *endpoint.Table
	usage     *usage
	families  []rule.Family
	// own are the rules that are not the program's.
	own []*rule.Rule
	// requests are models that were judged: memory for the next ones.
	requests sync.Pool
}

// New makes a Checker. The error says that the configuration names a rule or
// pattern that does not exist; it is a *fault.Error.
func New(o Options) (*Checker, error) {
	if o.Lang == "" {
		o.Lang = message.English
	}
	c := &Checker{options: o, endpoints: endpoint.Default(), usage: newUsage(o.Config)}
	c.settings = setup.Settings{Lang: o.Lang, Strict: o.Strict, InputDir: o.InputDir, SameServer: o.SameServer, Cache: &sync.Map{}, Placeholders: placeholder.Default()}
	for _, g := range builtin() {
		c.families = append(c.families, g...)
	}
	before := len(c.families)
	c.families = append(c.families, o.Families...)
	families, err := own.Families(o.Config, c.ids())
	if err != nil {
		return nil, err
	}
	c.families = append(c.families, families...)
	for _, f := range c.families[before:] {
		c.own = append(c.own, f.Rules...)
	}
	if o.Config != nil {
		if err := c.configure(o.Config); err != nil {
			return nil, err
		}
	}
	if o.BaseDir != "" {
		c.settings.BaseDir = o.BaseDir
	}
	if o.Comfy != "" {
		c.settings.ComfyUI = o.Comfy
	}
	c.settings.Records, _ = o.Definitions.(setup.Records)
	return c, nil
}

// configure takes over what the configuration says about all requests.
func (c *Checker) configure(conf *config.Config) error {
	marks, err := c.settings.Placeholders.With(conf.Placeholders...)
	if err != nil {
		return &fault.Error{Path: conf.Path, Problem: fault.ConfigBadPattern, Args: map[string]string{"key": "placeholders"}}
	}
	if err := c.checkNames(conf); err != nil {
		return err
	}
	c.settings.Placeholders, c.settings.Account, c.settings.Host, c.settings.BaseDir = marks, conf.Account, conf.Host, conf.Dir
	c.settings.ComfyUI = conf.Comfy
	if conf.HasLevels() {
		c.settings.Level = conf.Level
	}
	return nil
}

// checkNames finds rules that a configuration names and nobody has.
func (c *Checker) checkNames(conf *config.Config) error {
	var ids []string
	for id, line := range conf.Named() {
		if ids == nil {
			ids = c.ids()
		}
		if !slices.Contains(ids, id) {
			slices.Sort(ids)
			return &fault.Error{Path: conf.Path, Line: line, Column: 1, Problem: fault.ConfigUnknownRule, Args: map[string]string{"key": id}, Allowed: ids}
		}
	}
	return nil
}

// ids are those of all rules.
func (c *Checker) ids() (ids []string) {
	for _, f := range c.families {
		for _, r := range f.Rules {
			ids = append(ids, r.ID)
		}
	}
	return ids
}

// Rules lists the rules that are checked beside the program's own (All): those of
// Options.Families and of the configuration.
func (c *Checker) Rules() []*rule.Rule { return c.own }

// Unused lists the suppressions of the configuration that cover files which were
// checked, and none of their findings. all says that everything the configuration
// is for was checked: a suppression whose files match nothing is unused, too.
func (c *Checker) Unused(all bool) []*config.Suppression { return c.usage.unused(all) }

// builtin are the program's own families by package: the order in which they
// are listed and run.
func builtin() [][]rule.Family {
	return [][]rule.Family{syntax.Families(), comment.Families(), request.Families(), nodeinfo.Families(), prompt.Families()}
}

// All lists every rule by family, then by ID.
func All() []*rule.Rule {
	var out []*rule.Rule
	for _, group := range builtin() {
		from := len(out)
		for _, f := range group {
			out = append(out, f.Rules...)
		}
		slices.SortFunc(out[from:], func(a, b *rule.Rule) int { return strings.Compare(a.ID, b.ID) })
	}
	return out
}

// lookup returns the program's own rule with an ID.
func lookup(id string) (*rule.Rule, bool) {
	for _, group := range builtin() {
		for _, f := range group {
			for _, r := range f.Rules {
				if r.ID == id {
					return r, true
				}
			}
		}
	}
	return nil, false
}
