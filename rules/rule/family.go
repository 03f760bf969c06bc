package rule

// Family is a small set of rules that one check reports, the content of one
// file: the walk that finds an unknown node finds a misspelt one, too. A
// package of rules lists its families in the generated function Families.
type Family struct {
	Rules []*Rule
	// Check looks at one request and reports what the rules forbid.
	Check func(*Pass)
}
