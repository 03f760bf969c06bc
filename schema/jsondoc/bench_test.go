package jsondoc

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/tidwall/gjson"
)

// sample is minified JSON of about size bytes in the shape of an API-format
// workflow: short keys, small objects, links, some text.
func sample(size int) []byte {
	var b bytes.Buffer
	b.WriteByte('{')
	for i := 0; b.Len() < size; i++ {
		if i > 0 {
			b.WriteByte(',')
		}
		switch i % 3 {
		case 0:
			fmt.Fprintf(&b, `"%d":{"inputs":{"seed":%d,"steps":20,"cfg":7.5,"sampler_name":"dpmpp_2m","scheduler":"karras","denoise":1,"model":["%d",0],"positive":["%d",0],"negative":["%d",0],"latent_image":["%d",0]},"class_type":"KSampler","_meta":{"title":"K采样器"}}`,
				i, 1000000007*i, i+1, i+2, i+2, i+1)
		case 1:
			fmt.Fprintf(&b, `"%d":{"inputs":{"ckpt_name":"models/checkpoint-v%d.safetensors","enabled":true,"mask":null},"class_type":"CheckpointLoaderSimple","_meta":{"title":"Load Checkpoint"}}`, i, i)
		default:
			fmt.Fprintf(&b, `"%d":{"inputs":{"text":"masterpiece, best quality, a cat with a hat sitting on the roof of a small house, %d","clip":["%d",1]},"class_type":"CLIPTextEncode","_meta":{"title":"CLIP Text Encode (Prompt)"}}`, i, i, i-1)
		}
	}
	b.WriteByte('}')
	return b.Bytes()
}

// request is a minified request of about 1 KB with 12 items.
func request() []byte {
	var b bytes.Buffer
	b.WriteString(`{"apiKey":"${RUNNINGHUB_API_KEY}","workflowId":"1904136902449209346","nodeInfoList":[`)
	for i := range 12 {
		if i > 0 {
			b.WriteByte(',')
		}
		switch i % 3 {
		case 0:
			fmt.Fprintf(&b, `{"nodeId":"%d","fieldName":"text","fieldValue":"a cat in a hat, best quality, 一只猫 %d"}`, i*7, i)
		case 1:
			fmt.Fprintf(&b, `{"nodeId":"%d","fieldName":"seed","fieldValue":%d}`, i*7, i*1000003)
		default:
			fmt.Fprintf(&b, `{"nodeId":"%d","fieldName":"ckpt_name","fieldValue":"models/sd15-%d.safetensors"}`, i*7, i)
		}
	}
	b.WriteString(`]}`)
	return b.Bytes()
}

func BenchmarkParse(b *testing.B) {
	for _, src := range [][]byte{request(), sample(4 << 10), sample(1 << 20)} {
		size := (len(src) + 512) &^ 1023
		b.Run(fmt.Sprintf("parse-%dk", size>>10), func(b *testing.B) {
			b.SetBytes(int64(len(src)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Parse("", src); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(fmt.Sprintf("floor-gjson-valid-%dk", size>>10), func(b *testing.B) {
			b.SetBytes(int64(len(src)))
			b.ReportAllocs()
			for b.Loop() {
				if !gjson.ValidBytes(src) {
					b.Fatal("not valid")
				}
			}
		})
	}
}

func BenchmarkEmbedded(b *testing.B) {
	src := []byte(`{"workflow":"` + quoteInner(string(sample(1<<20))) + `"}`)
	d, err := Parse("", src)
	if err != nil {
		b.Fatal(err)
	}
	v := d.Root().Get("workflow")
	b.SetBytes(int64(len(src)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := v.Embedded(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkPosition(b *testing.B) {
	d, err := Parse("", []byte(strings.Repeat("\n", 1<<20)+"1"))
	if err != nil {
		b.Fatal(err)
	}
	for i := 0; b.Loop(); i++ {
		d.Position(i & (1<<20 - 1))
	}
}
