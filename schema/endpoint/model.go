package endpoint

import (
	"strings"

	"github.com/payloadlint/payloadlint/schema/models"
)

// The kinds of the standard models are made of a prefix and the model's path:
// v2-model:seedream-v4/text-to-image. A price preview takes the same body and
// starts no task. Source: runninghub-api.md §7.4 and §7.6.
const (
	modelPrefix = "v2-model:"
	pricePrefix = "v2-price-preview:"

	v2Path    = "/openapi/v2/"
	pricePath = v2Path + "price-preview/"
)

// Model is the path of the standard model that a kind names.
func (k Kind) Model() (path string, ok bool) {
	for _, prefix := range []string{modelPrefix, pricePrefix} {
		if path, ok = strings.CutPrefix(string(k), prefix); ok {
			return path, path != ""
		}
	}
	return "", false
}

// model is the endpoint of a kind that names a standard model.
func model(k Kind) (Endpoint, bool) {
	path, ok := k.Model()
	if !ok {
		return Endpoint{}, false
	}
	e := Endpoint{Kind: k, Method: "POST", Path: v2Path + path, Role: RoleRun, V2: true, NoSchema: true}
	if strings.HasPrefix(string(k), pricePrefix) {
		e.Path, e.Role = pricePath+path, RoleOther
	}
	return e, true
}

// notModel knows the first parts of v2 paths that lead elsewhere. Source:
// runninghub-api.md §2 and §7.4.
func notModel(part string) bool {
	switch part {
	case "", "run", "query", "media", "assets", "api-key", "queue", "resource", "aiapp", "app", "workflow", "task", "price-preview":
		return true
	}
	return false
}

// matchModel finds the standard model that a path is of: one of the registry, or
// else one that may have come since, which no other endpoint's path is near to.
func (t *Table) matchModel(path string) (Endpoint, bool) {
	prefix := modelPrefix
	rest, ok := strings.CutPrefix(path, v2Path)
	if after, price := strings.CutPrefix(path, pricePath); price {
		prefix, rest = pricePrefix, after
	}
	first, _, _ := strings.Cut(rest, "/")
	if !ok || notModel(first) || strings.ContainsAny(rest, "{}$<>%: ") || strings.Contains(rest, "//") {
		return Endpoint{}, false
	}
	if _, known := models.Find(rest); !known {
		if _, _, near := t.near(path); near {
			return Endpoint{}, false
		}
	}
	return model(Kind(prefix + rest))
}
