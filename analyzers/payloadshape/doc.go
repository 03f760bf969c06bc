// Package payloadshape finds Go types that make a request, or read an answer,
// in a form that RunningHub does not have.
package payloadshape

const doc = `find Go types that do not fit RunningHub's requests and answers

  payloadshape-omitempty  omitempty on fieldValue drops "" and 0, and a missing
                          fieldValue answers 803
  payloadshape-number     a number formatted into FieldValue string: the type
                          should be the one the workflow holds
  payloadshape-id         workflowId, webappId or taskId as float64 or int32:
                          ids have 19 digits
  payloadshape-data       data typed as a slice where 804 and 805 answer an
                          object, which fails to decode
  payloadshape-marshal    the error of json.Marshal of a request thrown away
  payloadshape-key        apiKey where the endpoint wants apikey, or the reverse
  payloadshape-name       a JSON name that the endpoint does not have, one slip
                          away from one that it has

For example

	type NodeInfo struct {
		NodeID     string ` + "`json:\"nodeId\"`" + `
		FieldName  string ` + "`json:\"fieldName\"`" + `
		FieldValue string ` + "`json:\"fieldValue,omitempty\"`" + ` // drops ""
	}

Limits: types are recognised by their JSON names, so a request that is built by
a library of its own is not seen.`
