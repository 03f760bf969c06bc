package store

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/payloadlint/payloadlint/schema/fault"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
)

// Models are the names of models of one kind that the platform lists.
type Models struct {
	// Complete says that the list was read to its end.
	Complete bool `json:"complete"`
	// Names are in alphabetical order.
	Names []string `json:"names"`
	// Next is the page to go on with where it is not complete, from 1.
	Next int `json:"next,omitempty"`
}

// Value is the names as JSON.
func (m Models) Value() jsondoc.Value {
	text, err := json.Marshal(m.Names)
	if err != nil {
		return jsondoc.Value{}
	}
	doc, err := jsondoc.Parse(ModelsID, text)
	if err != nil {
		return jsondoc.Value{}
	}
	return doc.Root()
}

// modelsFile is models.json.
type modelsFile struct {
	Host  string            `json:"host"`
	Lists map[string]Models `json:"lists"`
}

// Models returns the names of models by kind (see nodes.Class.Resource) and the
// host they came from. The error is a *fault.Error, whose Problem is Missing when
// there are none.
func (s *Store) Models() (lists map[string]Models, host string, err error) {
	data, err := s.Content(Server, ModelsID)
	if err != nil {
		return nil, "", err
	}
	var f modelsFile
	if err = json.Unmarshal(data, &f); err == nil && f.Lists == nil {
		err = errors.New("no lists of models")
	}
	if err != nil {
		return nil, "", broken(fault.StoreUnreadable, s.Path(Server, ModelsID), Server, ModelsID, err)
	}
	return f.Lists, f.Host, nil
}

// PutModels keeps lists of models in the place of those before.
func (s *Store) PutModels(ctx context.Context, host string, lists map[string]Models, now time.Time) (Result, error) {
	text, err := json.Marshal(modelsFile{host, lists})
	if err != nil {
		return "", err
	}
	doc, err := jsondoc.Parse(ModelsID, text)
	if err != nil {
		return "", err
	}
	return s.Put(ctx, Server, ModelsID, host, doc.Root().Pretty(), now)
}
