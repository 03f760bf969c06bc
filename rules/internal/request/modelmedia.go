package request

import (
	"io/fs"
	"net/url"
	"os"
	slashpath "path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/payloadlint/payloadlint/rules/code"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/models"
)

// media checks the address of a file. The official client takes http, https and
// asset addresses only.
func (c *modelCheck) media(q *models.Param, v jsondoc.Value) {
	if !v.Is(jsondoc.String) {
		c.wrongType(q, v, "string", false)
		return
	}
	text := strings.TrimSpace(v.Text())
	scheme, rest, _ := strings.Cut(text, "://")
	switch strings.ToLower(scheme) {
	case "asset":
	case "http", "https":
		if u, err := url.Parse("http://" + rest); err == nil {
			rest = u.Path
		}
		c.accepts(q, v, rest)
	default:
		args := c.args(q, v)
		d := rule.Details{Args: args}
		if strings.HasPrefix(text, "data:") {
			// v2 run endpoints take these; of models no fact says.
			d.Variant, d.Severity, d.Confidence = "data", rule.Warning, rule.Possible.At()
		}
		c.Report(modelMedia, v, d)
		if d.Variant == "" {
			c.local(q, v, text)
		}
	}
}

// accepts compares the type in a file's name with those that the model accepts.
// An address need not end in its file's type: a warning.
func (c *modelCheck) accepts(q *models.Param, v jsondoc.Value, name string) {
	ext := strings.ToUpper(strings.TrimPrefix(slashpath.Ext(name), "."))
	if len(q.Accept) == 0 || !mediaType(ext) || slices.Contains(q.Accept, ext) || ext == "JPEG" && slices.Contains(q.Accept, "JPG") || ext == "JPG" && slices.Contains(q.Accept, "JPEG") {
		return
	}
	args := c.args(q, v)
	args["ext"], args["types"] = strings.ToLower(ext), c.Settings.Lang.List(q.Accept)
	c.Report(modelMedia, v, rule.Details{Variant: "accept", Args: args, Severity: rule.Warning, Code: codeOf(0), Alternatives: []code.Code{1007}, Confidence: rule.Possible.At()})
}

// mediaType reports whether a name's ending, in upper case, is that of a picture,
// film or sound: what else follows a point in an address says nothing.
func mediaType(ext string) bool {
	switch ext {
	case "JPG", "JPEG", "PNG", "WEBP", "BMP", "GIF", "TIFF", "HEIC", "AVIF", "SVG",
		"MP4", "MOV", "WEBM", "AVI", "MKV", "MP3", "WAV", "M4A", "FLAC", "OGG", "AAC":
		return true
	}
	return false
}

// local looks at a file of this machine that the value names: it will be too
// large wherever it is uploaded.
func (c *modelCheck) local(q *models.Param, v jsondoc.Value, name string) {
	name = strings.TrimPrefix(strings.TrimPrefix(name, "@"), "file://")
	c.accepts(q, v, name)
	if c.Settings.BaseDir == "" || q.MaxSize <= 0 || strings.ContainsRune(name, 0) || strings.ContainsAny(name, "{}$<>*") {
		return
	}
	file := filepath.FromSlash(name)
	if !filepath.IsLocal(file) {
		return
	}
	info, err := os.Stat(filepath.Join(c.Settings.BaseDir, file))
	if err != nil || info.Mode()&fs.ModeType != 0 || float64(info.Size()) <= q.MaxSize*(1<<20) {
		return
	}
	args := c.args(q, v)
	args["size"], args["want"] = megabytes(info.Size()), plainNumber(q.MaxSize)
	c.Report(modelMedia, v, rule.Details{Variant: "size", Args: args})
}
