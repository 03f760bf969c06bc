package mirror

import (
	"slices"
	"strings"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/nodes"
	"github.com/payloadlint/payloadlint/schema/python"
)

func (w *walk) hint(i int32, k HintKind, in *nodes.Input, name string, v jsondoc.Value) {
	w.hints = append(w.hints, Hint{Kind: k, Node: w.g.id(i), Class: w.g.nodes[i].about(), Def: in, Input: name, Value: v, index: i})
}

// unknown notes a name that the class does not declare.
func (w *walk) unknown(i int32, m jsondoc.Member) {
	name := m.Key()
	class := w.g.nodes[i].class
	if class.Flexible.Names || slices.Contains(class.Hidden, name) || editorWidget(name) {
		return
	}
	w.hint(i, HintUnknownInput, nil, name, m.KeyValue())
}

// editorWidget recognises the widgets that the editor itself puts beside
// declared ones (an upload button, a preview, what becomes of a seed after a
// run) and writes into the API format with them: nobody chose their names, so
// nobody misspelt them.
func editorWidget(name string) bool {
	switch name {
	case "upload", "choose file to upload", "choose video to upload", "audioUI", "audio_upload",
		"preview", "previewMode", "videopreview", "video-preview",
		"control_after_generate", "control_before_generate", "control_filter_list":
		return true
	}
	return false
}

// literalHints notes what ComfyUI accepts silently.
func (w *walk) literalHints(i int32, in *nodes.Input, name string, v jsondoc.Value) {
	switch in.Kind {
	case nodes.KindInt:
		if v.Is(jsondoc.Number) && !python.Of(v).Integral() {
			w.hint(i, HintTruncated, in, name, v)
		}
	case nodes.KindBoolean:
		if v.Is(jsondoc.String) && meansFalse(v.Text()) {
			w.hint(i, HintBooleanText, in, name, v)
		}
	case nodes.KindAny:
		if onlyLinked(in, v) && !w.g.nodes[i].about().Validator.Names(name) {
			w.hint(i, HintLiteral, in, name, v)
		}
	}
}

// onlyLinked reports whether a literal stands where only a link makes sense.
func onlyLinked(in *nodes.Input, v jsondoc.Value) bool {
	return in.Type.Parts == nil && !v.Is(jsondoc.Object) && (in.Required || !v.Is(jsondoc.Null)) && in.Type.OnlyConnected()
}

// meansFalse reports whether a text that Python takes for true was meant to
// be false.
func meansFalse(s string) bool {
	switch strings.ToLower(strings.TrimSpace(s)) {
	case "false", "0", "no", "off", "none", "null", "n", "f", "disable", "disabled":
		return true
	}
	return false
}
