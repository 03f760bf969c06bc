// Package routes is a table of routes.
package routes

type Route struct{ Method, Path string }

var Table = map[string]Route{
	"create":  {"POST", "/task/openapi/create"},
	"outputs": {"POST", "/task/openapi/outputs"},
	"cancel":  {"POST", "/task/openapi/cancel"},
}
