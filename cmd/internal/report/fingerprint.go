package report

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"

	"github.com/payloadlint/payloadlint/rules/rule"
)

// identity is what tells findings apart over time: rule, pointer and a hash of
// the value, never the line, and never a value that is a secret.
type identity struct {
	rule, pointer string
	value         [8]byte // zero for a secret
	secret        bool
}

func identify(f *rule.Finding) identity {
	id := identity{rule: f.Rule.ID, pointer: f.Pointer, secret: f.Rule.Secret}
	if !id.secret {
		id.value = f.Value
	}
	return id
}

// fingerprints makes a name of each identity. Equal ones in a file are
// numbered in their order.
type fingerprints struct {
	path string
	seen map[[16]byte]int
}

// of is the fingerprint of a finding in the file of a path (see slashPath).
func (p *fingerprints) of(path string, id identity) string {
	if p.seen == nil || p.path != path {
		p.path, p.seen = path, map[[16]byte]int{}
	}
	h := sha256.New()
	for _, part := range []string{id.rule, path, id.pointer} {
		h.Write([]byte(strconv.Itoa(len(part)) + ":" + part))
	}
	if !id.secret {
		h.Write(id.value[:])
	}
	key := [16]byte(h.Sum(nil)[:16])
	n := p.seen[key]
	p.seen[key] = n + 1
	if n > 0 {
		h.Write([]byte("#" + strconv.Itoa(n)))
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}
