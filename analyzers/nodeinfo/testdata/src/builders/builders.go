// Package builders makes items by index, by tables, by fields that are set later
// and by the methods of a builder.
package builders

type Node struct {
	ID    string `json:"nodeId"`
	Field string `json:"fieldName"`
	Value any    `json:"fieldValue"`
}

type Req struct {
	WF    string `json:"workflowId"`
	Nodes []Node `json:"nodeInfoList"`
}

func send(Req) {}

const portrait = "1900000000000000001"

func byIndex() {
	nodes := make([]Node, 2)
	nodes[0] = Node{"6", "text", ""}
	nodes[1] = Node{"61", "text", ""} // want `has no node "61"`
	send(Req{portrait, nodes})
}

var (
	fields = map[string]string{"prompt": "text", "photo": "imagee"} // want `has no field "imagee"`
	ids    = map[string]string{"prompt": "6", "photo": "12"}
)

func byTables(values map[string]any) {
	var nodes []Node
	for k, v := range values {
		nodes = append(nodes, Node{ids[k], fields[k], v})
	}
	send(Req{portrait, nodes})
}

// Which keys come is not known here.
func byTable(k string) { send(Req{portrait, []Node{{ids[k], "text", 1}}}) }

func setLater(big bool) {
	n := Node{ID: "3", Field: "seed"}
	if big {
		n.Field = "cfg" // want `has no field "cfg"`
	}
	send(Req{portrait, []Node{n}})
}

// What stood there before is never sent.
func template() {
	n := Node{ID: "6", Field: "todo"}
	n.Field = "text"
	send(Req{portrait, []Node{n}})
}

type builder struct{ nodes []Node }

func start() *builder { return &builder{} }

func (b *builder) set(id, field string, v any) *builder {
	b.nodes = append(b.nodes, Node{id, field, v})
	return b
}

func (b *builder) list() []Node { return b.nodes }

func built() {
	b := (&builder{}).set("6", "text", "x").set("6", "negative", "y") // want `has no field "negative"`
	b.set("3", "stepps", 1)                                           // want `has no field "stepps"`
	send(Req{portrait, b.nodes})
}

func chained() {
	wf := portrait
	send(Req{wf, start().set("6", "text", "x").set("44", "text", "").list()}) // want `has no node "44"`
}

// Another workflow, of which nothing is known.
func other() {
	b := start().set("1", "text", "x")
	send(Req{"1777777777777777777", b.list()})
}
