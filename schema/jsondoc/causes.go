package jsondoc

// Cause says why a text is not JSON, in the terms of the person who wrote it.
type Cause string

// The causes. Each is the variant of a message in the catalogs.
const (
	// The text as a whole.
	CauseEmpty    Cause = "empty"     // nothing but whitespace
	CauseTooDeep  Cause = "too-deep"  // more than MaxDepth levels
	CauseTooLarge Cause = "too-large" // more than MaxSize bytes or maxValues values
	CauseHTML     Cause = "html"      // an HTML or XML page
	CauseShell    Cause = "shell"     // a shell script or a curl command
	CauseHTTP     Cause = "http"      // a whole HTTP request or answer
	CauseCode     Cause = "code"      // JavaScript, Python, Go …
	CauseYAML     Cause = "yaml"
	CauseForm     Cause = "form"     // a=1&b=2
	CauseMarkdown Cause = "markdown" // a ``` fence around the JSON
	CauseBinary   Cause = "binary"   // an image, an archive …

	// Its bytes.
	CauseBOM         Cause = "bom" // never a SyntaxError: see Document.BOM
	CauseUTF16       Cause = "utf16"
	CauseUTF32       Cause = "utf32"
	CauseInvalidUTF8 Cause = "invalid-utf8"
	CauseGBK         Cause = "gbk" // invalid UTF-8 that reads as GBK
	CauseNUL         Cause = "nul"

	// Its end.
	CauseTruncated    Cause = "truncated"     // the text ends inside a bracket or value
	CauseTrailingData Cause = "trailing-data" // a second document follows
	CauseExtraClose   Cause = "extra-close"   // a bracket closes what was never opened
	CauseMismatched   Cause = "mismatched-bracket"
	CauseUnclosed     Cause = "unclosed" // the } or ] before a comma is missing
	CauseUnopened     Cause = "unopened" // the [ before an object is missing

	// Punctuation.
	CauseTrailingComma Cause = "trailing-comma"
	CauseExtraComma    Cause = "extra-comma"
	CauseMissingComma  Cause = "missing-comma"
	CauseMissingColon  Cause = "missing-colon"
	CauseMissingValue  Cause = "missing-value"
	CauseStrayColon    Cause = "stray-colon" // a key and colon outside any object
	CauseEquals        Cause = "equals"      // = or => where a colon belongs
	CauseSemicolon     Cause = "semicolon"
	CauseComment       Cause = "comment"
	CauseFullWidth     Cause = "full-width" // Chinese punctuation or digits
	CauseInvisible     Cause = "invisible"  // no-break space, zero-width space …
	CauseEllipsis      Cause = "ellipsis"   // ... in an abbreviated sample

	// Keys and values.
	CauseWantKey       Cause = "want-key"
	CauseWantValue     Cause = "want-value"
	CauseSingleQuotes  Cause = "single-quotes"
	CauseBacktick      Cause = "backtick"
	CauseUnquotedKey   Cause = "unquoted-key"
	CauseUnquotedValue Cause = "unquoted-value"
	CausePlaceholder   Cause = "placeholder" // {{seed}}, ${SEED} … without quotes
	CauseExpression    Cause = "expression"  // program code in place of a value
	CauseNaN           Cause = "nan"         // NaN, Infinity, -Infinity
	CausePython        Cause = "python-literal"
	CauseUndefined     Cause = "undefined"
	CauseLiteralCase   Cause = "literal-case" // TRUE, Null …
	CauseLeadingPlus   Cause = "leading-plus"
	CauseLeadingZero   Cause = "leading-zero"
	CauseHex           Cause = "hex-number"
	CauseBarePoint     Cause = "bare-point" // .5 or 1.
	CauseThousands     Cause = "thousands-separator"
	CauseBadNumber     Cause = "bad-number"

	// Strings.
	CauseRawNewline     Cause = "raw-newline"
	CauseRawTab         Cause = "raw-tab"
	CauseControl        Cause = "control-character"
	CauseBadEscape      Cause = "bad-escape"
	CauseWindowsPath    Cause = "windows-path"
	CauseOpenString     Cause = "open-string"   // the closing quote is missing
	CauseMissingQuote   Cause = "missing-quote" // the opening quote is missing
	CauseUnescapedQuote Cause = "unescaped-quote"
	CauseUnescapedJSON  Cause = "unescaped-json" // JSON pasted into a string as it is
)

// causes is everything that is known about broken JSON: one row per cause, in
// the order in which diagnose asks. A detector may rely on the rows above it
// having found nothing, but only where its comment says so.
var causes = [...]struct {
	cause   Cause
	where   state // the places the detector is asked about
	detect  detector
	example string // a text that is broken for this cause
}{
	// The text as a whole.
	{CauseUTF32, atHead, isUTF32, "{\x00\x00\x00}\x00\x00\x00"},
	{CauseUTF16, atHead, isUTF16, "{\x00}\x00"},
	{CauseBinary, atHead, isBinary, "\x89PNG\r\n\x1a\n"},
	{CauseEmpty, atEnd, isEmpty, " \n"},
	{CauseMarkdown, atToken, isMarkdown, "```json\n{}\n```"},
	{CauseHTML, atRoot, isHTML, "<html><body>"},
	{CauseShell, atRoot, isShell, "curl -X POST https://example.com"},
	{CauseHTTP, atRoot, isHTTP, "POST / HTTP/1.1"},
	{CauseForm, atRoot, isForm, "a=1&b=2"},
	{CauseCode, atRoot, isCode, "const a = {}"},
	{CauseYAML, atRoot, isYAML, "a: x\nb: 1\n"},

	// Characters that belong nowhere.
	{CausePlaceholder, atValue | atAKey, isPlaceholder, `{"seed": {{seed}}}`},
	{CauseNUL, atToken | inQuotes, isNUL, "[\x00]"},
	{CauseInvisible, atToken, isInvisible, "[\u00a01]"},
	{CauseComment, atToken, isComment, "[1 // one\n]"},
	{CauseEllipsis, atToken, isEllipsis, "[1, ...]"},
	{CauseFullWidth, atToken | inQuotes, isFullWidth, `{"a"：1}`},

	// Strings.
	{CauseUnescapedJSON, afterValue | inString, isUnescapedJSON, `{"workflow": "{"3": {}}"}`},
	{CauseEquals, atColon | afterValue, isEquals, `{"a" = 1}`},
	{CauseSemicolon, atToken, isSemicolon, `{"a": 1; "b": 2}`},
	{CauseOpenString, atColon | afterValue | inQuotes, isOpenString, "{\"a\": \"x,\n\"b\": 1}"},
	{CauseTruncated, atEnd | atValue | inQuotes | atBadByte, isTruncated, `{"a": [1, 2`},
	{CauseGBK, atBadByte, isGBK, "[\"\xc4\xe3\xba\xc3\"]"},
	{CauseInvalidUTF8, atBadByte | inQuotes, isInvalidUTF8, "[\"caf\xe9!\"]"},
	{CauseRawTab, inQuotes, isRawTab, "[\"a\tb\"]"},
	{CauseControl, inQuotes, isControl, "[\"\x1b[31m\"]"},
	{CauseWindowsPath, inQuotes, isWindowsPath, `["C:\Users"]`},
	{CauseBadEscape, inQuotes, isBadEscape, `["\d+"]`},
	{CauseRawNewline, inQuotes, isRawNewline, "[\"a cat\nin a hat\"]"},
	{CauseUnescapedQuote, afterValue, isUnescapedQuote, `["a "big" cat"]`},

	// Brackets and commas.
	{CauseTrailingComma, atElement | atKey | afterValue, isTrailingComma, "[1, 2,]"},
	{CauseMissingValue, atMember, isMissingValue, `{"a": }`},
	{CauseExtraComma, atRoot | atFirstElement | atElement | atAKey, isExtraComma, "[1,, 2]"},
	{CauseMismatched, atValue | atAKey | afterValue, isMismatched, `[{"a": 1]]`},
	{CauseUnopened, atValue | atAKey | afterValue, isUnopened, `{"a": {"b": {}}]}`},
	{CauseExtraClose, atValue | atAKey | afterValue, isExtraClose, "{}}"},
	{CauseUnclosed, atKey | afterValue, isUnclosed, `[{"a": 1, {"a": 2}]`},

	// Words in place of values and keys.
	{CauseNaN, atValue, isNaN, "[NaN]"},
	{CausePython, atValue, isPython, "[True, None]"},
	{CauseUndefined, atValue, isUndefined, "[undefined]"},
	{CauseLiteralCase, atValue, isLiteralCase, "[TRUE]"},
	{CauseThousands, atElement | atKey, isThousands, `{"a": 1,000}`},
	{CauseMissingQuote, atValue | atAKey | afterValue, isMissingQuote, `{"a": cat"}`},
	{CauseSingleQuotes, atValue | atAKey | afterValue, isSingleQuotes, `{'a': 1}`},
	{CauseBacktick, atValue | atAKey, isBacktick, "[`a`]"},
	{CauseLeadingPlus, atValue, isLeadingPlus, "[+1]"},
	{CauseHex, atValue, isHexNumber, "[0x1F]"},
	{CauseLeadingZero, atValue, isLeadingZero, "[007]"},
	{CauseBarePoint, atValue, isBarePoint, "[.5]"},
	{CauseBadNumber, atValue, isBadNumber, "[1.2.3]"},
	{CauseExpression, atValue | afterValue, isExpression, "[Date.now()]"},
	{CauseUnquotedValue, atValue | afterValue, isUnquotedValue, "[a cat]"},
	{CauseUnquotedKey, atAKey, isUnquotedKey, "{a: 1}"},

	// What is left to say at each place.
	{CauseStrayColon, afterValue, isStrayColon, `["a": 1]`},
	{CauseWantKey, atAKey, isNoToken, "{!: 1}"},
	{CauseWantValue, atValue, isNoToken, "[!]"},
	{CauseMissingColon, atColon, isMissingColon, `{"a" 1}`},
	{CauseMissingComma, afterValue, isMissingComma, "[1 2]"},
	{CauseTrailingData, afterValue, isTrailingData, "{} {}"},
}

// allCauses lists every cause.
func allCauses() []Cause {
	list := []Cause{CauseTooDeep, CauseTooLarge, CauseBOM} // no row: see there
	for i := range causes {
		list = append(list, causes[i].cause)
	}
	return list
}
