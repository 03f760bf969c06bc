package request

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/payloadlint/payloadlint/rules/code"
	"github.com/payloadlint/payloadlint/rules/message"
	"github.com/payloadlint/payloadlint/rules/rule"
	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

var upload = &rule.Rule{
	ID: "upload-file", Code: 809, Severity: rule.Error, Confidence: rule.Likely, Stage: rule.StageParams, Since: since,
	Source: "runninghub-api.md §2.9: 30 MB, JPG PNG JPEG WEBP ZIP MP3 WAV FLAC MP4 AVI MOV MKV",
	Bad:    rule.Example{Input: `{"apiKey": "${KEY}", "file": "setup.exe", "fileType": "input"}`, Endpoint: endpoint.Upload},
	Good:   rule.Example{Input: `{"apiKey": "${KEY}", "file": "face.png", "fileType": "input"}`, Endpoint: endpoint.Upload},
}

var uploads = rule.Family{Rules: []*rule.Rule{upload}, Check: checkUpload}

// uploadLimit is 30 MB. Whether the service counts in thousands or in 1024s is
// not known; between the two the answer is open.
const (
	uploadLimit     = 30 << 20
	uploadSafeLimit = 30 * 1000 * 1000
)

var uploadTypes = []string{"jpg", "png", "jpeg", "webp", "zip", "mp3", "wav", "flac", "mp4", "avi", "mov", "mkv"}

func checkUpload(p *rule.Pass) {
	if p.Endpoint.Kind != endpoint.Upload {
		return
	}
	v := p.Root.Get("file")
	if !v.Is(jsondoc.String) || p.Unfilled(v) || strings.TrimSpace(v.Text()) == "" {
		return
	}
	// curl writes -F file=@face.png;type=image/png
	name, _, _ := strings.Cut(strings.TrimPrefix(v.Text(), "@"), ";")
	args := message.Args{"value": shown(v), "types": p.Settings.Lang.List(uploadTypes)}
	if strings.Contains(name, "://") {
		p.Report(upload, v, rule.Details{Variant: "url", Args: args, Severity: rule.Warning, Code: codeOf(301), Alternatives: []code.Code{808}})
		return
	}
	if strings.ContainsAny(name, "{}$<>*") {
		return
	}
	ext := strings.ToLower(strings.TrimPrefix(filepath.Ext(name), "."))
	if !slices.Contains(uploadTypes, ext) {
		// What the service says to another type is not known.
		args["ext"] = ext
		variant := "type"
		if ext == "" {
			variant = "no-type"
		}
		p.Report(upload, v, rule.Details{Variant: variant, Args: args, Severity: rule.Warning, Code: codeOf(809), Alternatives: []code.Code{808, 301}, Confidence: rule.Possible.At()})
	}
	uploadSize(p, v, name, args)
}

// uploadSize looks at the local file's size, and at nothing else of it.
func uploadSize(p *rule.Pass, v jsondoc.Value, name string, args message.Args) {
	if p.Settings.BaseDir == "" || strings.ContainsRune(name, 0) {
		p.Unchecked(809, "upload-size", message.Args{"value": shown(v)})
		return
	}
	file := filepath.FromSlash(name)
	if !filepath.IsAbs(file) {
		file = filepath.Join(p.Settings.BaseDir, file)
	}
	info, err := os.Stat(file)
	if err != nil || info.Mode()&fs.ModeType != 0 {
		p.Report(upload, v, rule.Details{Variant: "gone", Args: args, Severity: rule.Note, Code: silent()})
		p.Unchecked(809, "upload-size", message.Args{"value": shown(v)})
		return
	}
	args["size"] = megabytes(info.Size())
	switch {
	case info.Size() > uploadLimit:
		p.Report(upload, v, rule.Details{Args: args, Msg: "APIKEY_FILE_SIZE_EXCEEDED", Confidence: rule.Certain.At()})
	case info.Size() > uploadSafeLimit:
		p.Report(upload, v, rule.Details{Args: args, Severity: rule.Warning, Confidence: rule.Possible.At()})
	case info.Size() == 0:
		p.Report(upload, v, rule.Details{Variant: "empty", Args: args, Severity: rule.Warning, Code: codeOf(808), Alternatives: []code.Code{301}, Confidence: rule.Possible.At()})
	}
}

// megabytes is a size in MB with one digit after the point.
func megabytes(n int64) string {
	tenths := (n*10 + (1<<20)/2) >> 20
	return decimal(int(tenths/10)) + "." + decimal(int(tenths%10))
}
