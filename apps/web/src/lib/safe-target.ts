/** Where to go after signing in: only paths of this application, so that no link carries a person elsewhere. */
export function safeTarget(to: string | undefined): string {
  return to !== undefined && /^\/(?![/\\])/.test(to) ? to : '/ask';
}
