package main

import (
	"bytes"
	"cmp"
	"context"
	"io"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/payloadlint/payloadlint/cmd/internal/discover"
	"github.com/payloadlint/payloadlint/cmd/internal/fetch"
	"github.com/payloadlint/payloadlint/cmd/internal/report"
	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/schema/nodes"
	"github.com/payloadlint/payloadlint/schema/readfile"
)

// diagnosis is what doctor found, as it prints it as JSON. Keys are only ever
// added.
type diagnosis struct {
	Version       string              `json:"version"`
	Program       programPart         `json:"program"`
	Configuration []configurationPart `json:"configuration"`
	Requests      requestsPart        `json:"requests"`
	Stores        []storePart         `json:"stores"`
	Definitions   []definitionPart    `json:"definitions"`
	Nodes         []nodesPart         `json:"nodes"`
	Key           keyPart             `json:"key"`
	Unchecked     []uncheckedPart     `json:"unchecked"`
	Problems      []string            `json:"problems"`
	Next          []nextPart          `json:"next"`
}

type programPart struct {
	Version  string `json:"version"`
	Go       string `json:"go"`
	Platform string `json:"platform"`
	Rules    int    `json:"rules"`
	// CoreNodes is how many classes of plain ComfyUI are embedded.
	CoreNodes int `json:"coreNodes"`
}

// configurationPart is a configuration file; Path is "" where files have none.
type configurationPart struct {
	Path      string `json:"path"`
	OK        bool   `json:"ok"`
	Host      string `json:"host,omitempty"`
	Account   string `json:"account,omitempty"`
	Workflows int    `json:"workflows"`
	Apps      int    `json:"apps"`
	Requests  int    `json:"requests"`
	Rules     int    `json:"rules"`
	Suppress  int    `json:"suppress"`
}

type requestsPart struct {
	// Read counts the files that were looked into, Files those with requests.
	Read     int            `json:"read"`
	Files    int            `json:"files"`
	Requests int            `json:"requests"`
	Kinds    []kindPart     `json:"kinds"`
	Outcomes map[string]int `json:"outcomes"`
}

type kindPart struct {
	Kind     string `json:"kind"`
	Files    int    `json:"files"`
	Requests int    `json:"requests"`
}

type keyPart struct {
	Variable string `json:"variable"`
	Set      bool   `json:"set"`
	// Valid says that it can be a key; the platform was not asked.
	Valid bool `json:"valid"`
}

type uncheckedPart struct {
	Reason string `json:"reason"`
	Remedy string `json:"remedy,omitempty"`
	Count  int    `json:"count"`
}

// nextPart is something to do: a command where there is one, and why.
type nextPart struct {
	Command string `json:"command,omitempty"`
	Why     string `json:"why"`
}

// doctorCommand says what is set up and what is missing.
func (a *app) doctorCommand() *cobra.Command {
	format, conf := "text", ""
	formats := []string{"text", "json"}
	cmd := &cobra.Command{
		Use:   "doctor [flags] [DIR]",
		Short: a.say("cmd-doctor.short", nil),
		Long:  a.say("cmd-doctor.long", nil),
		Args:  a.args(0, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := oneOf("format", format, formats); err != nil {
				return err
			}
			dir := "."
			if len(args) > 0 {
				dir = args[0]
			}
			if info, err := os.Stat(dir); err != nil {
				return err
			} else if !info.IsDir() {
				return &usageError{"argument-count", map[string]string{"usage": cmd.UseLine()}}
			}
			d, err := a.diagnose(cmd.Context(), dir, conf)
			if err != nil {
				return err
			}
			if format == "json" {
				return a.printJSON(d)
			}
			return a.write(printable(a.doctorText(d)))
		},
	}
	cmd.Flags().StringVarP(&format, "format", "f", format, a.say("flag.rules-format", nil))
	_ = cmd.RegisterFlagCompletionFunc("format", values(formats...)) // the flag is there
	cmd.Flags().StringVar(&conf, "config", "", a.say("flag.config", nil))
	return cmd
}

// diagnose checks what a folder has, without reporting findings, and looks at
// what the requests need.
func (a *app) diagnose(ctx context.Context, dir, conf string) (*diagnosis, error) {
	d := &diagnosis{
		Version: "1", Program: programFacts(), Configuration: []configurationPart{}, Stores: []storePart{}, Definitions: []definitionPart{},
		Nodes: []nodesPart{}, Unchecked: []uncheckedPart{}, Problems: []string{}, Next: []nextPart{},
	}
	d.Requests.Outcomes, d.Requests.Kinds = map[string]int{}, []kindPart{}
	told := a.alsoTo()
	r, err := a.newRun(&checkFlags{failOn: "never", color: "never", config: conf, maxSize: readfile.Documents, maxFindings: 1})
	if err != nil {
		return nil, err
	}
	r.paths = []string{dir}
	files, err := a.find(ctx, r.flags, r.paths)
	if err != nil {
		return nil, err
	}
	w := survey{run: r, diagnosis: d, unchecked: map[string]*uncheckedPart{}}
	r.each = w.document
	if err := r.files(ctx, files); err != nil {
		return nil, err
	}
	r.checkerFor(discover.File{Path: filepath.Join(dir, "request.json")}) // an empty folder has a configuration too
	w.close(files)
	d.Key = keyFacts()
	w.advise(dir)
	for line := range strings.Lines(told()) {
		d.Problems = append(d.Problems, strings.TrimPrefix(strings.TrimSpace(line), "payloadlint: "))
	}
	if len(d.Problems) == 0 && w.todo {
		a.raise(exitFindings)
	}
	return d, nil
}

// alsoTo keeps what is said on standard error from now on for the report as
// well.
func (a *app) alsoTo() (said func() string) {
	var kept bytes.Buffer
	err := a.err
	a.err = io.MultiWriter(err, &kept)
	return func() string {
		a.err = err
		return kept.String()
	}
}

func programFacts() programPart {
	return programPart{
		Version: programVersion(), Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH,
		Rules: len(rules.All()), CoreNodes: nodes.Core().Len(),
	}
}

func keyFacts() keyPart {
	k, err := fetch.KeyFromEnvironment()
	return keyPart{Variable: fetch.KeyVariable, Set: k.Set() || err != nil, Valid: k.Set()}
}

// survey gathers what the requests of a run need.
type survey struct {
	*run
	*diagnosis
	unchecked map[string]*uncheckedPart
	// todo says that something is missing or wrong.
	todo bool
	now  time.Time
}

// document takes in one checked document.
func (w *survey) document(res *rules.Result) {
	w.Requests.Outcomes[string(res.Verdict.Outcome)]++
	for _, u := range res.Unchecked {
		key := report.WithoutIDs(u.Reason)
		if p, ok := w.unchecked[key]; ok {
			p.Count++
			continue
		}
		w.unchecked[key] = &uncheckedPart{Reason: u.Reason, Remedy: u.Remedy, Count: 1}
	}
}

// close takes in what is known after the last document.
func (w *survey) close(files []discover.File) {
	w.now = time.Now()
	w.Requests.Read = w.stats.files
	for kind, s := range w.stats.found {
		w.Requests.Files, w.Requests.Requests = w.Requests.Files+s.files, w.Requests.Requests+s.requests
		w.Requests.Kinds = append(w.Requests.Kinds, kindPart{kind, s.files, s.requests})
	}
	slices.SortFunc(w.Requests.Kinds, func(x, y kindPart) int {
		return cmp.Or(y.Requests-x.Requests, strings.Compare(x.Kind, y.Kind))
	})
	for key, u := range w.unchecked {
		if u.Count > 1 {
			u.Reason = key // not the id of one of them
		}
	}
	for _, u := range slices.SortedFunc(maps.Values(w.unchecked), func(x, y *uncheckedPart) int {
		return cmp.Or(y.Count-x.Count, strings.Compare(x.Reason, y.Reason))
	}) {
		w.Unchecked = append(w.Unchecked, *u)
	}
	for _, path := range slices.Sorted(maps.Keys(w.byConfig)) {
		w.configuration(path, w.byConfig[path])
	}
	w.definitions(files)
}

// configuration takes in one configuration, its store and its node definitions.
func (w *survey) configuration(path string, c *checked) {
	part := configurationPart{Path: path, OK: c.err == nil}
	if c.err != nil {
		w.todo = true
		w.Configuration = append(w.Configuration, part)
		return
	}
	if conf := c.project.Config; conf != nil {
		part.Host, part.Account = conf.Host, conf.Account
		part.Workflows, part.Apps, part.Requests = len(conf.Workflows), len(conf.Apps)+len(conf.AppWorkflows), len(conf.Requests)
		part.Rules, part.Suppress = len(conf.Rules), len(conf.Suppress)
	}
	w.Configuration = append(w.Configuration, part)
	w.nodes(path, c)
	w.store(c)
}
