package jsondoc

// Cause says why a text is not JSON, in the terms of the person who wrote it.
type Cause string

// The causes. Each is a key of the message catalogs (json-syntax.<cause>).
const (
	CauseEmpty        Cause = "empty"         // nothing but white space
	CauseTruncated    Cause = "truncated"     // the text ends too early
	CauseTrailingData Cause = "trailing-data" // something follows the document
	CauseMissingComma Cause = "missing-comma"
	CauseMissingColon Cause = "missing-colon"
	CauseWantKey      Cause = "want-key"
	CauseWantValue    Cause = "want-value"
	CauseInvalidUTF8  Cause = "invalid-utf8"
	CauseBadEscape    Cause = "bad-escape"
	CauseControl      Cause = "control-character"
	CauseOpenString   Cause = "open-string"
	CauseTooDeep      Cause = "too-deep"
	CauseTooLarge     Cause = "too-large"
	CauseBOM          Cause = "bom"
	CauseUTF16        Cause = "utf16"
)

// SyntaxError is the one reason why Parse refused a text, at its place.
type SyntaxError struct {
	Cause Cause
	Span  Span              // in the text that was parsed
	Args  map[string]string // what the message names, e.g. the character found
	doc   *Document
}

// Error is for programmers; people get the catalogs' words for Cause.
func (e *SyntaxError) Error() string { return "not JSON: " + string(e.Cause) }

// Document gives the text's lines and the mapping to the outermost file; it
// has no values.
func (e *SyntaxError) Document() *Document { return e.doc }

func syntaxError(c Cause, start, end int) *SyntaxError {
	return &SyntaxError{Cause: c, Span: Span{start, end}}
}

// leadingBytes finds encodings that are not plain UTF-8 by their first bytes.
func leadingBytes(src []byte) *SyntaxError {
	switch {
	case len(src) >= 3 && src[0] == 0xEF && src[1] == 0xBB && src[2] == 0xBF:
		return syntaxError(CauseBOM, 0, 3)
	case len(src) >= 2 && (src[0] == 0xFE && src[1] == 0xFF || src[0] == 0xFF && src[1] == 0xFE):
		return syntaxError(CauseUTF16, 0, 2)
	}
	return nil
}

// diagnose turns the place where the scanner stopped into the most likely
// cause.
func diagnose(src []byte, at int, fallback Cause) *SyntaxError {
	end := min(at+1, len(src))
	return syntaxError(fallback, at, end)
}

func diagnoseEscape(_ []byte, _, at int) *SyntaxError { return syntaxError(CauseBadEscape, at, at+2) }

func diagnoseControl(_ []byte, _, at int) *SyntaxError { return syntaxError(CauseControl, at, at+1) }

func diagnoseOpenString(src []byte, open int) *SyntaxError {
	return syntaxError(CauseOpenString, open, len(src))
}
