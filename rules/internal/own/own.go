// Package own makes rules of a configuration's rules: a path that selects
// values in the body of a request, and what must hold of them.
package own

import (
	"errors"
	"maps"
	"slices"
	"sort"

	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/config"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/fault"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/request"
)

// own is a rule of a configuration, ready to be checked.
type own struct {
	*rule.Rule
	// secret is the same rule for a value that must not be kept, not even as a
	// hash.
	secret *rule.Rule
	// kinds are the endpoints that it is for; nil for all.
	kinds    map[endpoint.Kind]bool
	path     path
	schema   *schema
	required bool
	// shown is the path as the configuration has it.
	shown string
}

// Families makes the rules of a configuration; taken are the IDs of other rules.
// The error is a *fault.Error at the place of what is wrong.
func Families(c *config.Config, taken []string) ([]rule.Family, error) {
	if c == nil {
		return nil, nil
	}
	var out []rule.Family
	for i := range c.Rules {
		r := &c.Rules[i]
		o, err := compile(r, taken)
		if err != nil {
			err.Path = c.Path
			return nil, err
		}
		taken = append(taken, r.ID)
		out = append(out, rule.Family{Rules: []*rule.Rule{o.Rule}, Check: o.check})
	}
	return out, nil
}

func compile(r *config.Rule, taken []string) (*own, *fault.Error) {
	o := &own{Rule: describe(r), required: r.Required, shown: r.Select}
	secret := *o.Rule
	secret.Secret = true
	o.secret = &secret
	wrong := func(p fault.Problem, pointer, key, want string) *fault.Error {
		line, column := r.Place(pointer)
		return &fault.Error{Line: line, Column: column, Problem: p, Args: map[string]string{"key": key, "want": want}}
	}
	if slices.Contains(taken, r.ID) {
		return nil, wrong(fault.ConfigBadRule, "/id", r.ID, "own-rule.taken")
	}
	known := endpoint.Default()
	for _, k := range r.Endpoints {
		if _, ok := known.Lookup(endpoint.Kind(k)); !ok {
			e := wrong(fault.ConfigBadValue, "/endpoints", "endpoints", "")
			e.Args["value"] = k
			return nil, e
		}
	}
	var err error
	if o.path, err = parsePath(r.Select); err != nil {
		e := wrong(fault.ConfigBadRule, "/select", "select", "")
		if bad, ok := errors.AsType[*pathError](err); ok {
			e.Args["want"], e.Args["value"] = "own-path."+bad.reason, bad.part
		}
		return nil, e
	}
	if r.Schema != nil {
		var at string
		if o.schema, at, err = compileSchema(r.Schema); err != nil {
			return nil, wrong(fault.ConfigBadRule, "/schema"+at, "schema"+at, "own-schema."+err.Error())
		}
	}
	if o.schema == nil && !o.required {
		return nil, wrong(fault.ConfigMissingKey, "", "schema", "")
	}
	o.kinds = o.endpoints(r.Endpoints)
	return o, nil
}

// describe makes the documentation of a rule.
func describe(r *config.Rule) *rule.Rule {
	out := &rule.Rule{ID: r.ID, Severity: rule.Error, Confidence: rule.Certain, Stage: rule.StageParams, Words: map[message.Lang]map[string]string{}}
	if r.Severity != "" {
		_ = out.Severity.UnmarshalText([]byte(r.Severity)) // config took no others
	}
	for _, l := range []message.Lang{message.English, message.Chinese} {
		args := message.Args{"id": r.ID, "select": r.Select, "schema": string(r.Schema)}
		words := map[string]string{
			"title": l.Format("own.title", args), "what": l.Format("own.what-required", args), "why": l.Format("own.why", args),
			"message": l.Format("own.message", args), "message-missing": l.Format("own.message-missing", args),
		}
		switch {
		case r.Schema != nil && r.Required:
			words["what"] = l.Format("own.what-both", args)
		case r.Schema != nil:
			words["what"] = l.Format("own.what-schema", args)
		}
		if text := saying(r.Message, l); text != "" {
			words["title"], words["message"], words["message-missing"] = text, text, text
		}
		out.Words[l] = words
	}
	return out
}

// saying is the configuration's own message in a language, or in another one
// where it has none in that.
func saying(texts map[string]string, l message.Lang) string {
	for _, k := range append([]string{string(l), ""}, slices.Sorted(maps.Keys(texts))...) {
		if texts[k] != "" {
			return texts[k]
		}
	}
	return ""
}

// endpoints are the kinds of requests that a rule is for: those that it names,
// else those whose body may have the first key of its path.
func (o *own) endpoints(named []string) map[endpoint.Kind]bool {
	var out map[endpoint.Kind]bool
	add := func(k endpoint.Kind) {
		if out == nil {
			out = map[endpoint.Kind]bool{}
		}
		out[k] = true
	}
	for _, k := range named {
		add(endpoint.Kind(k))
	}
	first := o.firstKey()
	if len(named) > 0 || first == "" {
		return out
	}
	for _, e := range endpoint.Default().All() {
		k := e.Kind
		doc, err := jsondoc.Parse("", request.Schema(k).Text())
		if err != nil {
			continue // an endpoint without a schema
		}
		if doc.Root().Get("properties").Get(first).Exists() {
			add(k)
		}
	}
	if first == listKey {
		add(endpoint.NodeInfoList)
	}
	return out
}

// listKey is the key of the list that may stand alone.
const listKey = "nodeInfoList"

// firstKey is the key that a path begins with, "" where it begins with something
// else.
func (o *own) firstKey() string {
	if steps := o.path.parts[0]; len(steps) > 0 && steps[0].kind == member && !steps[0].wild {
		return steps[0].key
	}
	return ""
}

// check is the rule's Check.
func (o *own) check(p *rule.Pass) {
	if o.kinds != nil && !o.kinds[p.Endpoint.Kind] {
		return
	}
	root, from := p.Root, o.path
	if p.Endpoint.Kind == endpoint.NodeInfoList && root.Is(jsondoc.Array) && o.firstKey() == listKey {
		from.parts = append([][]step{from.parts[0][1:]}, from.parts[1:]...)
	}
	if !root.Exists() {
		return
	}
	s := from.find(root, p.Placeholder)
	switch {
	case s.open.Exists() && (o.schema != nil || len(s.found) == 0):
		o.unchecked(p, s.open)
	case o.required && len(s.found) == 0:
		o.report(p, s.nearest, "missing")
	}
	if o.schema == nil {
		return
	}
	for _, v := range s.found {
		if !o.value(p, v) {
			return
		}
	}
}

// value checks one value against the schema. It reports false when it is of no
// use to look at others.
func (o *own) value(p *rule.Pass, v jsondoc.Value) bool {
	if p.Placeholder(v) {
		o.unchecked(p, v)
		return true
	}
	places, ok := o.schema.faults(v)
	if !ok {
		p.Unchecked(0, "own-large", message.Args{"rule": o.ID})
		return false
	}
	if len(places) == 0 {
		if inside := firstHole(v); inside.Exists() {
			o.unchecked(p, inside)
		}
	}
	for _, at := range places {
		if open := unknownIn(p, at); open.Exists() {
			o.unchecked(p, open)
			continue
		}
		o.report(p, at, "")
	}
	return true
}

// unchecked says that the rule was not checked because of a value that is known
// only when a program runs. A placeholder is not spoken of: rules have nothing to
// say of it before it is filled in.
func (o *own) unchecked(p *rule.Pass, v jsondoc.Value) {
	if p.UncheckedHole(0, o.shown, v) || p.UncheckedOpen(0, o.shown, v) {
		return
	}
	if inside := firstHole(v); inside.Exists() && !inside.Same(v) {
		o.unchecked(p, inside)
	}
}

// firstHole is the first value in v, itself included, that is unknown or may
// hold more; missing where there is none.
func firstHole(v jsondoc.Value) jsondoc.Value {
	return firstIn(v, func(v jsondoc.Value) bool { return v.IsHole() || v.IsOpen() })
}

// unknownIn is the first value in v that is unknown or stands for another.
func unknownIn(p *rule.Pass, v jsondoc.Value) jsondoc.Value {
	return firstIn(v, func(v jsondoc.Value) bool { return p.Placeholder(v) || v.IsOpen() })
}

func firstIn(v jsondoc.Value, is func(jsondoc.Value) bool) jsondoc.Value {
	if is(v) {
		return v
	}
	for m := range v.Members() {
		if found := firstIn(m.Value, is); found.Exists() {
			return found
		}
	}
	for _, e := range v.Elements() {
		if found := firstIn(e, is); found.Exists() {
			return found
		}
	}
	return jsondoc.Value{}
}

// report reports a finding, as one about the node whose item it is in.
func (o *own) report(p *rule.Pass, at jsondoc.Value, variant string) {
	d := rule.Details{Variant: variant}
	r := o.Rule
	span := at.Span()
	items := p.Items
	i := sort.Search(len(items), func(i int) bool { return items[i].Value.Span().End > span.Start })
	if i < len(items) && items[i].Value.Document() == at.Document() && items[i].Value.Span().Start <= span.Start && span.End <= items[i].Value.Span().End {
		d.Node, d.Input = items[i].ID, items[i].Name
	}
	for _, s := range p.Secrets {
		if other := s.At.Span(); s.At.Document() == at.Document() && other.Start < span.End && span.Start < other.End {
			r = o.secret
		}
	}
	p.Report(r, at, d)
}
