// A stand-in for the module `vscode`: what the extension and its language client
// use of it. Classes that are only built stay empty; what tests look at is kept
// in `seen`.
'use strict';

const seen = { commands: new Map(), errors: [], diagnostics: new Map(), output: [], providers: [], settings: {}, changed: [], feature: {} };

class Emitter {
  constructor() {
    this.listeners = new Set();
    this.event = (listener, self) => {
      const call = self ? listener.bind(self) : listener;
      this.listeners.add(call);
      return { dispose: () => this.listeners.delete(call) };
    };
  }
  fire(value) { for (const l of [...this.listeners]) l(value); }
  dispose() { this.listeners.clear(); }
}

class Disposable {
  constructor(f) { this.f = f; }
  static from(...all) { return new Disposable(() => all.forEach((d) => d.dispose())); }
  dispose() { this.f?.(); this.f = undefined; }
}

class Uri {
  constructor(scheme, path) { Object.assign(this, { scheme, authority: '', path, query: '', fragment: '', fsPath: path }); }
  static file(path) { return new Uri('file', path); }
  static parse(text) { const u = new URL(text); return new Uri(u.protocol.slice(0, -1), decodeURIComponent(u.pathname)); }
  with(change) { return Object.assign(new Uri(this.scheme, this.path), change); }
  toString() { return `${this.scheme}://${encodeURI(this.path)}`; }
}

class Position {
  constructor(line, character) { Object.assign(this, { line, character }); }
}

class Range {
  constructor(a, b, c, d) {
    [this.start, this.end] = typeof a === 'number' ? [new Position(a, b), new Position(c, d)] : [a, b];
  }
}

class Diagnostic {
  constructor(range, message, severity) { Object.assign(this, { range, message, severity }); }
}

class CancellationTokenSource {
  constructor() {
    const emitter = new Emitter();
    this.token = { isCancellationRequested: false, onCancellationRequested: emitter.event };
    this.emitter = emitter;
  }
  cancel() { this.token.isCancellationRequested = true; this.emitter.fire(); }
  dispose() { this.emitter.dispose(); }
}

const emitters = new Map();
function event(name) {
  if (!emitters.has(name)) emitters.set(name, new Emitter());
  return emitters.get(name).event;
}
function fire(name, value) { emitters.get(name)?.fire(value); }

// any is a thing of which nothing is known: a class, a function, an enum.
function any(name) {
  const f = class { constructor(...args) { this.args = args; } };
  return new Proxy(f, {
    get: (target, key) => (key in target || typeof key === 'symbol' || key === 'prototype' ? target[key] : `${name}.${String(key)}`),
  });
}

// open adds what is not named to an object: events that never fire, functions
// that register nothing.
function open(name, known) {
  return new Proxy(known, {
    get(target, key) {
      if (key in target || typeof key === 'symbol') return target[key];
      if (/^on(Did|Will)/.test(key)) return event(`${name}.${key}`);
      if (/^register/.test(key)) {
        return (...args) => {
          const entry = { kind: key, provider: args.find((a) => a && typeof a === 'object' && Object.keys(a).some((k) => /^(provide|prepare)/.test(k))) ?? args[1], selector: args[0] };
          seen.providers.push(entry);
          return new Disposable(() => seen.providers.splice(seen.providers.indexOf(entry), 1));
        };
      }
      return undefined;
    },
  });
}

const output = {
  name: 'payloadlint', logLevel: 3, onDidChangeLogLevel: new Emitter().event,
  append: (t) => seen.output.push(t), appendLine: (t) => seen.output.push(t), show() {}, clear() {}, replace() {}, hide() {}, dispose() {},
  trace: (t) => seen.output.push(t), debug: (t) => seen.output.push(t), info: (t) => seen.output.push(t), warn: (t) => seen.output.push(t), error: (t) => seen.output.push(String(t)),
};

function configuration(section) {
  const value = (key) => seen.settings[section ? `${section}.${key}` : key];
  return {
    get: (key, fallback) => (value(key)?.workspaceValue ?? value(key)?.globalValue ?? value(key)?.defaultValue ?? fallback),
    inspect: value,
    has: (key) => value(key) !== undefined,
  };
}

const vscode = {
  version: '1.91.0',
  Disposable, EventEmitter: Emitter, Uri, Position, Range, Diagnostic, CancellationTokenSource,
  DiagnosticSeverity: { Error: 0, Warning: 1, Information: 2, Hint: 3 },
  LogLevel: { Off: 0, Trace: 1, Debug: 2, Info: 3, Warning: 4, Error: 5 },
  l10n: { t: (text) => text },
  env: open('env', { appName: 'test', language: 'en', isTelemetryEnabled: false }),
  extensions: { getExtension: () => undefined, all: [] },
  commands: {
    registerCommand(name, run) { seen.commands.set(name, run); return new Disposable(() => seen.commands.delete(name)); },
    executeCommand: async (name, ...args) => seen.commands.get(name)?.(...args),
    getCommands: async () => [...seen.commands.keys()],
  },
  languages: open('languages', {
    createDiagnosticCollection: () => ({
      set: (uri, list) => seen.diagnostics.set(uri.toString(), list ?? []), delete: (uri) => seen.diagnostics.delete(uri.toString()), clear: () => seen.diagnostics.clear(),
      has: (uri) => seen.diagnostics.has(uri.toString()), get: (uri) => seen.diagnostics.get(uri.toString()), forEach() {}, dispose() { seen.diagnostics.clear(); },
    }),
    match: (selector, document) => ([].concat(selector).some((f) => (f.language ?? document.languageId) === document.languageId && (f.scheme ?? document.uri.scheme) === document.uri.scheme) ? 10 : 0),
  }),
  notebooks: open('notebooks', {}),
  tests: open('tests', {}),
  window: open('window', {
    createOutputChannel: () => output,
    showErrorMessage: async (text) => { seen.errors.push(text); },
    showInformationMessage: async () => undefined, showWarningMessage: async () => undefined,
    visibleTextEditors: [], activeTextEditor: undefined, state: { focused: true },
    tabGroups: open('tabGroups', { all: [], activeTabGroup: { tabs: [] } }),
    withProgress: (_, run) => run({ report() {} }, new CancellationTokenSource().token),
    createTextEditorDecorationType: () => new Disposable(),
  }),
  workspace: open('workspace', {
    textDocuments: [], notebookDocuments: [], workspaceFolders: undefined, isTrusted: true, name: 'test', fs: {},
    getConfiguration: configuration,
    getWorkspaceFolder: () => undefined,
    createFileSystemWatcher: () => ({ onDidCreate: new Emitter().event, onDidChange: new Emitter().event, onDidDelete: new Emitter().event, dispose() {} }),
    applyEdit: async (edit) => { seen.changed.push(edit); return true; },
  }),
};

module.exports = new Proxy(vscode, { get: (target, key) => (key in target || typeof key === 'symbol' ? target[key] : (target[key] = any(String(key)))) });
module.exports.seen = seen;
module.exports.fire = fire;
