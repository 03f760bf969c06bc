package report

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/rules"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/schema/workflow"
)

// checked is what a checker says of a request to a small workflow.
func checked(t *testing.T, name, text string) []rules.Result {
	t.Helper()
	def, err := workflow.Read("w.json", []byte(`{"6":{"class_type":"CLIPTextEncode","inputs":{"text":"a","clip":["4",1]}},"4":{"class_type":"CheckpointLoaderSimple","inputs":{"ckpt_name":"a"}}}`))
	if err != nil {
		t.Fatal(err)
	}
	c, err := rules.New(rules.Options{Definition: def})
	if err != nil {
		t.Fatal(err)
	}
	out, err := c.Check(context.Background(), name, []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func written(t *testing.T, format string, results []rules.Result) string {
	t.Helper()
	w, err := New(format, Options{Lang: message.English})
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := w.Begin(&b); err != nil {
		t.Fatal(err)
	}
	for i := range results {
		if err := w.Document(&results[i]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.End(Closing{}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

const head = `{"apiKey":"${K}","workflowId":"1904136902449209346","nodeInfoList":[`

func TestAgentPatch(t *testing.T) {
	got := written(t, "agent", checked(t, "r.json", head+`{"nodeId":"6","fieldname":"text","fieldValue":"x"}]}`))
	if want := ` fix=safe [{"op":"move","from":"/nodeInfoList/0/fieldname","path":"/nodeInfoList/0/fieldName"}]` + "\n"; !strings.Contains(got, want) {
		t.Errorf("no %s in %s", want, got)
	}
	got = written(t, "agent", checked(t, "r.json", head+`{"nodeId":"6","fieldName":"txt","fieldValue":"x"}]}`))
	for _, want := range []string{
		`r.json:1:95: error nodeinfo-field code=803 at="/nodeInfoList/0/fieldName": `,
		` [{"op":"replace","path":"/nodeInfoList/0/fieldName","value":"text"}]` + "\n",
		"r.json: rejected code=803 APIKEY_INVALID_NODE_INFO certain",
		"payloadlint: 1 documents: 1 rejected, 0 partial, 0 accepted, 0 unknown; 1 errors, ",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in %s", want, got)
		}
	}
	// The same is in json and, without the edits of the file, in sarif.
	for _, format := range []string{"json", "sarif"} {
		got := written(t, format, checked(t, "r.json", head+`{"nodeId":"6","fieldname":"text","fieldValue":"x"}]}`))
		if want := `"fix":{"safe":true,"patch":[{"op":"move","from":"/nodeInfoList/0/fieldname","path":"/nodeInfoList/0/fieldName"}]`; !strings.Contains(got, want) {
			t.Errorf("%s: no %s in %s", format, want, got)
		}
	}
}

// A text that is not JSON has no patch, and a key is not shown by one.
func TestNoPatch(t *testing.T) {
	for _, text := range []string{
		head + `{"nodeId":"6","fieldName":"text","fieldValue":"x"},]}`,
		`{"apiKey":"0123456789abcdef0123456789abcdef ","workflowId":"1904136902449209346","nodeInfoList":[]}`,
	} {
		if got := written(t, "agent", checked(t, "r.json", text)); strings.Contains(got, "0123456789abcdef") || strings.Contains(got, `"value":"0`) {
			t.Errorf("%s", got)
		}
	}
}

func TestAgentIsCapped(t *testing.T) {
	var items []string
	for i := range 200 {
		items = append(items, fmt.Sprintf(`{"nodeId":"9%d","fieldName":"text","fieldValue":"x"}`, i))
	}
	got := written(t, "agent", checked(t, "r.json", head+strings.Join(items, ",")+"]}"))
	if n := strings.Count(got, " error "); n != mostAgentLines {
		t.Errorf("%d findings are listed", n)
	}
	if !strings.Contains(got, "; 150 findings not listed\n") {
		t.Errorf("the others are not counted: %s", got[max(len(got)-300, 0):])
	}
	if strings.Contains(got, "\x1b") {
		t.Error("there are colours")
	}
	if !Own("agent", "x")([]byte(got)) {
		t.Error("the report is not recognised as one")
	}
}
