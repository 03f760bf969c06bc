package nodes

import (
	"maps"
	"strings"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// The kinds of models that the platform lists. Source: runninghub-api.md §7.4
// (resource/list).
const (
	resourceCheckpoint = "CHECKPOINT"
	resourceLora       = "LORA"
	resourceUNET       = "UNET"
	resourceGGUF       = "GGUF"
)

// Resource is the platform's name for the kind of model that an input of a
// loader takes, "" where it is no such input or its choices are known already.
func (c *Class) Resource(in *Input) string {
	if in.Kind != KindCombo || !in.Open {
		return ""
	}
	switch in.Name {
	case "ckpt_name":
		return resourceCheckpoint
	case "lora_name":
		return resourceLora
	case "unet_name":
		if strings.Contains(strings.ToLower(c.Name), "gguf") {
			return resourceGGUF
		}
		return resourceUNET
	}
	return ""
}

// WithModels is the same catalog with the names of models, a JSON array for
// each kind of Class.Resource, as the choices of loaders that are not known
// otherwise. Such an input stays open: somebody's own uploads are in no list.
func (c *Catalog) WithModels(lists map[string]jsondoc.Value) *Catalog {
	return &Catalog{parts: c.parts, gone: c.gone, models: maps.Clone(lists)}
}

// fill puts the names of models in their places.
func (c *Catalog) fill(class *Class) {
	if len(c.models) == 0 {
		return
	}
	for i := range class.Inputs {
		in := &class.Inputs[i]
		kind := class.Resource(in)
		if list := c.models[kind]; kind != "" && list.Is(jsondoc.Array) {
			in.Choices, in.Listed = &Choices{list: list}, true
		}
	}
}
