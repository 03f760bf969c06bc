package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"golang.org/x/term"

	"github.com/payloadlint/payloadlint/cmd/internal/discover"
	"github.com/payloadlint/payloadlint/cmd/internal/fetch"
	"github.com/payloadlint/payloadlint/rules/code"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/schema/config"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/nodes"
	"github.com/payloadlint/payloadlint/schema/project"
	"github.com/payloadlint/payloadlint/schema/store"
)

// fetchFlags are the flags of fetch, as given.
type fetchFlags struct {
	check   bool
	jobs    int
	keyFile string
	host    string
	config  string
	format  string
	quiet   bool
}

func (f *fetchFlags) register(a *app, set *pflag.FlagSet) {
	say := func(k string) string { return a.say("flag-fetch."+k, nil) }
	set.SortFlags = false
	set.BoolVar(&f.check, "check", false, say("check"))
	set.IntVarP(&f.jobs, "jobs", "j", 4, say("jobs"))
	set.StringVar(&f.keyFile, "key-file", "", say("key-file"))
	set.StringVar(&f.host, "host", "", say("host"))
	set.StringVar(&f.config, "config", "", a.say("flag.config", nil))
	set.StringVarP(&f.format, "format", "f", "text", say("format"))
	set.BoolVarP(&f.quiet, "quiet", "q", false, a.say("flag.quiet", nil))
}

// fetchCommand gets definitions from the platform. It is the only command that
// touches the network.
func (a *app) fetchCommand() *cobra.Command {
	f := &fetchFlags{}
	cmd := &cobra.Command{
		Use:   "fetch",
		Short: a.say("cmd-fetch.short", nil),
		Long:  a.say("cmd-fetch.long", nil),
		Args:  a.args(0, 0),
		RunE:  func(cmd *cobra.Command, _ []string) error { return a.fetch(cmd.Context(), f, nil) },
	}
	f.register(a, cmd.PersistentFlags())
	of := func(kind store.Kind, use string, low, high int) *cobra.Command {
		sub := &cobra.Command{
			Use:   use,
			Short: a.say("cmd-fetch.short", nil),
			Long:  a.say("cmd-fetch.long", nil),
			Args:  a.args(low, high),
			RunE: func(cmd *cobra.Command, args []string) error {
				var items []fetch.Item
				for _, arg := range args {
					it := fetch.Item{Kind: kind, ID: arg}
					if kind == store.Nodes {
						it = fetch.Item{Kind: kind, URL: arg}
					}
					if !slices.Contains(items, it) {
						items = append(items, it)
					}
				}
				if len(items) == 0 {
					items = append(items, fetch.Item{Kind: kind})
				}
				return a.fetch(cmd.Context(), f, items)
			},
		}
		sub.Flags().BoolP("help", "h", false, a.say("flag.help", nil))
		return sub
	}
	cmd.AddCommand(of(store.Workflow, "workflow ID...", 1, -1), of(store.App, "app ID...", 1, -1), of(store.Nodes, "nodes [URL]", 0, 1))
	return cmd
}

// fetching is one run of fetch.
type fetching struct {
	app     *app
	flags   *fetchFlags
	conf    *config.Config
	base    string // where requests are looked for
	project *project.Project
	store   *store.Store
	client  *fetch.Client
}

func (a *app) fetch(ctx context.Context, f *fetchFlags, items []fetch.Item) error {
	if err := oneOf("format", f.format, []string{"text", "json"}); err != nil {
		return err
	}
	if f.jobs < 1 {
		return &usageError{"flag-bad-value", message.Args{"flag": "jobs", "value": strconv.Itoa(f.jobs)}}
	}
	r, err := a.newFetching(ctx, f)
	if err != nil {
		return err
	}
	for _, it := range items {
		if it.Kind != store.Nodes && !store.ValidID(it.ID) {
			return &fetch.Error{Problem: fetch.BadID, Kind: it.Kind, ID: it.ID}
		}
		if fetch.HoldsKey(it.URL) {
			a.complainText(a.say("fetch-error.key-in-url", nil))
		}
	}
	if items == nil {
		if items = r.wanted(); len(items) == 0 {
			a.complainText(a.say("cmd-fetch.nothing", nil))
			return nil
		}
	}
	if f.check {
		return r.check(ctx, items)
	}
	return r.save(ctx, items)
}

func (a *app) newFetching(ctx context.Context, f *fetchFlags) (*fetching, error) {
	r := &fetching{app: a, flags: f, base: "."}
	path := f.config
	if path == "" {
		path = project.Shown(config.Find("."))
	}
	dir := project.Shown(store.Find("."))
	if path != "" {
		var err error
		if r.conf, err = config.Load(path); err != nil {
			return nil, err // worded by fail
		}
		r.base = filepath.Dir(path)
		dir = filepath.Join(r.base, store.DirName)
	} else if dir == "" {
		dir = store.DirName
	}
	var err error
	if r.store, err = store.Open(dir); err != nil {
		e, ok := errors.AsType[*store.Error](err)
		if !ok || e.Problem != store.LockDamaged || f.check {
			return nil, err // worded by fail
		}
		a.complainText(a.storeProblem(e))
		if r.store, err = store.Repair(ctx, dir); err != nil {
			return nil, err // worded by fail
		}
	}
	if r.project, err = project.Open(r.base, r.conf, nil); err != nil {
		return nil, err // worded by fail
	}
	key, err := a.key(f)
	if err != nil {
		return nil, err
	}
	host := f.host
	if host == "" && r.conf != nil {
		host = r.conf.Host
	}
	r.client, err = fetch.New(fetch.Options{
		Host: host, Key: key, UserAgent: "payloadlint/" + programVersion(), Progress: a.progress(f),
		Retry: func(c int) bool { return code.Retryable(code.Code(c)) },
	})
	return r, err // worded by fail
}

// key finds the API key.
func (a *app) key(f *fetchFlags) (fetch.Key, error) {
	if f.keyFile == "" {
		return fetch.KeyFromEnvironment() // worded by fail
	}
	k, shared, err := fetch.KeyFromFile(f.keyFile)
	if err == nil && shared {
		a.complainText(a.say("fetch-error.key-file-shared", message.Args{"path": f.keyFile}))
	}
	return k, err // worded by fail
}

// save fetches and keeps, and reports each as it comes.
func (r *fetching) save(ctx context.Context, items []fetch.Item) error {
	a := r.app
	compile := func(dst io.Writer, src *os.File) error {
		_, err := nodes.Compile(src, dst)
		return err
	}
	var failed error
	r.client.Save(ctx, r.store, items, r.flags.jobs, compile, func(o fetch.Outcome) {
		a.clearProgress()
		if o.Item.Kind == store.Nodes {
			o.Item.ID = o.Host
		}
		what := a.what(o.Item.Kind, o.Item.ID)
		if o.Err != nil {
			e, ok := errors.AsType[*fetch.Error](o.Err)
			if !ok || e.Problem == fetch.Cancelled {
				failed = o.Err // reported once, for all that were left
				return
			}
			a.raise(a.failFetch(e))
			if e.Problem == fetch.Answered {
				if kept, ok := r.store.Remembered(o.Item.Kind, o.Item.ID, ""); ok && kept.Code == e.Code {
					a.complainText(a.say("cmd-fetch.remembered", message.Args{"what": what, "code": strconv.Itoa(e.Code)}))
				}
			}
			return
		}
		if !r.flags.quiet {
			failed = errors.Join(failed, a.print(a.say("cmd-fetch."+string(o.Result), message.Args{"what": what})))
		}
	})
	return failed
}

// print writes one line of foreign text to standard output.
func (a *app) print(text string) error {
	_, err := fmt.Fprintln(a.out, printable(text))
	return err // a write to standard output
}

// what names a definition.
func (a *app) what(k store.Kind, id string) string {
	return a.say("cmd-fetch."+string(k), message.Args{"id": id})
}

// failFetch says why something was not fetched, with the meaning of the code,
// and gives the exit status.
func (a *app) failFetch(e *fetch.Error) int {
	c := code.Code(e.Code)
	if st, ok := errors.AsType[*store.Error](e); ok {
		a.complainText(a.storeWords(st))
		return exitUnread
	}
	key := string(e.Problem)
	if e.Problem == fetch.Answered && (e.Msg == "" || e.Msg == c.Name()) {
		key = "answered-plain"
	}
	text := a.say("fetch-error."+key, message.Args{
		"host": e.Host, "code": c.String(), "name": c.Name(), "msg": e.Msg, "status": strconv.Itoa(e.Status), "cause": e.Cause,
		"attempts": strconv.Itoa(e.Attempts), "id": e.ID, "path": e.Path,
	})
	if e.Kind != "" && (e.ID != "" || e.Host != "") && e.Problem != fetch.Cancelled {
		id := e.ID
		if e.Kind == store.Nodes {
			id = e.Host
		}
		text = a.say("fetch-error.what", message.Args{"what": a.what(e.Kind, id), "problem": text})
	}
	a.complainText(text)
	if e.Problem == fetch.Answered {
		if meaning, ok := message.Lookup(a.lang, "code-"+c.String()+".meaning"); ok {
			a.complainText(a.say("fetch-error.meaning", message.Args{"meaning": meaning}))
		}
		if e.WrongSite && e.Other != "" {
			a.complainText(a.say("fetch-error.wrong-site", message.Args{"host": e.Host, "other": e.Other}))
		}
	}
	switch e.Problem {
	case fetch.BadID, fetch.BadHost, fetch.BadKey, fetch.NoKey:
		return exitUsage
	}
	return exitUnread
}

// storeProblem says what is wrong with the store, storeWords what to do about
// it as well.
func (a *app) storeProblem(e *store.Error) string {
	return a.say("store."+string(e.Problem), message.Args{
		"what": a.what(e.Kind, e.ID), "path": e.Path, "id": e.ID, "version": strconv.Itoa(e.Version),
	})
}

func (a *app) storeWords(e *store.Error) string {
	text := a.storeProblem(e)
	if command := e.Remedy(); command != "" {
		text += a.say("store.remedy", message.Args{"command": command})
	}
	return text
}

// wanted lists what the configuration, the requests and the store name.
func (r *fetching) wanted() []fetch.Item {
	ids := map[store.Kind]map[string]bool{store.Workflow: {}, store.App: {}}
	add := func(k store.Kind, id string) {
		if store.ValidID(id) {
			ids[k][id] = true
		}
	}
	if r.conf != nil {
		for id := range r.conf.Workflows {
			add(store.Workflow, id)
		}
		for id := range r.conf.Apps {
			add(store.App, id)
		}
		for _, set := range r.conf.Requests {
			add(store.Workflow, set.Workflow)
			add(store.App, set.App)
		}
	}
	var items []fetch.Item
	for _, e := range r.store.Entries() {
		if e.Kind != store.Nodes {
			add(e.Kind, e.ID)
			continue
		}
		// Node definitions are not committed: a fresh clone gets them again
		// where their address is known.
		if _, err := os.Stat(r.store.Path(store.Nodes, e.ID)); err != nil && e.ID == r.client.Host() {
			items = append(items, fetch.Item{Kind: store.Nodes})
		}
	}
	files, _ := discover.Find([]string{r.base}) // what cannot be read names nothing
	for _, file := range files {
		eachBody(file.Path, func(body jsondoc.Value, url string) {
			k, id := r.names(file.Path, body, url)
			add(k, id)
		})
	}
	for _, k := range []store.Kind{store.Workflow, store.App} {
		for _, id := range slices.Sorted(maps.Keys(ids[k])) {
			items = append(items, fetch.Item{Kind: k, ID: id})
		}
	}
	return items
}

// names says which workflow or app a request names.
func (r *fetching) names(file string, body jsondoc.Value, url string) (store.Kind, string) {
	kind := endpoint.DetectFile(body, file).Kind
	if set := r.conf.Request(file); set != nil && set.Endpoint != "" {
		kind = endpoint.Kind(set.Endpoint)
	}
	_, _, path, _ := endpoint.SplitURL(url)
	e, id, ok := endpoint.Match(path)
	if !ok {
		e, ok = endpoint.Lookup(kind)
	}
	k := store.Workflow
	switch e.IDField {
	case "workflowId":
	case "webappId":
		k = store.App
	default:
		return k, ""
	}
	if v := body.Get(e.IDField); ok && (v.Is(jsondoc.String) || v.Is(jsondoc.Number)) {
		id = strings.TrimSpace(v.Text())
	}
	return k, id
}

// largestRequests is the size up to which a file is searched for ids.
const largestRequests = 64 << 20

// eachBody hands over the requests of a file: the one, those of a batch, or
// one per line. What is not JSON is passed over.
func eachBody(file string, use func(body jsondoc.Value, url string)) {
	if info, err := os.Stat(file); err != nil || info.Size() > largestRequests {
		return
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return
	}
	one := func(root jsondoc.Value) {
		if body, saved, ok := endpoint.Unwrap(root); ok {
			use(body, saved.URL.Text())
			return
		}
		use(root, "")
	}
	texts := [][]byte{data}
	if isStream(file) {
		texts = splitLines(data)
	}
	for _, text := range texts {
		doc, err := jsondoc.Parse(file, text)
		if err != nil {
			continue
		}
		if !endpoint.IsBatch(doc.Root()) {
			one(doc.Root())
			continue
		}
		for _, v := range doc.Root().Elements() {
			one(v)
		}
	}
}

// progress shows long downloads: on a terminal in one line that is written
// over, elsewhere a line now and then.
func (a *app) progress(f *fetchFlags) func(fetch.Progress) {
	if f.quiet {
		return nil
	}
	terminal := isTerminal(a.err)
	pause := 10 * time.Second
	if terminal {
		pause = 200 * time.Millisecond
	}
	const shownFrom = 1 << 20 // smaller ones are there before they are shown
	var mu sync.Mutex
	last := time.Now()
	return func(p fetch.Progress) {
		mu.Lock()
		defer mu.Unlock()
		if p.Done < shownFrom || time.Since(last) < pause {
			return
		}
		last = time.Now()
		key, args := "cmd-fetch.progress-open", message.Args{"what": a.what(p.Kind, p.ID), "done": megabytes(p.Done)}
		if p.Total > 0 {
			key, args["total"] = "cmd-fetch.progress", megabytes(p.Total)
		}
		text := printable(a.say(key, args))
		if terminal {
			text = "\r\x1b[K" + text
		} else {
			text += "\n"
		}
		_, _ = io.WriteString(a.err, text) // nowhere left to report to
	}
}

// clearProgress ends the line that is written over.
func (a *app) clearProgress() {
	if isTerminal(a.err) {
		_, _ = io.WriteString(a.err, "\r\x1b[K") // nowhere left to report to
	}
}

func megabytes(n int64) string { return strconv.FormatFloat(float64(n)/1e6, 'f', 1, 64) + " MB" }

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

func asFetchError(err error) (*fetch.Error, bool) { return errors.AsType[*fetch.Error](err) }
