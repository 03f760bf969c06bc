package main

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Diagnostics are published where they differ from those that are shown, and for
// the document that was edited: an editor may have moved what it shows there.
func TestOnlyWhatChangedIsPublished(t *testing.T) {
	const other = "1904136902449209347"
	files := map[string]string{
		".payloadlint.yaml": "version: 1\nworkflows: {\"" + lspTestID + "\": w.json, \"" + other + "\": other.json}\n",
		"w.json":            lspTestGraph, "other.json": lspTestGraph,
	}
	for _, watched := range []bool{true, false} {
		e, dir := session(t, files, nil)
		a, b := uriOf(filepath.Join(dir, "a.json")), uriOf(filepath.Join(dir, "b.json"))
		e.open(a, "json", lspTestBody)
		e.open(b, "json", strings.Replace(lspTestBody, lspTestID, other, 1))
		expect := func(what string, inA, inB int) {
			t.Helper()
			e.now(a)
			if e.count[a] != inA || e.count[b] != inB {
				t.Errorf("%s, watched %v: published %d and %d times, want %d and %d", what, watched, e.count[a], e.count[b], inA, inB)
			}
		}
		expect("opened", 1, 1)
		e.save(a)
		expect("saved", 1, 1)
		// A definition changes on disk: the request for it is checked, whichever
		// document is saved.
		put(t, filepath.Join(dir, "w.json"), strings.Replace(lspTestGraph, `"6"`, `"77"`, 1))
		if watched {
			e.notify("workspace/didChangeWatchedFiles", map[string]any{"changes": []any{map[string]any{"uri": uriOf(filepath.Join(dir, "w.json")), "type": 2}}})
		} else {
			e.save(b)
		}
		expect("the definition of one", 2, 1)
		if !slices.Contains(codesOf(e.shown[a]), "nodeinfo-node") {
			t.Errorf("watched %v: %v", watched, codesOf(e.shown[a]))
		}
		// An edit that leaves the findings alone.
		e.notify("textDocument/didChange", map[string]any{"textDocument": map[string]any{"uri": b, "version": 2}, "contentChanges": []any{map[string]any{"text": strings.Replace(lspTestBody, lspTestID, other, 1) + "\n"}}})
		e.now(b)
		expect("an edit", 2, 2)
	}
}

// A configuration that is broken is reported once.
func TestFaultOfConfigurationIsPublishedOnce(t *testing.T) {
	e, dir := session(t, map[string]string{".payloadlint.yaml": "version: 1\nworkflow: {}\n"}, nil)
	conf, a, b := uriOf(filepath.Join(dir, ".payloadlint.yaml")), uriOf(filepath.Join(dir, "a.json")), uriOf(filepath.Join(dir, "sub", "b.json"))
	e.open(a, "json", lspTestBody)
	e.open(b, "json", lspTestBody)
	e.save(a)
	if e.count[conf] != 1 || e.count[a] != 1 || e.count[b] != 1 {
		t.Errorf("%v", e.count)
	}
	put(t, filepath.Join(dir, ".payloadlint.yaml"), "version: 1\n")
	e.save(b)
	if e.count[conf] != 2 || len(e.shown[conf]) != 0 || slices.Contains(codesOf(e.shown[a]), "configuration") || slices.Contains(codesOf(e.shown[b]), "configuration") {
		t.Errorf("mended: %v, %+v", e.count, e.shown)
	}
}
