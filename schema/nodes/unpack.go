package nodes

import (
	"errors"
	"io"
)

// What a file becomes when it is unpacked, or read whole, is bounded: a
// megabyte of gzip holds a gigabyte of blanks. The answer of a server with
// three thousand classes has 20 MB and packs to a tenth or twentieth of that.
const (
	// freeUnpacked bytes may come out of however little.
	freeUnpacked = 64 << 20
	// mostRatio is how many times its packed size a larger text may have.
	mostRatio = 200
	// mostWhole is the size of the largest text that is kept in memory. One with
	// the classes at the top is not, and may be larger.
	mostWhole = 1 << 30
)

var errUnpacked = errors.New("too much comes out of it")

// unpacked reads everything from r, which unpacks packed bytes. The error is
// errUnpacked or that of r.
func unpacked(r io.Reader, packed int) ([]byte, error) {
	most := max(freeUnpacked, min(mostWhole, int64(packed)*mostRatio))
	data, err := io.ReadAll(io.LimitReader(r, most+1))
	if err == nil && int64(len(data)) > most {
		return nil, errUnpacked
	}
	return data, err
}
