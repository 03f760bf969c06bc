package jsondoc

// Brackets, commas and colons.

// isTrailingComma knows a comma behind the last element or member.
func isTrailingComma(b *breakage) *SyntaxError {
	switch {
	case b.where == atElement && b.is("]"), b.where == atKey && b.is("}"):
		at := b.comma(b.i)
		return mark(at, at+1).with("want", string(b.char()))
	case b.atRootEnd() && b.is(",") && skipSpace(b.src, b.i+1) >= len(b.src):
		return b.here(1)
	}
	return nil
}

// atRootEnd reports whether the document itself is complete.
func (b *breakage) atRootEnd() bool { return b.where == afterValue && b.depth == 0 }

func isExtraComma(b *breakage) *SyntaxError {
	if !b.is(",") {
		return nil
	}
	return b.here(1)
}

// isMissingValue points behind the colon that no value follows.
func isMissingValue(b *breakage) *SyntaxError {
	if !b.is("},") {
		return nil
	}
	end := b.prevEnd(b.i)
	return mark(end, end)
}

// bracket names the cause of a closing bracket that fits nothing, or not the
// innermost open container; "" when no closing bracket is there.
func (b *breakage) bracket() Cause {
	if !b.is("}]") {
		return ""
	}
	kind := Object
	if b.char() == ']' {
		kind = Array
	}
	at := b.parent
	for depth := b.depth; depth > 0; depth-- {
		if b.nodes[at].kind == kind {
			return CauseMismatched
		}
		at = b.nodes[at].parent
	}
	if v, ok := b.lastValue(); ok && kind == Array && v.kind == Object && b.prevEnd(b.i) == int(v.end) {
		return CauseUnopened
	}
	// With nothing behind it, it stands for the bracket that is still missing.
	if b.depth > 0 && skipSpace(b.src, b.i+1) >= len(b.src) {
		return CauseMismatched
	}
	return CauseExtraClose
}

func isMismatched(b *breakage) *SyntaxError {
	if b.bracket() != CauseMismatched {
		return nil
	}
	at, open, closing := b.container()
	return b.here(1).with("open", open).with("want", closing).began(at, at+1)
}

func isExtraClose(b *breakage) *SyntaxError {
	if b.bracket() != CauseExtraClose {
		return nil
	}
	return b.here(1)
}

// isUnopened knows the objects of an array that was never opened: its bracket
// is missing behind the colon.
func isUnopened(b *breakage) *SyntaxError {
	var first node
	switch {
	case b.bracket() == CauseUnopened:
		first, _ = b.lastValue()
	case b.where == atKey && b.is("{"):
		v, ok := b.lastValue()
		if !ok || v.kind != Object || b.grandparent() == Array {
			return nil
		}
		first = v
	case b.atRootEnd() && b.is(",") && b.nodes[0].kind == Object && b.src[b.prevEnd(len(b.src))-1] == ']':
		first = b.nodes[0]
	default:
		return nil
	}
	at := b.prevEnd(int(first.start))
	return mark(at, at).with("want", "[")
}

// isUnclosed knows a container that was not closed before a comma.
func isUnclosed(b *breakage) *SyntaxError {
	at := -1
	if b.where == atKey {
		if b.is("{") && b.depth > 1 && b.grandparent() == Array {
			at = b.comma(b.i)
		}
	} else {
		at = b.memberInArray()
	}
	if at < 0 {
		return nil
	}
	from, open, closing := b.container()
	return mark(at, at).with("open", open).with("want", closing).began(from, from+1)
}

// isKeyInArray reports whether a key and its colon stand in an array.
func (b *breakage) isKeyInArray() bool {
	return b.depth > 0 && b.is(":") && b.nodes[b.parent].kind == Array && b.last().kind == String && int(b.last().end) == b.prevEnd(b.i)
}

// memberInArray is the comma before a key and colon in an array when the array
// was to end there, else -1. An object before the key that has a member of the
// same name is its fellow; one that has not is the array's last element.
func (b *breakage) memberInArray() int {
	if !b.isKeyInArray() || b.depth < 2 || b.grandparent() != Object {
		return -1
	}
	key := b.last()
	var before node
	index := uint32(0)
	for at := b.parent + 1; int(at) < len(b.nodes)-1; at = b.nodes[at].next {
		before, index = b.nodes[at], at
	}
	if before.kind != Object {
		return -1
	}
	for k := index + 1; k < before.next; k = b.nodes[k+1].next {
		if sameKey(b.src, &b.nodes[k], &key) {
			return -1
		}
	}
	return b.comma(int(key.start))
}

// isStrayColon knows a key and colon outside any object: the brace before the
// key is missing.
func isStrayColon(b *breakage) *SyntaxError {
	root := b.nodes[0]
	switch {
	case b.depth == 0 && root.kind == String && b.is(",:"):
		return mark(int(root.start), int(root.end))
	case !b.is(":"):
		return nil
	case b.isKeyInArray():
		return mark(int(b.last().start), int(b.last().end))
	}
	return b.here(1)
}

func isEquals(b *breakage) *SyntaxError {
	switch {
	case !b.is("=") || b.atRootEnd():
		return nil
	case b.where == atColon && b.follows(b.i+1, '>'):
		return b.here(2)
	}
	return b.here(1)
}

func isSemicolon(b *breakage) *SyntaxError {
	switch {
	case !b.is(";"):
		return nil
	case b.where == atColon:
		return b.here(1).with("want", ":")
	case b.where == afterValue && b.depth > 0:
		return b.here(1).with("want", ",")
	}
	return b.here(1)
}

// isMissingColon is the last resort behind a key.
func isMissingColon(b *breakage) *SyntaxError {
	end := int(b.last().end)
	return mark(end, end)
}

// isMissingComma is the last resort behind a value.
func isMissingComma(b *breakage) *SyntaxError {
	if b.depth == 0 {
		return nil
	}
	end := b.prevEnd(b.i)
	return mark(end, end)
}

// isTrailingData is the last resort behind the document.
func isTrailingData(b *breakage) *SyntaxError {
	root := int(b.nodes[0].start)
	return mark(b.i, max(b.wordEnd(), b.i+1)).began(root, root+1)
}
