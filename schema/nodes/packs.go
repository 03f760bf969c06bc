package nodes

import (
	"strings"
	"sync"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

//go:generate go run ./internal/gencore -packs ../../../shared/packs -out packs.bin

// Packs are facts about classes of custom node packs, gathered from the packs'
// sources and from public servers. Packs change, so this is no catalog to
// validate with: as likely at most it knows whether a class is an output, the
// kind of a value, its range or its list. It never says that an input is
// missing or unknown, what type a link has, or that a class does not exist.
func Packs() *Catalog { return packs() }

var packs = sync.OnceValue(func() *Catalog {
	c, err := openCompiled("packs", strings.NewReader(packsData()), nil)
	if err != nil {
		// Only a broken build gets here; a test opens the embedded bytes.
		return &Catalog{}
	}
	return c
})

// readFlexible reads the marks of the facts.
func (c *Class) readFlexible(v jsondoc.Value) {
	f := &c.Flexible
	for _, e := range v.Elements() {
		mark, _, _ := strings.Cut(e.Text(), ":")
		switch mark {
		case "wildcard-in", "star-in":
			f.In = true
		case "wildcard-out", "star-out":
			f.Out = true
		case "bypass-output-tuple":
			f.Slots, f.Out = true, true
		case "flexible-dict", "inspects-caller-stack":
			f.Names = true
		case "v3-AnyType", "star-schema":
			f.In, f.Out = true, true
		case "v3-Autogrow", "v3-DynamicCombo":
			f.Names = true
		}
	}
}

// overlayPacks adds what a live object_info does not say of a custom class.
func (c *Class) overlayPacks() {
	known, ok := Packs().Class(c.Name)
	if !ok || known.Err != nil {
		return
	}
	c.Flexible = known.Flexible
	if c.Validator == nil && known.Validator != nil {
		c.Validator, c.Assumed = known.Validator, true
	}
}
