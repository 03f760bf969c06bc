package main

import (
	"cmp"
	"context"
	"errors"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/payloadlint/payloadlint/cmd/internal/fetch"
	"github.com/payloadlint/payloadlint/rules/code"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/schema/config"
	"github.com/payloadlint/payloadlint/schema/fault"
	"github.com/payloadlint/payloadlint/schema/nodes"
	"github.com/payloadlint/payloadlint/schema/project"
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
	// dir is the folder whose project is meant, "" for the current one.
	dir string
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
	of := func(kind project.Kind, use string, low, high int) *cobra.Command {
		sub := &cobra.Command{
			Use:   use,
			Short: a.say("cmd-fetch.short", nil),
			Long:  a.say("cmd-fetch.long", nil),
			Args:  a.args(low, high),
			RunE: func(cmd *cobra.Command, args []string) error {
				var items []fetch.Item
				for _, arg := range args {
					it := fetch.Item{Kind: kind, ID: arg}
					if kind == project.Nodes {
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
		if kind != project.Nodes {
			sub.ValidArgsFunction = knownIDs(kind)
		}
		sub.Flags().BoolP("help", "h", false, a.say("flag.help", nil))
		return sub
	}
	models := &cobra.Command{
		Use:   "models",
		Short: a.say("cmd-fetch.short", nil),
		Long:  a.say("cmd-fetch.long", nil),
		Args:  a.args(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.fetch(cmd.Context(), f, []fetch.Item{{Kind: project.Server, ID: project.ModelsID}})
		},
	}
	models.Flags().BoolP("help", "h", false, a.say("flag.help", nil))
	cmd.AddCommand(models, of(project.Workflow, "workflow ID...", 1, -1), of(project.App, "app ID...", 1, -1), of(project.Nodes, "nodes [URL]", 0, 1))
	return cmd
}

// fetching is one run of fetch.
type fetching struct {
	app     *app
	flags   *fetchFlags
	conf    *config.Config
	base    string // where requests are looked for
	project *project.Project
	store   *project.Store
	client  *fetch.Client
	// nodesHost is where node definitions were fetched from, "" while none were.
	nodesHost string
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
	if len(items) == 1 && items[0].Kind == project.Server {
		if f.check {
			return &usageError{"flag-not-with", message.Args{"flag": "check", "command": "fetch models"}}
		}
		return r.saveModels(ctx)
	}
	if err := a.validItems(items); err != nil {
		return err
	}
	bare := items == nil
	if bare {
		if items = r.wanted(); len(items) == 0 && len(r.classes(r.project)) == 0 {
			a.complainText(a.say("cmd-fetch.nothing", nil))
			return nil
		}
	}
	if f.check {
		return r.check(ctx, items, bare)
	}
	if err := r.save(ctx, items); err != nil {
		return err
	}
	return r.saveSlice(ctx, items, bare)
}

// validItems checks the ids of the command line, and warns of a key in an
// address.
func (a *app) validItems(items []fetch.Item) error {
	for _, it := range items {
		if it.Kind != project.Nodes && !project.Workflow.Takes(it.ID) {
			return &fetch.Error{Problem: fetch.BadID, Kind: it.Kind, ID: fetch.Mask(it.ID)}
		}
		if fetch.HoldsKey(it.URL) {
			a.complainText(a.say("fetch-error.key-in-url", nil))
		}
	}
	return nil
}

// newFetching opens the project, its store and the connection. Its errors are
// worded by fail.
func (a *app) newFetching(ctx context.Context, f *fetchFlags) (*fetching, error) {
	r := &fetching{app: a, flags: f}
	dir, err := r.configure()
	if err != nil {
		return nil, err
	}
	if err := r.openStore(ctx, dir); err != nil {
		return nil, err
	}
	if r.project, err = project.Open(r.base, r.conf, nil); err != nil {
		return nil, err
	}
	key, err := a.key(f)
	if err != nil {
		return nil, err
	}
	// A host on the command line is the user's word; one in a configuration, which
	// comes with a repository, is not.
	host, trusted := f.host, f.host
	if trusted == "" {
		trusted = os.Getenv(fetch.TrustVariable)
	}
	if host == "" && r.conf != nil {
		host = r.conf.Host
	}
	r.client, err = fetch.New(fetch.Options{
		Guard: a.crashed,
		Host:  host, Trusted: trusted, Key: key, UserAgent: "payloadlint/" + programVersion(), Progress: a.progress(f),
		Retry: func(c int) bool { return code.Code(c).Retryable() },
	})
	return r, err
}

// configure loads the configuration, the one of --config or the nearest, and
// returns the folder of the store: beside the configuration if there is one,
// else the nearest store, else a new one here.
func (r *fetching) configure() (dir string, err error) {
	here := cmp.Or(r.flags.dir, ".")
	path := r.flags.config
	if path == "" {
		path = project.Shown(config.Find(here))
	}
	if path != "" {
		if r.conf, err = config.Load(path); err != nil {
			return "", err // worded by fail
		}
		r.base = filepath.Dir(path)
		return filepath.Join(r.base, project.DirName), nil
	}
	r.base = here
	if dir = project.Shown(project.FindStore(here)); dir == "" {
		dir = filepath.Join(r.flags.dir, project.DirName)
	}
	return dir, nil
}

// openStore opens the store. One with a damaged lock file is repaired, unless
// nothing is to be written.
func (r *fetching) openStore(ctx context.Context, dir string) (err error) {
	var repair func(*fault.Error)
	if !r.flags.check {
		repair = func(e *fault.Error) { r.app.complainText(r.app.storeProblem(e)) }
	}
	r.store, err = project.OpenStore(ctx, dir, repair)
	return err // worded by fail
}

// key finds the API key.
func (a *app) key(f *fetchFlags) (fetch.Key, error) {
	if f.keyFile == "" {
		return fetch.KeyFromEnvironment() // worded by fail
	}
	k, shared, err := fetch.KeyFromFile(f.keyFile)
	k.Tell(a.keys.Add)
	if err == nil && shared {
		a.complainText(a.say("fetch-error.key-file-shared", message.Args{"path": f.keyFile}))
	}
	return k, err // worded by fail
}

// save fetches definitions, keeps them in the store and reports each as it
// comes.
func (r *fetching) save(ctx context.Context, items []fetch.Item) error {
	compile := func(dst io.Writer, src *os.File) error {
		c, err := nodes.Open(src.Name(), "")
		if err != nil {
			return err
		}
		_, err = c.Compile(dst)
		return errors.Join(err, c.Close())
	}
	var failed error
	r.client.Save(ctx, r.store, items, r.flags.jobs, compile, func(o fetch.Outcome) {
		r.app.clearProgress()
		if o.Item.Kind == project.Nodes {
			o.Item.ID = o.Host
		}
		if o.Err == nil && o.Item.Kind == project.Nodes {
			r.nodesHost = o.Host
		}
		if o.Err == nil {
			failed = errors.Join(failed, r.saved(o))
			return
		}
		e, ok := errors.AsType[*fetch.Error](o.Err)
		if !ok || e.Problem == fetch.Cancelled {
			failed = o.Err // reported once, for all that were left
			return
		}
		r.notSaved(o.Item, e)
	})
	return failed
}

// saved says what became of a definition that was fetched.
func (r *fetching) saved(o fetch.Outcome) error {
	if r.flags.quiet {
		return nil
	}
	return r.app.print(r.app.say("cmd-fetch."+string(o.Result), message.Args{"what": r.app.what(o.Item.Kind, o.Item.ID)}))
}

// notSaved says why a definition was not fetched, and whether the refusal is
// kept in its place.
func (r *fetching) notSaved(it fetch.Item, e *fetch.Error) {
	a := r.app
	a.raise(a.failFetch(e))
	if e.Problem != fetch.Answered {
		return
	}
	if kept, ok := r.store.Remembered(it.Kind, it.ID, ""); ok && kept.Code == e.Code {
		a.complainText(a.say("cmd-fetch.remembered", message.Args{"what": a.what(it.Kind, it.ID), "code": strconv.Itoa(e.Code)}))
	}
}

// what names a definition.
func (a *app) what(k project.Kind, id string) string {
	key := "cmd-fetch." + string(k)
	if k == project.Server {
		key += "-" + id
	}
	return a.say(key, message.Args{"id": id})
}

// failFetch says why something was not fetched, with the meaning of the code,
// and returns the exit status.
func (a *app) failFetch(e *fetch.Error) int {
	if st, ok := errors.AsType[*fault.Error](e); ok && st.Problem.Of("store") {
		a.complainText(a.storeWords(st))
		return exitUnread
	}
	if file, ok := errors.AsType[*fault.Error](e); ok && file.Problem == fault.FileNotRegular {
		a.complainPath(e.Path, file)
		return exitUnread
	}
	a.complainText(a.fetchWords(e))
	if e.Problem == fetch.Answered {
		a.explainAnswer(e)
	}
	switch e.Problem {
	case fetch.BadID, fetch.BadHost, fetch.BadKey, fetch.NoKey, fetch.Untrusted:
		return exitUsage
	}
	return exitUnread
}

// fetchWords phrases why something was not fetched, naming it where that is
// known.
func (a *app) fetchWords(e *fetch.Error) string {
	c, key := code.Code(e.Code), string(e.Problem)
	if e.Problem == fetch.Answered && (e.Msg == "" || e.Msg == c.Name()) {
		key = "answered-plain"
	}
	cause := e.Cause
	if known, ok := a.knownWriteCause(e); ok && e.Problem == fetch.Store {
		cause = known
	}
	text := a.say("fetch-error."+key, message.Args{
		"host": e.Host, "code": c.String(), "name": c.Name(), "msg": e.Msg, "status": strconv.Itoa(e.Status), "cause": cause,
		"attempts": strconv.Itoa(e.Attempts), "id": e.ID, "path": e.Path,
	})
	if e.Kind == "" || e.ID == "" && e.Host == "" || e.Problem == fetch.Cancelled {
		return text
	}
	id := e.ID
	if e.Kind == project.Nodes {
		id = e.Host
	}
	return a.say("fetch-error.what", message.Args{"what": a.what(e.Kind, id), "problem": text})
}

// explainAnswer says what the code of an answer means, and that the other site
// may be the right one.
func (a *app) explainAnswer(e *fetch.Error) {
	if meaning, ok := a.lang.Lookup("code-" + code.Code(e.Code).String() + ".meaning"); ok {
		a.complainText(a.say("fetch-error.meaning", message.Args{"meaning": meaning}))
	}
	if e.WrongSite && e.Other != "" {
		a.complainText(a.say("fetch-error.wrong-site", message.Args{"host": e.Host, "other": e.Other}))
	}
}

// storeProblem says what is wrong with the store.
func (a *app) storeProblem(e *fault.Error) string {
	args := message.Args{"what": a.what(project.Kind(e.Args["kind"]), e.Args["id"]), "path": e.Path}
	maps.Copy(args, e.Args)
	return a.say(string(e.Problem), args)
}

// storeWords says what is wrong with the store and what to do about it.
func (a *app) storeWords(e *fault.Error) string {
	text := a.storeProblem(e)
	if command := e.Args["remedy"]; command != "" {
		text += a.say("store.remedy", message.Args{"command": command})
	}
	return text
}

// progress returns what shows long downloads: on a terminal one line that is
// overwritten, elsewhere a line every ten seconds. It returns nil with --quiet.
func (a *app) progress(f *fetchFlags) func(fetch.Progress) {
	if f.quiet {
		return nil
	}
	terminal := isTerminal(a.err)
	pause := 10 * time.Second
	if terminal {
		pause = 200 * time.Millisecond
	}
	const shownFrom = 1 << 20 // smaller downloads end before progress is of use
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

// clearProgress clears the line that is overwritten.
func (a *app) clearProgress() {
	if isTerminal(a.err) {
		_, _ = io.WriteString(a.err, "\r\x1b[K") // nowhere left to report to
	}
}
