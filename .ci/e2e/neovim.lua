-- Tries each feature of the language server on the file that is open, and ends
-- Neovim: 0 where all worked, 1 with the reason where one did not.
local name = vim.fn.expand('%:t')
local buffer = vim.api.nvim_get_current_buf()
local quote = name == 'call.py' and "'" or '"'

local function fail(...)
  io.stderr:write(name .. ': ' .. table.concat(vim.tbl_map(function(v) return type(v) == 'string' and v or vim.inspect(v) end, { ... }), ' ') .. '\n')
  vim.cmd('cquit 1')
end

local function check(ok, ...)
  if not ok then error(table.concat(vim.tbl_map(function(v) return type(v) == 'string' and v or vim.inspect(v) end, { ... }), ' '), 2) end
end

-- lines are the text of the buffer.
local function text() return table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), '\n') end

-- at puts the cursor on a text of the buffer, some characters into it.
local function at(mark, into)
  for i, line in ipairs(vim.api.nvim_buf_get_lines(buffer, 0, -1, false)) do
    local from = line:find(mark, 1, true)
    if from then
      vim.api.nvim_win_set_cursor(0, { i, from - 1 + into })
      return
    end
  end
  error('no ' .. mark, 2)
end

-- ask sends a request about the place of the cursor, or with params of its own.
local function ask(method, params)
  params = vim.tbl_extend('force', vim.lsp.util.make_position_params(0, 'utf-16'), params or {})
  local all, err = vim.lsp.buf_request_sync(buffer, method, params, 20000)
  check(all, method, err or 'no answer')
  for _, answer in pairs(all) do
    check(not answer.err, method, answer.err or '')
    return answer.result
  end
end

-- diagnostics are those of the buffer by rule, once there are some that pass.
local function diagnostics(want)
  local seen
  check(vim.wait(20000, function()
    seen = {}
    for _, d in ipairs(vim.diagnostic.get(buffer)) do seen[d.code] = d.message end
    return want(seen)
  end, 20), 'diagnostics', seen)
  return seen
end

local function labelled(result, label)
  for _, item in ipairs(result.items or result) do
    if item.label == label then return item end
  end
  error('no ' .. label .. ' in ' .. vim.inspect(result), 2)
end

local function apply(edit)
  vim.lsp.util.apply_workspace_edit(edit, 'utf-16')
end

local function action(title)
  local line = vim.api.nvim_win_get_cursor(0)[1] - 1
  local whole = { start = { line = line, character = 0 }, ['end'] = { line = line + 1, character = 0 } }
  local list = ask('textDocument/codeAction', { range = whole, context = { diagnostics = vim.empty_dict() } })
  for _, a in ipairs(list) do
    if a.title == title then return a end
  end
  error('no ' .. title .. ' in ' .. vim.inspect(list), 2)
end

local function complete(mark, into, label)
  at(mark, into)
  vim.lsp.util.apply_text_edits({ labelled(ask('textDocument/completion'), label).textEdit }, buffer, 'utf-16')
end

local function change(from, to)
  local lines = vim.api.nvim_buf_get_lines(buffer, 0, -1, false)
  for i, line in ipairs(lines) do
    local s, e = line:find(from, 1, true)
    if s then
      vim.api.nvim_buf_set_lines(buffer, i - 1, i, false, { line:sub(1, s - 1) .. to .. line:sub(e + 1) })
      return
    end
  end
  error('no ' .. from, 2)
end

local function q(s) return (s:gsub('"', quote)) end

local function run()
  vim.bo.filetype = name == 'call.py' and 'python' or 'json'
  -- The first recipe is for Neovim 0.11, the second for those before.
  dofile(vim.env.RECIPES .. (vim.fn.has('nvim-0.11') == 1 and '/recipe1.lua' or '/recipe2.lua'))
  vim.cmd('doautocmd FileType ' .. vim.bo.filetype)
  check(vim.wait(20000, function() return #vim.tbl_values(vim.lsp.buf_get_clients(buffer)) > 0 end, 20), 'no client')

  -- A bad request: the rules, the predicted code and the verdict.
  local seen = diagnostics(function(d) return d['nodeinfo-field'] and d['verdict'] end)
  check(seen['nodeinfo-field']:find('803', 1, true), seen)
  check(seen['verdict']:find('803', 1, true), seen)

  -- Hover, definition, references, symbols, inlay hints.
  at(q'"nodeId": "6"', 11)
  local hover = ask('textDocument/hover')
  check(hover and hover.contents.value:find('CLIPTextEncode', 1, true), 'hover', hover or '')
  local to = ask('textDocument/definition')
  check(to.uri:match('w%.json$') and to.range.start.line == 2, 'definition', to)
  local places = ask('textDocument/references', { context = { includeDeclaration = true } })
  check(#places == 3, 'references', places) -- the definition, this file and the other
  local symbols = ask('textDocument/documentSymbol')
  check(#symbols == 2 and symbols[1].name == '6 Text', 'symbols', symbols)
  local hints = ask('textDocument/inlayHint', { range = { start = { line = 0, character = 0 }, ['end'] = { line = 99, character = 0 } } })
  check(#hints == 2 and hints[1].label == 'Prompt (CLIPTextEncode)', 'hints', hints)

  -- Code actions: the fix, the near choice, the suppression.
  at(q'"fieldName": "Text"', 16)
  apply(action('Replace ' .. q'"Text"' .. ' with ' .. q'"text"').edit)
  check(text():find(q'"fieldName": "text"', 1, true), 'the fix', text())
  diagnostics(function(d) return not d['nodeinfo-field'] and d['prompt-value-not-in-list'] end)
  at(q'"dpmpp_2mm"', 2)
  local suppress = action('Suppress prompt-value-not-in-list')
  if name == 'call.py' then
    apply(suppress.edit)
    check(text():find('# payloadlint:ignore prompt-value-not-in-list', 1, true), 'suppression', text())
    diagnostics(function(d) return not d['prompt-value-not-in-list'] end)
    vim.cmd('g/payloadlint:ignore/delete')
    diagnostics(function(d) return d['prompt-value-not-in-list'] end)
  else
    local _, edits = next(suppress.edit.changes)
    check(edits[1].newText:find('prompt-value-not-in-list', 1, true), 'suppression', suppress)
  end
  at(q'"dpmpp_2mm"', 2)
  apply(action('Replace ' .. q'"dpmpp_2mm"' .. ' with ' .. q'"dpmpp_2m"').edit)
  diagnostics(function(d) return not d['verdict'] end)

  -- Completion of a node, a field and a choice.
  change(q'"nodeId": "6"', q'"nodeId": ""')
  complete(q'"nodeId": ""', 11, '6')
  change(q'"fieldName": "text"', q'"fieldName": ""')
  complete(q'"fieldName": ""', 14, 'text')
  change(q'"dpmpp_2m"', q'"dpm"')
  complete(q'"dpm"', 3, 'dpmpp_2m_sde')
  check(text():find(q'"nodeId": "6", "fieldName": "text"', 1, true) and text():find(q'"dpmpp_2m_sde"', 1, true), 'completion', text())
  diagnostics(function(d) return not d['verdict'] end)

  -- Rename: in this file and in the definition.
  at(q'"nodeId": "6"', 11)
  local edit = ask('textDocument/rename', { newName = '60' })
  apply(edit)
  check(text():find(q'"nodeId": "60"', 1, true), 'rename', text())
  local definition = table.concat(vim.api.nvim_buf_get_lines(vim.fn.bufnr('w.json'), 0, -1, false), '\n')
  check(definition:find('"60":{', 1, true) and definition:find('"positive":["60",0]', 1, true) and not definition:find('"6"', 1, true), 'rename', definition)
end

local ok, err = xpcall(run, debug.traceback)
if not ok then
  fail(err)
else
  io.stdout:write(name .. ': all features work\n')
  vim.cmd('qall!')
end
