package nodeinfo

import (
	"regexp"
	"strings"
	"sync"

	"github.com/payloadlint/payloadlint/rules/code"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/workflow"
)

// mediaRule: an upload's fileName is what loader nodes read; an URL, a local
// path or the file itself is not found at run time. One body with an URL was
// answered with code 0 in 2024, so these are never more than a warning. The name
// of a v2 upload in a v1 request works (§7.8).
var mediaRule = &rule.Rule{
	ID: "nodeinfo-media", Code: 805, Alternatives: []code.Code{433, 803}, Severity: rule.Warning, Confidence: rule.Possible, Stage: rule.StageNodeInfo,
	Since: "0.1.0", Source: "runninghub-api.md §2.9 and §2.10; §7.7 and §7.8; live-answers.md, Values of image/video/audio/file/url fields",
	Bad:  rule.Example{Input: create(`{"nodeId": "10", "fieldName": "image", "fieldValue": "C:\\photos\\cat.png"}`), Workflow: exampleGraph},
	Good: rule.Example{Input: create(`{"nodeId": "10", "fieldName": "image", "fieldValue": "api/9d77b8530f8b3591edc5c4e8f3f55b2cf0960bb2ca35c04e32c1677687866576.png"}`), Workflow: exampleGraph},
}

var (
	mediaFile = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`(?i)\.(png|jpe?g|webp|gif|bmp|tiff?|avif|heic|mp3|wav|flac|ogg|m4a|aac|opus|mp4|avi|mov|mkv|webm|m4v|zip)( \[(input|output|temp)\])?$`)
	})
	isURL   = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?i)^\s*(https?|ftp|oss|s3)://`) })
	isLocal = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`(?i)^\s*([a-z]:[\\/]|\\\\|/|\.{1,2}[\\/]|~[\\/]|file://|[^/\\]+\\)`)
	})
	isData   = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?i)^\s*data:[\w.+/-]*;base64,`) })
	isBase64 = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[A-Za-z0-9+/\s]{200,}={0,2}\s*$`) })
	signed   = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`(?i)^\s*https?://[^/]*(rh-images|runninghub|xiaoyaoyou|myqcloud)[^/]*/|[?&](q-sign|sign|signature|x-amz-|expires|x-oss)`)
	})
	v1Name = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^api/[0-9a-fA-F]{64}(\.\w+)?$`) })
)

// otherWords in a field's or node's name say that it takes something else than
// an uploaded file; mediaWords in a node's that it is about files.
var (
	otherWords = []string{"url", "http", "base64", "path", "dir", "folder", "link", "string", "remote", "download", "prompt", "text"}
	mediaWords = []string{"image", "audio", "video", "mask", "media", "gif"}
)

// holds reports whether a name has one of the words in it, in any case.
func holds(name string, words []string) bool {
	name = strings.ToLower(name)
	for _, w := range words {
		if strings.Contains(name, w) {
			return true
		}
	}
	return false
}

// mediaFields are the inputs of the loader nodes that uploads are made for.
// Source: runninghub-api.md §2.9.
var mediaFields = map[string]bool{"image": true, "audio": true, "video": true, "mask": true, "file": true, "upload": true}

// slot is what is known of a field as a place for files.
type slot uint8

const (
	noSlot slot = iota
	// maybeSlot is called like one, but the definition that would tell is not
	// there.
	maybeSlot
	fileSlot
)

func (w *walk) slot(it *item) slot {
	if it.Field == nil {
		if mediaFields[it.Name] && it.Name != "file" && it.Name != "upload" && !holds(itemText(it, "nodeName"), otherWords) {
			return maybeSlot
		}
		return noSlot
	}
	return w.fieldSlot(it.Node, it.Field)
}

// fieldSlot reads what a field is for from its definition: an app's type, the
// author's own file, or a loader's empty slot.
func (w *walk) fieldSlot(n *workflow.Node, f *workflow.Field) slot {
	switch {
	case f.Kind == workflow.Media:
		if isURL().MatchString(f.Value.Text()) || holds(f.Name, otherWords) {
			return noSlot
		}
		return fileSlot
	case f.Type != "":
		return noSlot
	}
	if f.Value.Is(jsondoc.String) && w.mayHoldFile(n, f) && w.holdsFile(n, f) {
		return fileSlot
	}
	return noSlot
}

// holdsFile reports whether the author's own value is an uploaded file's name, or
// an empty slot of a loader.
func (w *walk) holdsFile(n *workflow.Node, f *workflow.Field) bool {
	loader := holds(n.Class, mediaWords) && strings.Contains(strings.ToLower(n.Class), "load")
	switch own := f.Value.Text(); {
	case w.emptySlot(f):
		return loader && mediaFields[f.Name]
	case len(own) > 300 || isURL().MatchString(own) || isLocal().MatchString(own):
	default:
		return mediaFile().MatchString(own) && !strings.Contains(own, "\n") && (loader || mediaFields[f.Name])
	}
	return false
}

// emptySlot reports whether the author left a field for a file to be filled in.
func (w *walk) emptySlot(f *workflow.Field) bool {
	return f.Value.EqualText("") || f.Value.EqualText("None") || w.Placeholder(f.Value)
}

// mayHoldFile passes over the fields whose value has no ending like a file's, or
// whose name says that they take something else.
func (w *walk) mayHoldFile(n *workflow.Node, f *workflow.Field) bool {
	if strings.IndexByte(f.Value.Text(), '.') < 0 && !w.emptySlot(f) {
		return false
	}
	return !holds(f.Name, otherWords) && !holds(n.Class, otherWords)
}

// takesURLs reports whether an endpoint was seen to take an address in a media
// field, or is said to: four clients send them to ai-app/run on purpose, one
// with coins consumed and a result. Source: runninghub-api.md §7.7 and §7.8.
func (w *walk) takesURLs() bool { return w.app() || w.Endpoint.V2 }

// validateFailed is the answer to what a loader's own check rejects.
func validateFailed() *code.Code { c := code.Code(433); return &c }

// joined reports whether a value names several files, where the author's own does
// not: "Custom validation failed for node". Source: runninghub-api.md §7.7.
func joined(it *item, text string) bool {
	if !severalFiles(text) {
		return false
	}
	return it.Field == nil || !severalFiles(it.Field.Value.Text())
}

func severalFiles(text string) bool {
	text = strings.TrimSpace(text)
	parts := strings.FieldsFunc(text[:min(len(text), 4096)], func(r rune) bool { return r == ',' || r == ';' || r == '\n' || r == '，' })
	for _, part := range parts {
		if !mediaFile().MatchString(strings.TrimSpace(part)) {
			return false
		}
	}
	return len(parts) > 1
}

// checkMedia reports a value that is no uploaded file's name where one belongs
// and reports whether it did. "None" and "" fill unused slots on purpose.
func (w *walk) checkMedia(it *item) bool {
	v := it.FieldValue.Value
	if !v.Is(jsondoc.String) {
		return false
	}
	where := w.slot(it)
	if where == noSlot {
		return false
	}
	text := v.Text()
	d, ok := w.media(it, where, text[:min(len(text), 4096)])
	if !ok {
		return false
	}
	d.Args = w.valueArgs(it)
	w.report(mediaRule, it, v, d)
	return true
}

// media judges the beginning of a value that stands where an uploaded file's
// name belongs.
func (w *walk) media(it *item, where slot, head string) (d rule.Details, ok bool) {
	switch {
	case isData().MatchString(head), where == fileSlot && isBase64().MatchString(head):
		if d.Variant = "data"; w.Endpoint.V2 {
			d.Severity = rule.Note
		}
	case isURL().MatchString(head):
		// Without a definition it may be a node that loads URLs.
		if where != fileSlot {
			return d, false
		}
		if d.Variant = "url"; signed().MatchString(head) {
			d.Variant = "download-url"
		}
		if w.takesURLs() {
			d.Severity = rule.Note
		}
	case isLocal().MatchString(head):
		d.Variant = "local"
	case joined(it, head):
		d.Variant, d.Code, d.Alternatives = "joined", validateFailed(), []code.Code{805, 803}
		if where == fileSlot {
			d.Severity, d.Confidence = rule.Error, rule.Likely.At()
		}
	case v1Name().MatchString(head) && w.Endpoint.V2:
		d.Variant, d.Severity = "v1-name", rule.Note
	default:
		return d, false
	}
	return d, true
}
