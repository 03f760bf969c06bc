package drift

import (
	"slices"
	"strings"
	"testing"

	"github.com/payloadlint/payloadlint/schema/workflow"
)

const graph = `{
 "3":{"class_type":"KSampler","inputs":{"seed":18446744073709551615,"steps":20,"model":["4",0],"w":{"__value__":[1]}},"_meta":{"title":"S"}},
 "4":{"class_type":"Loader","inputs":{"ckpt":"a.safetensors"}},
 "6":{"class_type":"Text","inputs":{"text":"a cat"},"_meta":{"title":"Prompt"}},
 "7":{"class_type":"Text","inputs":{"text":"bad"},"_meta":{"title":"Negative"}}}`

const app = `{"code":0,"data":{"nodeInfoList":[
 {"nodeId":"7","nodeName":"Resize","fieldName":"ratio","fieldValue":"1:1","fieldType":"LIST","fieldData":[{"name":"a","index":"1:1"},{"name":"b","index":"16:9"}]},
 {"nodeId":"8","nodeName":"Video","fieldName":"seconds","fieldValue":"5","fieldType":"INT","fieldData":["INT",{"min":1,"max":15}]}]}}`

func read(t testing.TB, text string) *workflow.Definition {
	t.Helper()
	d, err := workflow.Read("d", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestCompare(t *testing.T) {
	for name, tt := range map[string]struct {
		text     string
		old, new string
		want     []Change
	}{
		"nothing":     {graph, "", "", nil},
		"white space": {graph, `"__value__":[1]`, `"__value__": [ 1 ]`, nil},
		"node gone":   {graph, `"4":{"class_type":"Loader","inputs":{"ckpt":"a.safetensors"}},`, ``, []Change{{Kind: NodeGone, Node: "4", Title: "Loader", Old: "Loader"}}},
		"node new":    {graph, `"4":{`, `"9":{"class_type":"New","inputs":{}},"4":{`, []Change{{Kind: NodeNew, Node: "9", Title: "New", New: "New"}}},
		"node moved": {graph, `"6":{`, `"150:6":{`, []Change{
			{Kind: NodeMoved, Node: "6", Title: "Prompt", Old: "6", New: "150:6"}}},
		"moved and changed": {graph, `"6":{"class_type":"Text","inputs":{"text":"a cat"}`, `"60":{"class_type":"Text","inputs":{"text":"a dog"}`, []Change{
			{Kind: NodeMoved, Node: "6", Title: "Prompt", Old: "6", New: "60"},
			{Kind: ValueChanged, Node: "6", Title: "Prompt", Field: "text", Old: "a cat", New: "a dog"}}},
		"class":         {graph, `"Loader"`, `"Loader2"`, []Change{{Kind: ClassChanged, Node: "4", Title: "Loader", Old: "Loader", New: "Loader2"}}},
		"title":         {graph, `"Prompt"`, `"Positive"`, []Change{{Kind: TitleChanged, Node: "6", Title: "Prompt", Old: "Prompt", New: "Positive"}}},
		"field renamed": {graph, `"text":"a cat"`, `"prompt":"a cat"`, []Change{{Kind: FieldRenamed, Node: "6", Title: "Prompt", Field: "text", Old: "text", New: "prompt"}}},
		"field gone":    {graph, `"steps":20,`, ``, []Change{{Kind: FieldGone, Node: "3", Title: "S", Field: "steps", Old: "steps"}}},
		"field new":     {graph, `"steps":20`, `"steps":20,"cfg":8.0`, []Change{{Kind: FieldNew, Node: "3", Title: "S", Field: "cfg", New: "cfg"}}},
		"gone and new": {graph, `"steps":20`, `"mode":"x"`, []Change{
			{Kind: FieldGone, Node: "3", Title: "S", Field: "steps", Old: "steps"},
			{Kind: FieldNew, Node: "3", Title: "S", Field: "mode", New: "mode"}}},
		"type": {graph, `"steps":20`, `"steps":"20"`, []Change{
			{Kind: TypeChanged, Node: "3", Title: "S", Field: "steps", Old: "number", New: "string"},
			{Kind: ValueChanged, Node: "3", Title: "S", Field: "steps", Old: "20", New: "20"}}},
		"link":          {graph, `["4",0]`, `["4",1]`, []Change{{Kind: LinkChanged, Node: "3", Title: "S", Field: "model", Old: `["4",0]`, New: `["4",1]`}}},
		"link to value": {graph, `["4",0]`, `"x"`, []Change{{Kind: LinkChanged, Node: "3", Title: "S", Field: "model", Old: `["4",0]`, New: "x"}}},
		"seed":          {graph, `18446744073709551615`, `18446744073709551614`, []Change{{Kind: ValueChanged, Node: "3", Title: "S", Field: "seed", Old: "18446744073709551615", New: "18446744073709551614"}}},
		"list value":    {graph, `[1]`, `[2]`, []Change{{Kind: ValueChanged, Node: "3", Title: "S", Field: "w", Old: "[1]", New: "[2]"}}},
		"choices": {app, `"16:9"`, `"4:3"`, []Change{
			{Kind: ChoiceRemoved, Node: "7", Title: "Resize", Field: "ratio", Old: "16:9"},
			{Kind: ChoiceAdded, Node: "7", Title: "Resize", Field: "ratio", New: "4:3"}}},
		"no choices": {app, `[{"name":"a","index":"1:1"},{"name":"b","index":"16:9"}]`, `[]`, []Change{
			{Kind: TypeChanged, Node: "7", Title: "Resize", Field: "ratio", Old: "LIST[…]", New: "LIST"}}},
		"range":     {app, `"max":15`, `"max":10.5`, []Change{{Kind: RangeChanged, Node: "8", Title: "Video", Field: "seconds", Old: "1..15", New: "1..10.5"}}},
		"app type":  {app, `"fieldType":"INT"`, `"fieldType":"STRING"`, []Change{{Kind: TypeChanged, Node: "8", Title: "Video", Field: "seconds", Old: "INT", New: "STRING"}}},
		"long text": {graph, `"a cat"`, `"` + strings.Repeat("喵\\n", 100) + `"`, []Change{{Kind: ValueChanged, Node: "6", Title: "Prompt", Field: "text", Old: "a cat", New: strings.Repeat("喵 ", 30) + "…"}}},
	} {
		changed := strings.Replace(tt.text, tt.old, tt.new, 1)
		if tt.old != "" && changed == tt.text {
			t.Fatalf("%s: nothing was replaced", name)
		}
		if got := Compare(read(t, tt.text), read(t, changed)); !slices.Equal(got, tt.want) {
			t.Errorf("%s:\n got %+v\nwant %+v", name, got, tt.want)
		}
	}
}

func TestTwinsDoNotMove(t *testing.T) {
	got := Compare(read(t, `{"1":{"class_type":"A","inputs":{}},"2":{"class_type":"A","inputs":{}}}`), read(t, `{"3":{"class_type":"A","inputs":{}}}`))
	if len(got) != 3 || got[0].Kind != NodeGone || got[2].Kind != NodeNew {
		t.Errorf("%+v", got)
	}
}
