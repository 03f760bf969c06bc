package report

import (
	"strings"

	"github.com/payloadlint/payloadlint/rules/code"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// sarif writes SARIF 2.1.0 with one run. `results` is always there; columns
// count UTF-16 code units; fingerprints hold no line and no secret. A finding
// carries its document's verdict in its properties, the run the summary; what
// could not be checked or is too much to be listed is a notification of the
// invocation.
// Source: OASIS SARIF 2.1.0 errata 01.
type sarif struct {
	common
	prints  fingerprints
	index   map[string]int // of the rules by ID
	results list
	notes   []sarifNotification
	dropped int
}

// maxNotifications bounds what a stream of documents that cannot be checked
// may pile up.
const maxNotifications = 1000

const sarifSchema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

// sarifLevel is SARIF's name of a severity.
func sarifLevel(s rule.Severity) string {
	if s == rule.Off {
		return "note"
	}
	return s.String()
}

func (s *sarif) begin() {
	s.index = map[string]int{}
	driver := struct {
		Name    string      `json:"name"`
		Version string      `json:"version,omitempty"`
		URI     string      `json:"informationUri"`
		Rules   []sarifRule `json:"rules"`
	}{"payloadlint", s.o.Version, home, []sarifRule{}}
	for i, r := range s.rules() {
		s.index[r.ID] = i
		driver.Rules = append(driver.Rules, s.rule(&r))
	}
	root := map[string]any{"description": sarifText{Text: s.text("sarif-root", nil)}}
	if s.o.BaseURI != "" {
		root["uri"] = strings.TrimRight(s.o.BaseURI, "/") + "/"
	}
	s.results = list{printer: s.printer}
	s.print(`{"$schema":`, encode(sarifSchema), `,"version":"2.1.0","runs":[{"tool":{"driver":`, encode(driver),
		`},"columnKind":"utf16CodeUnits","originalUriBaseIds":`, encode(map[string]any{"%SRCROOT%": root}), `,"results":[`)
}

func artifact(path string) sarifArtifact {
	u, absolute := uri(path)
	if absolute {
		return sarifArtifact{URI: u}
	}
	return sarifArtifact{u, "%SRCROOT%"}
}

// region16 is a place with its columns in UTF-16 code units.
func region16(s *source, from, to jsondoc.Position) sarifRegion {
	if s == nil {
		return sarifRegion{from.Line, from.Column, to.Line, to.Column}
	}
	return sarifRegion{from.Line, s.column16(from), to.Line, s.column16(to)}
}

func (s *sarif) document(d *document) {
	for i := range d.Findings {
		s.results.add(s.result(d, &d.Findings[i]))
	}
	if d.Omitted != nil {
		s.notify("omitted", s.omittedWords(d), d.Path)
	}
	for i := range d.Unchecked {
		s.notify("unchecked", s.unchecked(&d.Unchecked[i]), d.Path)
	}
}

// notify keeps a notification for the end of the report.
func (s *sarif) notify(id, text, path string) {
	if len(s.notes) == maxNotifications {
		s.dropped++
		return
	}
	s.notes = append(s.notes, notification(id, "note", text, path))
}

func notification(id, level, text, path string) sarifNotification {
	n := sarifNotification{Descriptor: sarifDescriptor{id}, Level: level, Message: sarifText{Text: text}}
	if path != "" {
		n.Locations = []sarifLocation{{Physical: sarifPhysical{Artifact: artifact(path)}}}
	}
	return n
}

func (s *sarif) result(d *document, f *finding) sarifResult {
	at := artifact(d.Path)
	region := region16(d.source, f.from, f.to)
	out := sarifResult{
		RuleID: f.Rule, Level: sarifLevel(f.level), Message: sarifText{Text: f.Message},
		Locations: []sarifLocation{{Physical: sarifPhysical{at, &region}}},
		Prints:    map[string]string{"payloadlint/v1": s.prints.of(d.Path, f.id)},
		Props: sarifProperties{
			Code: f.Code, CodeName: code.Code(f.Code).Name(), Alternatives: f.Alternatives, Confidence: f.Confidence, Pointer: f.Pointer,
			Node: f.Node, Input: f.Input, Comfy: f.Comfy, Suggestions: f.Suggestions, Advice: f.Advice, Msg: f.Msg,
			Index: d.Index, Endpoint: d.Endpoint, Verdict: d.Verdict,
		},
	}
	if c := f.Change; c != nil && c.Patch != nil {
		out.Props.Fix = &change{Safe: c.Safe, Patch: c.Patch} // the edits are in fixes
	}
	if f.Advice != "" {
		out.Message.Text += "\n" + f.Advice
	}
	if i, ok := s.index[f.Rule]; ok {
		out.RuleIndex = &i
	}
	if f.Pointer != "" {
		out.Locations[0].Logical = []sarifLogical{{f.Pointer}}
	}
	for i := range f.Related {
		rel := &f.Related[i]
		region := region16(d.source, rel.from, rel.to)
		l := sarifLocation{ID: i + 1, Physical: sarifPhysical{at, &region}}
		if rel.Message != "" {
			l.Message = &sarifText{Text: rel.Message}
		}
		out.Related = append(out.Related, l)
	}
	out.Fixes = sarifFixes(d, f)
	return out
}

func sarifFixes(d *document, f *finding) []sarifFix {
	if len(f.Fix) == 0 || d.source == nil {
		return nil
	}
	description := f.Advice
	if description == "" {
		description = f.Message
	}
	change := sarifChange{Artifact: artifact(d.Path)}
	for _, e := range sorted(f.Fix) {
		rep := sarifReplacement{Deleted: region16(d.source, d.source.position(e.Start), d.source.position(e.End))}
		if e.New != "" {
			rep.Inserted = &sarifText{Text: e.New}
		}
		change.Replacements = append(change.Replacements, rep)
	}
	return []sarifFix{{sarifText{Text: description}, []sarifChange{change}}}
}

func (s *sarif) end(e *ending) {
	for _, f := range e.Failures {
		s.notes = append(s.notes, notification("unreadable", "error", f.Message, f.Path))
	}
	if s.dropped > 0 {
		s.notes = append(s.notes, notification("unchecked", "note", s.count("more-unchecked", s.dropped, nil), ""))
	}
	invocation := struct {
		OK    bool                `json:"executionSuccessful"`
		Notes []sarifNotification `json:"toolExecutionNotifications,omitempty"`
	}{len(e.Failures) == 0, s.notes}
	s.results.close()
	s.print(`],"invocations":[`, encode(invocation), `],"properties":`, encode(map[string]any{"summary": e.Summary}), "}]}\n")
}
