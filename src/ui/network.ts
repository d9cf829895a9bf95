import * as vscode from 'vscode';
import { proxyEnvironment } from './proxy-environment';

/** The environment in which threads are started that ask over HTTPS: VS Code's own proxy is not known to a thread. */
export function networkEnvironment(): NodeJS.ProcessEnv {
  const http = vscode.workspace.getConfiguration('http');
  return proxyEnvironment({ proxy: http.get('proxy'), noProxy: http.get('noProxy'), support: http.get('proxySupport') }, process.env);
}

/** What is under way goes on over the proxy with which it was begun. */
export function watchNetwork(): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((change) => {
    if (!['http.proxy', 'http.noProxy', 'http.proxySupport'].some((name) => change.affectsConfiguration(name))) return;
    const reload = vscode.l10n.t('Reload Window');
    void vscode.window.showInformationMessage(vscode.l10n.t('Weir goes through the changed proxy once the window is loaded again.'), reload)
      .then((chosen) => { if (chosen === reload) void vscode.commands.executeCommand('workbench.action.reloadWindow'); });
  });
}
