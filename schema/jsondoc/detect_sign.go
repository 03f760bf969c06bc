package jsondoc

import (
	"bytes"
	"unicode"
	"unicode/utf8"
)

// Characters that belong nowhere outside strings.

// fullWidth maps what a Chinese keyboard types to the JSON it stands for.
var fullWidth = map[rune]string{
	'“': `"`, '”': `"`, '„': `"`, '‟': `"`, '＂': `"`, '‘': `"`, '’': `"`, '＇': `"`, '「': `"`, '」': `"`, '『': `"`, '』': `"`, '«': `"`, '»': `"`,
	'，': ",", '、': ",", '﹐': ",", '؛': ",", '；': ",", '：': ":", '﹕': ":", '︰': ":",
	'｛': "{", '｝': "}", '［': "[", '］': "]", '【': "[", '】': "]", '〔': "[", '〕': "]", '。': ".", '．': ".", '－': "-", '—': "-", '–': "-", '−': "-", '＋': "+", '＝': ":",
	'（': "[", '）': "]", '＃': "#", '／': "/", '０': "0", '１': "1", '２': "2", '３': "3", '４': "4", '５': "5", '６': "6", '７': "7", '８': "8", '９': "9",
}

// sign is the character that does not fit and its offset. Behind a number or
// literal it is the one that follows it.
func (b *breakage) sign() (at int, r rune, size int) {
	at = b.i
	if b.where&atValue != 0 {
		if end := b.wordEnd(); end < len(b.src) && end > at && b.isComplete(end) {
			at = end
		}
	}
	r, size = utf8.DecodeRune(b.src[at:])
	return at, r, size
}

// isComplete reports whether the word up to end is a value by itself, so that
// the cause is what follows it.
func (b *breakage) isComplete(end int) bool {
	return scanNumber(b.src[:end], b.i) == end || isLiteral(b.src, b.i)
}

func isNUL(b *breakage) *SyntaxError {
	if !b.is("\x00") {
		return nil
	}
	err := b.here(1).withChar(0)
	if b.where&inQuotes != 0 {
		err = err.began(b.opened, b.opened+1)
	}
	return err
}

func isInvisible(b *breakage) *SyntaxError {
	at, r, size := b.sign()
	_, punctuation := fullWidth[r]
	if punctuation || r == utf8.RuneError && size == 1 || !unicode.IsSpace(r) && !unicode.IsControl(r) && !unicode.Is(unicode.Cf, r) {
		return nil
	}
	return mark(at, at+size).withChar(r)
}

func isComment(b *breakage) *SyntaxError {
	rest := b.src[b.i:]
	switch {
	case bytes.HasPrefix(rest, []byte("/*")):
		end := len(rest)
		if j := bytes.Index(rest[2:], []byte("*/")); j >= 0 {
			end = j + 4
		}
		return b.here(end).with("kind", "/* */")
	case bytes.HasPrefix(rest, []byte("//")):
		return b.comment("//")
	case rest[0] == '#':
		return b.comment("#")
	case bytes.HasPrefix(rest, []byte("<!--")):
		return b.comment("<!-- -->")
	}
	return nil
}

func (b *breakage) comment(kind string) *SyntaxError {
	return mark(b.i, lineEnd(b.src, b.i)).with("kind", kind)
}

func isEllipsis(b *breakage) *SyntaxError {
	for _, dots := range [...]string{"...", "…"} {
		if bytes.HasPrefix(b.src[b.i:], []byte(dots)) {
			return b.here(len(dots))
		}
	}
	return nil
}

// isFullWidth finds Chinese punctuation in place of JSON's, and Chinese quotes
// that were meant to end a string.
func isFullWidth(b *breakage) *SyntaxError {
	if b.where&atToken != 0 {
		at, r, size := b.sign()
		if want, ok := fullWidth[r]; ok {
			return mark(at, at+size).with("want", want).withChar(r)
		}
	}
	from, content := b.mayEndEarly()
	at, size := chineseQuote(content)
	if size == 0 {
		return nil
	}
	r, _ := utf8.DecodeRune(content[at:])
	return mark(from+at, from+at+size).with("want", `"`).withChar(r)
}

// mayEndEarly is the content of the string that may have been meant to end
// before its end, and its offset.
func (b *breakage) mayEndEarly() (from int, content []byte) {
	switch {
	case b.where == atColon:
		return int(b.last().start) + 1, b.content(b.last())
	case b.where == afterValue:
		if s, ok := b.stringBefore(); ok && b.sameLine(int(s.end)) {
			return int(s.start) + 1, b.content(s)
		}
	case b.where&inQuotes != 0:
		if end, ok := b.unterminated(); ok {
			return b.opened + 1, bytes.TrimRight(b.src[b.opened+1:end], " \t\r\n")
		}
		if b.is("\r\n") {
			return b.opened + 1, b.src[b.opened+1 : b.i]
		}
	}
	return 0, nil
}

// chineseQuote finds a Chinese closing quote in a string's content behind
// which only JSON punctuation stands: the string was meant to end there. The
// size is 0 when there is none.
func chineseQuote(content []byte) (at, size int) {
	t := bytes.TrimRight(content, " \t\r,:}]")
	for _, p := range []string{"，", "：", "｝", "］"} {
		t = bytes.TrimRight(bytes.TrimSuffix(t, []byte(p)), " \t")
	}
	r, n := utf8.DecodeLastRune(t)
	if fullWidth[r] != `"` || len(t) == len(content) {
		return 0, 0
	}
	return len(t) - n, n
}
