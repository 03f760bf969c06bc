package store

import (
	"errors"
	"io/fs"

	"github.com/payloadlint/payloadlint/schema/fault"
	"github.com/payloadlint/payloadlint/schema/jsondoc"
	"github.com/payloadlint/payloadlint/schema/nodes"
)

// Slice opens the definitions of the nodes that the workflows use, and says
// which host they came from: an incomplete catalog, since it was cut to what
// was used then. The error is a *fault.Error, whose Problem is Missing when there is
// none.
func (s *Store) Slice() (c *nodes.Catalog, host string, err error) {
	data, err := s.Content(Server, SliceID)
	if err != nil {
		return nil, "", err
	}
	path := s.Path(Server, SliceID)
	c, err = nodes.Read(path, data)
	if err == nil {
		if host, _, _, ok := c.CutFrom(); ok {
			return c, host, nil
		}
		err = errors.New("no slice of node definitions")
	}
	return nil, "", broken(fault.StoreUnreadable, path, Server, SliceID, err)
}

// verifyServer reads a Server file.
func (s *Store) verifyServer(id string) error {
	if id == SliceID {
		_, _, err := s.Slice()
		return err
	}
	_, _, err := s.Models()
	return err
}

// foreign refuses to replace a Server file that the store did not make: the
// names are no ids, and somebody may keep an object_info under one of them.
func (t *transaction) foreign(k Kind, id string) error {
	if k != Server || t.lock.of(k)[id] != nil {
		return nil
	}
	data, err := t.read(fileOf(k, id))
	if errors.Is(err, fs.ErrNotExist) || err == nil && ownServer(data) {
		return nil
	}
	if err == nil {
		return broken(fault.StoreForeign, t.path(fileOf(k, id)), k, id, nil)
	}
	return fileFault(t.path(fileOf(k, id)), k, id, err)
}

// ownServer recognises a Server file by what it says it comes from.
func ownServer(data []byte) bool {
	doc, err := jsondoc.Parse("", data)
	return err == nil && doc.Root().Get("host").Is(jsondoc.String) && (doc.Root().Get("whole").Is(jsondoc.Object) || doc.Root().Get("lists").Is(jsondoc.Object))
}
