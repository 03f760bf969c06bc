package fetch

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"github.com/payloadlint/payloadlint/schema/endpoint"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/project"
)

// Limits of the list of models. Source: runninghub-api.md §7.4 (20 calls a
// minute, at most 50 records a page).
const (
	modelsPage   = 50
	modelsCalls  = 20
	modelsPeriod = time.Minute
	// maxModels ends a list that a server never ends, maxModelName a name.
	maxModels    = 200_000
	maxModelName = 400
	maxPage      = 4 << 20
)

// Page is one page of the list of models.
type Page struct {
	Names []string
	// Last says that no page follows.
	Last bool
}

// Pacer keeps calls to so many in a period.
type Pacer struct {
	calls []time.Time
	wait  func(context.Context, time.Duration) error
	now   func() time.Time
}

// NewPacer paces calls to the list of models.
func (c *Client) NewPacer() *Pacer { return &Pacer{wait: c.o.Wait, now: time.Now} }

// next waits until another call may be made.
func (p *Pacer) next(ctx context.Context) error {
	if len(p.calls) == modelsCalls {
		if left := modelsPeriod - p.now().Sub(p.calls[0]); left > 0 {
			if err := p.wait(ctx, left); err != nil {
				return err
			}
		}
		p.calls = p.calls[1:]
	}
	p.calls = append(p.calls, p.now())
	return nil
}

// Models asks for the names of models of one kind, page by page from the given
// one, and hands each over until the last one or until use says that it is
// enough. It returns the page that is due next, 0 after the last. The error is an
// *Error; what was handed over before it stands.
func (c *Client) Models(ctx context.Context, kind string, page int, pace *Pacer, use func(Page) bool) (next int, err error) {
	if !c.o.Key.Set() {
		return page, &Error{Problem: NoKey, Kind: project.Server, ID: project.ModelsID, Host: c.base.Host}
	}
	for ; ; page++ {
		var got Page
		err := c.retry(ctx, project.Server, project.ModelsID, c.base.Host, func(ctx context.Context) *failure {
			if err := pace.next(ctx); err != nil {
				return c.fail(Cancelled, err)
			}
			var f *failure
			got, f = c.page(ctx, kind, page)
			return f
		})
		if err != nil {
			return page, err
		}
		if more := use(got); got.Last {
			return 0, nil
		} else if !more || page*modelsPage >= maxModels {
			return page + 1, nil
		}
	}
}

func (c *Client) page(ctx context.Context, kind string, page int) (Page, *failure) {
	e, _ := endpoint.Default().Lookup(endpoint.V2ResourceList)
	u := *c.base
	u.Path += e.Path
	body, err := json.Marshal(map[string]any{"resourceType": kind, "current": page, "size": modelsPage})
	if err != nil {
		return Page{}, c.fail(Unreachable, err)
	}
	req, err := http.NewRequestWithContext(ctx, e.Method, u.String(), bytes.NewReader(body))
	if err != nil {
		return Page{}, c.fail(Unreachable, err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+c.o.Key.text())
	req.Header.Set("User-Agent", c.o.UserAgent)
	ctx, cancel := context.WithTimeoutCause(ctx, c.o.Timeout, errStalled)
	defer cancel()
	var buf bytes.Buffer
	if f := c.stream(ctx, c.http, req, maxPage, &buf, Progress{Kind: project.Server, ID: project.ModelsID}); f != nil {
		return Page{}, f
	}
	return c.readPage(buf.Bytes(), page)
}

// readPage reads an answer of the list: {code, data: {records: […], total,
// pages}}. Without a count the list ends with a page that is not full.
func (c *Client) readPage(body []byte, page int) (Page, *failure) {
	doc, err := jsondoc.Parse("", body)
	if err != nil {
		return Page{}, c.compiled(err)
	}
	root := doc.Root()
	if code, msg, ok := envelope(root); ok && code != 0 && code != 200 {
		return Page{}, c.answered(code, msg, 0)
	}
	data := root.Get("data")
	if !data.Is(jsondoc.Object) {
		data = root
	}
	records := data.Get("records")
	if !records.Is(jsondoc.Array) {
		return Page{}, &failure{e: Error{Problem: NotDefinition}}
	}
	var p Page
	for i, r := range records.Elements() {
		if i == maxModels {
			break
		}
		if v := r.Get("nodeModelName"); v.Is(jsondoc.String) && v.Text() != "" && len(v.Text()) <= maxModelName {
			p.Names = append(p.Names, c.redact.text(v.Text()))
		}
	}
	p.Last = lastPage(data, records.Len(), page)
	return p, nil
}

// lastPage reports whether no page follows one with so many records.
func lastPage(data jsondoc.Value, records, page int) bool {
	total, pages := count(data.Get("total")), count(data.Get("pages"))
	switch {
	case records == 0:
		return true
	case pages > 0:
		return page >= pages
	case total > 0:
		return page*modelsPage >= total
	}
	return records < modelsPage
}

// count reads a number that may come as text; 0 where there is none.
func count(v jsondoc.Value) int {
	if !v.Is(jsondoc.Number) && !v.Is(jsondoc.String) {
		return 0
	}
	n, err := strconv.Atoi(v.Text())
	if err != nil || n < 0 {
		return 0
	}
	return n
}
