package project

import (
	"testing"
	"time"

	"github.com/payloadlint/payloadlint/schema/internal/store"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/nodes"
)

const (
	platformNodes = `{"A": {"input": {"required": {"n": ["INT", {"max": 9}]}}, "output": [], "output_node": true, "python_module": "nodes"},
		"B": {"input": {"required": {}}, "output": [], "python_module": "custom_nodes.b"}, "C": {"input": {"required": {}}, "output": []}}`
	laterNodes = `{"A": {"input": {"required": {"n": ["INT", {"max": 7}]}}, "output": [], "output_node": true, "python_module": "nodes"}}`
)

// keep puts a slice, and a whole unless it is "", into the store of dir.
func keep(t *testing.T, dir, host, whole, from string, names ...string) {
	t.Helper()
	s, err := store.Open(dir + "/" + store.DirName)
	if err != nil {
		t.Fatal(err)
	}
	if whole != "" {
		a, err := s.Aside()
		if err != nil {
			t.Fatal(err)
		}
		defer a.Discard()
		if _, err = objectInfo(t, whole).Compile(a.File()); err == nil {
			_, err = s.PutNodes(t.Context(), host, a, time.Now())
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if from == "" {
		return
	}
	text, err := objectInfo(t, from).Slice(names, host)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsondoc.Parse("", text)
	if err == nil {
		_, err = s.Put(t.Context(), store.Server, store.SliceID, host, doc.Root().Pretty(), time.Now())
	}
	if err != nil {
		t.Fatal(err)
	}
}

func objectInfo(t *testing.T, text string) *nodes.Catalog {
	t.Helper()
	c, err := nodes.Read("object_info.json", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// What a check knows of a class: by whom, and whether one that it lacks exists.
func TestFetchedCatalog(t *testing.T) {
	for _, c := range []struct {
		name              string
		conf, host        string
		whole, from       string
		names             []string
		max               string // of A.n; "" when A is not known
		platform          bool
		b, core, complete bool
	}{
		{name: "nothing", core: true},
		{name: "slice", host: "www.runninghub.cn", from: platformNodes, names: []string{"A"}, max: "9", platform: true, core: true},
		{name: "slice of another site", conf: "host: www.runninghub.ai\n", host: "www.runninghub.cn", from: platformNodes, names: []string{"A"}, max: "9", core: true},
		{name: "slice of a host of one's own", host: "10.0.0.7:8188", from: platformNodes, names: []string{"A"}, max: "9", core: true},
		{name: "configured host", conf: "host: http://10.0.0.7:8188/x\n", host: "10.0.0.7:8188", from: platformNodes, names: []string{"A"}, max: "9", platform: true, core: true},
		{name: "whole", host: "www.runninghub.cn", whole: platformNodes, max: "9", platform: true, b: true, complete: true},
		{name: "both", host: "www.runninghub.cn", whole: platformNodes, from: platformNodes, names: []string{"A"}, max: "9", platform: true, b: true, complete: true},
		{name: "a newer slice", host: "www.runninghub.cn", whole: platformNodes, from: laterNodes, names: []string{"A"}, max: "7", platform: true, b: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir, conf := folder(t, map[string]string{".payloadlint.yaml": "version: 1\n" + c.conf})
			keep(t, dir, c.host, c.whole, c.from, c.names...)
			got, err := open(t, dir, conf, nil).Catalog(nil, "")
			if err != nil {
				t.Fatal(err)
			}
			if got.Complete() != c.complete {
				t.Errorf("complete %v", got.Complete())
			}
			a, ok := got.Class("A")
			if ok != (c.max != "") {
				t.Fatalf("A: %v", ok)
			}
			if ok {
				n, _ := a.Input("n")
				if n.Max.JSON().Text() != c.max || a.Platform != c.platform || !a.FromServer {
					t.Errorf("A: max %s, platform %v, server %v", n.Max.JSON().Text(), a.Platform, a.FromServer)
				}
			}
			if _, ok := got.Class("B"); ok != c.b {
				t.Errorf("B: %v", ok)
			}
			if k, ok := got.Class("KSampler"); ok != c.core || ok && (k.FromServer || k.Platform) {
				t.Errorf("KSampler: %v", ok)
			}
		})
	}
}
