package nodes

import (
	"testing"

	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// Which lists fill which inputs: those of loaders alone, and of these only what
// is open.
func TestWithModels(t *testing.T) {
	server := read(t, `{
  "CheckpointLoaderSimple": {"input": {"required": {"ckpt_name": [["served.safetensors"], {}]}}, "output": ["MODEL"], "python_module": "nodes"},
  "PackLoader": {"input": {"required": {"lora_name": ["COMBO", {"options": [], "remote_combo": {"route": "/x"}}], "unet_name": ["STRING"]}}, "output": ["MODEL"], "python_module": "custom_nodes.x"},
  "UnetLoaderGGUF": {"input": {"required": {"unet_name": [[], {"gguf_upload": true}]}}, "output": ["MODEL"], "python_module": "custom_nodes.x"}
}`)
	doc, err := jsondoc.Parse("", []byte(`{"CHECKPOINT": ["c"], "LORA": ["l"], "UNET": ["u"], "GGUF": ["g"], "": ["no"], "OTHER": 7}`))
	if err != nil {
		t.Fatal(err)
	}
	lists := map[string]jsondoc.Value{}
	for m := range doc.Root().Members() {
		lists[m.Key()] = m.Value
	}
	for _, c := range []struct {
		catalog            *Catalog
		class, input, kind string
		listed             string
	}{
		{Core(), "CheckpointLoaderSimple", "ckpt_name", "CHECKPOINT", "c"},
		{Core(), "LoraLoaderModelOnly", "lora_name", "LORA", "l"},
		{Core(), "UNETLoader", "unet_name", "UNET", "u"},
		{Core(), "UNETLoader", "weight_dtype", "", ""},
		{Core(), "VAELoader", "vae_name", "", ""},
		{Core(), "LoadImage", "image", "", ""},
		{server, "CheckpointLoaderSimple", "ckpt_name", "", ""}, // the server's own list
		{server, "PackLoader", "lora_name", "LORA", "l"},
		{server, "PackLoader", "unet_name", "", ""},
		{server, "UnetLoaderGGUF", "unet_name", "GGUF", "g"},
	} {
		with := c.catalog.With().WithModels(lists)
		class, ok := with.Class(c.class)
		in, has := class.Input(c.input)
		if !ok || !has {
			t.Fatalf("no %s.%s", c.class, c.input)
		}
		if in.Listed != (c.listed != "") || in.Listed && (!in.Open || in.Choices.Len() != 1 || !in.Choices.HasText([]byte(c.listed))) {
			t.Errorf("%s.%s: listed %v", c.class, c.input, in.Listed)
		}
		bare, _ := c.catalog.Class(c.class)
		in, _ = bare.Input(c.input)
		if got := bare.Resource(in); got != c.kind || in.Listed {
			t.Errorf("%s.%s: %q, listed %v", c.class, c.input, got, in.Listed)
		}
	}
}
