// Starts `payloadlint lsp` and lets VS Code's language client do the rest.
import * as vscode from 'vscode';
import { LanguageClient, LanguageClientOptions, ServerOptions } from 'vscode-languageclient/node';

let client: LanguageClient | undefined;
// Starts and stops follow one another.
let turn: Promise<void> = Promise.resolve();

// program is the user's own choice: a workspace may come from anybody, and must
// not choose which program runs.
function program(): string {
  const setting = vscode.workspace.getConfiguration('payloadlint').inspect<string>('path');
  return setting?.globalValue?.trim() || setting?.defaultValue || 'payloadlint';
}

function languages(): string[] {
  return vscode.workspace.getConfiguration('payloadlint').get<string[]>('languages') ?? ['json', 'jsonc'];
}

async function start(output: vscode.LogOutputChannel): Promise<void> {
  const server: ServerOptions = { command: program(), args: ['lsp'] };
  const options: LanguageClientOptions = {
    documentSelector: languages().flatMap((language) => [
      { language, scheme: 'file' },
      { language, scheme: 'untitled' },
    ]),
    outputChannel: output,
  };
  const started = new LanguageClient('payloadlint', 'payloadlint', server, options);
  try {
    await started.start();
    client = started;
  } catch (err) {
    output.error(String(err));
    const settings = 'Open Settings';
    const message = `payloadlint cannot be started as "${program()}". Install it, or set payloadlint.path.`;
    void vscode.window.showErrorMessage(message, settings).then((chosen) => {
      if (chosen === settings) {
        void vscode.commands.executeCommand('workbench.action.openSettings', 'payloadlint.path');
      }
    });
  }
}

async function stop(): Promise<void> {
  const stopped = client;
  client = undefined;
  await stopped?.dispose();
}

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const output = vscode.window.createOutputChannel('payloadlint', { log: true });
  const restart = (): Promise<void> => {
    turn = turn.then(stop).then(() => start(output));
    return turn;
  };
  context.subscriptions.push(
    output,
    vscode.commands.registerCommand('payloadlint.restart', restart),
    vscode.commands.registerCommand('payloadlint.showOutput', () => output.show()),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('payloadlint.path') || change.affectsConfiguration('payloadlint.languages')) {
        void restart();
      }
    }),
  );
  await restart();
}

export function deactivate(): Promise<void> {
  turn = turn.then(stop);
  return turn;
}
