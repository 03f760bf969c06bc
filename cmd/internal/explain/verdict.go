package explain

import (
	"github.com/payloadlint/payloadlint/rules/code"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// Verdict is what an answer says of its request.
type Verdict struct {
	Code code.Code
	Msg  string
	// Partial says that code 0 came with node errors: some outputs were dropped.
	Partial bool
}

// ReadVerdict reads the body of an answer, alone or in what tools put around
// one. ok is false where it has no code and no shape that stands for one.
func ReadVerdict(data []byte) (v Verdict, ok bool) {
	doc, err := jsondoc.Parse("", data)
	if err != nil {
		return Verdict{}, false
	}
	root, shape := unwrap(embedded(doc.Root()), 3)
	switch shape {
	case shapeUnknown, shapeRequest, shapeDefinition:
		return Verdict{}, false
	}
	a := read(root, shape)
	if !a.coded {
		return Verdict{}, false
	}
	v = Verdict{Code: a.code, Msg: a.msg}
	if v.Code.IsSuccess() {
		v.Code, v.Partial = 0, a.nodeErrors.Len() > 0
	}
	return v, true
}
