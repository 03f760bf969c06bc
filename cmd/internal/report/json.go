package report

// list prints the elements of a JSON array, one per line.
type list struct {
	*printer
	any bool
}

func (l *list) add(v any) {
	separator := "\n"
	if l.any {
		separator = ",\n"
	}
	l.any = true
	l.print(separator, encode(v))
}

// close ends the array; the brackets are the caller's.
func (l *list) close() {
	if l.any {
		l.print("\n")
	}
}

// jsonWriter writes one object, an element of `files` per line.
type jsonWriter struct {
	common
	files list
}

func (j *jsonWriter) begin() {
	j.files = list{printer: j.printer}
	j.print(`{"version":"` + formatVersion + `","files":[`)
}

func (j *jsonWriter) document(d *document) { j.files.add(d) }

func (j *jsonWriter) end(e *ending) {
	j.files.close()
	j.print("]")
	if len(e.Failures) > 0 {
		j.print(`,"failures":`, encode(failures(e)))
	}
	j.print(`,"summary":`, encode(e.Summary), "}\n")
}

type failure struct {
	Path    string `json:"path"`
	Message string `json:"message"`
}

func failures(e *ending) []failure {
	var out []failure
	for _, f := range e.Failures {
		out = append(out, failure{slashPath(f.Path), f.Message})
	}
	return out
}

// jsonlWriter writes one element of json's `files` per line.
type jsonlWriter struct{ common }

func (j *jsonlWriter) begin() {}

func (j *jsonlWriter) document(d *document) { j.print(encode(d), "\n") }

func (j *jsonlWriter) end(*ending) {}
