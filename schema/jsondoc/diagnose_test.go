package jsondoc

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// broken is every way to break a document that the diagnosis knows: where the
// finding must stand (line:column), what it must mark, and where the thing
// began that it is about.
var broken = []struct {
	name, src string
	cause     Cause
	at, text  string
	began     string
}{
	{"empty", "", CauseEmpty, "1:1", "", ""},
	{"white space", " \r\n\t\n", CauseEmpty, "1:1", "", ""},
	{"only a byte order mark", "\ufeff", CauseEmpty, "1:4", "", ""},

	{"trailing comma in object", "{\n  \"a\": 1,\n}", CauseTrailingComma, "2:9", ",", ""},
	{"trailing comma in array", "[1,\t2 ,\n\n]", CauseTrailingComma, "1:7", ",", ""},
	{"trailing comma after multibyte text", `{"提示": "猫",}`, CauseTrailingComma, "1:17", ",", ""},
	{"trailing comma, CRLF", "{\r\n\t\"a\": [],\r\n}\r\n", CauseTrailingComma, "2:9", ",", ""},
	{"trailing comma after the root", "{}\n,\n", CauseTrailingComma, "2:1", ",", ""},
	{"two commas", "[1,,2]", CauseExtraComma, "1:4", ",", ""},
	{"two commas between members", `{"a":1,,"b":2}`, CauseExtraComma, "1:8", ",", ""},
	{"leading comma", "[,1]", CauseExtraComma, "1:2", ",", ""},
	{"leading comma in object", `{,"a":1}`, CauseExtraComma, "1:2", ",", ""},

	{"single quoted key", `{'api"Key': 1}`, CauseSingleQuotes, "1:2", `'api"Key'`, ""},
	{"single quoted value", `{"a": 'it\'s'}`, CauseSingleQuotes, "1:7", `'it\'s'`, ""},
	{"single quote never closed", "{\"a\": 'x\n}", CauseSingleQuotes, "1:7", `'`, ""},
	{"single quoted Python dict", `{'a': True}`, CauseSingleQuotes, "1:2", `'a'`, ""},
	{"single quote at the root", `'a'`, CauseSingleQuotes, "1:1", `'a'`, ""},
	{"backtick", "{\"a\": `x`}", CauseBacktick, "1:7", "`x`", ""},
	{"backtick key", "{`a`: 1}", CauseBacktick, "1:2", "`a`", ""},

	{"unquoted key", `{apiKey: "x"}`, CauseUnquotedKey, "1:2", "apiKey", ""},
	{"unquoted key later", "{\"a\": 1,\n node_id : 2}", CauseUnquotedKey, "2:2", "node_id", ""},
	{"unquoted number key", `{6: {"inputs": {}}}`, CauseUnquotedKey, "1:2", "6", ""},
	{"unquoted Chinese key", `{提示: 1}`, CauseUnquotedKey, "1:2", "提示", ""},
	{"unquoted key with equals", `{a = 1}`, CauseUnquotedKey, "1:2", "a", ""},
	{"unquoted key, full-width colon", `{a：1}`, CauseUnquotedKey, "1:2", "a", ""},
	{"key without opening quote", `{apiKey": "x"}`, CauseMissingQuote, "1:2", "apiKey", ""},
	{"key without closing quote", `{"nodeId: "6"}`, CauseOpenString, "1:2", `"nodeId: "`, ""},
	{"key without closing quote before a number", "{\"nodeId: 6,\n\"b\": 1}", CauseOpenString, "1:2", `"nodeId: 6,`, ""},
	{"key is an array", `{[1]: 2}`, CauseWantKey, "1:2", "[", ""},
	{"key is missing", `{: 2}`, CauseWantKey, "1:2", ":", ""},
	{"key is a sign", `{"a":1, !}`, CauseWantKey, "1:9", "!", ""},
	{"word for a key", `{"a":1, b}`, CauseWantKey, "1:9", "b", ""},
	{"doubled braces", `{{"a": 1}}`, CauseWantKey, "1:2", "{", ""},

	{"line comment", "{\n  // the key\n  \"a\": 1}", CauseComment, "2:3", "// the key", ""},
	{"line comment, CRLF", "{\"a\": 1, // x\r\n\"b\": 2}", CauseComment, "1:10", "// x", ""},
	{"block comment", "{\"a\": /* x\n */ 1}", CauseComment, "1:7", "/* x\n */", ""},
	{"open block comment", "[1 /* x", CauseComment, "1:4", "/* x", ""},
	{"hash comment", "[1, # one\n2]", CauseComment, "1:5", "# one", ""},
	{"comment before all", "// x\n{}", CauseComment, "1:1", "// x", ""},
	{"hash comment before all", "# x\n{}", CauseComment, "1:1", "# x", ""},
	{"comment after all", "{} // x", CauseComment, "1:4", "// x", ""},
	{"HTML comment", "{} <!-- x -->", CauseComment, "1:4", "<!-- x -->", ""},
	{"comment after key", "{\"a\" /* x */: 1}", CauseComment, "1:6", "/* x */", ""},

	{"prompt over two lines", "{\"text\": \"a cat\nin a hat\",\n\"b\": 1}", CauseRawNewline, "1:16", "\n", "1:10"},
	{"prompt over two lines, CRLF", "{\"text\": \"猫\r\n狗\"}", CauseRawNewline, "1:14", "\r\n", "1:10"},
	{"prompt with an empty line", "{\"text\": \"a,\n\nb\"}", CauseRawNewline, "1:13", "\n", "1:10"},
	{"prompt of a list", "[\"a\n- b\n- c\"]", CauseRawNewline, "1:4", "\n", "1:2"},
	{"lone carriage return", "[\"a\rb\"]", CauseRawNewline, "1:4", "\r", "1:2"},
	{"tab in a string", "{\"a\": \"x\ty\"}", CauseRawTab, "1:9", "\t", "1:7"},
	{"tab in a key", "{\"a\t\": 1}", CauseRawTab, "1:4", "\t", "1:2"},
	{"escape character", "[\"\x1b[31m\"]", CauseControl, "1:3", "\x1b", "1:2"},
	{"NUL in a string", "[\"a\x00b\"]", CauseNUL, "1:4", "\x00", "1:2"},
	{"NUL outside", "[1\x00]", CauseNUL, "1:3", "\x00", ""},
	{"form feed outside", "[1,\f2]", CauseInvisible, "1:4", "\f", ""},
	{"escape character outside", "\x1b[1m{}", CauseInvisible, "1:1", "\x1b", ""},

	{"bad escape x", `["\x41b"]`, CauseBadEscape, "1:3", `\x41`, "1:2"},
	{"bad escape quote", `["it\'s"]`, CauseBadEscape, "1:5", `\'`, "1:2"},
	{"bad escape d", `["\d+"]`, CauseBadEscape, "1:3", `\d`, "1:2"},
	{"bad escape Chinese", `["\猫"]`, CauseBadEscape, "1:3", `\猫`, "1:2"},
	{"short \\u", `["\u12"]`, CauseBadEscape, "1:3", `\u12`, "1:2"},
	{"line continuation", "[\"a\\\nb\"]", CauseBadEscape, "1:4", `\`, "1:2"},
	{"Windows path", `{"image": "C:\Users\me\cat.png"}`, CauseWindowsPath, "1:14", `\U`, "1:11"},
	{"Windows path, u", `{"image": "D:\users\cat.png"}`, CauseWindowsPath, "1:14", `\u`, "1:11"},
	{"Windows path, later", `{"image": "C:\new\pics\a.png"}`, CauseWindowsPath, "1:18", `\p`, "1:11"},

	{"Chinese quotes for a key", "{\n“apiKey”: 1}", CauseFullWidth, "2:1", "“", ""},
	{"Chinese quotes for a value", `{"a": “x”}`, CauseFullWidth, "1:7", "“", ""},
	{"Chinese single quotes", `{"a": ‘x’}`, CauseFullWidth, "1:7", "‘", ""},
	{"Chinese comma", "{\"a\": \"猫，狗\"，\"b\": 1}", CauseFullWidth, "1:18", "，", ""},
	{"enumeration comma", `[1、2]`, CauseFullWidth, "1:3", "、", ""},
	{"Chinese colon", `{"a"：1}`, CauseFullWidth, "1:5", "：", ""},
	{"Chinese semicolon", `{"a":1；"b":2}`, CauseFullWidth, "1:7", "；", ""},
	{"Chinese braces", `｛"a": 1｝`, CauseFullWidth, "1:1", "｛", ""},
	{"Chinese closing brace", `{"a": 1｝`, CauseFullWidth, "1:8", "｝", ""},
	{"Chinese brackets", `{"a": ［1］}`, CauseFullWidth, "1:7", "［", ""},
	{"Chinese closing bracket", `[1］`, CauseFullWidth, "1:3", "］", ""},
	{"black brackets", `【1】`, CauseFullWidth, "1:1", "【", ""},
	{"full-width digits", `{"a": １２}`, CauseFullWidth, "1:7", "１", ""},
	{"full-width minus", `{"a": －1}`, CauseFullWidth, "1:7", "－", ""},
	{"Chinese closing quote only", "{\"a\": \"x”,\n\"b\": 1}", CauseFullWidth, "1:9", "”", ""},
	{"Chinese closing quote on one line", `{"a": "x”, "b": 1}`, CauseFullWidth, "1:9", "”", ""},
	{"Chinese closing quote of a key", `{"a”: "x"}`, CauseFullWidth, "1:4", "”", ""},
	{"Chinese closing quote at the end", `{"a": "x”}`, CauseFullWidth, "1:9", "”", ""},

	{"ideographic space", "{\"a\":\u30001}", CauseInvisible, "1:6", "\u3000", ""},
	{"no-break space", "{\u00a0\"a\":1}", CauseInvisible, "1:2", "\u00a0", ""},
	{"zero-width space", "{\"a\":1\u200b}", CauseInvisible, "1:7", "\u200b", ""},
	{"byte order mark inside", "{}\ufeff", CauseInvisible, "1:3", "\ufeff", ""},

	{"NaN", `{"cfg": NaN}`, CauseNaN, "1:9", "NaN", ""},
	{"Infinity", `[Infinity]`, CauseNaN, "1:2", "Infinity", ""},
	{"negative Infinity", `[1, -Infinity]`, CauseNaN, "1:5", "-Infinity", ""},
	{"True", "{\"a\":\n True}", CausePython, "2:2", "True", ""},
	{"False", `[False]`, CausePython, "1:2", "False", ""},
	{"None", `[None]`, CausePython, "1:2", "None", ""},
	{"undefined", `{"a": undefined}`, CauseUndefined, "1:7", "undefined", ""},
	{"TRUE", `[TRUE]`, CauseLiteralCase, "1:2", "TRUE", ""},
	{"nil", `[nil]`, CauseLiteralCase, "1:2", "nil", ""},
	{"literal runs on", `[nullable]`, CauseUnquotedValue, "1:2", "nullable", ""},
	{"unquoted text", "{\"a\": a cat in a hat,\n\"b\": 1}", CauseUnquotedValue, "1:7", "a cat in a hat", ""},
	{"unquoted Chinese", `{"a": 一只猫}`, CauseUnquotedValue, "1:7", "一只猫", ""},
	{"unquoted hex text", `{"apiKey": 12ab34}`, CauseUnquotedValue, "1:12", "12ab34", ""},
	{"value without opening quote", `{"a": cat", "b": 1}`, CauseMissingQuote, "1:7", "cat", ""},
	{"words without opening quote", `{"a": a cat", "b": 1}`, CauseMissingQuote, "1:7", "a cat", ""},
	{"number without opening quote", `{"a": 6", "b": 1}`, CauseMissingQuote, "1:7", "6", ""},
	{"sign for a value", `[!]`, CauseWantValue, "1:2", "!", ""},
	{"plain text", `hello`, CauseUnquotedValue, "1:1", "hello", ""},

	{"leading plus", `[+1]`, CauseLeadingPlus, "1:2", "+1", ""},
	{"leading zero", `{"seed": 0123}`, CauseLeadingZero, "1:10", "0123", ""},
	{"negative leading zero", `[-01.5]`, CauseLeadingZero, "1:2", "-01.5", ""},
	{"hex", `[0x1F]`, CauseHex, "1:2", "0x1F", ""},
	{"no digit before the point", `[.5]`, CauseBarePoint, "1:2", ".5", ""},
	{"no digit before the point, negative", `[-.5]`, CauseBarePoint, "1:2", "-.5", ""},
	{"no digit after the point", `[1.]`, CauseBarePoint, "1:2", "1.", ""},
	{"thousands", `{"a": 1,000}`, CauseThousands, "1:7", "1,000", ""},
	{"thousands in an array", `[1,000]`, CauseThousands, "1:2", "1,000", ""},
	{"no exponent", `[1e]`, CauseBadNumber, "1:2", "1e", ""},
	{"underscore", `[1_000]`, CauseBadNumber, "1:2", "1_000", ""},
	{"lone minus", `[-]`, CauseBadNumber, "1:2", "-", ""},
	{"two points", `[1.2.3]`, CauseBadNumber, "1:2", "1.2.3", ""},
	{"unit", `["a", 10px]`, CauseUnquotedValue, "1:7", "10px", ""},

	{"missing comma between members", "{\n \"a\": 1\n \"b\": 2}", CauseMissingComma, "2:8", "", ""},
	{"missing comma after a string", "{\"a\": \"猫\"\r\n\"b\": 2}", CauseMissingComma, "1:12", "", ""},
	{"missing comma after a string, one line", `{"a": "x" "b": 2}`, CauseMissingComma, "1:10", "", ""},
	{"missing comma between objects", "[{}\n\n {}]", CauseMissingComma, "1:4", "", ""},
	{"missing comma between numbers", `[1 2]`, CauseMissingComma, "1:3", "", ""},
	{"missing comma before true", `["a" true]`, CauseMissingComma, "1:5", "", ""},
	{"missing comma, string and number", `["a" 5, "b"]`, CauseMissingComma, "1:5", "", ""},
	{"missing comma, string and object", `["a" {}]`, CauseMissingComma, "1:5", "", ""},
	{"missing colon", `{"a" 1}`, CauseMissingColon, "1:5", "", ""},
	{"missing colon before a string", `{"a" "b"}`, CauseMissingColon, "1:5", "", ""},
	{"comma for a colon", `{"a", 1}`, CauseMissingColon, "1:5", "", ""},
	{"key alone", `{"a"}`, CauseMissingColon, "1:5", "", ""},
	{"equals", `{"a" = 1}`, CauseEquals, "1:6", "=", ""},
	{"arrow", `{"a" => 1}`, CauseEquals, "1:6", "=>", ""},
	{"semicolon for a comma", `{"a": 1; "b": 2}`, CauseSemicolon, "1:8", ";", ""},
	{"semicolon after a string", `{"a": "x"; "b": 2}`, CauseSemicolon, "1:10", ";", ""},
	{"semicolon at the end", "{};\n", CauseSemicolon, "1:3", ";", ""},
	{"missing value", "{\"a\": ,\"b\": 1}", CauseMissingValue, "1:6", "", ""},
	{"missing value at the end", "{\"a\":\n}", CauseMissingValue, "1:6", "", ""},
	{"key in an array", `["a": 1]`, CauseStrayColon, "1:2", `"a"`, ""},
	{"brace forgotten in a list", "[{\"a\": 1}, \"a\": 2}]", CauseStrayColon, "1:12", `"a"`, ""},
	{"braces forgotten", `"a": 1`, CauseStrayColon, "1:1", `"a"`, ""},
	{"colon after a number at the root", `1: 2`, CauseStrayColon, "1:2", ":", ""},
	{"colon after a list", `[[1]: 2]`, CauseStrayColon, "1:5", ":", ""},
	{"bracket missing before the next key", "{\"a\": [{\"b\": 1}\n, \"c\": 2}", CauseUnclosed, "2:1", "", "1:7"},
	{"bracket missing before the first object", "{\"a\":\n {\"b\": 1}, {\"b\": 2}]}", CauseUnopened, "1:6", "", ""},
	{"bracket missing before the only object", "{\"a\":\n {\"b\": {}}]}", CauseUnopened, "1:6", "", ""},
	{"bracket behind the root", "{\"b\": 1}\n]\n", CauseExtraClose, "2:1", "]", ""},
	{"bracket missing at the root", "{\"b\": 1},\n{\"b\": 2}\n]\n", CauseUnopened, "1:1", "", ""},
	{"words that begin like a number", `{"a": 1 girl in a room", "b": 1}`, CauseMissingQuote, "1:7", "1 girl in a room", ""},
	{"masked number", `{"a": 196**290", "b": 1}`, CauseMissingQuote, "1:7", "196**290", ""},
	{"ratio without quotes", `{"a": 16:9, "b": 1}`, CauseUnquotedValue, "1:7", "16:9", ""},
	{"text after a number", `{"a": 1 girl , "b": 1}`, CauseUnquotedValue, "1:7", "1 girl", ""},
	{"missing comma before an unquoted key", `{"a": 1 b: 2}`, CauseMissingComma, "1:8", "", ""},
	{"words and parenthesis", `{"a": Prompt (long), "b": 1}`, CauseUnquotedValue, "1:7", "Prompt (long)", ""},
	{"ellipsis", "[1, ...]", CauseEllipsis, "1:5", "...", ""},
	{"ellipsis member", "{\"a\": 1, …}", CauseEllipsis, "1:10", "…", ""},

	{"missing closing quote", "{\n \"a\": \"x,\n \"b\": 1\n}", CauseOpenString, "2:7", `"x,`, ""},
	{"missing closing quote, CRLF", "{\r\n \"a\": \"猫,\r\n \"b\": 1\r\n}", CauseOpenString, "2:7", `"猫,`, ""},
	{"missing closing quote before a brace", "{\n \"a\": \"x\n}", CauseOpenString, "2:7", `"x`, ""},
	{"missing closing quote in a list", "[\"x,\n\"y\"]", CauseOpenString, "1:2", `"x,`, ""},
	{"missing closing quote in the middle", `{"a": "x, "b": "y"}`, CauseOpenString, "1:7", `"x, "`, ""},
	{"missing closing quote at the end", `{"a": "x}`, CauseOpenString, "1:7", `"x}`, ""},
	{"missing closing quote at the end, line end", "{\"a\": [\"x]}\n", CauseOpenString, "1:8", `"x]}`, ""},
	{"quotes in a string", `{"text": "a "big" cat", "b": 1}`, CauseUnescapedQuote, "1:13", `"`, "1:10"},
	{"quotes in a Chinese string", `{"text": "他说"你好"了"}`, CauseUnescapedQuote, "1:17", `"`, "1:10"},
	{"quotes at the end of a string", `{"text": "he said "hello"", "b": 1}`, CauseUnescapedQuote, "1:19", `"`, "1:10"},
	{"quote before the end", `{"text": "a 5""}`, CauseUnescapedQuote, "1:14", `"`, "1:10"},
	{"inches", `{"text": "5" x 7" print"}`, CauseUnescapedQuote, "1:12", `"`, "1:10"},
	{"workflow pasted into a string", `{"workflow": "{"3": {}}"}`, CauseUnescapedJSON, "1:14", `"{"`, ""},
	{"workflow pasted into a string, lines", "{\"workflow\": \"{\n \"3\": {}}\"}", CauseUnescapedJSON, "1:14", `"{`, ""},

	{"extra brace", "{\"a\": 1}\n}", CauseExtraClose, "2:1", "}", ""},
	{"extra bracket inside", `{"a": [1]], "b": 1}`, CauseExtraClose, "1:10", "]", ""},
	{"bracket for brace", "[{\"a\": 1]]", CauseMismatched, "1:9", "]", "1:2"},
	{"brace for bracket", "{\"a\": [1,\n2}", CauseMismatched, "2:2", "}", "1:7"},
	{"brace for the last bracket", "[1}\n", CauseMismatched, "1:3", "}", "1:1"},
	{"brace closes an empty array", "[}", CauseMismatched, "1:2", "}", "1:1"},
	{"bracket closes an empty object", "[{]]", CauseMismatched, "1:3", "]", "1:2"},
	{"brace in an empty array", `{"a": [}, "b": 1}`, CauseMismatched, "1:8", "}", "1:7"},
	{"closing at the root", "]", CauseExtraClose, "1:1", "]", ""},
	{"brace missing before the next object", "[{\"a\": 1\n, {\"a\": 2}]", CauseUnclosed, "2:1", "", "1:2"},
	{"truncated object", "{\"a\": {\n\"b\": 1\n\n", CauseTruncated, "2:7", "", "1:7"},
	{"truncated array", "[1,", CauseTruncated, "1:4", "", "1:1"},
	{"truncated after key", "{\"a\"", CauseTruncated, "1:5", "", "1:1"},
	{"truncated after colon", "{\"a\":", CauseTruncated, "1:6", "", "1:1"},
	{"truncated string", "{\"a\": \"x y", CauseTruncated, "1:11", "", "1:7"},
	{"truncated string at a line end", "{\"a\": \"x y\n", CauseTruncated, "1:11", "", "1:7"},
	{"truncated escape", "[\"a\\", CauseTruncated, "1:5", "", "1:2"},
	{"truncated \\u", "[\"a\\u4e", CauseTruncated, "1:8", "", "1:2"},
	{"truncated literal", "[tru", CauseTruncated, "1:5", "", "1:1"},
	{"truncated number", "[1.", CauseTruncated, "1:4", "", "1:1"},
	{"truncated character", "[\"\xe4\xb8", CauseTruncated, "1:3", "\xe4\xb8", ""},

	{"two documents", "{}\n{}", CauseTrailingData, "2:1", "{", "1:1"},
	{"two documents with a comma", "{},\n{}", CauseTrailingData, "1:3", ",", "1:1"},
	{"text after the document", "{} done", CauseTrailingData, "1:4", "done", "1:1"},

	{"UTF-16LE", "\xff\xfe{\x00}\x00", CauseUTF16, "1:1", "\xff\xfe", ""},
	{"UTF-16BE", "\xfe\xff\x00{\x00}", CauseUTF16, "1:1", "\xfe\xff", ""},
	{"UTF-16LE without mark", "{\x00}\x00", CauseUTF16, "1:1", "{\x00", ""},
	{"UTF-16BE without mark", "\x00{\x00}", CauseUTF16, "1:1", "\x00{", ""},
	{"UTF-32LE", "\xff\xfe\x00\x00{\x00\x00\x00", CauseUTF32, "1:1", "\xff\xfe\x00\x00", ""},
	{"UTF-32BE", "\x00\x00\xfe\xff\x00\x00\x00{", CauseUTF32, "1:1", "\x00\x00\xfe\xff", ""},
	{"UTF-32LE without mark", "{\x00\x00\x00}\x00\x00\x00", CauseUTF32, "1:1", "{\x00\x00\x00", ""},
	{"UTF-32BE without mark", "\x00\x00\x00{", CauseUTF32, "1:1", "\x00\x00\x00{", ""},
	{"GBK", "{\n\"text\": \"\xc4\xe3\xba\xc3\"}", CauseGBK, "2:10", "\xc4\xe3", ""},
	{"GBK that begins like UTF-8", "{\"text\": \"\xd2\xbb\xd6\xbb\xc4\xe3\xba\xc3\"}", CauseGBK, "1:15", "\xc4\xe3", ""},
	{"GBK with a backslash inside", "{\"text\": \"\xc4\xe3\xba\xc3\xca\xc0\xbd\xe7\x8f\x5c\"}", CauseGBK, "1:11", "\xc4\xe3", ""},
	{"GBK cut", "{\"text\": \"\xc4\xe3\xba\xc3\xca", CauseGBK, "1:11", "\xc4\xe3", ""},
	{"true and a Chinese comma", "{\"a\":true，\"b\":1}", CauseFullWidth, "1:10", "，", ""},
	{"number and Chinese words", "[10像素]", CauseUnquotedValue, "1:2", "10像素", ""},
	{"Latin-1", "{\"text\": \"caf\xe9!\"}", CauseInvalidUTF8, "1:14", "\xe9", ""},
	{"a stray byte", "[\"\xff\"]", CauseInvalidUTF8, "1:3", "\xff", ""},
	{"an encoded surrogate", "[\"\xed\xa0\x80!\"]", CauseInvalidUTF8, "1:3", "\xed", ""},
	{"syntax error before a stray byte", "[1,]\xff!", CauseTrailingComma, "1:3", ",", ""},
	{"syntax error behind a stray byte", "[\"\xff!\",]", CauseInvalidUTF8, "1:3", "\xff", ""},
	{"PNG", "\x89PNG\r\n\x1a\n", CauseBinary, "1:1", "\x89PNG", ""},
	{"ZIP", "PK\x03\x04\x14", CauseBinary, "1:1", "PK\x03\x04", ""},

	{"HTML", "<!DOCTYPE html>\n<html>", CauseHTML, "1:1", "<!DOCTYPE html>", ""},
	{"HTML without doctype", "\n<html lang=\"en\">", CauseHTML, "2:1", "<html lang=\"en\">", ""},
	{"XML", "<?xml version=\"1.0\"?>", CauseHTML, "1:1", "<?xml version=\"1.0\"?>", ""},
	{"curl", "curl -X POST https://x \\\n -d '{}'", CauseShell, "1:1", "curl -X POST https://x \\", ""},
	{"curl after a prompt", "$ curl x", CauseShell, "1:1", "$ curl x", ""},
	{"script", "#!/bin/sh\ncurl x", CauseShell, "1:1", "#!/bin/sh", ""},
	{"script after a comment", "# create\ncurl x", CauseShell, "1:1", "# create", ""},
	{"HTTP request", "POST /task/openapi/create HTTP/1.1\r\n\r\n{}", CauseHTTP, "1:1", "POST /task/openapi/create HTTP/1.1", ""},
	{"HTTP answer", "HTTP/1.1 200 OK\n\n{}", CauseHTTP, "1:1", "HTTP/1.1 200 OK", ""},
	{"JavaScript", "const body = {\n}", CauseCode, "1:1", "const body = {", ""},
	{"Python", "payload = {}", CauseCode, "1:1", "payload = {}", ""},
	{"form", "apiKey=1&webappId=2", CauseForm, "1:1", "apiKey=1&webappId=2", ""},
	{"YAML", "apiKey: x\nworkflowId: 1\n", CauseYAML, "1:1", "apiKey: x", ""},
	{"YAML list", "- a\n", CauseYAML, "1:1", "- a", ""},
	{"markdown", "```json\n{}\n```", CauseMarkdown, "1:1", "```json", ""},
	{"markdown after", "{}\n```", CauseMarkdown, "2:1", "```", ""},

	{"placeholder {{}}", `{"seed": {{seed}}, "b": 1}`, CausePlaceholder, "1:10", "{{seed}}", ""},
	{"placeholder {{}} in an array", "[\n{{ ids }}]", CausePlaceholder, "2:1", "{{ ids }}", ""},
	{"placeholder ${}", `{"seed": ${SEED}}`, CausePlaceholder, "1:10", "${SEED}", ""},
	{"placeholder $", `{"seed": $SEED}`, CausePlaceholder, "1:10", "$SEED", ""},
	{"placeholder %%", `{"seed": %seed%}`, CausePlaceholder, "1:10", "%seed%", ""},
	{"placeholder <>", `{"seed": <your-seed>}`, CausePlaceholder, "1:10", "<your-seed>", ""},
	{"placeholder {}", `{"seed": {SEED}}`, CausePlaceholder, "1:10", "{SEED}", ""},
	{"placeholder @$$", `{"seed": @$seed$}`, CausePlaceholder, "1:10", "@$seed$", ""},
	{"placeholder for a key", `{{{key}}: 1}`, CausePlaceholder, "1:2", "{{key}}", ""},
	{"template block", "{{% if x %}\n}", CausePlaceholder, "1:2", "{% if x %}", ""},
	{"placeholder for all", `${BODY}`, CausePlaceholder, "1:1", "${BODY}", ""},
	{"placeholder for all, braces", `{{body}}`, CausePlaceholder, "1:1", "{{body}}", ""},

	{"concatenation", `{"a": "x" + name}`, CauseExpression, "1:11", "+", ""},
	{"call", `{"a": Date.now()}`, CauseExpression, "1:7", "Date.now", ""},
	{"raw string", `{"a": r"x"}`, CauseExpression, "1:7", "r", ""},
	{"arithmetic", `{"a": 2*3}`, CauseExpression, "1:8", "*", ""},
	{"parentheses", `{"a": (1)}`, CauseExpression, "1:7", "(", ""},
}

func lineColumn(p Position) string { return fmt.Sprintf("%d:%d", p.Line, p.Column) }

func TestDiagnose(t *testing.T) {
	for _, tt := range broken {
		t.Run(tt.name, func(t *testing.T) {
			check := func(err error) {
				t.Helper()
				e, ok := err.(*SyntaxError)
				if !ok {
					t.Fatalf("no syntax error: %v", err)
				}
				if e.Cause != tt.cause {
					t.Fatalf("cause %s, want %s (at %d)", e.Cause, tt.cause, e.Span)
				}
				d := e.Document()
				if got := string(d.Source()[e.Span.Start:e.Span.End]); got != tt.text {
					t.Errorf("marks %q, want %q", got, tt.text)
				}
				began := ""
				if e.Began != nil {
					began = "some"
				}
				if (tt.began != "") != (began != "") {
					t.Errorf("began: %v, want %q", e.Began, tt.began)
				}
			}
			_, err := Parse("x.json", []byte(tt.src))
			check(err)
			e := err.(*SyntaxError)
			if got := lineColumn(e.Position()); got != tt.at {
				t.Errorf("at %s, want %s", got, tt.at)
			}
			if e.Began != nil {
				if got := lineColumn(e.Document().Position(e.Began.Start)); got != tt.began {
					t.Errorf("began at %s, want %s", got, tt.began)
				}
			}

			// The same text in a string of another document is broken at the
			// same place, as a place in the outer file: nothing here is escaped but
			// what must be, so the outer offset can be counted.
			if !strings.ContainsFunc(tt.src, func(r rune) bool { return r == 0xFFFD }) {
				host := `{"workflow": "` + quoteInner(tt.src) + `"}`
				outer, err := Parse("y.json", []byte(host))
				if err != nil {
					t.Fatal(err)
				}
				_, err = outer.Root().Get("workflow").Embedded()
				check(err)
				in := err.(*SyntaxError)
				want := len(`{"workflow": "`) + len(quoteInner(tt.src[:in.Span.Start])) + 1
				if got := in.Position(); got.Line != 1 || got.Column != want {
					t.Errorf("embedded at %d:%d, want 1:%d", got.Line, got.Column, want)
				}
			}
		})
	}
}

func TestEveryCauseIsTested(t *testing.T) {
	var seen []Cause
	for _, tt := range broken {
		seen = append(seen, tt.cause)
	}
	// These have their own tests: the first two need size, the third is none.
	seen = append(seen, CauseTooDeep, CauseTooLarge, CauseBOM)
	for _, c := range allCauses() {
		if !slices.Contains(seen, c) {
			t.Errorf("no case for %s", c)
		}
	}
}

func TestExcerpt(t *testing.T) {
	for in, want := range map[string]string{
		"":                    "",
		"a  b\n\tc ":          "a b c",
		"\x1b[31mred":         "\uFFFD[31mred",
		"a\u202Eb":            "a\uFFFDb",
		"一二三四五六七八九十":          "一二三四五六七八…",
		"bad\xff":             "bad\uFFFD",
		"12345678":            "12345678",
		"1       2       345": "1 2 345",
	} {
		if got := Excerpt([]byte(in), 8); got != want {
			t.Errorf("Excerpt(%q) = %q, want %q", in, got, want)
		}
	}
}
