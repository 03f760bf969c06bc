package main

import (
	"cmp"
	"errors"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/payloadlint/payloadlint/cmd/internal/discover"
	"github.com/payloadlint/payloadlint/cmd/internal/fetch"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/schema/config"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/fault"
	"github.com/payloadlint/payloadlint/schema/nodes"
	"github.com/payloadlint/payloadlint/schema/project"
)

// aged is from when on a fetched definition is called old. It may still be what
// the platform has: only `fetch --check` reports that.
const aged = 30 * 24 * time.Hour

// The values of definitionPart.Status.
const (
	definitionOK      = "ok"
	definitionAged    = "old"
	definitionMissing = "missing"
	definitionRefused = "refused"
	definitionBroken  = "broken"
)

// definitionPart is the definition of a workflow or app that a request, the
// configuration or the store names.
type definitionPart struct {
	Kind   project.Kind `json:"kind"`
	ID     string       `json:"id"`
	Status string       `json:"status"`
	// From is "configuration" or "store", "" where there is none; File is the
	// configured file.
	From string `json:"from,omitempty"`
	File string `json:"file,omitempty"`
	// Fetched is when this content was first seen; later fetches that bring the
	// same leave it.
	Fetched *time.Time `json:"fetched,omitempty"`
	Days    *int       `json:"days,omitempty"`
	// Code is what the platform answered when it was asked for.
	Code int `json:"code,omitempty"`
	// Requests is how many requests name it, First the file of the first.
	Requests int    `json:"requests"`
	First    string `json:"first,omitempty"`

	project *project.Project
}

// storePart is a store of fetched definitions.
type storePart struct {
	Path      string     `json:"path"`
	Workflows int        `json:"workflows"`
	Apps      int        `json:"apps"`
	Models    int        `json:"models"`
	Slice     bool       `json:"slice"`
	Oldest    *time.Time `json:"oldest,omitempty"`
	Newest    *time.Time `json:"newest,omitempty"`
	// Damaged says what cannot be used.
	Damaged []damagePart `json:"damaged,omitempty"`
}

type damagePart struct {
	Problem string `json:"problem"`
	Command string `json:"command,omitempty"`
}

// nodesPart says which node definitions the prompts of a configuration are
// checked against.
type nodesPart struct {
	Configuration string `json:"configuration"`
	// From is "configuration", "store" or "embedded".
	From     string     `json:"from"`
	Classes  int        `json:"classes"`
	Complete bool       `json:"complete"`
	Fetched  *time.Time `json:"fetched,omitempty"`
	Days     *int       `json:"days,omitempty"`
	Files    []string   `json:"files,omitempty"`
}

// days is how many whole days ago something was.
func (w *survey) days(t time.Time) *int {
	n := int(w.now.Sub(t) / (24 * time.Hour))
	return &n
}

// nodes takes in the node definitions of a configuration.
func (w *survey) nodes(path string, c *checked) {
	part := nodesPart{Configuration: path, From: "embedded", Classes: c.catalog.Len(), Complete: c.catalog.Complete()}
	switch {
	case c.project.Config != nil && len(c.project.Config.Nodes) > 0:
		part.From, part.Files = "configuration", c.project.Config.Nodes
	case c.catalog != nodes.Core() && c.project.Store != nil:
		for _, e := range c.project.Store.Entries() {
			if e.Kind != project.Nodes && (e.Kind != project.Server || e.ID != project.SliceID) {
				continue
			}
			part.From = "store"
			if !e.Fetched.IsZero() && (part.Fetched == nil || e.Fetched.After(*part.Fetched)) {
				part.Fetched, part.Days = &e.Fetched, w.days(e.Fetched)
			}
		}
	}
	w.Nodes = append(w.Nodes, part)
}

// store takes in a store, once for all configurations that share it.
func (w *survey) store(c *checked) {
	st := c.project.Store
	if st == nil || slices.ContainsFunc(w.Stores, func(p storePart) bool { return p.Path == st.Dir() }) {
		return
	}
	part := storePart{Path: st.Dir()}
	for _, e := range st.Entries() {
		if e.SHA256 != "" || e.Kind == project.Nodes { // else only an answer is remembered
			part.add(e.Kind, e.ID, e.Fetched)
		}
	}
	if lists, _, err := st.Models(); err == nil {
		part.Models = len(lists)
	}
	for _, err := range st.Verify() {
		if e, ok := errors.AsType[*fault.Error](err); ok {
			part.Damaged = append(part.Damaged, damagePart{w.app.storeProblem(e), e.Args["remedy"]})
			w.todo = true
		}
	}
	w.Stores = append(w.Stores, part)
}

// add counts an entry.
func (p *storePart) add(kind project.Kind, id string, fetched time.Time) {
	switch {
	case kind == project.Workflow:
		p.Workflows++
	case kind == project.App:
		p.Apps++
	case kind == project.Server && id == project.SliceID:
		p.Slice = true
	}
	if fetched.IsZero() {
		return
	}
	if p.Oldest == nil || fetched.Before(*p.Oldest) {
		p.Oldest = &fetched
	}
	if p.Newest == nil || fetched.After(*p.Newest) {
		p.Newest = &fetched
	}
}

// needed is a definition by the project that has to have it.
type needed struct {
	project *project.Project
	item    fetch.Item
}

// definitions lists the definitions that are named somewhere, those with
// something wrong first.
func (w *survey) definitions(files []discover.File) {
	parts := map[needed]*definitionPart{}
	get := func(p *project.Project, k project.Kind, id string) *definitionPart {
		key := needed{p, fetch.Item{Kind: k, ID: id}}
		if parts[key] == nil {
			parts[key] = &definitionPart{Kind: k, ID: id, project: p}
		}
		return parts[key]
	}
	for _, c := range w.byConfig {
		if c.err != nil {
			continue
		}
		ids := wantedIDs{}
		ids.addConfig(c.project.Config)
		if c.project.Store != nil {
			for _, e := range c.project.Store.Entries() {
				if e.Kind == project.Workflow || e.Kind == project.App {
					ids.add(e.Kind, e.ID)
				}
			}
		}
		for it := range ids {
			get(c.project, it.Kind, it.ID)
		}
	}
	for _, f := range files {
		c := w.checkerFor(f)
		if c.err != nil || c.project.Uses(f.Path) {
			continue
		}
		// What is too large is told where the requests are counted.
		_ = eachID(c.project.Config, f.Path, func(k project.Kind, id string) {
			k, id = pinned(c.project.Config, f.Path, k, id)
			if !k.Takes(id) {
				return
			}
			p := get(c.project, k, id)
			if p.Requests++; p.First == "" {
				p.First = f.Path
			}
		})
	}
	for _, p := range parts {
		w.judge(p)
		w.Definitions = append(w.Definitions, *p)
	}
	slices.SortFunc(w.Definitions, func(x, y definitionPart) int {
		return cmp.Or(rank(x.Status)-rank(y.Status), -strings.Compare(string(x.Kind), string(y.Kind)), strings.Compare(x.ID, y.ID), strings.Compare(x.First, y.First))
	})
}

// pinned is the definition that the configuration names for a file, else the one
// that a request names.
func pinned(conf *config.Config, file string, k project.Kind, id string) (project.Kind, string) {
	set := conf.Request(file)
	switch {
	case set == nil || id == "":
	case set.Workflow != "":
		return project.Workflow, set.Workflow
	case set.App != "":
		return project.App, set.App
	}
	return k, id
}

// rank is the order in which statuses are listed.
func rank(status string) int {
	return slices.Index([]string{definitionMissing, definitionBroken, definitionRefused, definitionAged, definitionOK}, status)
}

// locate says where a definition is, and since when.
func (w *survey) locate(p *definitionPart) {
	if conf := p.project.Config; conf != nil {
		p.File = conf.Workflows[p.ID]
		if p.Kind == project.App {
			p.File = cmp.Or(conf.Apps[p.ID], conf.AppWorkflows[p.ID])
		}
	}
	if p.File != "" {
		p.From = "configuration"
		return
	}
	st := p.project.Store
	if st == nil || !st.Has(p.Kind, p.ID) {
		return
	}
	p.From = "store"
	if e, ok := st.Entry(p.Kind, p.ID); ok && !e.Fetched.IsZero() {
		p.Fetched, p.Days = &e.Fetched, w.days(e.Fetched)
	}
}

// judge says what is known of a definition.
func (w *survey) judge(p *definitionPart) {
	resource, find := endpoint.Workflow, p.project.Workflow
	if p.Kind == project.App {
		resource, find = endpoint.App, p.project.App
	}
	def, err := find(p.ID)
	w.locate(p)
	code, _, refused := p.project.Answer(resource, p.ID)
	switch {
	case err != nil:
		p.Status = definitionBroken
	case refused:
		p.Status, p.Code = definitionRefused, code
	case def == nil:
		p.Status = definitionMissing
	case p.Fetched != nil && w.now.Sub(*p.Fetched) > aged:
		p.Status = definitionAged
	default:
		p.Status = definitionOK
	}
	w.todo = w.todo || p.Status == definitionMissing || p.Status == definitionBroken
}

// advise says what to do next, what brings most first.
func (w *survey) advise(dir string) {
	count := map[string]int{}
	for i := range w.Definitions {
		count[w.Definitions[i].Status]++
	}
	for _, s := range w.Stores {
		for _, d := range s.Damaged {
			w.Next = append(w.Next, nextPart{d.Command, d.Problem})
		}
	}
	if n := count[definitionMissing]; n > 0 {
		if !w.Key.Valid {
			w.advice(setKey(w.Key.Variable), "next-key", nil)
		}
		w.advice("payloadlint fetch", plural("next-missing", n), message.Args{"n": strconv.Itoa(n)})
	}
	if w.Requests.Requests == 0 {
		w.advice("", "next-no-requests", message.Args{"path": dir})
	} else if len(w.Configuration) == 1 && w.Configuration[0].Path == "" {
		w.advice("payloadlint init", "next-no-configuration", nil)
	}
	if n := count[definitionAged]; n > 0 {
		w.advice("payloadlint fetch --check", plural("next-old", n), message.Args{"n": strconv.Itoa(n), "days": strconv.Itoa(int(aged / (24 * time.Hour)))})
	}
	for i := range w.Unchecked {
		w.remedy(&w.Unchecked[i], count[definitionMissing])
	}
	if w.Requests.Outcomes["rejected"]+w.Requests.Outcomes["partial"] > 0 {
		w.advice("payloadlint "+dir, "next-check", nil)
	}
}

// advice adds something to do, with a text of the catalogs.
func (w *survey) advice(command, why string, args message.Args) {
	w.Next = append(w.Next, nextPart{command, w.app.say("doctor."+why, args)})
}

// setKey is the command that sets the key in the usual shell.
func setKey(variable string) string {
	if runtime.GOOS == "windows" {
		return "set " + variable + "=..."
	}
	return "export " + variable + "=..."
}

// remedy adds what would let more be checked.
func (w *survey) remedy(u *uncheckedPart, missing int) {
	if u.Remedy == "" || len(w.Next) >= mostAdvice || w.covered(u.Remedy, missing) {
		return
	}
	next := nextPart{Why: u.Reason}
	if strings.HasPrefix(u.Remedy, "payloadlint ") && !strings.ContainsAny(u.Remedy, "(,（，") {
		next.Command = u.Remedy
	} else {
		next.Why = w.app.say("doctor.next-remedy", message.Args{"reason": u.Reason, "remedy": u.Remedy})
	}
	w.Next = append(w.Next, next)
}

// mostAdvice is how many things to do are listed: who has done them asks again.
const mostAdvice = 6

// covered reports whether a remedy is part of what is advised already.
func (w *survey) covered(remedy string, missing int) bool {
	return missing > 0 && (strings.HasPrefix(remedy, "payloadlint fetch workflow ") || strings.HasPrefix(remedy, "payloadlint fetch app ")) ||
		slices.ContainsFunc(w.Next, func(n nextPart) bool { return n.Command == remedy })
}

// plural is the name of a text that counts.
func plural(name string, n int) string {
	if n == 1 {
		return name + "-one"
	}
	return name + "-other"
}
