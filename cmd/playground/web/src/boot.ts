// Starts the engine before the rest of the page is read: both take their time.
// Browsers that know trusted types start a worker only from an address that a
// policy made, and this is the only policy of the page.
const types = (window as unknown as { trustedTypes?: { createPolicy(name: string, rules: object): { createScriptURL(url: string): string } } }).trustedTypes;
const address = types ? types.createPolicy("payloadlint", { createScriptURL: () => "worker.js" }).createScriptURL("") : "worker.js";
(window as unknown as { payloadlintWorker: Worker }).payloadlintWorker = new Worker(address);
