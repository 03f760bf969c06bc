package main

import (
	"os"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/spf13/pflag"

	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/schema/config"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/readfile"
)

// checkFlags are the flags of check, as given.
type checkFlags struct {
	workflows     []string
	nodes         []string
	inputDir      string
	comfy         string
	formats       []string
	maxFindings   int
	group         string
	failOn        string
	require       bool
	color         string
	config        string
	endpoint      string
	url           string
	sources       []string
	strict        bool
	baseline      string
	writeBaseline bool
	quiet         bool
	stats         bool
	statistics    bool
	stdinName     string
	fix           bool
	diff          bool
	changed       string
	watch         bool
	hyperlinks    string
	jobs          int
	// maxSize is in bytes, maxMiB as the flag has it.
	maxSize     readfile.Limit
	maxMiB      int
	skipForeign bool
}

// whens are the values of the flags that say when something is used.
var whens = []string{"auto", "always", "never"}

// defaultMaxFindings is how many findings of a document are listed: nobody
// reads more, and a file with a million must not fill the memory.
const defaultMaxFindings = 1000

func (f *checkFlags) register(a *app, set *pflag.FlagSet) {
	say := func(k string) string { return a.say("flag."+k, nil) }
	set.SortFlags = false
	set.StringArrayVarP(&f.workflows, "workflow", "w", nil, say("workflow"))
	set.StringArrayVar(&f.nodes, "nodes", nil, say("nodes"))
	set.StringVar(&f.inputDir, "input-dir", "", say("input-dir"))
	set.StringVar(&f.comfy, "comfy", "", say("comfy"))
	set.StringVar(&f.endpoint, "endpoint", "", say("endpoint"))
	set.StringVar(&f.url, "url", "", say("url"))
	set.StringSliceVar(&f.sources, "sources", nil, a.kindsHelp())
	set.StringArrayVarP(&f.formats, "format", "f", nil, a.formatHelp())
	set.IntVar(&f.maxFindings, "max-findings", defaultMaxFindings, say("max-findings"))
	set.StringVar(&f.group, "group", "", say("group"))
	set.StringVar(&f.failOn, "fail-on", "error", say("fail-on"))
	set.BoolVar(&f.require, "require-definitions", false, say("require-definitions"))
	set.BoolVar(&f.strict, "no-placeholders", false, say("no-placeholders"))
	set.StringVar(&f.config, "config", "", say("config"))
	set.StringVar(&f.baseline, "baseline", "", say("baseline"))
	set.BoolVar(&f.writeBaseline, "write-baseline", false, say("write-baseline"))
	set.BoolVar(&f.fix, "fix", false, say("fix"))
	set.BoolVar(&f.diff, "diff", false, say("diff"))
	set.StringVar(&f.changed, "changed", "", say("changed"))
	set.Lookup("changed").NoOptDefVal = "HEAD"
	set.BoolVar(&f.watch, "watch", false, say("watch"))
	set.BoolVar(&f.skipForeign, "skip-foreign", false, say("skip-foreign"))
	set.StringVar(&f.stdinName, "stdin-filename", "", say("stdin-filename"))
	set.StringVar(&f.color, "color", "auto", say("color"))
	set.StringVar(&f.hyperlinks, "hyperlinks", "auto", say("hyperlinks"))
	set.BoolVarP(&f.quiet, "quiet", "q", false, say("quiet"))
	set.BoolVar(&f.stats, "stats", false, say("stats"))
	set.BoolVar(&f.statistics, "statistics", false, say("statistics"))
	set.IntVar(&f.maxMiB, "max-file-size", int(readfile.Documents>>20), say("max-file-size"))
	set.IntVarP(&f.jobs, "jobs", "j", 0, say("jobs"))
}

// validate finds wrong values and combinations before any work is done.
func (f *checkFlags) validate() error {
	if f.maxMiB < 1 || f.maxMiB > jsondoc.MaxSize>>20 {
		return &usageError{"flag-bad-value", message.Args{"flag": "max-file-size", "value": strconv.Itoa(f.maxMiB)}}
	}
	f.maxSize = readfile.Limit(f.maxMiB) << 20
	if err := oneOf("fail-on", f.failOn, []string{"error", "warning", "note", "never"}); err != nil {
		return err
	}
	if err := oneOf("color", f.color, whens); err != nil {
		return err
	}
	if f.hyperlinks != "" {
		if err := oneOf("hyperlinks", f.hyperlinks, whens); err != nil {
			return err
		}
	}
	if f.group != "" {
		if err := oneOf("group", f.group, []string{"rule", "file", "cause", "none"}); err != nil {
			return err
		}
	}
	if err := f.validateKinds(); err != nil {
		return err
	}
	if f.inputDir != "" {
		// A folder that is not there would make every file in it missing.
		if info, err := os.Stat(f.inputDir); err != nil || !info.IsDir() {
			return &usageError{"no-directory", message.Args{"flag": "input-dir", "path": f.inputDir}}
		}
	}
	return f.validateTogether()
}

// validateTogether finds flags that need another one, and numbers out of range.
func (f *checkFlags) validateTogether() error {
	if f.writeBaseline && f.baseline == "" {
		return &usageError{"flag-requires", message.Args{"flag": "write-baseline", "other": "baseline"}}
	}
	if f.diff && !f.fix {
		return &usageError{"flag-requires", message.Args{"flag": "diff", "other": "fix"}}
	}
	if f.jobs < 0 {
		return &usageError{"flag-bad-value", message.Args{"flag": "jobs", "value": strconv.Itoa(f.jobs)}}
	}
	if f.maxFindings < 0 {
		return &usageError{"flag-bad-value", message.Args{"flag": "max-findings", "value": strconv.Itoa(f.maxFindings)}}
	}
	return nil
}

// validateKinds finds kinds of endpoints and files that do not exist, and a
// release of ComfyUI that cannot be one.
func (f *checkFlags) validateKinds() error {
	if f.comfy != "" && !new(config.Config).SetComfy(f.comfy) {
		return &usageError{"flag-bad-value", message.Args{"flag": "comfy", "value": f.comfy}}
	}
	if f.endpoint != "" {
		var kinds []string
		for _, e := range endpoint.Default().All() {
			kinds = append(kinds, string(e.Kind))
		}
		if _, ok := endpoint.Kind(f.endpoint).Model(); ok {
			kinds = append(kinds, f.endpoint)
		}
		if err := oneOf("endpoint", f.endpoint, kinds); err != nil {
			return err
		}
	}
	for _, kind := range f.sources {
		if err := oneOf("sources", kind, allKinds()); err != nil {
			return err
		}
	}
	return nil
}

// idInName finds a workflow or app id in a definition's file name.
var idInName = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?:^|\D)(\d{16,20})(?:\D|$)`) })

// splitWorkflow reads [ID=]FILE.
func splitWorkflow(arg string) (id, file string) {
	if before, after, ok := strings.Cut(arg, "="); ok && before != "" && !strings.ContainsAny(before, `/\.`) {
		return before, after
	}
	return "", arg
}
