/** A module that the host compiled, as one of this realm: Next's edge hands in those of another, which `instanceof` denies. */
export function sameRealm(module: WebAssembly.Module): WebAssembly.Module {
  return module instanceof WebAssembly.Module ? module : Object.setPrototypeOf(module, WebAssembly.Module.prototype);
}
