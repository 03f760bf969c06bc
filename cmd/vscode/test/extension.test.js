// The bundle in Node, with a stand-in for the module `vscode`, and the real
// server: PAYLOADLINT names it, else it is on the PATH.
'use strict';
const assert = require('node:assert/strict');
const fs = require('node:fs');
const Module = require('node:module');
const os = require('node:os');
const path = require('node:path');
const { test, beforeEach, afterEach } = require('node:test');

const vscode = require('./vscode.js');
const load = Module._load;
Module._load = function (name, ...rest) { return name === 'vscode' ? vscode : load.call(this, name, ...rest); };

const manifest = require('../package.json');
const extension = require('../dist/extension.js');
const program = process.env.PAYLOADLINT || 'payloadlint';
const { seen } = vscode;

let context;
let folder;

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'payloadlint-vscode-'));
  context = { subscriptions: [] };
  for (const [name, { default: defaultValue }] of Object.entries(manifest.contributes.configuration.properties)) seen.settings[name] = { defaultValue };
  seen.settings['payloadlint.path'].globalValue = program;
  seen.errors.length = 0;
});

afterEach(async () => {
  await extension.deactivate();
  for (const s of context.subscriptions) s.dispose();
  vscode.workspace.textDocuments = [];
  fs.rmSync(folder, { recursive: true });
});

async function until(what) {
  for (let i = 0; i < 500; i++) {
    const value = what();
    if (value) return value;
    await new Promise((done) => setTimeout(done, 20));
  }
  assert.fail(`waited in vain: ${what}`);
}

// opened is a document as VS Code has it.
function opened(name, languageId, text) {
  const uri = vscode.Uri.file(path.join(folder, name));
  const document = { uri, fileName: uri.path, languageId, version: 1, isClosed: false, isDirty: false, isUntitled: false, notebook: undefined, getText: () => text, lineCount: text.split('\n').length };
  vscode.workspace.textDocuments = [document];
  vscode.window.activeTextEditor = { document };
  vscode.window.visibleTextEditors = [vscode.window.activeTextEditor];
  return document;
}

const request = '{"apiKey": "${KEY}", "workflowId": "1904136902449209346", "nodeInfoList": [{"nodeId": "99", "fieldName": "text", "fieldValue": "x"}]}';

function project() {
  fs.writeFileSync(path.join(folder, '.payloadlint.yaml'), 'version: 1\nworkflows: {"1904136902449209346": w.json}\n');
  fs.writeFileSync(path.join(folder, 'w.json'), '{"6": {"class_type": "CLIPTextEncode", "inputs": {"text": "a", "clip": ["4", 1]}}}');
}

test('shows the diagnostics of the server, in JSON and in a program', async () => {
  project();
  for (const [name, language, text] of [['req.json', 'json', request], ['call.py', 'python', `import requests\nrequests.post('https://www.runninghub.cn/task/openapi/create', json=${request})\n`]]) {
    const document = opened(name, language, text);
    await extension.activate(context);
    // The client pulls, or the server pushes: either way they arrive.
    const list = await until(() => seen.diagnostics.get(document.uri.toString())?.length && seen.diagnostics.get(document.uri.toString()));
    const finding = list.find((d) => (d.code?.value ?? d.code) === 'nodeinfo-node');
    assert.ok(finding, JSON.stringify(list));
    assert.match(finding.message, /803/);
    assert.equal(finding.source, 'payloadlint');
    await extension.deactivate();
  }
});

test('offers what the server can do', async () => {
  await extension.activate(context);
  const kinds = await until(() => { const all = new Set(seen.providers.map((p) => p.kind)); return all.size > 6 && all; });
  for (const kind of ['Completion', 'Hover', 'Definition', 'Reference', 'Rename', 'CodeActions', 'DocumentSymbol', 'InlayHints']) {
    assert.ok([...kinds].some((k) => k.includes(kind)), `${kind} in ${[...kinds]}`);
  }
  assert.ok(seen.commands.has('payloadlint.fetch'), 'the server\'s command is registered');
});

test('a program that is not there is said, with the setting', async () => {
  seen.settings['payloadlint.path'].globalValue = path.join(folder, 'missing');
  await extension.activate(context);
  assert.ok(seen.errors.some((e) => e.includes('payloadlint.path') && e.includes('missing')), seen.errors);
});

test('a workspace does not choose the program', async () => {
  seen.settings['payloadlint.path'].workspaceValue = path.join(folder, 'evil');
  fs.writeFileSync(path.join(folder, 'evil'), `#!/bin/sh\ntouch "${path.join(folder, 'ran')}"\n`, { mode: 0o755 });
  await extension.activate(context);
  assert.deepEqual(seen.errors, []);
  assert.ok(!fs.existsSync(path.join(folder, 'ran')));
  assert.equal(manifest.contributes.configuration.properties['payloadlint.path'].scope, 'machine');
});

test('a change of the settings starts another server', async () => {
  seen.settings['payloadlint.path'].globalValue = path.join(folder, 'missing');
  await extension.activate(context);
  assert.equal(seen.providers.length, 0);
  seen.settings['payloadlint.path'].globalValue = program;
  vscode.fire('workspace.onDidChangeConfiguration', { affectsConfiguration: (name) => name === 'payloadlint.path' });
  await until(() => seen.providers.some((p) => p.kind.includes('Hover')));
  await seen.commands.get('payloadlint.restart')();
  await until(() => seen.providers.some((p) => p.kind.includes('Hover')));
});

test('the commands and settings of the manifest are those of the code', async () => {
  await extension.activate(context);
  for (const { command } of manifest.contributes.commands) assert.ok(seen.commands.has(command), command);
  const source = fs.readFileSync(path.join(__dirname, '..', 'src', 'extension.ts'), 'utf8');
  for (const name of ['path', 'languages']) assert.ok(source.includes(`'${name}'`), name);
});
